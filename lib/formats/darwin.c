/* V7 Darwin: a JSON file a photo, photos in images/ (the specification "Darwin JSON", version 2.0; version 1.0 has
 * `image` for `item`). */
#include "mlfix/annotation/json-driver.h"

static const struct json_box boxes[] = {{.at = "tag", .kind = JSON_WHOLE},
                                        {.at = "polygon", .kind = JSON_POINTS},
                                        {.at = "bounding_box", .kind = JSON_SIZES, .numbers = {"x", "y", "w", "h"}},
                                        {.at = "line", .kind = JSON_POINTS},
                                        {.at = "skeleton", .kind = JSON_POINTS},
                                        {.at = "keypoint", .kind = JSON_POINTS},
                                        {.at = NULL}};

static const struct json_ring rings[] = {{.at = "polygon"}, {.at = NULL}};

static const struct json_objects objects[] = {
    {.at = "annotations>*", .labels = {"name"}, .boxes = boxes, .rings = rings, .key = "id"}, {.at = NULL}};

static const struct json_layout layouts[] = {{.marks = {"item>name", "annotations"},
                                              .entries = "",
                                              .photo = {"item>name"},
                                              .folder = "item>path",
                                              .width = "item>slots>#0>width",
                                              .height = "item>slots>#0>height",
                                              .objects = objects},
                                             {.marks = {"image>filename", "image>width", "annotations"},
                                              .entries = "",
                                              .photo = {"image>original_filename", "image>filename"},
                                              .folder = "image>path",
                                              .width = "image>width",
                                              .height = "image>height",
                                              .objects = objects},
                                             {.marks = {NULL}}};

static const char *const folders[] = {"", "images", NULL};

static const struct json_format format = {
    .name = "darwin", .extensions = json_one_text, .layouts = layouts, .folders = folders};

JSON_DRIVER_FUNCTIONS

const struct mlf_driver mlf_driver_darwin = {
    .name = "darwin",
    .description = "V7 Darwin: *.json with item and annotations for each photo, photos in images/",
    JSON_DRIVER_MEMBERS,
    .masks = 1,
    .no_mark = "Darwin has no place for a mark: --invalid remove takes the annotation out",
    .boxes = 1,
    .file_is_photo = 1,
};
