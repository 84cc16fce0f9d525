/* Joining a table to records: a parcel with the files `records` and `table`; its first line says what is joined by. */

#include <string.h>

#include "../fuzz.h"
#include "../parcel.h"
#include "mlfix/base/err.h"
#include "mlfix/join/join.h"
#include "mlfix/record/records.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct parcel parcel;
    struct mlf_records records = {0};
    struct mlf_join join = {0};
    struct mlf_err err = {""};

    parcel_open(&parcel, data, size);
    parcel_unpack(&parcel);
    if (parcel_find(&parcel, "table") && mlf_records_read(&records, fuzz_path("records"), 1, NULL) == 0) {
        const struct mlf_join_options how = {
            .file = fuzz_path("table"), .on = parcel.words, .keep_names = (int)(fuzz_hash(data, size) % 2), .jobs = 1};
        size_t n = records.n;

        if (mlf_join(&records, &how, &join, &err) == 0) {
            HOLDS(records.n == n && join.records == n && join.joined <= n, "%zu of %zu", join.joined, n);
            HOLDS(join.unused <= join.rows, "%zu of %zu", join.unused, join.rows);
        } else {
            HOLDS(*err.text, "an error has a sentence");
        }
        mlf_join_free(&join);
    }
    mlf_records_free(&records);
    return 0;
}
