/* Datasets of the formats yolo. */

#include "../dataset-oracle.h"
#include "../fuzz.h"

static const char *const formats[] = {"yolo", NULL};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_dataset(formats, data, size);
}
