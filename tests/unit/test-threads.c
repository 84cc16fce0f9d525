/* What several threads do at once: also run under ThreadSanitizer (make threads). */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "mlfix/base/err.h"
#include "mlfix/base/file.h"
#include "mlfix/base/parallel.h"
#include "mlfix/base/pipeline.h"
#include "mlfix/record/record.h"
#include "mlfix/record/records.h"

#define PIECES ((size_t)3000)
#define JOBS 8

/* ---- Pieces ---- */

struct pieces {
    size_t done[PIECES], by_worker[JOBS];
    size_t fails_from;
};

static int do_piece(void *context, size_t piece, int worker, struct mlf_err *err)
{
    struct pieces *pieces = context;

    pieces->done[piece]++;
    pieces->by_worker[worker]++;
    return piece >= pieces->fails_from && piece % 7 == 0 ? mlf_fail(err, "piece %zu", piece) : 0;
}

static void test_pieces(void)
{
    static struct pieces pieces;
    struct mlf_err err = {""};
    size_t sum = 0;

    pieces.fails_from = PIECES;
    CHECK(mlf_parallel(PIECES, JOBS, do_piece, &pieces, &err) == 0);
    for (size_t i = 0; i < PIECES; i++)
        CHECK(pieces.done[i] == 1);
    for (int i = 0; i < JOBS; i++)
        sum += pieces.by_worker[i];
    CHECK(sum == PIECES);
    pieces.fails_from = 1000;
    CHECK(mlf_parallel(PIECES, JOBS, do_piece, &pieces, &err) == -1);
    CHECK_TEXT(err.text, "piece 1001");
}

/* ---- Streams ---- */

struct numbers {
    size_t n, next, written;
    size_t bad_read, bad_compute, bad_write; /* items that fail */
    size_t held;                             /* not released */
    size_t by_worker[JOBS];
};

static void *read_number(void *context, int *failed, struct mlf_err *err)
{
    struct numbers *s = context;
    size_t *item = s->next == s->bad_read || s->next == s->n ? NULL : malloc(sizeof *item);

    if (s->next == s->bad_read)
        *failed = mlf_fail(err, "read %zu", s->next) != 0;
    if (item) {
        *item = s->next++;
        __atomic_add_fetch(&s->held, 1, __ATOMIC_RELAXED);
    }
    return item;
}

static int square(void *context, void *item, int worker, struct mlf_err *err)
{
    struct numbers *s = context;
    size_t *number = item;

    s->by_worker[worker]++;
    for (volatile size_t i = *number * 7919 % 1000; i > 0; i--) /* some take longer */
        ;
    if (*number == s->bad_compute)
        return mlf_fail(err, "compute %zu", *number);
    *number *= *number;
    return 0;
}

static int write_number(void *context, void *item, struct mlf_err *err)
{
    struct numbers *s = context;

    if (s->written == s->bad_write)
        return mlf_fail(err, "write %zu", s->written);
    CHECK(*(size_t *)item == s->written * s->written);
    s->written++;
    return 0;
}

static void release_number(void *context, void *item)
{
    struct numbers *s = context;

    __atomic_sub_fetch(&s->held, 1, __ATOMIC_RELAXED);
    free(item);
}

static void check_stream(struct numbers s, size_t written, const char *error)
{
    struct mlf_pipeline pipeline = {read_number, square, write_number, release_number, &s};
    struct mlf_err err = {""};

    CHECK(mlf_pipeline_run(&pipeline, JOBS, &err) == (*error ? -1 : 0));
    CHECK_TEXT(err.text, error);
    CHECK(s.written == written && s.held == 0);
}

static void test_streams(void)
{
    const size_t none = (size_t)-1;

    check_stream((struct numbers){2000, 0, 0, none, none, none, 0, {0}}, 2000, "");
    check_stream((struct numbers){0, 0, 0, none, none, none, 0, {0}}, 0, "");
    for (size_t i = 0; i < 40; i++) {
        char text[40];
        snprintf(text, sizeof text, "read %zu", i);
        check_stream((struct numbers){500, 0, 0, i, none, none, 0, {0}}, i, text);
        snprintf(text, sizeof text, "compute %zu", i);
        check_stream((struct numbers){500, 0, 0, none, i, none, 0, {0}}, i, text);
        snprintf(text, sizeof text, "write %zu", i);
        check_stream((struct numbers){500, 0, 0, none, none, i, 0, {0}}, i, text);
    }
}

/* ---- Files that appear whole, and records whose text is shared ---- */

static int write_file(void *context, size_t piece, int worker, struct mlf_err *err)
{
    char path[300];

    (void)worker;
    snprintf(path, sizeof path, "%s/%zu", (const char *)context, piece % 50); /* several write the same */
    return mlf_file_write(path, "whole\n", 6, err);
}

static void test_files(void)
{
    char folder[] = "/tmp/mlfix-test-XXXXXX", command[100];
    struct mlf_err err = {""};

    CHECK(mkdtemp(folder) != NULL);
    CHECK(mlf_parallel(400, JOBS, write_file, folder, &err) == 0);
    for (int i = 0; i < 50; i++) {
        char path[300];
        size_t length = 0;
        snprintf(path, sizeof path, "%s/%d", folder, i);
        char *text = mlf_file_read(path, 100, &length, &err);
        CHECK(text && strcmp(text, "whole\n") == 0);
        free(text);
    }
    snprintf(command, sizeof command, "rm -r '%s'", folder);
    CHECK(system(command) == 0);
}

static void test_records(void)
{
    static const char path[] = "test-threads.tmp";
    FILE *file = fopen(path, "w");
    struct mlf_records records = {0};
    struct mlf_err err = {""};

    for (int i = 0; file && i < 30000; i++)
        fprintf(file, "{\"id\":\"%d\",\"label\":\"class %d\",\"words\":\"%0100d\"}\n", i, i % 10, i);
    CHECK(file && fclose(file) == 0);
    CHECK(mlf_records_read(&records, path, JOBS, &err) == 0);
    CHECK(records.n == 30000);
    for (size_t i = 0; i < records.n; i += 1000) {
        char *id = mlf_record_string(&records.items[i], "id", &err);
        CHECK(id && (size_t)atol(id) == i);
        free(id);
    }
    mlf_records_free(&records);
    unlink(path);
}

int main(void)
{
    RUN(test_pieces);
    RUN(test_streams);
    RUN(test_files);
    RUN(test_records);
    return check_done();
}
