/* Hugging Face's imagefolder: metadata.jsonl beside the photos, a line a photo (the documentation of `datasets`,
 * "Create an image dataset"). Objects are an object of lists or a list of objects; boxes are as COCO has them. */
#include "mlfix/annotation/json-driver.h"

static const struct json_box box[] = {{.at = "", .kind = JSON_SIZES}, {.at = NULL}};
static const struct json_box bbox[] = {{.at = "bbox", .kind = JSON_SIZES}, {.at = NULL}};

static const struct json_objects objects[] = {
    {.at = "objects>bbox>*",
     .labels = {"^objects>categories>#i", "^objects>category>#i", "^objects>labels>#i", "^objects>label>#i",
                "^objects>classes>#i", "^objects>class>#i"},
     .boxes = box,
     .beside = {"^objects>*>#i"}},
    {.at = "objects>*", .only = "bbox", .labels = {"category", "categories", "label", "class"}, .boxes = bbox},
    {.at = NULL}};
static const struct json_objects labels_of_photo[] = {{.at = "label", .bare = 1, .labels = {""}, .with_entry = 1},
                                                      {.at = NULL}};

static const struct json_layout layouts[] = {
    {.marks = {"file_name", "objects>bbox"}, .lines = 1, .entries = "", .photo = {"file_name"}, .objects = objects},
    {.marks = {"file_name", "objects>*>bbox"}, .lines = 1, .entries = "", .photo = {"file_name"}, .objects = objects},
    {.marks = {"file_name", "label"}, .lines = 1, .entries = "", .photo = {"file_name"}, .objects = labels_of_photo},
    {.marks = {NULL}}};

static const char *const extensions[] = {".jsonl", NULL};
static const char *const folders[] = {"", "images", NULL};

static const struct json_format format = {
    .name = "huggingface", .extensions = extensions, .layouts = layouts, .folders = folders};

JSON_DRIVER_FUNCTIONS

const struct mlf_driver mlf_driver_huggingface = {
    .name = "huggingface",
    .description = "Hugging Face imagefolder: metadata.jsonl with file_name, and objects or label, beside the photos",
    JSON_DRIVER_MEMBERS,
    .no_mark = "an imagefolder has no place for a mark: --invalid remove takes the object out",
    .boxes = 1,
};
