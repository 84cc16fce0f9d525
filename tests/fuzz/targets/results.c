/* A detector's results, in any of their forms: a parcel with the file `results`, or a folder of text files. */

#include <math.h>
#include <stdlib.h>

#include "../fuzz.h"
#include "../parcel.h"
#include "mlfix/base/err.h"
#include "mlfix/results/results.h"
#include "mlfix/record/detections.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct parcel parcel;
    struct mlf_detections detections = {0};
    struct mlf_err err = {""};

    parcel_open(&parcel, data, size);
    parcel_unpack(&parcel);
    if (mlf_results_read(&detections, parcel_find(&parcel, "results") ? fuzz_path("results") : fuzz_folder(), &err) ==
        0) {
        for (size_t i = 0; i < detections.n; i++) {
            const struct mlf_detection *one = &detections.items[i];

            HOLDS(one->photo < detections.photos.n && one->label < detections.labels.n, "detection %zu", i);
            HOLDS(one->bbox[2] > 0 && one->bbox[3] > 0 && one->confidence >= 0 && one->confidence <= 1, "detection %zu",
                  i);
            for (int k = 0; k < 4; k++)
                HOLDS(isfinite(one->bbox[k]), "detection %zu", i);
            free(mlf_detections_place(&detections, i, NULL));
        }
    } else {
        HOLDS(*err.text, "an error has a sentence");
    }
    mlf_detections_free(&detections);
    return 0;
}
