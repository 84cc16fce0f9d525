/* Flag files, as text, as JSON Lines, as page exports and as ledgers: a parcel with the file `records` (or a manifest)
 * of what may be named, and flag files, the others. Every ballot is about an object that is there; settling gives each
 * object one decision. */

#include <stdlib.h>
#include <string.h>

#include "../fuzz.h"
#include "../parcel.h"
#include "mlfix/agree/agreement.h"
#include "mlfix/base/err.h"
#include "mlfix/flags/flags.h"
#include "mlfix/flags/record-flags.h"
#include "mlfix/flags/suggestions.h"
#include "mlfix/flags/targets.h"
#include "mlfix/record/record.h"
#include "mlfix/record/records.h"

static void read_flags(struct mlf_flags *flags, const struct parcel *parcel)
{
    for (size_t i = 0; i < parcel->n; i++) {
        const struct parcel_file *file = &parcel->files[i];
        struct mlf_err err = {""};

        if (!strcmp(file->name, "records"))
            continue;
        flags->by = i % 2 ? "anna" : NULL;
        if (mlf_flags_read_text(flags, file->name, file->data, file->size, &err))
            HOLDS(*err.text, "an error has a sentence");
    }
    flags->by = NULL;
}

static void check_flags(const struct mlf_flags *flags)
{
    for (size_t i = 0; i < flags->n_ballots; i++)
        HOLDS(flags->ballots[i].flag.target < flags->targets->n && flags->ballots[i].reviewer < flags->reviewers.n,
              "ballot %zu", i);
    for (size_t i = 0; i < flags->n_problems && i < MLF_FLAG_PROBLEMS; i++)
        HOLDS(flags->problems[i] && *flags->problems[i], "problem %zu", i);
    for (size_t i = 0; i < flags->n; i++)
        HOLDS(flags->items[i].target < flags->targets->n, "flag %zu", i);
}

/* Carries the flags into the records. */
static void carry(struct mlf_flags *flags, struct mlf_records *records)
{
    size_t *flag_of = calloc(records->n + 1, sizeof *flag_of), lost;

    if (mlf_record_flags_match(records, flags, flag_of, &lost, NULL) == 0)
        for (size_t i = 0; i < records->n; i++)
            if (flag_of[i])
                (void)mlf_record_flags_apply(&records->items[i], &flags->items[flag_of[i] - 1], NULL);
    free(flag_of);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct parcel parcel;
    struct mlf_targets targets = {0};
    struct mlf_records records = {0};
    uint64_t state = fuzz_hash(data, size);
    struct mlf_flags flags = {.targets = &targets, .labels = fuzz_next(&state) % 2 ? &targets.labels : NULL};

    parcel_open(&parcel, data, size);
    parcel_unpack(&parcel);
    if (mlf_targets_read(&targets, fuzz_path("records"), NULL) == 0 && mlf_targets_finish(&targets, NULL) == 0) {
        read_flags(&flags, &parcel);
        check_flags(&flags);
        if (mlf_agreement_settle(&flags, NULL, NULL, NULL, NULL) == 0) {
            check_flags(&flags);
            (void)mlf_suggestions_accept(&flags, 0.5, NULL);
            if (mlf_records_read(&records, fuzz_path("records"), 1, NULL) == 0)
                carry(&flags, &records);
        }
    }
    mlf_records_free(&records);
    mlf_flags_free(&flags);
    mlf_targets_free(&targets);
    return 0;
}
