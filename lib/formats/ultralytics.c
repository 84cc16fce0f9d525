/* Ultralytics NDJSON: a first line with the classes, then a line a photo with rows as YOLO has them (Ultralytics'
 * documentation of dataset formats). */
#include "mlfix/annotation/json-driver.h"

static const struct json_names classes = {.at = "class_names>*", .name = "", .by_key = 1};

static const struct json_box row[] = {{.at = "", .kind = JSON_CENTRE, .numbers = {"#1", "#2", "#3", "#4"}, .unit = 1},
                                      {.at = NULL}};
static const struct json_box points[] = {{.at = "", .kind = JSON_POINTS, .skip = 1, .unit = 1}, {.at = NULL}};
static const struct json_box rotated[] = {{.at = "", .kind = JSON_ROTATED, .skip = 1, .unit = 1}, {.at = NULL}};

static const struct json_ring rings[] = {{.at = "", .skip = 1, .unit = 1}, {.at = NULL}};

static const struct json_objects objects[] = {
    {.at = "annotations>boxes>*", .labels = {"#0"}, .names = &classes, .boxes = row},
    {.at = "annotations>pose>*", .labels = {"#0"}, .names = &classes, .boxes = row},
    {.at = "annotations>segments>*", .labels = {"#0"}, .names = &classes, .boxes = points, .rings = rings},
    {.at = "annotations>obb>*", .labels = {"#0"}, .names = &classes, .boxes = rotated},
    {.at = "annotations>classification>*", .bare = 1, .labels = {""}, .names = &classes},
    {.at = NULL}};

static const struct json_layout layouts[] = {{.marks = {"type=dataset", "class_names"},
                                              .lines = 1,
                                              .entries = "",
                                              .photo = {"file", "url"},
                                              .width = "width",
                                              .height = "height",
                                              .split = "split",
                                              .objects = objects},
                                             {.marks = {NULL}}};

static const char *const folders[] = {"",      "images", "images/train", "images/val", "images/test",
                                      "train", "val",    "test",         NULL};

static const struct json_format format = {
    .name = "ultralytics", .extensions = json_lines, .layouts = layouts, .folders = folders};

JSON_DRIVER_FUNCTIONS

const struct mlf_driver mlf_driver_ultralytics = {
    .name = "ultralytics",
    .description = "Ultralytics NDJSON: *.ndjson with class_names in the first line and a photo in each other",
    JSON_DRIVER_MEMBERS,
    .masks = 1,
    .no_mark = "a row of YOLO has no place for a mark: --invalid remove takes it out",
    .boxes = 1,
};
