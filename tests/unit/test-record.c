/* The record room: the JSON scanner, numbers, records, streams, vectors. */
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "check.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/base/limits.h"
#include "mlfix/base/rng.h"
#include "mlfix/json/json-text.h"
#include "mlfix/record/embedding.h"
#include "mlfix/record/known-fields.h"
#include "mlfix/record/record-write.h"
#include "mlfix/record/record.h"
#include "mlfix/record/records.h"

/* Whether our scanner takes the text as one whole value. */
static int scans(const char *text, size_t length)
{
    struct mlf_json json = {text, length, 0};
    struct mlf_span span;
    enum mlf_json_kind kind;
    return mlf_json_value(&json, &span, &kind, NULL) == 0 && mlf_json_at_end(&json);
}

static int loads(const char *text, size_t length)
{
    json_t *value = json_loadb(text, length, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, NULL);
    json_decref(value);
    return value != NULL;
}

static void test_scanner_by_hand(void)
{
    static const char *const right[] = {
        "0",    "-0",   "1.5e+10", "\"\"", "\"\\ud83d\\ude00\"", "[]", "{}", " [1 , 2]\n", "{\"a\":{\"a\":1}}",
        "true", "null", "1e999"};
    static const char *const wrong[] = {"",
                                        "01",
                                        "1.",
                                        ".5",
                                        "+1",
                                        "1e",
                                        "[1,]",
                                        "[,1]",
                                        "{\"a\"}",
                                        "{\"a\":1,}",
                                        "{a:1}",
                                        "tru",
                                        "\"\\x\"",
                                        "\"\\ud800\"",
                                        "\"\\udc00\"",
                                        "\"a\nb\"",
                                        "[1 2]",
                                        "\"",
                                        "[",
                                        "{\"a\":1,\"a\":2}",
                                        "{\"a\":1,\"\\u0061\":2}",
                                        "nan",
                                        "1 2",
                                        "\"\xff\""};
    for (size_t i = 0; i < sizeof right / sizeof *right; i++)
        CHECK(scans(right[i], strlen(right[i])));
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        CHECK(!scans(wrong[i], strlen(wrong[i])));
    CHECK(!scans("1\0", 2));
}

/* On random texts that are almost JSON our scanner and jansson agree. */
static void test_scanner_beside_jansson(void)
{
    static const char *const bits[] = {
        "{",    "}",    "[",    "]",    ",", ":",       "\"a\"",       "\"b\"",        "1",
        "-2.5", "1e-3", "true", "null", " ", "\"\\n\"", "\"\\u00e9\"", "\"\xc3\xa9\"", "0",
        "\"",   "\\",   "tru",  "-",    ".5"};
    struct mlf_rng rng;
    mlf_rng_seed(&rng, 7);
    int accepted = 0;
    for (int round = 0; round < 200000; round++) {
        char text[256] = "";
        size_t n = 1 + mlf_rng_below(&rng, 8);
        for (size_t i = 0; i < n; i++)
            strcat(text, bits[mlf_rng_below(&rng, sizeof bits / sizeof *bits)]);
        int ours = scans(text, strlen(text));
        accepted += ours;
        if (ours != loads(text, strlen(text))) {
            printf("# %s\n", text);
            CHECK(!"the scanners disagree");
            break;
        }
    }
    CHECK(accepted > 5000);
}

static void test_scanner_depth_and_keys(void)
{
    struct mlf_buf buf = {0};
    for (int i = 0; i < MLF_LIMIT_DEPTH; i++)
        mlf_buf_putc(&buf, '[');
    for (int i = 0; i < MLF_LIMIT_DEPTH; i++)
        mlf_buf_putc(&buf, ']');
    CHECK(scans(buf.data, buf.length));
    mlf_buf_clear(&buf);
    for (int i = 0; i < 1000000; i++)
        mlf_buf_putc(&buf, '[');
    CHECK(!scans(buf.data, buf.length));
    mlf_buf_clear(&buf);
    mlf_buf_putc(&buf, '{');
    for (int i = 0; i < 5000; i++)
        mlf_buf_printf(&buf, "\"k%d\":%d,", i, i);
    mlf_buf_puts(&buf, "\"k5000\":0}");
    CHECK(scans(buf.data, buf.length));
    buf.length -= strlen("\"k5000\":0}");
    mlf_buf_puts(&buf, "\"k1234\":0}");
    CHECK(!scans(buf.data, buf.length));
    mlf_buf_free(&buf);
}

