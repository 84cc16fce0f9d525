#include "output.h"

#include <unistd.h>

#include "mlfix/base/err.h"
#include "mlfix/base/tempfile.h"

static struct mlf_tempfile file;

int mlf_output_begin(const char *target, struct mlf_err *err)
{
    if (mlf_tempfile_open(&file, target, err))
        return -1;
    if (dup2(fileno(file.file), STDOUT_FILENO) >= 0)
        return 0;
    mlf_fail_errno(err, "standard output cannot be led into '%s'", target);
    mlf_tempfile_discard(&file);
    return -1;
}

int mlf_output_end(int keep, struct mlf_err *err)
{
    int result = file.target && keep ? mlf_tempfile_commit(&file, err) : 0;
    mlf_tempfile_discard(&file);
    return result;
}
