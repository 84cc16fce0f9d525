/* Amazon SageMaker Ground Truth and Rekognition Custom Labels: augmented manifests, a JSON line a photo, in which the
 * attribute of the labels may be called anything (SageMaker's documentation, "Label data output"). */
#include "mlfix/annotation/json-driver.h"

/* Each line names the classes of its own labels. */
static const struct json_names classes = {.at = "^$-metadata>class-map>*", .name = "", .by_key = 1};

static const struct json_box boxes[] = {
    {.at = "", .kind = JSON_SIZES, .numbers = {"left", "top", "width", "height"}, .whole = 1}, {.at = NULL}};

static const struct json_objects objects[] = {
    {.at = "*>annotations>*",
     .only = "^$-metadata>class-map",
     .labels = {"class_id"},
     .names = &classes,
     .boxes = boxes,
     .beside = {"^$-metadata>objects>#i"}},
    {.at = "*>*", .only = "^$-metadata>class-map", .bare = 1, .labels = {""}, .names = &classes},
    {.at = "*",
     .only = "^$-metadata>class-name",
     .bare = 1,
     .labels = {""},
     .called = "^$-metadata>class-name",
     .beside = {"^$-metadata"}},
    {.at = NULL}};

static const struct json_layout layouts[] = {
    {.marks = {"source-ref"}, .lines = 1, .entries = "", .photo = {"source-ref"}, .objects = objects},
    {.marks = {NULL}}};

static const char *const folders[] = {"", "images", NULL};

static const struct json_format format = {
    .name = "sagemaker", .extensions = json_lines, .layouts = layouts, .folders = folders};

JSON_DRIVER_FUNCTIONS

const struct mlf_driver mlf_driver_sagemaker = {
    .name = "sagemaker",
    .description = "SageMaker Ground Truth: *.manifest with source-ref and the labels of a photo in each line",
    JSON_DRIVER_MEMBERS,
    .no_mark = "a manifest has no place for a mark: --invalid remove takes the label out",
    .boxes = 1,
};