static void test_strings(void)
{
    const char *text = "\"a\\n\\\"\\\\\\/\\u00e9\\ud83d\\ude00\xc3\xa9\"";
    char *decoded = mlf_json_string(text, (struct mlf_span){0, strlen(text)}, NULL);
    CHECK_TEXT(decoded, "a\n\"\\/\xc3\xa9\xf0\x9f\x98\x80\xc3\xa9");
    struct mlf_buf buf = {0};
    mlf_json_put_string(&buf, decoded);
    CHECK(scans(buf.data, buf.length));
    char *again = mlf_json_string(buf.data, (struct mlf_span){0, buf.length}, NULL);
    CHECK_TEXT(again, decoded);
    CHECK(mlf_json_string_is(text, (struct mlf_span){0, strlen(text)}, decoded));
    CHECK(!mlf_json_string_is(text, (struct mlf_span){0, strlen(text)}, "a"));
    free(decoded);
    free(again);
    struct mlf_err err = {""};
    CHECK(mlf_json_string("\"\\u0000\"", (struct mlf_span){0, 8}, &err) == NULL && err.text[0]);
    mlf_buf_clear(&buf);
    mlf_json_put_string(&buf, "\x01\xff\x7f");
    CHECK_TEXT(buf.data, "\"\\u0001\xef\xbf\xbd\\u007f\"");
    mlf_buf_free(&buf);
}

static void check_number(double number, const char *expected)
{
    struct mlf_buf buf = {0};
    mlf_json_put_number(&buf, number);
    CHECK_TEXT(buf.data, expected);
    mlf_buf_free(&buf);
}

/* Short numbers are written by code of their own, with the same digits as printf's. */
static void test_short_numbers(void)
{
    struct mlf_rng rng;
    char expected[40];

    mlf_rng_seed(&rng, 9);
    for (int i = 0; i < 20000; i++) {
        int places = (int)mlf_rng_below(&rng, 7);
        double number =
            ((double)mlf_rng_below(&rng, 20000001) - 1e7) / (double[]){1, 10, 100, 1e3, 1e4, 1e5, 1e6}[places];

        snprintf(expected, sizeof expected, "%.9g", number == 0 ? 0.0 : number);
        check_number(number, expected);
    }
}

/* Numbers at the beginning of arrays are passed over by code of their own. */
static void test_arrays_of_numbers(void)
{
    static const char *const right[] = {
        "[1]", "[1,2]", "[-1.5, 0,\t0.25 ,3e5, 7,8]", "[0,-0,0.0]", "[ 1 , 2 ]", "[1,[2,3],4]", "[]", "[1,\"a\",2,3]"};
    static const char *const wrong[] = {"[1,]",  "[1, 2, ]",  "[01,2]",    "[1,02,3]", "[1 2]", "[1,,2]",
                                        "[-,1]", "[1.,2]",    "[.5,1]",    "[1,2",     "[1,",   "[1,-",
                                        "[1,2.", "[1,--2,3]", "[1.2.3,4]", "[,1]"};
    struct mlf_span span;
    enum mlf_json_kind kind;

    for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
        struct mlf_json json = {right[i], strlen(right[i]), 0};
        CHECK(mlf_json_value(&json, &span, &kind, NULL) == 0 && span.length == strlen(right[i]));
    }
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct mlf_json json = {wrong[i], strlen(wrong[i]), 0};
        CHECK(mlf_json_value(&json, &span, &kind, NULL) == -1);
    }
}

static void test_numbers(void)
{
    check_number(0, "0");
    check_number(-0.0, "0");
    check_number(0.1, "0.1");
    check_number(1.0 / 3, "0.333333333");
    check_number(9007199254740991.0, "9007199254740991");
    check_number(1e300, "1e+300");
    check_number(NAN, "null");
    check_number(INFINITY, "null");
    struct mlf_rng rng;
    mlf_rng_seed(&rng, 3);
    for (int i = 0; i < 10000; i++) { /* every float survives */
        uint32_t bits = (uint32_t)mlf_rng_next(&rng);
        float value;
        memcpy(&value, &bits, 4);
        if (!isfinite(value))
            continue;
        struct mlf_buf buf = {0};
        double back;
        mlf_json_put_number(&buf, value);
        CHECK(mlf_json_number(buf.data, (struct mlf_span){0, buf.length}, &back, NULL) == 0 && (float)back == value);
        mlf_buf_free(&buf);
    }
    double number;
    CHECK(mlf_json_number("1e999", (struct mlf_span){0, 5}, &number, NULL) == -1);
}

static void check_print(const struct mlf_record *record, const char *expected)
{
    struct mlf_buf buf = {0};
    mlf_record_print(record, &buf);
    CHECK_TEXT(buf.data, expected);
    mlf_buf_free(&buf);
}

