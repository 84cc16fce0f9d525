/* Scale AI: tasks with the annotations of their response (Scale's documentation, "Image annotation" and "Callbacks").
 */
#include "mlfix/annotation/json-driver.h"

static const struct json_box boxes[] = {{.at = "", .kind = JSON_SIZES, .numbers = {"left", "top", "width", "height"}},
                                        {.at = "vertices", .kind = JSON_POINTS},
                                        {.at = NULL}};

static const struct json_ring rings[] = {{.at = "vertices", .only = "type=polygon"}, {.at = NULL}};

static const struct json_objects objects[] = {
    {.at = "response>annotations>*", .labels = {"label"}, .boxes = boxes, .rings = rings, .key = "uuid"}, {.at = NULL}};

#define TASK .photo = {"params>attachment", "task>params>attachment", "metadata>filename"}, .objects = objects

static const struct json_layout layouts[] = {
    {.marks = {"*>task_id", "*>response>annotations"}, .entries = "*", TASK},
    {.marks = {"docs>*>task_id", "docs>*>response>annotations"}, .entries = "docs>*", TASK},
    {.marks = {"task_id", "response>annotations"}, .lines = 1, .entries = "", TASK},
    {.marks = {"task>params>attachment", "response>annotations"}, .lines = 1, .entries = "", TASK},
    {.marks = {NULL}}};

static const char *const folders[] = {"", "images", NULL};

static const struct json_format format = {
    .name = "scale", .extensions = json_lines, .layouts = layouts, .folders = folders};

JSON_DRIVER_FUNCTIONS

const struct mlf_driver mlf_driver_scale = {
    .name = "scale",
    .description = "Scale AI: *.json with tasks whose response has annotations",
    JSON_DRIVER_MEMBERS,
    .masks = 1,
    .no_mark = "Scale AI has no place for a mark: --invalid remove takes the annotation out",
    .boxes = 1,
};
