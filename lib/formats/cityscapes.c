/* Cityscapes: gtFine/SPLIT/CITY/ID_gtFine_polygons.json for leftImg8bit/SPLIT/CITY/ID_leftImg8bit.png (M. Cordts et
 * al., "The Cityscapes Dataset for Semantic Urban Scene Understanding", CVPR 2016; cityscapesScripts), and CityPersons'
 * boxes for the same photos. */
#include <string.h>

#include "mlfix/annotation/json-driver.h"
#include "mlfix/base/array.h"
#include "mlfix/base/path.h"

static const struct json_box boxes[] = {
    {.at = "polygon", .kind = JSON_POINTS}, {.at = "bbox", .kind = JSON_SIZES, .whole = 1}, {.at = NULL}};

/* cityscapesScripts pass over what is deleted. */
static const struct json_ring rings[] = {{.at = "polygon"}, {.at = NULL}};

static const struct json_objects objects[] = {
    {.at = "objects>*", .labels = {"label"}, .boxes = boxes, .rings = rings, .ignored = "deleted", .mark = "deleted"},
    {.at = NULL}};

static const struct json_layout layouts[] = {{.marks = {"imgHeight", "imgWidth", "objects"},
                                              .entries = "",
                                              .width = "imgWidth",
                                              .height = "imgHeight",
                                              .objects = objects},
                                             {.marks = {NULL}}};

/* gtFine/train/aachen/ID_gtFine_polygons.json: leftImg8bit/train/aachen/ID_leftImg8bit.png, and names like it. */
static char *photo_name(const char *file, const char *named, struct mlf_err *err)
{
    const char *base = mlf_path_base(file);
    const char *slash = strchr(file, '/');
    const char *kind = strstr(base, "_gt");
    size_t folders = slash && slash < base ? (size_t)(base - slash) - 1 : 0;

    (void)named;
    if (!kind)
        kind = mlf_path_extension(base);
    return mlf_strf(err, "%.*s%.*s_leftImg8bit", (int)folders, folders ? slash + 1 : "", (int)(kind - base), base);
}

static const char *const folders[] = {"", "leftImg8bit", NULL};

static const char *const endings[] = {"_gtFine_polygons.json", "_gtCoarse_polygons.json", "_gtBboxCityPersons.json",
                                      NULL};

static const struct json_format format = {.name = "cityscapes",
                                          .extensions = json_one_text,
                                          .endings = endings,
                                          .layouts = layouts,
                                          .folders = folders,
                                          .photo_name = photo_name};

JSON_DRIVER_FUNCTIONS

const struct mlf_driver mlf_driver_cityscapes = {
    .name = "cityscapes",
    .description = "Cityscapes: gtFine/SPLIT/CITY/*_polygons.json, photos in leftImg8bit/SPLIT/CITY/",
    JSON_DRIVER_MEMBERS,
    .masks = 1,
    .mark = "the object's deleted becomes 1",
    .boxes = 1,
    .file_is_photo = 1,
};
