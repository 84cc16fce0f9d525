/* FiftyOne: samples.json of its own exports, labels.json of image classification and detection datasets, photos in
 * data/ (FiftyOne's documentation, "Exporting FiftyOne datasets"). */
#include "mlfix/annotation/json-driver.h"

static const struct json_names classes = {.at = "classes>*", .name = ""};

static const struct json_box boxes[] = {{.at = "bounding_box", .kind = JSON_SIZES, .unit = 1},
                                        {.at = "points", .kind = JSON_POINTS, .unit = 1},
                                        {.at = NULL}};

/* Fields of a sample may be called anything; the one that is usual goes before. */
static const struct json_objects of_ground_truth[] = {
    {.at = "ground_truth>detections>*", .labels = {"label"}, .boxes = boxes},
    {.at = "ground_truth>polylines>*", .labels = {"label"}, .boxes = boxes},
    {.at = "ground_truth>classifications>*", .labels = {"label"}},
    {.at = "ground_truth", .only = "_cls=Classification", .labels = {"label"}},
    {.at = NULL}};
static const struct json_objects of_any_field[] = {{.at = "*>detections>*", .labels = {"label"}, .boxes = boxes},
                                                   {.at = "*>polylines>*", .labels = {"label"}, .boxes = boxes},
                                                   {.at = "*>classifications>*", .labels = {"label"}},
                                                   {.at = "*", .only = "_cls=Classification", .labels = {"label"}},
                                                   {.at = NULL}};

static const struct json_objects detections[] = {
    {.at = "*", .only = "bounding_box", .labels = {"label"}, .names = &classes, .boxes = boxes}, {.at = NULL}};

/* A photo's label, with a confidence perhaps, or several. */
static const struct json_objects labels_of_photo[] = {
    {.at = "", .bare = 1, .labels = {""}, .names = &classes},
    {.at = "", .only = "label", .labels = {"label"}, .names = &classes},
    {.at = "*", .only = "^#0", .bare = 1, .labels = {""}, .names = &classes},
    {.at = "*", .only = "label", .labels = {"label"}, .names = &classes},
    {.at = NULL}};

#define SAMPLE .entries = "samples>*", .photo = {"filepath"}, .width = "metadata>width", .height = "metadata>height"

static const struct json_layout layouts[] = {
    {.marks = {"samples>*>filepath", "samples>*>ground_truth>_cls"}, SAMPLE, .objects = of_ground_truth},
    {.marks = {"samples>*>filepath", "samples>*>*>_cls"}, SAMPLE, .objects = of_any_field},
    {.marks = {"classes", "labels>*>*>bounding_box"}, .entries = "labels>*", .photo = {"@"}, .objects = detections},
    {.marks = {"classes", "labels>*"}, .entries = "labels>*", .photo = {"@"}, .objects = labels_of_photo},
    {.marks = {NULL}}};

static const char *const folders[] = {"", "data", NULL};

static const struct json_format format = {
    .name = "fiftyone", .extensions = json_one_text, .layouts = layouts, .folders = folders};

JSON_DRIVER_FUNCTIONS

const struct mlf_driver mlf_driver_fiftyone = {
    .name = "fiftyone",
    .description = "FiftyOne: samples.json, or labels.json with classes and labels; photos in data/",
    JSON_DRIVER_MEMBERS,
    .no_mark = "FiftyOne has no place for a mark: --invalid remove takes the label out",
    .boxes = 1,
};
