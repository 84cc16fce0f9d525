/* What lies beside a pretrained network and what stands in it: a parcel with the files `model.onnx` and
 * `preprocessor_config.json`, and perhaps files of weights. */

#include <stdlib.h>
#include <string.h>

#include "../fuzz.h"
#include "../parcel.h"
#include "mlfix/base/err.h"
#include "network/onnx-file.h"
#include "network/preparation.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct parcel parcel;
    struct mlf_onnx_file file;
    struct mlf_preparation preparation = {0};
    struct mlf_err err = {""};

    parcel_open(&parcel, data, size);
    parcel_unpack(&parcel);
    (void)mlf_preparation_say(&preparation, parcel.words, parcel.words, NULL);
    if (mlf_onnx_file_open(&file, fuzz_path("model.onnx"), &err)) {
        HOLDS(*err.text, "an error has a sentence");
        return 0;
    }
    free(mlf_onnx_file_note(&file, "imgsz", NULL));
    free(mlf_onnx_file_note(&file, "names", NULL));
    if (mlf_preparation_find(&preparation, &file, NULL) == 0)
        HOLDS(preparation.height >= 0 && preparation.width >= 0, "%d x %d", preparation.height, preparation.width);
    mlf_onnx_file_close(&file);
    return 0;
}
