/* The base room: errors, memory, buffers, threads, names, random numbers. */
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "check.h"
#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/checksum.h"
#include "mlfix/base/counting-sort.h"
#include "mlfix/base/err.h"
#include "mlfix/base/file.h"
#include "mlfix/base/folder-list.h"
#include "mlfix/base/parallel.h"
#include "mlfix/base/path.h"
#include "mlfix/base/pipeline.h"
#include "mlfix/base/rng.h"
#include "mlfix/base/tempfile.h"
#include "mlfix/base/utf8.h"

static void test_first_error_stays(void)
{
    struct mlf_err err = {""};
    CHECK(mlf_fail(&err, "cannot open '%s'", "a") == -1);
    mlf_fail(&err, "something else");
    CHECK_TEXT(err.text, "cannot open 'a'");
    mlf_fail_at(&err, "%s:%d", "file", 7);
    CHECK_TEXT(err.text, "file:7: cannot open 'a'");
    CHECK(mlf_fail(NULL, "nobody asks") == -1);
    mlf_err_clear(&err);
    char longer[4000];
    memset(longer, 'x', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    mlf_fail(&err, "%s", longer);
    CHECK(strlen(err.text) == sizeof err.text - 1);
    CHECK_TEXT(err.text + sizeof err.text - 5, "x...");
}

static void test_sizes_that_overflow(void)
{
    struct mlf_err err = {""};
    CHECK(mlf_alloc(SIZE_MAX / 2, 4, &err) == NULL);
    CHECK(err.text[0] != '\0');
    CHECK(mlf_alloc_matrix(SIZE_MAX / 4, 5, &err) == NULL);
    int *items = NULL;
    size_t capacity = 0;
    CHECK(mlf_grow(&items, &capacity, 3, sizeof *items, NULL) == 0);
    CHECK(capacity >= 3);
    items[2] = 42;
    CHECK(mlf_grow(&items, &capacity, SIZE_MAX / 2, sizeof *items, &err) == -1);
    CHECK(!mlf_memory_was_short()); /* an error told of them */
    CHECK(items[2] == 42);
    CHECK(mlf_grow(&items, &capacity, 1000, sizeof *items, NULL) == 0);
    CHECK(items[2] == 42);
    free(items);
    float *matrix = mlf_alloc_matrix(7, sizeof *matrix, NULL);
    CHECK((uintptr_t)matrix % 64 == 0);
    free(matrix);
}

static void test_buffer(void)
{
    struct mlf_buf buf = {0};
    for (int i = 0; i < 1000; i++)
        mlf_buf_printf(&buf, "%d,", i);
    CHECK(buf.length == 10 * 2 + 90 * 3 + 900 * 4);
    CHECK(mlf_buf_check(&buf, NULL) == 0);
    mlf_buf_add(&buf, "", SIZE_MAX);
    struct mlf_err err = {""};
    CHECK(mlf_buf_take(&buf, &err) == NULL);
    CHECK(err.text[0] != '\0');
    mlf_buf_free(&buf);
    char *empty = mlf_buf_take(&buf, NULL);
    CHECK_TEXT(empty, "");
    free(empty);
}

static int square(void *context, size_t piece, int worker, struct mlf_err *err)
{
    if (worker < 0 || worker > 3)
        return mlf_fail(err, "worker %d", worker);
    ((size_t *)context)[piece] = piece * piece;
    return 0;
}

static int fail_some(void *context, size_t piece, int worker, struct mlf_err *err)
{
    (void)context;
    (void)worker;
    return piece >= 5 && piece % 5 == 0 ? mlf_fail(err, "piece %zu", piece) : 0;
}

static void test_parallel(void)
{
    size_t squares[1000] = {0};
    struct mlf_err err = {""};
    CHECK(mlf_parallel(1000, 4, square, squares, &err) == 0);
    for (size_t i = 0; i < 1000; i++)
        CHECK(squares[i] == i * i);
    CHECK(mlf_parallel(0, 4, square, squares, &err) == 0);
    for (int jobs = 1; jobs < 5; jobs++) {
        mlf_err_clear(&err);
        CHECK(mlf_parallel(100, jobs, fail_some, NULL, &err) == -1);
        CHECK_TEXT(err.text, "piece 5");
    }
}

/* A stream of the numbers 1..count; item `bad` fails in the step `where`. */
struct numbers {
    int count, next, bad;
    char where; /* r, c, w */
    int written[200], n, released;
};

static void *read_number(void *context, int *failed, struct mlf_err *err)
{
    struct numbers *numbers = context;
    if (numbers->next == numbers->count)
        return NULL;
    if (numbers->where == 'r' && numbers->next + 1 == numbers->bad) {
        *failed = 1;
        mlf_fail(err, "number %d", numbers->bad);
        return NULL;
    }
    int *item = malloc(sizeof *item);
    *item = ++numbers->next;
    return item;
}

static int compute_number(void *context, void *item, int worker, struct mlf_err *err)
{
    (void)worker;
    struct numbers *numbers = context;
    int *number = item;
    if (*number % 3 == 0)
        usleep(200);
    if (numbers->where == 'c' && *number == numbers->bad)
        return mlf_fail(err, "number %d", numbers->bad);
    *number *= 10;
    return 0;
}

static int write_number(void *context, void *item, struct mlf_err *err)
{
    struct numbers *numbers = context;
    if (numbers->where == 'w' && *(int *)item == numbers->bad * 10)
        return mlf_fail(err, "number %d", numbers->bad);
    numbers->written[numbers->n++] = *(int *)item;
    return 0;
}

static void release_number(void *context, void *item)
{
    __atomic_fetch_add(&((struct numbers *)context)->released, 1, __ATOMIC_RELAXED);
    free(item);
}

static void test_pipeline_keeps_order(void)
{
    for (int jobs = 1; jobs <= 4; jobs++) {
        struct numbers numbers = {.count = 150};
        struct mlf_pipeline pipeline = {read_number, compute_number, write_number, release_number, &numbers};
        CHECK(mlf_pipeline_run(&pipeline, jobs, NULL) == 0);
        CHECK(numbers.n == 150 && numbers.released == 150);
        for (int i = 0; i < numbers.n; i++)
            CHECK(numbers.written[i] == (i + 1) * 10);
    }
}

static void test_pipeline_failure(void)
{
    for (const char *where = "rcw"; *where; where++)
        for (int jobs = 1; jobs <= 4; jobs++) {
            struct numbers numbers = {.count = 100, .bad = 37, .where = *where};
            struct mlf_pipeline pipeline = {read_number, compute_number, write_number, release_number, &numbers};
            struct mlf_err err = {""};
            CHECK(mlf_pipeline_run(&pipeline, jobs, &err) == -1);
            CHECK_TEXT(err.text, "number 37");
            CHECK(numbers.n == 36);
            CHECK(numbers.released == numbers.next);
        }
}

static void test_checksum(void)
{
    /* The test vectors of RFC 9923's code for "" , "a" and "foobar". */
    CHECK(mlf_checksum(MLF_CHECKSUM_START, "", 0) == UINT64_C(0xcbf29ce484222325));
    CHECK(mlf_checksum(MLF_CHECKSUM_START, "a", 1) == UINT64_C(0xaf63dc4c8601ec8c));
    CHECK(mlf_checksum(MLF_CHECKSUM_START, "foobar", 6) == UINT64_C(0x85944171f73967e8));
}

static void test_random_numbers(void)
{
    struct mlf_rng a, b;
    mlf_rng_seed(&a, 1);
    mlf_rng_seed(&b, 1);
    for (int i = 0; i < 100; i++)
        CHECK(mlf_rng_next(&a) == mlf_rng_next(&b));
    mlf_rng_seed(&b, 2);
    CHECK(mlf_rng_next(&a) != mlf_rng_next(&b));
    double sum = 0, squares = 0;
    size_t counts[6] = {0};
    const int n = 60000;
    for (int i = 0; i < n; i++) {
        double x = mlf_rng_normal(&a);
        sum += x;
        squares += x * x;
        counts[mlf_rng_below(&a, 6)]++;
        double u = mlf_rng_uniform(&a);
        CHECK(u >= 0 && u < 1);
    }
    CHECK_NEAR(sum / n, 0, 0.02); /* five standard errors */
    CHECK_NEAR(squares / n, 1, 0.03);
    for (int i = 0; i < 6; i++)
        CHECK_NEAR((double)counts[i], n / 6.0, 5 * 92);
    size_t order[500], seen[500] = {0}, moved = 0;
    mlf_rng_permutation(&a, order, 500);
    for (size_t i = 0; i < 500; i++) {
        seen[order[i]]++;
        moved += order[i] != i;
    }
    for (size_t i = 0; i < 500; i++)
        CHECK(seen[i] == 1);
    CHECK(moved > 450);
}

static void check_name(char *(*make)(const char *, struct mlf_err *), const char *text, const char *expected)
{
    char *name = make(text, NULL);
    CHECK_TEXT(name, expected);
    free(name);
}

static void test_hostile_names(void)
{
    check_name(mlf_path_component, "stop", "stop");
    check_name(mlf_path_component, "regulatory--maximum-speed-limit-30--g1", "regulatory--maximum-speed-limit-30--g1");
    check_name(mlf_path_component, "../../etc/cron.d/x", "_._.._etc_cron.d_x");
    check_name(mlf_path_component, "", "_");
    check_name(mlf_path_component, ".", "_");
    check_name(mlf_path_component, "-rf", "_rf");
    check_name(mlf_path_component, "a\nb\x01\x7f", "a_b__");
    check_name(mlf_path_component, "caf\xc3\xa9", "caf\xc3\xa9");
    check_name(mlf_path_component, "caf\xe9", "caf_");
    check_name(mlf_path_component,
               "a\xe2\x80\xae"
               "b",
               "a_b"); /* right-to-left override */
    check_name(mlf_path_unique, "stop", "stop");
    char *slash = mlf_path_unique("a/b", NULL), *under = mlf_path_unique("a_b", NULL),
         *colon = mlf_path_unique("a:b", NULL);
    CHECK(strcmp(slash, under) != 0 && strcmp(slash, colon) != 0);
    CHECK(strchr(slash, '/') == NULL);
    free(slash);
    free(under);
    free(colon);
    char longer[5000];
    memset(longer, 'x', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    char *one = mlf_path_component(longer, NULL);
    longer[2500] = 'y';
    char *two = mlf_path_component(longer, NULL);
    CHECK(strlen(one) <= 100 && strcmp(one, two) != 0);
    free(one);
    free(two);
}

static void test_staying_inside(void)
{
    CHECK(mlf_path_is_inside("a/b.jpg"));
    CHECK(mlf_path_is_inside("a..b/..c"));
    CHECK(!mlf_path_is_inside("../a"));
    CHECK(!mlf_path_is_inside("a/../../b"));
    CHECK(!mlf_path_is_inside("a/.."));
    CHECK(!mlf_path_is_inside("/etc/passwd"));
    CHECK(!mlf_path_is_inside(""));
    char folder[] = "/tmp/mlfix-test-XXXXXX";
    CHECK(mkdtemp(folder) != NULL);
    char *inside = mlf_path_join(folder, "sub/a", NULL), *link = mlf_path_join(folder, "link", NULL);
    CHECK(mlf_file_write(inside, "x", 1, NULL) == 0);
    CHECK(symlink("/etc/passwd", link) == 0);
    CHECK(mlf_path_resolves_inside(folder, "sub/a", NULL) == 1);
    CHECK(mlf_path_resolves_inside(folder, "link", NULL) == 0);
    CHECK(mlf_path_resolves_inside(folder, "none", NULL) == -1);
    char **paths;
    size_t n;
    CHECK(mlf_folder_list(folder, NULL, NULL, &paths, &n, NULL) == 0);
    CHECK(n == 2);
    if (n == 2) {
        CHECK_TEXT(paths[0], "link");
        CHECK_TEXT(paths[1], "sub/a");
    }
    mlf_folder_list_free(paths, n);
    unlink(inside);
    unlink(link);
    char *sub = mlf_path_join(folder, "sub", NULL);
    rmdir(sub);
    free(sub);
    CHECK(rmdir(folder) == 0); /* nothing else was left there */
    free(inside);
    free(link);
}

static void test_temporary_files(void)
{
    char folder[] = "/tmp/mlfix-test-XXXXXX";
    CHECK(mkdtemp(folder) != NULL);
    char *path = mlf_path_join(folder, "file", NULL);
    CHECK(mlf_file_write(path, "old", 3, NULL) == 0);
    struct mlf_tempfile temp;
    CHECK(mlf_tempfile_open(&temp, path, NULL) == 0);
    fputs("new", temp.file);
    size_t length;
    char *text = mlf_file_read(path, 100, &length, NULL);
    CHECK_TEXT(text, "old");
    free(text);
    mlf_tempfile_discard(&temp);
    CHECK(mlf_tempfile_open(&temp, path, NULL) == 0);
    fputs("new", temp.file);
    CHECK(mlf_tempfile_commit(&temp, NULL) == 0);
    text = mlf_file_read(path, 100, &length, NULL);
    CHECK_TEXT(text, "new");
    free(text);
    struct mlf_err err = {""};
    CHECK(mlf_file_read(path, 2, &length, &err) == NULL && err.text[0]);
    CHECK(mlf_file_read(folder, 100, &length, NULL) == NULL);
    CHECK(mlf_file_write("/proc/no/such/place", "x", 1, NULL) == -1);
    unlink(path);
    CHECK(rmdir(folder) == 0);
    free(path);
}

static void test_utf8(void)
{
    CHECK(mlf_utf8_length("a", 1) == 1);
    CHECK(mlf_utf8_length("\xc3\xa9", 2) == 2);
    CHECK(mlf_utf8_length("\xc3", 1) == 0);
    CHECK(mlf_utf8_length("\xc0\x80", 2) == 0);         /* overlong NUL */
    CHECK(mlf_utf8_length("\xed\xa0\x80", 3) == 0);     /* surrogate */
    CHECK(mlf_utf8_length("\xf4\x90\x80\x80", 4) == 0); /* beyond U+10FFFF */
    CHECK(mlf_utf8_length("\xf0\x9f\x9a\xa7", 4) == 4);
    size_t bad;
    CHECK(!mlf_utf8_is_valid("ab\xff", 3, &bad) && bad == 2);
    CHECK(mlf_utf8_is_valid("", 0, NULL));
    CHECK(!mlf_utf8_prints("\x1b", 1));
    CHECK(!mlf_utf8_prints("\xc2\x85", 2));
}

/* Items 1 and 4 have keys that are too large, and item 5 is skipped. */
static void test_counting_sort(void)
{
    const size_t key[7] = {2, 3, 0, 2, (size_t)-1, 0, 0};
    const unsigned char skip[7] = {0, 0, 0, 0, 0, 1, 0};
    size_t start[4] = {9, 9, 9, 9}, item[7] = {0};
    mlf_counting_sort(key, skip, 7, 3, start, item);
    CHECK(start[0] == 0 && start[1] == 2 && start[2] == 2 && start[3] == 4);
    CHECK(item[0] == 2 && item[1] == 6 && item[2] == 0 && item[3] == 3);
    mlf_counting_sort(key, NULL, 7, 3, start, item);
    CHECK(start[1] == 3 && item[0] == 2 && item[1] == 5 && item[2] == 6);
    mlf_counting_sort(NULL, NULL, 0, 0, start, NULL);
    CHECK(start[0] == 0);
}

int main(void)
{
    RUN(test_first_error_stays);
    RUN(test_sizes_that_overflow);
    RUN(test_buffer);
    RUN(test_parallel);
    RUN(test_pipeline_keeps_order);
    RUN(test_pipeline_failure);
    RUN(test_checksum);
    RUN(test_random_numbers);
    RUN(test_counting_sort);
    RUN(test_hostile_names);
    RUN(test_staying_inside);
    RUN(test_temporary_files);
    RUN(test_utf8);
    return check_done();
}
