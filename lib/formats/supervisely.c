/* Supervisely: ds0/ann/PHOTO.json for ds0/img/PHOTO, and meta.json with the classes above them (Supervisely's
 * documentation, "Supervisely annotation format"). */
#include "mlfix/annotation/json-driver.h"
#include "mlfix/base/array.h"
#include "mlfix/base/path.h"

static const struct json_names classes = {.file = "meta.json",
                                          .at = "classes>*",
                                          .name = "title",
                                          .only_listed = 1,
                                          .fresh = "{\"title\": %s, \"shape\": \"any\", \"color\": \"#808080\"}"};

/* A rectangle has two corners; of a bitmap nothing says how large it is but its pixels. */
static const struct json_box boxes[] = {{.at = "points>exterior",
                                         .only = "geometryType=rectangle",
                                         .kind = JSON_CORNERS,
                                         .numbers = {"#0>#0", "#0>#1", "#1>#0", "#1>#1"}},
                                        {.at = "points>exterior", .kind = JSON_POINTS},
                                        {.at = "nodes", .kind = JSON_POINTS},
                                        {.at = NULL}};

static const struct json_ring rings[] = {{.at = "points>exterior", .only = "geometryType=polygon"}, {.at = NULL}};

static const struct json_objects objects[] = {
    {.at = "objects>*", .labels = {"classTitle"}, .names = &classes, .boxes = boxes, .rings = rings}, {.at = NULL}};

static const struct json_layout layouts[] = {{.marks = {"size>height", "size>width", "objects", "tags"},
                                              .entries = "",
                                              .width = "size>width",
                                              .height = "size>height",
                                              .objects = objects},
                                             {.marks = {NULL}}};

/* "a.jpg.json" is about a.jpg; older files "a.json" are, too. */
static char *photo_name(const char *file, const char *named, struct mlf_err *err)
{
    const char *base = mlf_path_base(file);

    (void)named;
    return mlf_strndup(base, (size_t)(mlf_path_extension(base) - base), err);
}

static const char *const folders[] = {"", "img", NULL};

static const struct json_format format = {.name = "supervisely",
                                          .extensions = json_one_text,
                                          .layouts = layouts,
                                          .folders = folders,
                                          .photo_name = photo_name};

JSON_DRIVER_FUNCTIONS

const struct mlf_driver mlf_driver_supervisely = {
    .name = "supervisely",
    .description = "Supervisely: ann/PHOTO.json for img/PHOTO, meta.json lists the classes",
    JSON_DRIVER_MEMBERS,
    .masks = 1,
    .no_mark = "Supervisely has no place for a mark: --invalid remove takes the object out",
    .boxes = 1,
    .file_is_photo = 1,
};
