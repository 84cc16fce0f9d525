/* Labelbox: exports with a JSON line a photo, and the older list of all (Labelbox' documentation, "Export
 * specifications"). */
#include "mlfix/annotation/json-driver.h"

static const struct json_box boxes[] = {
    {.at = "bounding_box", .kind = JSON_SIZES, .numbers = {"left", "top", "width", "height"}},
    {.at = "bbox", .kind = JSON_SIZES, .numbers = {"left", "top", "width", "height"}},
    {.at = "polygon", .kind = JSON_POINTS},
    {.at = "line", .kind = JSON_POINTS},
    {.at = "point", .kind = JSON_POINTS},
    {.at = NULL}};

static const struct json_ring rings[] = {{.at = "polygon"}, {.at = NULL}};

static const struct json_objects objects[] = {{.at = "projects>*>labels>*>annotations>objects>*",
                                               .labels = {"name", "value"},
                                               .boxes = boxes,
                                               .rings = rings,
                                               .key = "feature_id"},
                                              {.at = NULL}};
static const struct json_objects answers[] = {{.at = "projects>*>labels>*>annotations>classifications>*",
                                               .only = "radio_answer",
                                               .labels = {"radio_answer>name", "radio_answer>value"},
                                               .key = "feature_id"},
                                              {.at = NULL}};
static const struct json_objects old_objects[] = {
    {.at = "Label>objects>*", .labels = {"title", "value"}, .boxes = boxes, .key = "featureId"}, {.at = NULL}};

#define PHOTO                                                                                                          \
    .photo = {"data_row>external_id", "data_row>row_data", "data_row>global_key"}, .width = "media_attributes>width",  \
    .height = "media_attributes>height"

static const struct json_layout layouts[] = {
    {.marks = {"data_row>id", "projects>*>labels>*>annotations>objects>*>name"},
     .lines = 1,
     .entries = "",
     PHOTO,
     .objects = objects},
    {.marks = {"*>data_row>id", "*>projects>*>labels>*>annotations>objects>*>name"},
     .entries = "*",
     PHOTO,
     .objects = objects},
    {.marks = {"data_row>id", "projects>*>labels"}, .lines = 1, .entries = "", PHOTO, .objects = answers},
    {.marks = {"*>data_row>id", "*>projects>*>labels"}, .entries = "*", PHOTO, .objects = answers},
    {.marks = {"*>Labeled Data", "*>Label>objects"},
     .entries = "*",
     .photo = {"External ID", "Labeled Data"},
     .objects = old_objects},
    {.marks = {NULL}}};

static const char *const folders[] = {"", "images", NULL};

static const struct json_format format = {
    .name = "labelbox", .extensions = json_lines, .layouts = layouts, .folders = folders};

JSON_DRIVER_FUNCTIONS

const struct mlf_driver mlf_driver_labelbox = {
    .name = "labelbox",
    .description = "Labelbox: *.ndjson with data_row and projects, or the older *.json with \"Labeled Data\"",
    JSON_DRIVER_MEMBERS,
    .masks = 1,
    .no_mark = "Labelbox has no place for a mark: --invalid remove takes the object out",
    .boxes = 1,
};
