#include "apply.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "kept.h"
#include "made-with.h"
#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/checksum.h"
#include "mlfix/base/err.h"
#include "mlfix/base/file.h"
#include "mlfix/base/path.h"
#include "mlfix/edit/journal.h"
#include "mlfix/flags/review-folder.h"
#include "mlfix/json/json-text.h"
#include "review.h"
#include "task.h"

/* The page shows so much of a diff (bytes). */
#define SHOWN ((size_t)256 * 1024)

/* The folder in which the dataset's journals are, in new memory. */
static char *journals(const struct serve_apply *apply, struct mlf_err *err)
{
    struct stat status;
    const char *dataset = apply->made->dataset;
    if (stat(dataset, &status) == 0 && S_ISDIR(status.st_mode))
        return mlf_path_join(dataset, MLF_JOURNAL_FOLDER, err);
    char *folder = mlf_strndup(dataset, (size_t)(mlf_path_base(dataset) - dataset), err);
    char *path = folder ? mlf_path_join(folder, MLF_JOURNAL_FOLDER, err) : NULL;
    free(folder);
    return path;
}

char *serve_apply_journal(const struct serve_apply *apply, struct mlf_err *err)
{
    unsigned highest = 0;
    char *folder = apply->made->dataset ? journals(apply, err) : NULL, *name = NULL;
    DIR *open = folder ? opendir(folder) : NULL;
    for (struct dirent *entry; open && (entry = readdir(open));) {
        unsigned number = mlf_journal_number(entry->d_name);
        if (number <= highest)
            continue;
        highest = number;
        free(name);
        name = mlf_strdup(entry->d_name, err);
    }
    if (open)
        closedir(open);
    free(folder);
    return name;
}

/* Adds an existing path as one that holds wherever the program runs. */
static int add_path(struct serve_job *job, const char *path, struct mlf_err *err)
{
    char whole[PATH_MAX];
    if (!realpath(path, whole))
        return mlf_fail_errno(err, "cannot find '%s'", path);
    return serve_job_add(job, whole, err);
}

static int write_flags(const struct serve_apply *apply, uint64_t *sum, struct mlf_err *err)
{
    struct mlf_buf flags = {0};
    int result = serve_kept_put_flags(apply->kept, &flags, err);
    if (result == 0)
        result = mlf_file_write(apply->flags, flags.data, flags.length, err);
    if (result == 0)
        *sum = mlf_checksum(MLF_CHECKSUM_START, flags.data, flags.length);
    mlf_buf_free(&flags);
    return result;
}

static int add_undo(const struct serve_apply *apply, struct serve_job *job, struct mlf_err *err)
{
    char *name = serve_apply_journal(apply, err), *folder = NULL, *path = NULL;
    int result = -1;
    if (!name)
        mlf_fail(err, "no change of the dataset is known that could be taken back");
    else if ((folder = journals(apply, err)) && (path = mlf_path_join(folder, name, err)))
        result = serve_job_add(job, "--undo", err) || add_path(job, path, err) ? -1 : 0;
    free(name);
    free(folder);
    free(path);
    return result;
}

int serve_apply_prepare(const struct serve_apply *apply, enum serve_apply_what what, struct serve_task *task,
                        uint64_t *sum, struct mlf_err *err)
{
    struct serve_job *job = &task->job;
    char whole[PATH_MAX];
    if (!apply->made->dataset)
        return mlf_fail(err, "which dataset these sheets are of is not known: --dataset names it");
    char *folder = serve_review_path(apply->review, "", err);
    if (!folder || !realpath(*folder ? folder : ".", whole)) {
        free(folder);
        return mlf_fail(err, "the folder in which the sheets were drawn is not there any more");
    }
    free(folder);
    if (!(job->folder = mlf_strdup(whole, err)) || serve_job_add(job, "mlfix-apply", err) ||
        add_path(job, apply->made->dataset, err) || serve_made_with_add(apply->made, "apply", job, err))
        return -1;
    if (what == SERVE_UNDO)
        return add_undo(apply, job, err);
    if (write_flags(apply, sum, err) || serve_job_add(job, "--sheets", err) ||
        add_path(job, apply->review->folder, err) || serve_job_add(job, "--flags", err) ||
        add_path(job, apply->flags, err))
        return -1;
    if (what == SERVE_PLAN)
        return 0;
    return serve_job_add(job, what == SERVE_DIFF ? "--diff" : "--write", err);
}

/* Appends texts of a program as JSON, without its name before each line. */
static void put_lines(const char *text, struct mlf_buf *buf)
{
    static const char name[] = "mlfix-apply: ";
    struct mlf_buf clean = {0};
    for (const char *line = text; line && *line;) {
        size_t length = strcspn(line, "\n");
        int named = length >= strlen(name) && memcmp(line, name, strlen(name)) == 0;
        size_t skipped = named ? strlen(name) : 0;
        mlf_buf_add(&clean, line + skipped, length - skipped);
        mlf_buf_putc(&clean, '\n');
        line += length + (line[length] == '\n');
    }
    mlf_json_put_string(buf, clean.data ? clean.data : "");
    mlf_buf_free(&clean);
}

void serve_apply_put(const struct serve_task *task, struct mlf_buf *buf)
{
    const struct serve_job *job = &task->job;
    struct mlf_buf shown = {0};
    mlf_buf_printf(buf, "\"status\":%d,\"said\":", job->status);
    put_lines(job->said.data, buf);
    mlf_buf_add(&shown, job->out.data ? job->out.data : "", job->out.length < SHOWN ? job->out.length : SHOWN);
    mlf_buf_puts(buf, ",\"out\":");
    mlf_json_put_string(buf, shown.data ? shown.data : "");
    mlf_buf_printf(buf, ",\"cut\":%s", job->cut || job->out.length > SHOWN ? "true" : "false");
    mlf_buf_free(&shown);
}
