/* CreateML: one JSON file with the objects of all photos, their boxes by the middle and the size in pixels (Apple's
 * documentation of MLObjectDetector.DataSource; what Roboflow and Label Studio's converters write). */
#include "mlfix/annotation/json-driver.h"

static const struct json_box boxes[] = {
    {.at = "coordinates", .kind = JSON_CENTRE, .numbers = {"x", "y", "width", "height"}}, {.at = NULL}};

static const struct json_objects objects[] = {{.at = "annotations>*", .labels = {"label"}, .boxes = boxes},
                                              {.at = "annotation>*", .labels = {"label"}, .boxes = boxes},
                                              {.at = NULL}};

static const struct json_layout layouts[] = {{.marks = {"*>annotations>*>coordinates>width"},
                                              .entries = "*",
                                              .photo = {"image", "imagefilename", "imageName"},
                                              .objects = objects},
                                             {.marks = {"*>annotation>*>coordinates>width"},
                                              .entries = "*",
                                              .photo = {"image", "imagefilename", "imageName"},
                                              .objects = objects},
                                             {.marks = {NULL}}};

static const char *const folders[] = {"", "images", NULL};

static const char *const endings[] = {".createml.json", NULL};

static const struct json_format format = {
    .name = "createml", .extensions = json_one_text, .endings = endings, .layouts = layouts, .folders = folders};

JSON_DRIVER_FUNCTIONS

const struct mlf_driver mlf_driver_createml = {
    .name = "createml",
    .description = "CreateML: *.json, a list of photos with annotations whose coordinates are the middle and size",
    JSON_DRIVER_MEMBERS,
    .no_mark = "CreateML has no place for a mark: --invalid remove takes the object out",
    .boxes = 1,
};
