/* Datasets of the formats dota kitti kittitracking mot visdrone widerface imagenet boxlists yolokeras
 * photolist folder flat. */

#include "../dataset-oracle.h"
#include "../fuzz.h"

static const char *const formats[] = {"dota",      "kitti",      "kittitracking", "mot",      "visdrone",
                                      "widerface", "imagenet",      "boxlists", "yolokeras",
                                      "photolist", "folder",     "flat",          NULL};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_dataset(formats, data, size);
}
