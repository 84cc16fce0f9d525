/* Datumaro's own format: annotations/SUBSET.json, photos in images/SUBSET/ (Datumaro's documentation, "Datumaro
 * format"). */
#include "mlfix/annotation/json-driver.h"
#include "mlfix/base/array.h"
#include "mlfix/base/path.h"

static const struct json_names listed = {
    .at = "categories>label>labels>*", .name = "name", .fresh = "{\"name\": %s, \"parent\": \"\", \"attributes\": []}"};

static const struct json_box boxes[] = {{.at = "type=label", .kind = JSON_WHOLE},
                                        {.at = "bbox", .kind = JSON_SIZES},
                                        {.at = "points", .kind = JSON_POINTS},
                                        {.at = NULL}};

/* Captions have no label. */
static const struct json_ring rings[] = {{.at = "points", .only = "type=polygon"}, {.at = NULL}};

static const struct json_objects objects[] = {{.at = "annotations>*",
                                               .only = "label_id",
                                               .labels = {"label_id"},
                                               .names = &listed,
                                               .boxes = boxes,
                                               .rings = rings,
                                               .crowd = "attributes>is_crowd"},
                                              {.at = NULL}};

static const struct json_layout layouts[] = {{.marks = {"items>*>id", "items>*>annotations", "categories"},
                                              .entries = "items>*",
                                              .photo = {"image>path", "media>path", "id"},
                                              .width = "image>size>#1",
                                              .height = "image>size>#0",
                                              .objects = objects},
                                             {.marks = {NULL}}};

/* Photos of annotations/train.json are in images/train/. */
static char *photo_name(const char *file, const char *named, struct mlf_err *err)
{
    const char *base = mlf_path_base(file);

    return named && *named ? mlf_strf(err, "%.*s/%s", (int)(mlf_path_extension(base) - base), base, named) : NULL;
}

static const char *const folders[] = {"", "images", NULL};

static const struct json_format format = {.name = "datumaro",
                                          .extensions = json_one_text,
                                          .layouts = layouts,
                                          .folders = folders,
                                          .photo_name = photo_name,
                                          .split_in_name = 1};

JSON_DRIVER_FUNCTIONS

const struct mlf_driver mlf_driver_datumaro = {
    .name = "datumaro",
    .description = "Datumaro: annotations/SUBSET.json with items, photos in images/SUBSET/",
    JSON_DRIVER_MEMBERS,
    .masks = 1,
    .no_mark = "Datumaro has no place for a mark: --invalid remove takes the annotation out",
    .boxes = 1,
};
