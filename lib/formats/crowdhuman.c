/* CrowdHuman: annotation_train.odgt, a JSON line a photo, with boxes of whole people (fbox), of their visible parts and
 * of their heads (S. Shao et al., "CrowdHuman: A Benchmark for Detecting Human in a Crowd", 2018). The whole ones are
 * the objects: detectors are trained with and measured by them. */
#include "mlfix/annotation/json-driver.h"

static const struct json_box boxes[] = {
    {.at = "fbox", .kind = JSON_SIZES, .whole = 1}, {.at = "vbox", .kind = JSON_SIZES, .whole = 1}, {.at = NULL}};

static const struct json_objects objects[] = {
    {.at = "gtboxes>*", .labels = {"tag"}, .boxes = boxes, .ignored = "extra>ignore", .mark = "extra>ignore"},
    {.at = NULL}};

static const struct json_layout layouts[] = {
    {.marks = {"ID", "gtboxes"}, .lines = 1, .entries = "", .photo = {"ID"}, .objects = objects}, {.marks = {NULL}}};

static const char *const extensions[] = {".odgt", ".json", ".jsonl", NULL};
static const char *const folders[] = {"",
                                      "Images",
                                      "images",
                                      "CrowdHuman_train01/Images",
                                      "CrowdHuman_train02/Images",
                                      "CrowdHuman_train03/Images",
                                      "CrowdHuman_val/Images",
                                      NULL};

static const char *const endings[] = {".odgt", NULL};

static const struct json_format format = {.name = "crowdhuman",
                                          .extensions = extensions,
                                          .endings = endings,
                                          .layouts = layouts,
                                          .folders = folders,
                                          .split_in_name = 1};

JSON_DRIVER_FUNCTIONS

const struct mlf_driver mlf_driver_crowdhuman = {
    .name = "crowdhuman",
    .description = "CrowdHuman: annotation_*.odgt with the boxes of whole people, photos in Images/",
    JSON_DRIVER_MEMBERS,
    .mark = "extra's ignore becomes 1",
    .boxes = 1,
};
