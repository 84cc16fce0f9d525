/* Datasets of photos with sets of labels: the formats csvlists multihot vocclasses. */

#include "../dataset-oracle.h"
#include "../fuzz.h"

static const char *const formats[] = {"csvlists", "multihot", "vocclasses", NULL};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_dataset(formats, data, size);
}
