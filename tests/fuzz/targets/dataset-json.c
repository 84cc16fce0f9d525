/* Datasets of the formats createml vott bdd100k crowdhuman cityscapes scale fiftyone sagemaker azureml vertex
 * ultralytics huggingface supervisely labelbox datumaro darwin jsonl. */

#include "../dataset-oracle.h"
#include "../fuzz.h"

static const char *const formats[] = {"createml",    "vott",        "bdd100k",     "crowdhuman", "cityscapes",
                                      "scale",       "fiftyone",    "sagemaker",   "azureml",    "vertex",
                                      "ultralytics", "huggingface", "supervisely", "labelbox",   "datumaro",
                                      "darwin",      "jsonl",       NULL};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_dataset(formats, data, size);
}
