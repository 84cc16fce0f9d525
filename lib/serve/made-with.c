#include "made-with.h"

#include <stdlib.h>
#include <string.h>

#include "job.h"
#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/file.h"
#include "mlfix/base/path.h"
#include "review.h"

#define FILE_NAME "made-with"
#define FILE_TAKEN ((size_t)1 << 20)

/* The next line of the file about a tool, from *at on, as its argument in new memory; NULL at the end, or with err. */
static char *next(const char *text, const char *tool, size_t *at, struct mlf_err *err)
{
    size_t length = strlen(tool);
    while (text && text[*at]) {
        const char *line = text + *at;
        size_t whole = strcspn(line, "\n");
        *at += whole + (line[whole] == '\n');
        if (whole > length && memcmp(line, tool, length) == 0 && line[length] == ' ')
            return mlf_strndup(line + length + 1, whole - length - 1, err);
    }
    return NULL;
}

int serve_made_with_read(struct serve_made_with *made, const struct serve_review *review, const char *dataset,
                         struct mlf_err *err)
{
    struct mlf_err none = {""};
    size_t length = 0, at = 0;
    *made = (struct serve_made_with){0};
    char *path = mlf_path_join(review->home, FILE_NAME, err), *named = NULL;
    if (!path)
        return -1;
    made->text = mlf_file_read(path, FILE_TAKEN, &length, &none);
    free(path);
    if (dataset) {
        made->dataset = mlf_strdup(dataset, err);
        return made->dataset ? 0 : -1;
    }
    named = next(made->text, "dataset", &at, err);
    if (named || review->dataset)
        made->dataset = serve_review_path(review, named ? named : review->dataset, err);
    free(named);
    return err->text[0] ? -1 : 0;
}

int serve_made_with_add(const struct serve_made_with *made, const char *tool, struct serve_job *job,
                        struct mlf_err *err)
{
    struct mlf_err none = {""};
    size_t at = 0;
    int failed = 0;
    for (char *argument; !failed && (argument = next(made->text, tool, &at, &none));) {
        failed = serve_job_add(job, argument, err);
        free(argument);
    }
    return failed ? -1 : 0;
}

int serve_made_with_has(const struct serve_made_with *made, const char *tool)
{
    struct mlf_err none = {""};
    size_t at = 0;
    char *argument = next(made->text, tool, &at, &none);
    free(argument);
    return argument != NULL;
}

void serve_made_with_free(struct serve_made_with *made)
{
    free(made->text);
    free(made->dataset);
    *made = (struct serve_made_with){0};
}