static void test_record_untouched(void)
{
    struct mlf_record record = {0};
    const char *line = "{\"id\":\"a\", \"mine\" : 1.50e1,\"big\":123456789012345678901234567890,\"o\":{\"b\": [1 ,2]}}";
    CHECK(mlf_record_parse(&record, line, strlen(line), NULL) == 0);
    mlf_record_set_number(&record, "score", 0.25, NULL);
    mlf_record_set_string(&record, "id", "b\"", NULL);
    mlf_record_add_issue(&record, "label", NULL);
    mlf_record_add_issue(&record, "label", NULL);
    mlf_record_add_issue(&record, "outlier", NULL);
    check_print(&record,
                "{\"id\":\"b\\\"\",\"mine\":1.50e1,\"big\":123456789012345678901234567890,\"o\":{\"b\": [1 ,2]},"
                "\"score\":0.25,\"issues\":[\"label\",\"outlier\"]}\n");
    CHECK(mlf_record_has_issue(&record, "outlier"));
    CHECK(!mlf_record_has_issue(&record, "lab"));
    mlf_record_remove(&record, "big");
    mlf_record_remove(&record, "none");
    mlf_record_set_error(&record, "first", NULL);
    mlf_record_set_error(&record, "second", NULL);
    char *error = mlf_record_string(&record, "error", NULL);
    CHECK_TEXT(error, "first");
    free(error);
    double number;
    CHECK(mlf_record_number(&record, "mine", &number) && number == 15);
    CHECK(!mlf_record_number(&record, "id", &number));
    mlf_record_free(&record);
}

static void test_record_contract(void)
{
    static const char *const wrong[] = {"[]",
                                        "1",
                                        "{\"id\":1}",
                                        "{\"bbox\":[1,2,3]}",
                                        "{\"bbox\":[1,2,3,\"4\"]}",
                                        "{\"issues\":\"label\"}",
                                        "{\"issues\":[1]}",
                                        "{\"label\":5}",
                                        "{\"a\":1,\"a\":1}",
                                        "{\"a\":1} {}",
                                        "{\"embedding\":7}",
                                        "{\"score\":\"high\"}",
                                        "{"};
    static const char *const right[] = {"{}", "{\"label\":null}", "{\"bbox\":[1,2.5,3,-4]}", "{\"issues\":[]}",
                                        "{\"embedding\":[1]}"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct mlf_record record = {0};
        struct mlf_err err = {""};
        CHECK(mlf_record_parse(&record, wrong[i], strlen(wrong[i]), &err) == -1 && err.text[0]);
    }
    for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
        struct mlf_record record = {0};
        CHECK(mlf_record_parse(&record, right[i], strlen(right[i]), NULL) == 0);
        mlf_record_free(&record);
    }
    struct mlf_record record = {0};
    double bbox[4];
    CHECK(mlf_record_parse(&record, "{\"bbox\":[1,2.5,3,-4]}", 21, NULL) == 0);
    CHECK(mlf_record_bbox(&record, bbox) && bbox[1] == 2.5 && bbox[3] == -4);
    mlf_record_free(&record);
}

/* A file with these bytes; the caller unlinks and frees the name. */
static char *file_with(const char *bytes, size_t length)
{
    char *name = strdup("/tmp/mlfix-test-XXXXXX");
    int fd = mkstemp(name);
    CHECK(fd >= 0 && write(fd, bytes, length) == (ssize_t)length);
    close(fd);
    return name;
}

static void check_stream(const char *bytes, size_t length, size_t records, const char *message)
{
    char *name = file_with(bytes, length);
    for (int jobs = 1; jobs <= 3; jobs++) {
        struct mlf_records all;
        struct mlf_err err = {""};
        int result = mlf_records_read(&all, name, jobs, &err);
        if (message) {
            CHECK(result == -1);
            CHECK(strncmp(err.text, name, strlen(name)) == 0);
            CHECK_TEXT(err.text + strlen(name), message);
        } else {
            CHECK(result == 0);
            CHECK(all.n == records);
            mlf_records_free(&all);
        }
    }
    unlink(name);
    free(name);
}

static void test_streams(void)
{
    check_stream("", 0, 0, NULL);
    check_stream("{}\r\n\n  \n{\"a\":1}", 15, 2, NULL);
    check_stream("\xef\xbb\xbf{}\n", 6, 1, NULL);
    check_stream("{}\n{}\n{\"a\"}\n", 12, 0, ":3:5: ':' is expected here");
    check_stream("{}\n{\"id\":1}\n", 12, 0, ":2: the field 'id' is not a string");
    check_stream("{\"a\":\"\0\"}\n", 10, 0, ":1: the line holds a NUL");
    struct mlf_buf buf = {0};
    for (int i = 0; i < 3000; i++)
        mlf_buf_printf(&buf, "{\"id\":\"%d\"}\n", i);
    check_stream(buf.data, buf.length, 3000, NULL);
    mlf_buf_puts(&buf, "x\n");
    check_stream(buf.data, buf.length, 0, ":3001:1: an object is expected here");
    mlf_buf_free(&buf);
    struct mlf_err err = {""};
    struct mlf_records all;
    CHECK(mlf_records_read(&all, "/nonexistent/file", 1, &err) == -1);
    CHECK(strstr(err.text, "/nonexistent/file") != NULL);
}

