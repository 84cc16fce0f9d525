/* Datasets of the formats csv openimages viacsv. */

#include "../dataset-oracle.h"
#include "../fuzz.h"

static const char *const formats[] = {"csv", "openimages", "viacsv", NULL};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_dataset(formats, data, size);
}
