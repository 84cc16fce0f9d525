#include "live.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kept.h"
#include "made-with.h"
#include "mlfix/base/array.h"
#include "mlfix/base/clock.h"
#include "mlfix/base/err.h"
#include "mlfix/base/file.h"
#include "mlfix/base/path.h"
#include "mlfix/json/json-text.h"
#include "mlfix/record/fields.h"
#include "mlfix/record/record.h"
#include "review.h"
#include "task.h"

#define RECORDS "ranked.jsonl"

/* Seconds without a decision until labels are judged again: a batch is decided then. */
#define PAUSE 0.4

/* ---- What mlfix-rank says ---- */

/* What is not judged any more, since it is to go, has no score; what an earlier judgement left beside is not meant. */
static void put_field(const struct mlf_record *record, const char *key, struct mlf_buf *buf)
{
    const struct mlf_field *field = mlf_record_find(record, "score") ? mlf_record_find(record, key) : NULL;
    mlf_buf_putc(buf, ',');
    if (field)
        mlf_buf_add(buf, field->value, field->length);
    else
        mlf_buf_puts(buf, "null");
}

/* Appends a record as the page takes it: [id, score, wrong, its least, its most, suggest, prob,
 * whether its label is doubted]. */
static int put_record(const char *text, size_t length, struct mlf_buf *buf)
{
    struct mlf_record record;
    struct mlf_err none = {""};
    if (mlf_record_parse(&record, text, length, &none))
        return -1;
    const struct mlf_field *id = mlf_record_find(&record, "id");
    if (id && id->kind == MLF_JSON_STRING) {
        static const char *const keys[] = {"score", "wrong", "wrong_low", "wrong_high", "suggest", "prob"};
        mlf_buf_puts(buf, buf->data && buf->data[buf->length - 1] == ']' ? ",[" : "[");
        mlf_buf_add(buf, id->value, id->length);
        for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
            put_field(&record, keys[k], buf);
        mlf_buf_printf(buf, ",%d]",
                       mlf_record_has_issue(&record, "label") || mlf_record_has_issue(&record, "label-swapped") ||
                           mlf_record_has_issue(&record, "label-omitted"));
    }
    mlf_record_free(&record);
    return 0;
}

/* Makes the news of what has come. */
static void take_judgement(struct serve_live *live)
{
    struct serve_task *task = live->task;
    struct mlf_buf news = {0};
    const char *text = task->job.out.data ? task->job.out.data : "";
    int whole = !task->failed && !task->job.cut && task->job.status < 2;
    mlf_buf_printf(&news, "\"seconds\":%.2f,\"objects\":[", task->seconds);
    for (size_t at = 0; whole && at < task->job.out.length;) {
        size_t length = strcspn(text + at, "\n");
        whole = put_record(text + at, length, &news) == 0;
        at += length + 1;
    }
    mlf_buf_putc(&news, ']');
    if (!whole) {
        mlf_buf_clear(&news);
        mlf_buf_puts(&news, "\"objects\":[],\"error\":");
        mlf_json_put_string(&news, task->failed          ? task->err.text
                                   : task->job.said.data ? task->job.said.data
                                                         : "mlfix-rank says nothing");
    }
    mlf_buf_free(&live->news);
    live->news = news;
    live->rounds++;
    live->task = NULL;
    serve_task_leave(task);
}

/* ---- Beginning to judge ---- */

static int write_flags(struct serve_live *live, struct mlf_err *err)
{
    struct mlf_buf flags = {0};
    int result = serve_kept_put_flags(live->kept, &flags, err);
    if (result == 0)
        result = mlf_file_write(live->flags, flags.data, flags.length, err);
    mlf_buf_free(&flags);
    return result;
}

static int add_all(struct serve_live *live, struct serve_job *job, struct mlf_err *err)
{
    char jobs[16], flags[PATH_MAX], folder[PATH_MAX];
    char *base = serve_review_path(live->review, "", err);
    int found = base && realpath(*base ? base : ".", folder) && realpath(live->flags, flags);
    free(base);
    if (!found)
        return mlf_fail(err, "the folder in which the sheets were drawn is not there any more");
    snprintf(jobs, sizeof jobs, "%d", live->jobs);
    job->folder = mlf_strdup(folder, err);
    job->line = mlf_strdup(flags, err);
    if (strchr(flags, '\n'))
        return mlf_fail(err, "labels are not judged again where the name of a folder has a line break");
    return !job->folder || !job->line || serve_job_add(job, "mlfix-rank", err) || serve_job_add(job, "-q", err) ||
                   serve_job_add(job, "-j", err) || serve_job_add(job, jobs, err) ||
                   serve_job_add(job, "--stay", err) || serve_made_with_add(live->made, "rank", job, err) ||
                   serve_job_add(job, live->records, err)
               ? -1
               : 0;
}

static void begin(struct serve_live *live)
{
    struct mlf_err err = {""};
    live->asked = live->kept->decided;
    struct serve_task *task = serve_task_new(live->ended, live->context, &err);
    if (!task)
        return;
    task->partner = &live->partner;
    if (write_flags(live, &err) || add_all(live, &task->job, &err))
        serve_task_drop(task);
    else if (serve_task_start(task, &err) == 0)
        live->task = task;
    if (!live->task) {
        mlf_buf_clear(&live->news);
        mlf_buf_puts(&live->news, "\"objects\":[],\"error\":");
        mlf_json_put_string(&live->news, err.text);
        live->rounds++;
    }
}

int serve_live_open(struct serve_live *live, struct mlf_err *err)
{
    char whole[PATH_MAX];
    char *path = mlf_path_join(live->review->home, RECORDS, err);
    if (!path)
        return -1;
    if (serve_made_with_has(live->made, "rank") && realpath(path, whole) && access(whole, R_OK) == 0)
        live->records = mlf_strdup(whole, err);
    free(path);
    return err->text[0] ? -1 : 0;
}

int serve_live_tend(struct serve_live *live)
{
    uint64_t before = live->rounds;
    double now = mlf_clock_seconds();
    if (!live->records)
        return 0;
    if (live->task && serve_task_is_done(live->task))
        take_judgement(live);
    if (live->seen != live->kept->decided) {
        live->seen = live->kept->decided;
        live->since = now;
    }
    if (!live->task && live->asked != live->kept->decided && now - live->since >= PAUSE)
        begin(live);
    return live->rounds != before;
}

void serve_live_close(struct serve_live *live)
{
    serve_task_leave(live->task);
    serve_partner_close(&live->partner);
    mlf_buf_free(&live->news);
    free(live->records);
    *live = (struct serve_live){0};
}