static void test_vectors(void)
{
    const float values[] = {0.0f, -1.5f, 3.14159274f, 1e-38f, 65504.0f};
    for (size_t d = 1; d <= 5; d++) {
        struct mlf_buf buf = {0};
        mlf_embedding_put(&buf, values, d);
        struct mlf_record record = {0};
        mlf_record_set_string(&record, "embedding", buf.data, NULL);
        size_t back_d;
        float *back = mlf_embedding_read(&record, &back_d, NULL);
        CHECK(back && back_d == d && memcmp(back, values, d * sizeof *values) == 0);
        free(back);
        mlf_buf_free(&buf);
        mlf_record_free(&record);
    }
    /* 1.0f is 00 00 80 3f: independent of our own writer. */
    static const struct {
        const char *line;
        size_t d;
    } cases[] = {
        {"{\"embedding\":\"AACAPw==\"}", 1}, {"{\"embedding\":[1, 2.5]}", 2},     {"{}", 0},
        {"{\"embedding\":\"AACAPw=\"}", 0},  {"{\"embedding\":\"AAC*Pw==\"}", 0}, {"{\"embedding\":\"\"}", 0},
        {"{\"embedding\":[]}", 0},           {"{\"embedding\":[\"a\"]}", 0},      {"{\"embedding\":\"AADAfw==\"}", 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct mlf_record record = {0};
        struct mlf_err err = {""};
        size_t d;
        CHECK(mlf_record_parse(&record, cases[i].line, strlen(cases[i].line), NULL) == 0);
        float *vector = mlf_embedding_read(&record, &d, &err);
        CHECK(d == cases[i].d && (d == 0) == (vector == NULL));
        CHECK((err.text[0] != '\0') == (d == 0 && i != 2));
        CHECK(!vector || vector[0] == 1.0f);
        free(vector);
        mlf_record_free(&record);
    }
}

/* The first of each three records gets nothing, the second a field, the third two. */
static void put_some(const void *context, size_t i, struct mlf_buf *buf)
{
    (void)context;
    if (i % 3 > 0)
        mlf_buf_printf(buf, "\"i\":%zu", i);
    if (i % 3 > 1)
        mlf_buf_puts(buf, ",\"more\":true");
}

static void test_further_fields(void)
{
    static const char wanted[] = "{\"i\":5,\"more\":true}\n{\"i\":4}\n{}\n"
                                 "{\"a\":1,\"i\":2,\"more\":true}\n{\"a\":1,\"i\":1}\n{\"a\":1}\n";
    static const size_t order[] = {5, 4, 3, 2, 1, 0};
    enum { N = sizeof order / sizeof *order };
    const struct mlf_records_further further = {put_some, NULL};
    struct mlf_records all = {calloc(N, sizeof *all.items), N, N};
    char *written = NULL;
    size_t length = 0;
    FILE *file = open_memstream(&written, &length);
    for (size_t i = 0; i < N; i++) {
        const char *line = i < N / 2 ? "{\"a\":1}" : "{}";
        CHECK(mlf_record_parse(&all.items[i], line, strlen(line), NULL) == 0);
    }
    CHECK(mlf_records_write(&all, order, N, &further, file, 2, NULL) == 0);
    fclose(file);
    CHECK(strcmp(written, wanted) == 0);
    free(written);
    mlf_records_free(&all);
}

static void test_known_paths(void)
{
    static const char *const known[] = {"id",           "loss",         "source.file", "bbox.2",   "issues.0",
                                        "doctor.crowd", "quality.blur", "probs",       "cell_rect"};
    static const char *const unknown[] = {"",      "ids",    "i",        "source.nothing", "probs.stop", "bbox.x",
                                          "bbox.", "loss.2", "doctor.x", "label.0",        ".id",        "id."};
    for (size_t i = 0; i < mlf_known_fields_n; i++)
        CHECK((mlf_known_fields[i].kinds != 0) == (i < MLF_FIXED_FIELDS));
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        CHECK(mlf_known_path(known[i]) != NULL);
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
        CHECK(mlf_known_path(unknown[i]) == NULL);
    CHECK(mlf_known_issue("label") && !mlf_known_issue("lable") && !mlf_known_issue("any"));
}

int main(void)
{
    RUN(test_scanner_by_hand);
    RUN(test_scanner_beside_jansson);
    RUN(test_scanner_depth_and_keys);
    RUN(test_strings);
    RUN(test_numbers);
    RUN(test_short_numbers);
    RUN(test_arrays_of_numbers);
    RUN(test_record_untouched);
    RUN(test_record_contract);
    RUN(test_streams);
    RUN(test_further_fields);
    RUN(test_vectors);
    RUN(test_known_paths);
    return check_done();
}
