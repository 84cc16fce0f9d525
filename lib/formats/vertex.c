/* Google Vertex AI: a JSON line a photo, boxes in fractions whose zeros are left out (its documentation, "Prepare image
 * training data"). */
#include "mlfix/annotation/json-driver.h"

static const struct json_box boxes[] = {
    {.at = "", .kind = JSON_CORNERS, .numbers = {"xMin", "yMin", "xMax", "yMax"}, .unit = 1, .omits_zeros = 1},
    {.at = "vertexes", .kind = JSON_POINTS, .unit = 1},
    {.at = NULL}};

static const struct json_objects objects[] = {
    {.at = "boundingBoxAnnotations>*", .labels = {"displayName"}, .boxes = boxes},
    {.at = "polygonAnnotations>*", .labels = {"displayName"}, .boxes = boxes},
    {.at = "classificationAnnotations>*", .labels = {"displayName"}},
    {.at = "classificationAnnotation", .labels = {"displayName"}},
    {.at = NULL}};

static const struct json_layout layouts[] = {{.marks = {"imageGcsUri"},
                                              .lines = 1,
                                              .entries = "",
                                              .photo = {"imageGcsUri"},
                                              .split = "dataItemResourceLabels>aiplatform.googleapis.com/ml_use",
                                              .objects = objects},
                                             {.marks = {NULL}}};

static const char *const folders[] = {"", "images", NULL};

static const struct json_format format = {
    .name = "vertex", .extensions = json_lines, .layouts = layouts, .folders = folders};

JSON_DRIVER_FUNCTIONS

const struct mlf_driver mlf_driver_vertex = {
    .name = "vertex",
    .description = "Google Vertex AI: *.jsonl with imageGcsUri and the annotations of a photo in each line",
    JSON_DRIVER_MEMBERS,
    .no_mark = "Vertex AI has no place for a mark: --invalid remove takes the annotation out",
    .boxes = 1,
};
