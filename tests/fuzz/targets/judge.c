/* The files of mlfix-judge: a parcel whose first line is "part" or "judge", with the file `file`, and for a judge the
 * `records` that it judges. The checksum that ends the file is put right, since no input that is made up would pass it.
 * Of a part that is read, and one more, a judge is made, which must be one that can be opened. */

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../fuzz.h"
#include "../parcel.h"
#include "mlfix/base/checksum.h"
#include "mlfix/base/err.h"
#include "mlfix/numeric/vectors.h"
#include "mlfix/rank/judge-apply.h"
#include "mlfix/rank/judge-part.h"
#include "mlfix/rank/judge-sum.h"
#include "mlfix/rank/ranking.h"
#include "mlfix/record/fields.h"
#include "mlfix/record/record.h"

/* Writes the file with its checksum. */
static void put(const char *name, const struct parcel_file *file)
{
    size_t size = file->size / 64 * 64; /* sections are filled up to as much; the rest is the checksum */
    char *bytes = malloc(size + 8);
    uint64_t sum;

    HOLDS(bytes != NULL, "memory");
    memcpy(bytes, file->data, size);
    sum = mlf_checksum(MLF_CHECKSUM_START, bytes, size);
    memcpy(bytes + size, &sum, sizeof sum);
    (void)fuzz_put(name, bytes, size + 8);
    free(bytes);
}

/* What is judged gets numbers that are probabilities. */
static void judge(const char *path)
{
    const struct mlf_vectors_options reading = {.vectors = 1};
    struct mlf_judge_applied applied = {0};
    struct mlf_vectors vectors = {0};
    struct mlf_err err = {""};
    struct mlf_judge *open = mlf_judge_apply_open(path, &err);

    if (!open)
        HOLDS(*err.text, "an error has a sentence");
    if (open && mlf_vectors_read(&vectors, fuzz_path("records"), &reading, 1, &err) == 0) {
        size_t n = vectors.records.n;

        if (mlf_judge_apply(open, &vectors, 1, &applied, &err) == 0) {
            HOLDS(applied.judged <= n && applied.suspected <= applied.judged, "%zu of %zu", applied.judged, n);
            for (size_t i = 0; i < n; i++) {
                double score;

                if (mlf_record_number(&vectors.records.items[i], "score", &score))
                    HOLDS(isfinite(score), "a score is a number");
            }
        } else {
            HOLDS(*err.text, "an error has a sentence");
        }
    }
    mlf_string_set_free(&applied.classes);
    mlf_vectors_free(&vectors);
    mlf_judge_release(open);
}

/* What the records have to say as a part. */
static int learn(const char *path)
{
    const struct mlf_vectors_options reading = {.vectors = 1};
    const struct mlf_rank_options options = MLF_RANK_DEFAULTS;
    struct mlf_judge_part part = {0};
    struct mlf_vectors vectors = {0};
    struct mlf_err err = {""};
    int learnt = mlf_vectors_read(&vectors, fuzz_path("records"), &reading, 1, &err) == 0 &&
                 mlf_judge_part_write(&part, &vectors, &options, path, &err) == 0;

    mlf_vectors_free(&vectors);
    return learnt;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct parcel parcel;
    struct mlf_rank_options options = MLF_RANK_DEFAULTS;
    struct mlf_judge_sum found = {0};
    struct mlf_err err = {""};
    const struct parcel_file *file;
    const char *parts[2];
    size_t n = 1;

    parcel_open(&parcel, data, size);
    parcel_unpack(&parcel);
    if (!(file = parcel_find(&parcel, "file")))
        return 0;
    put("file", file);
    if (!strncmp(parcel.words, "judge", 5)) {
        judge(fuzz_path("file"));
        return 0;
    }
    parts[0] = fuzz_path("file");
    parts[1] = fuzz_path("other");
    n += (size_t)learn(parts[1]);
    options.preset = MLF_RANK_PRESET_FAST;
    options.jobs = 1;
    if (mlf_judge_sum(&found, parts, n, &options, fuzz_path("judge"), &err) == 0) {
        struct mlf_judge *open = mlf_judge_apply_open(fuzz_path("judge"), &err);

        HOLDS(open != NULL, "what was added up can be opened: %s", err.text);
        mlf_judge_release(open);
        judge(fuzz_path("judge"));
    } else {
        HOLDS(*err.text, "an error has a sentence");
    }
    return 0;
}
