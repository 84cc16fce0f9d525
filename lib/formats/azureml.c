/* Azure Machine Learning: a JSON line a photo, boxes in fractions (its documentation, "JSONL annotation format for
 * image tasks"). */
#include "mlfix/annotation/json-driver.h"

static const struct json_box boxes[] = {
    {.at = "polygon", .kind = JSON_POINTS, .unit = 1},
    {.at = "", .kind = JSON_CORNERS, .numbers = {"topX", "topY", "bottomX", "bottomY"}, .unit = 1},
    {.at = NULL}};

static const struct json_ring rings[] = {{.at = "polygon", .unit = 1}, {.at = NULL}};

static const struct json_objects objects[] = {
    {.at = "label>*", .labels = {"label", ""}, .boxes = boxes, .rings = rings, .crowd = "isCrowd"},
    {.at = "label", .bare = 1, .labels = {""}, .with_entry = 1},
    {.at = NULL}};

static const struct json_layout layouts[] = {{.marks = {"image_url", "label"},
                                              .lines = 1,
                                              .entries = "",
                                              .photo = {"image_url"},
                                              .width = "image_details>width",
                                              .height = "image_details>height",
                                              .objects = objects},
                                             {.marks = {NULL}}};

static const char *const folders[] = {"", "images", NULL};

static const struct json_format format = {
    .name = "azureml", .extensions = json_lines, .layouts = layouts, .folders = folders};

JSON_DRIVER_FUNCTIONS

const struct mlf_driver mlf_driver_azureml = {
    .name = "azureml",
    .description = "Azure Machine Learning: *.jsonl with image_url and label in each line",
    JSON_DRIVER_MEMBERS,
    .masks = 1,
    .no_mark = "Azure ML has no place for a mark: --invalid remove takes the label out",
    .boxes = 1,
};
