/* Datasets of the formats voc cvat labelmexml. */

#include "../dataset-oracle.h"
#include "../fuzz.h"

static const char *const formats[] = {"voc", "cvat", "labelmexml", NULL};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_dataset(formats, data, size);
}
