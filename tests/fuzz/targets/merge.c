/* Merging: a parcel with up to four files part-N (records or ledgers), perhaps vectors part-N.npy; the first line may
 * hold the words "some" and "rows". Every part that is told is either wholly there afterwards or named by an error; the
 * order in which parts are named changes nothing where records say theirs. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../fuzz.h"
#include "../parcel.h"
#include "mlfix/base/err.h"
#include "mlfix/merge/merge-ledgers.h"
#include "mlfix/merge/merge.h"
#include "mlfix/record/record.h"

enum { MOST = 4 };

/* Counts lines, each of which must be a record. */
static size_t count_records(const char *text, size_t length)
{
    size_t n = 0;

    for (size_t at = 0; at < length; n++) {
        const char *end = memchr(text + at, '\n', length - at);
        struct mlf_record record;
        struct mlf_err err = {""};

        HOLDS(end != NULL, "each line has its end");
        HOLDS(mlf_record_parse(&record, text + at, (size_t)(end - text) - at, &err) == 0, "%s", err.text);
        mlf_record_free(&record);
        at = (size_t)(end - text) + 1;
    }
    return n;
}

/* What comes of it, in new memory; NULL with an error. */
static char *merge(const char *const *parts, size_t n, const struct parcel *parcel, int ledgers, size_t *length,
                   struct mlf_merge_result *result, struct mlf_err *err)
{
    const struct mlf_merge_options options = {
        .parts = parts,
        .parts_n = n,
        .some = strstr(parcel->words, "some") != NULL,
        .drop_rows = strstr(parcel->words, "rows") != NULL,
        .vectors = {{.to = fuzz_path("all.npy"), .from = "*.npy"}},
        .vectors_n = parcel_find(parcel, "part-1.npy") != NULL,
        .jobs = 1,
    };
    char *text = NULL;
    FILE *out = open_memstream(&text, length);
    int failed;

    *result = (struct mlf_merge_result){0};
    HOLDS(out != NULL, "memory");
    failed = ledgers ? mlf_merge_ledgers(parts, n, 1, out, result, err) : mlf_merge_records(&options, out, result, err);
    fclose(out);
    if (!failed)
        return text;
    HOLDS(*err->text, "an error has a sentence");
    free(text);
    return NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct parcel parcel;
    static char names[MOST][1024];
    const char *parts[MOST], *turned[MOST];
    struct mlf_merge_result result, again;
    struct mlf_err err = {""}, other = {""};
    size_t n = 0, length = 0, other_length = 0;
    int ledgers = 0;
    char *text, *other_text;

    parcel_open(&parcel, data, size);
    parcel_unpack(&parcel);
    for (int k = 1; k <= MOST; k++) {
        char name[32];

        snprintf(name, sizeof name, "part-%d", k);
        if (!parcel_find(&parcel, name))
            continue;
        snprintf(names[n], sizeof names[n], "%s", fuzz_path(name));
        parts[n] = names[n];
        ledgers |= mlf_merge_kind_of(parts[n++]) == MLF_MERGE_LEDGER;
    }
    if (n == 0)
        return 0;
    for (size_t k = 0; k < n; k++)
        turned[k] = parts[n - 1 - k];
    text = merge(parts, n, &parcel, ledgers, &length, &result, &err);
    other_text = merge(turned, n, &parcel, ledgers, &other_length, &again, &other);
    if (text)
        HOLDS(count_records(text, length) == result.records + (size_t)ledgers, "%zu records are said", result.records);
    if (text && other_text)
        HOLDS(result.records == again.records && result.twice == again.twice, "%zu and %zu", result.records,
              again.records);
    if (text && other_text && !ledgers && !strcmp(result.order, "as the dataset has them"))
        HOLDS(length == other_length && !memcmp(text, other_text, length), "the order of the parts changes nothing");
    free(text);
    free(other_text);
    return 0;
}
