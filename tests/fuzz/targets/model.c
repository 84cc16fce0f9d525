/* The file of a model of mlfix-embed. The checksum that ends it is put right, since no input that is made up would pass
 * it. What is read is written as the same bytes. */

#include <stdlib.h>
#include <string.h>

#include "../fuzz.h"
#include "mlfix/base/checksum.h"
#include "mlfix/base/err.h"
#include "mlfix/embed/model-file.h"
#include "mlfix/embed/model.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *bytes = malloc(size + 8), *again;
    struct mlf_model model;
    struct mlf_err err = {""};
    size_t length = 0;
    uint64_t sum;

    if (size)
        memcpy(bytes, data, size);
    sum = mlf_checksum(MLF_CHECKSUM_START, bytes, size);
    for (int i = 0; i < 8; i++)
        bytes[size + (size_t)i] = (char)(sum >> 8 * i);
    (void)fuzz_put("model", bytes, size + 8);
    if (mlf_model_read(&model, fuzz_path("model"), &err) == 0) {
        HOLDS(mlf_model_write(&model, fuzz_path("again"), &err) == 0, "%s", err.text);
        again = fuzz_get("again", &length);
        HOLDS(again && length == size + 8 && !memcmp(again, bytes, length), "%zu bytes, and %zu", size + 8, length);
        free(again);
        mlf_model_free(&model);
    } else {
        HOLDS(*err.text, "an error has a sentence");
    }
    free(bytes);
    return 0;
}
