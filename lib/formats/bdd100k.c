/* BDD100K and Scalabel: a list of frames with labels, or a file a frame (BDD100K's documentation, "Label format"; the
 * format of Scalabel). */
#include "mlfix/annotation/json-driver.h"

static const struct json_names categories = {
    .at = "config>categories>*", .name = "name", .only_listed = 1, .fresh = "{\"name\": %s}"};

static const struct json_box boxes[] = {{.at = "box2d", .kind = JSON_CORNERS, .numbers = {"x1", "y1", "x2", "y2"}},
                                        {.at = "poly2d", .kind = JSON_POINTS},
                                        {.at = NULL}};

static const struct json_objects labels_of_frame[] = {{.at = "labels>*",
                                                       .labels = {"category"},
                                                       .names = &categories,
                                                       .boxes = boxes,
                                                       .key = "id",
                                                       .crowd = "attributes>crowd"},
                                                      {.at = NULL}};
static const struct json_objects objects_of_file[] = {
    {.at = "frames>*>objects>*", .labels = {"category"}, .boxes = boxes, .key = "id"}, {.at = NULL}};

static const struct json_layout layouts[] = {
    {.marks = {"*>name", "*>labels>*>category"}, .entries = "*", .photo = {"name", "url"}, .objects = labels_of_frame},
    {.marks = {"frames>*>name", "frames>*>labels>*>category"},
     .entries = "frames>*",
     .photo = {"name", "url"},
     .objects = labels_of_frame},
    {.marks = {"name", "frames>*>objects"}, .entries = "", .photo = {"name"}, .objects = objects_of_file},
    {.marks = {NULL}}};

static const char *const folders[] = {"",
                                      "images",
                                      "images/100k/train",
                                      "images/100k/val",
                                      "images/100k/test",
                                      "images/10k/train",
                                      "images/10k/val",
                                      "images/10k/test",
                                      NULL};

static const struct json_format format = {
    .name = "bdd100k", .extensions = json_one_text, .layouts = layouts, .folders = folders};

JSON_DRIVER_FUNCTIONS

const struct mlf_driver mlf_driver_bdd100k = {
    .name = "bdd100k",
    .description = "BDD100K and Scalabel: labels/*.json with frames, labels and box2d, photos in images/100k/",
    JSON_DRIVER_MEMBERS,
    .no_mark = "BDD100K has no place for a mark: --invalid remove takes the label out",
    .boxes = 1,
};
