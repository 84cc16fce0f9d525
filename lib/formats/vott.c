/* Microsoft's VoTT: the export of a project, or a file for each asset (VoTT's src/models/applicationState.ts). */
#include "mlfix/annotation/json-driver.h"

static const struct json_names tags = {
    .at = "tags>*", .name = "name", .only_listed = 1, .fresh = "{\"name\": %s, \"color\": \"#808080\"}"};

static const struct json_box boxes[] = {
    {.at = "boundingBox", .kind = JSON_SIZES, .numbers = {"left", "top", "width", "height"}, .outline = "points"},
    {.at = "points", .kind = JSON_POINTS},
    {.at = NULL}};

static const struct json_ring rings[] = {{.at = "points", .only = "type=POLYGON"}, {.at = NULL}};

static const struct json_objects objects[] = {
    {.at = "regions>*", .labels = {"tags>#0"}, .names = &tags, .boxes = boxes, .rings = rings, .key = "id"},
    {.at = NULL}};

#define ASSET                                                                                                          \
    .photo = {"asset>name", "asset>path"}, .width = "asset>size>width", .height = "asset>size>height",                 \
    .objects = objects

static const struct json_layout layouts[] = {
    {.marks = {"assets>*>regions", "assets>*>asset>name"}, .entries = "assets>*", ASSET},
    {.marks = {"regions", "asset>name", "asset>path"}, .entries = "", ASSET},
    {.marks = {NULL}}};

static const char *const folders[] = {"", "images", NULL};

static const struct json_format format = {
    .name = "vott", .extensions = json_one_text, .layouts = layouts, .folders = folders};

JSON_DRIVER_FUNCTIONS

const struct mlf_driver mlf_driver_vott = {
    .name = "vott",
    .description = "VoTT: the exported *.json with assets and their regions, or *-asset.json for each photo",
    JSON_DRIVER_MEMBERS,
    .masks = 1,
    .no_mark = "VoTT has no place for a mark: --invalid remove takes the region out",
    .boxes = 1,
};
