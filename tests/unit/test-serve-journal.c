/* The journal of decisions against a naive one: whatever was told to be kept is there again, wherever the file ends. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/base/file.h"
#include "mlfix/base/rng.h"
#include "mlfix/record/record.h"
#include "serve/decision.h"
#include "serve/kept.h"
#include "serve/review.h"

enum { OBJECTS = 12 };

static char folder[] = "/tmp/mlfix-journal-XXXXXX", page_path[60], path[60];
static struct serve_review review;

static void silent(const char *sentence)
{
    CHECK(*sentence);
}

static void make_review(void)
{
    struct mlf_buf page = {0};
    struct mlf_err err = {""};
    mlf_buf_puts(&page, "<!doctype html>\n<!-- mlfix: review page -->\n"
                        "<script type=\"application/json\" id=\"sheets-hash\">0123456789abcdef</script>\n"
                        "<script type=\"application/json\" id=\"data\">{\"sheets\":[{\"name\":\"0001\"}],\"cells\":[");
    for (int i = 0; i < OBJECTS; i++)
        mlf_buf_printf(&page, "%s{\"name\":\"A%d\",\"sheet\":0,\"image\":\"a.jpg\",\"ids\":[\"r%d\"]}", i ? "," : "",
                       i + 1, i);
    mlf_buf_puts(&page, "],\"objects\":[");
    for (int i = 0; i < OBJECTS; i++)
        mlf_buf_printf(&page, "%s\"%016x\"", i ? "," : "", 100 + 7 * i);
    mlf_buf_puts(&page, "]}</script>\n<script type=\"text/plain\" id=\"sheet-0\">AAAA</script>\n");
    CHECK(mkdtemp(folder) != NULL);
    snprintf(page_path, sizeof page_path, "%s/index.html", folder);
    snprintf(path, sizeof path, "%s/decisions.jsonl", folder);
    CHECK(mlf_file_write(page_path, page.data, page.length, &err) == 0);
    CHECK(serve_review_open(&review, folder, &err) == 0);
    mlf_buf_free(&page);
}

static char *flags_of(const struct serve_kept *kept)
{
    struct mlf_buf flags = {0};
    struct mlf_err err = {""};
    CHECK(serve_kept_put_flags(kept, &flags, &err) == 0);
    return flags.data;
}

/* What the naive journal holds, as flags: the last verdict on each object. */
static void put_expected(char last[OBJECTS][32], struct mlf_buf *buf)
{
    mlf_buf_puts(buf, "# mlfix flags for sheets 0123456789abcdef\n");
    for (int i = 0; i < OBJECTS; i++)
        if (last[i][0] && strcmp(last[i], "none") != 0)
            mlf_buf_printf(buf,
                           "{\"id\":\"r%d\",\"verdict\":\"%s\",\"at\":\"2026-01-02T03:04:05Z\",\"object\":\"%016x\"}\n",
                           i, last[i], 100 + 7 * i);
}

/* Random batches; after some the journal is opened anew. */
static void test_random_decisions(void)
{
    static const char *const verdicts[] = {"wrong", "remove", "ok", "unsure", "none"};
    char last[OBJECTS][32] = {{0}};
    struct serve_kept kept;
    struct mlf_err err = {""};
    struct mlf_rng rng;
    mlf_rng_seed(&rng, 3);
    unlink(path);
    CHECK(serve_kept_open(&kept, &review, path, silent, &err) == 0);
    for (int round = 0; round < 200; round++) {
        struct mlf_buf lines = {0}, expected = {0};
        int bad;
        for (size_t n = 1 + mlf_rng_below(&rng, 4); n > 0; n--) {
            size_t object = mlf_rng_below(&rng, OBJECTS);
            strcpy(last[object], verdicts[mlf_rng_below(&rng, 5)]);
            mlf_buf_printf(&lines, "{\"object\":\"%016zx\",\"verdict\":\"%s\",\"at\":\"2026-01-02T03:04:05Z\"}\n",
                           100 + 7 * object, last[object]);
        }
        CHECK(serve_kept_add(&kept, lines.data, lines.length, &bad, &err) == 0);
        if (round % 7 == 0) {
            serve_kept_close(&kept);
            CHECK(serve_kept_open(&kept, &review, path, silent, &err) == 0);
        }
        put_expected(last, &expected);
        char *flags = flags_of(&kept);
        CHECK(strcmp(flags, expected.data) == 0);
        free(flags);
        mlf_buf_free(&lines);
        mlf_buf_free(&expected);
    }
    serve_kept_close(&kept);
}

