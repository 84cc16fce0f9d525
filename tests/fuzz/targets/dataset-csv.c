/* Datasets of the formats csv openimages viacsv multihot csvlists. */

#include "../dataset-oracle.h"
#include "../fuzz.h"

static const char *const formats[] = {"csv", "openimages", "viacsv", "multihot", "csvlists", NULL};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_dataset(formats, data, size);
}
