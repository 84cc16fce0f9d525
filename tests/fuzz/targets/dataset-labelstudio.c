/* Datasets of the formats labelstudio labelme mtsd via. */

#include "../dataset-oracle.h"
#include "../fuzz.h"

static const char *const formats[] = {"labelstudio", "labelme", "mtsd", "via", NULL};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_dataset(formats, data, size);
}