/* Of a journal that ends at any byte all whole lines count, and it can be added to. */
static void test_cut_anywhere(void)
{
    struct serve_kept kept;
    struct mlf_err err = {""};
    size_t length = 0, head;
    unlink(path);
    CHECK(serve_kept_open(&kept, &review, path, silent, &err) == 0);
    for (int i = 0; i < 5; i++) {
        char line[100];
        int bad, n = snprintf(line, sizeof line, "{\"object\":\"%016x\",\"verdict\":\"ok\"}", 100 + 7 * i);
        CHECK(serve_kept_add(&kept, line, (size_t)n, &bad, &err) == 0);
    }
    serve_kept_close(&kept);
    char *whole = mlf_file_read(path, 1 << 20, &length, &err);
    head = strcspn(whole, "\n") + 1;
    for (size_t end = 0; end <= length; end++) {
        static const char more[] = "{\"object\":\"0000000000000095\",\"verdict\":\"wrong\"}";
        size_t lines = 0;
        int bad;
        for (size_t i = head; i < end; i++)
            lines += whole[i] == '\n';
        CHECK(mlf_file_write(path, whole, end, &err) == 0);
        CHECK(serve_kept_open(&kept, &review, path, silent, &err) == 0);
        CHECK(kept.n == lines && kept.damaged == 0);
        CHECK(serve_kept_add(&kept, more, sizeof more - 1, &bad, &err) == 0);
        serve_kept_close(&kept);
        CHECK(serve_kept_open(&kept, &review, path, silent, &err) == 0);
        CHECK(kept.n == lines + 1 && kept.damaged == 0);
        serve_kept_close(&kept);
    }
    free(whole);
}

/* A batch in which one line is none is refused as a whole. */
static void test_all_or_none(void)
{
    static const char good[] = "{\"object\":\"0000000000000064\",\"verdict\":\"wrong\"}";
    static const char *const wrong[] = {
        "{",
        "[]",
        "{\"object\":\"64\",\"verdict\":\"ok\"}",
        "{\"object\":\" 000000000000064\",\"verdict\":\"ok\"}",
        "{\"object\":\"0x00000000000064\",\"verdict\":\"ok\"}",
        "{\"object\":\"0000000000000065\",\"verdict\":\"ok\"}",
        "{\"object\":100,\"verdict\":\"ok\"}",
        "{\"object\":\"0000000000000064\"}",
        "{\"object\":\"0000000000000064\",\"verdict\":\"\"}",
        "{\"object\":\"0000000000000064\",\"verdict\":\"WRONG\"}",
        "{\"object\":\"0000000000000064\",\"verdict\":\"relabel\"}",
        "{\"object\":\"0000000000000064\",\"verdict\":\"relabel\",\"label\":\"\"}",
        "{\"object\":\"0000000000000064\",\"verdict\":\"relabel\",\"label\":3}",
        "{\"object\":\"0000000000000064\",\"verdict\":\"box\",\"bbox\":[1,2,3]}",
        "{\"object\":\"0000000000000064\",\"verdict\":\"box\",\"bbox\":[1,2,0,4]}",
        "{\"object\":\"0000000000000064\",\"verdict\":\"box\",\"bbox\":[1,2,3,1e999]}",
    };
    struct serve_kept kept;
    struct mlf_err err = {""};
    unlink(path);
    CHECK(serve_kept_open(&kept, &review, path, silent, &err) == 0);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        for (int first = 0; first < 2; first++) {
            char lines[300];
            int bad = 0,
                n = snprintf(lines, sizeof lines, "%s\n%s\n", first ? wrong[i] : good, first ? good : wrong[i]);
            off_t before = kept.length;
            err.text[0] = '\0';
            CHECK(serve_kept_add(&kept, lines, (size_t)n, &bad, &err) == -1);
            CHECK(bad && *err.text && kept.n == 0 && kept.length == before);
        }
    serve_kept_close(&kept);
}

int main(void)
{
    make_review();
    RUN(test_random_decisions);
    RUN(test_cut_anywhere);
    RUN(test_all_or_none);
    serve_review_close(&review);
    unlink(page_path);
    unlink(path);
    rmdir(folder);
    return check_done();
}
