#include "mlfix/flags/sheet-targets.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/base/file.h"
#include "mlfix/base/limits.h"
#include "mlfix/base/path.h"
#include "mlfix/flags/targets.h"
#include "mlfix/photo/picture-text.h"
#include "mlfix/record/record.h"

/* Adds the objects of records, one a line. */
static int add_lines(struct mlf_targets *targets, const char *text, size_t length, struct mlf_err *err)
{
    size_t number = 0;
    for (const char *line = text, *end = text + length; line < end;) {
        const char *stop = memchr(line, '\n', (size_t)(end - line));
        size_t n = (size_t)((stop ? stop : end) - line);
        struct mlf_record record;
        number++;
        if (mlf_record_parse(&record, line, n, err))
            return mlf_fail_at(err, "object %zu in it", number);
        int failed = mlf_targets_add(targets, &record, err);
        mlf_record_free(&record);
        if (failed)
            return mlf_fail_at(err, "object %zu in it", number);
        line += n + 1;
    }
    targets->evidence = 1;
    return 0;
}

/* Adds the objects of one sheet, from what its file carries. */
static int read_sheet(struct mlf_targets *targets, const char *path, struct mlf_err *err)
{
    struct mlf_buf text = {0};
    size_t length;
    char *bytes = mlf_file_read(path, MLF_LIMIT_SHEET_FILE, &length, err);
    int result = -1;
    if (!bytes)
        return -1;
    int found = mlf_picture_text_get(bytes, length, &text, err);
    if (found == 0)
        mlf_fail(err,
                 "'%s' does not say what it shows: no sheet, or one that was saved anew: its folder's "
                 "manifest.jsonl does",
                 path);
    else if (found < 0 || add_lines(targets, text.data, text.length, err))
        mlf_fail_at(err, "'%s'", path);
    else
        result = 0;
    targets->sheets_unsure = 1;
    mlf_buf_free(&text);
    free(bytes);
    return result;
}

int mlf_sheet_targets_read(struct mlf_targets *targets, const char *path, struct mlf_err *err)
{
    struct stat status;
    if (stat(path, &status) == 0 && S_ISREG(status.st_mode))
        return read_sheet(targets, path, err);
    char *manifest = mlf_path_join(path, "manifest.jsonl", err);
    uint64_t before = targets->sheets_sum; /* the sum of all is that of the folders' sums */
    int result = manifest && mlf_targets_read(targets, manifest, err) == 0 &&
                         mlf_grow(&targets->folder_sums, &targets->folder_capacity, targets->folders + 1,
                                  sizeof *targets->folder_sums, err) == 0
                     ? 0
                     : -1;
    if (result == 0)
        targets->folder_sums[targets->folders++] = targets->sheets_sum - before;
    free(manifest);
    return result;
}
