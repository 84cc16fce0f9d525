/* Datasets of the formats webdataset. */

#include "../dataset-oracle.h"
#include "../fuzz.h"

static const char *const formats[] = {"webdataset", NULL};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_dataset(formats, data, size);
}
