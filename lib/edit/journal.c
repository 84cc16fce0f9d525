#include "mlfix/edit/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/path.h"
#include "mlfix/base/tempfile.h"
#include "mlfix/flags/review-folder.h"

/* Numbers of journals are below this. */
#define JOURNALS 1000000u

int mlf_journal_lock(const char *root, int *lock, struct mlf_err *err)
{
    char *folder = mlf_path_join(root, MLF_JOURNAL_FOLDER, err);
    int result = -1;

    *lock = -1;
    if (!folder)
        return -1;
    if (mkdir(folder, 0777) && errno != EEXIST) {
        mlf_fail_errno(err, "cannot make the folder '%s'", folder);
        goto done;
    }
    *lock = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (*lock < 0)
        mlf_fail_errno(err, "cannot open the folder '%s'", folder);
    else if (flock(*lock, LOCK_EX | LOCK_NB))
        mlf_fail(err, "another mlfix-apply is writing to '%s'", root);
    else
        result = 0;
    if (!result)
        mlf_tempfile_sweep(folder);
    if (result && *lock >= 0) {
        close(*lock);
        *lock = -1;
    }
done:
    free(folder);
    return result;
}

/* The path of the journal with this number, in new memory. */
static char *path_of(const char *root, unsigned number, struct mlf_err *err)
{
    return mlf_strf(err, "%s%s%s/journal-%04u.jsonl", root, *root ? "/" : "", MLF_JOURNAL_FOLDER, number);
}

char *mlf_journal_next(const char *root, unsigned after, struct mlf_err *err)
{
    for (unsigned number = after + 1; number < JOURNALS; number++) {
        char *path = path_of(root, number, err), *name;
        if (!path)
            return NULL;
        if (access(path, F_OK) == 0) {
            free(path);
            continue;
        }
        name = mlf_strdup(mlf_path_base(path), err);
        free(path);
        return name;
    }
    mlf_fail(err, "the folder '%s/%s' is full of journals", root, MLF_JOURNAL_FOLDER);
    return NULL;
}

unsigned mlf_journal_number(const char *name)
{
    unsigned number;
    int end = 0;

    return sscanf(name, "journal-%6u.jsonl%n", &number, &end) == 1 && end > 0 && !name[end] ? number : 0;
}
