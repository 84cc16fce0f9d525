/* Records: line by line and in pieces they are the same; what is written of them reads again; fields of any content can
 * be asked for. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../fuzz.h"
#include "mlfix/base/err.h"
#include "mlfix/record/embedding.h"
#include "mlfix/record/honeypots.h"
#include "mlfix/record/lookup.h"
#include "mlfix/record/obb.h"
#include "mlfix/record/reader.h"
#include "mlfix/record/record.h"
#include "mlfix/record/records.h"

static void ask(const struct mlf_record *record)
{
    static const char *const paths[] = {"label", "source.file", "bbox.2", "probs.stop", "a.b", "issues.0"};
    double numbers[4], number;
    struct mlf_obb obb;
    size_t d;

    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        struct mlf_lookup_value value;

        free(mlf_lookup_text(record, paths[i], NULL));
        if (mlf_lookup(record, paths[i], &value))
            (void)mlf_lookup_value_number(&value, &number);
    }
    free(mlf_record_string(record, "label", NULL));
    free(mlf_embedding_read(record, &d, NULL));
    (void)mlf_record_bbox(record, numbers);
    (void)mlf_record_numbers(record, "a", numbers, 4);
    (void)mlf_record_number(record, "score", &number);
    (void)mlf_record_obb(record, &obb);
    (void)mlf_record_has_issue(record, "label");
    (void)mlf_honeypot_is(record);
    json_decref(mlf_record_json(record, "source", NULL));
}

/* Reads line by line; returns how many records there are, or -1. */
static long read_lines(const uint8_t *data, size_t size, struct mlf_err *err)
{
    struct mlf_reader reader;
    struct mlf_record record;
    long n = 0;
    int more;

    if (mlf_reader_over(&reader, "input", (const char *)data, size, err))
        return -1;
    while ((more = mlf_reader_record(&reader, &record, err)) == 1) {
        ask(&record);
        mlf_record_free(&record);
        n++;
    }
    mlf_reader_close(&reader);
    return more < 0 ? -1 : n;
}

static char *written(const struct mlf_records *records, size_t *size)
{
    char *text = NULL;
    FILE *file = open_memstream(&text, size);

    HOLDS(mlf_records_write(records, NULL, records->n, NULL, file, 1, NULL) == 0 && fclose(file) == 0, "it is written");
    return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mlf_records records = {0}, again = {0};
    struct mlf_err one = {""}, all = {""};
    long n = read_lines(data, size, &one);
    size_t length = 0;

    (void)fuzz_put("input", data, size);
    if (mlf_records_read(&records, fuzz_path("input"), 1, &all) == 0) {
        char *text = written(&records, &length), *text_again;

        HOLDS(n == (long)records.n, "line by line %ld (%s), in pieces %zu", n, one.text, records.n);
        (void)fuzz_put("input", text, length);
        HOLDS(mlf_records_read(&again, fuzz_path("input"), 2, &all) == 0 && again.n == records.n, "%s", all.text);
        text_again = written(&again, &length);
        HOLDS(!strcmp(text, text_again), "%s and %s", text, text_again);
        free(text);
        free(text_again);
    } else {
        HOLDS(n < 0, "in pieces: %s; line by line %ld", all.text, n);
    }
    mlf_records_free(&records);
    mlf_records_free(&again);
    return 0;
}
