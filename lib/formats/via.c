/* VIA, the VGG Image Annotator: its project, or the annotations of one as JSON (its user guide, version 2; in version 1
 * the regions of a photo are an object), and the project of version 3 (its documentation of the file format). */
#include <math.h>

#include "mlfix/annotation/json-driver.h"

/* The extremes of a list of numbers. */
struct range {
    const char *text;
    double low, high;
    int n;
};

static int widen(void *context, const struct json_place *place, struct mlf_err *err)
{
    struct range *range = context;
    double number;

    (void)err;
    if (!json_place_number(range->text, place, &number))
        return 1;
    range->low = range->n ? fmin(range->low, number) : number;
    range->high = range->n ? fmax(range->high, number) : number;
    range->n++;
    return 0;
}

static int measure_points(const char *text, const struct json_place *shape, double box[4])
{
    static const char *const lists[] = {"all_points_x>*", "all_points_y>*"};

    for (int i = 0; i < 2; i++) {
        struct range range = {.text = text};

        if (json_path_each(text, shape, lists[i], widen, &range, NULL) || range.n == 0)
            return 0;
        box[i] = range.low;
        box[i + 2] = range.high - range.low;
    }
    return 1;
}

static int number_at(const char *text, const struct json_place *shape, const char *key, double *number)
{
    struct json_place place;

    return json_path_find(text, shape, key, &place) && json_place_number(text, &place, number);
}

/* A circle, or an ellipse, whose first radius is turned by theta. */
static int measure_round(const char *text, const struct json_place *shape, double box[4])
{
    double centre[2];
    double radius[2];
    double theta = 0;
    int is_ellipse = number_at(text, shape, "rx", &radius[0]) && number_at(text, shape, "ry", &radius[1]);
    double reach[2];

    if (!is_ellipse && !number_at(text, shape, "r", &radius[0]))
        return 0;
    if (!number_at(text, shape, "cx", &centre[0]) || !number_at(text, shape, "cy", &centre[1]))
        return 0;
    radius[1] = is_ellipse ? radius[1] : radius[0];
    if (is_ellipse)
        number_at(text, shape, "theta", &theta);
    reach[0] = hypot(radius[0] * cos(theta), radius[1] * sin(theta));
    reach[1] = hypot(radius[0] * sin(theta), radius[1] * cos(theta));
    for (int i = 0; i < 2; i++) {
        box[i] = centre[i] - reach[i];
        box[i + 2] = 2 * reach[i];
    }
    return 1;
}

static const struct json_box boxes[] = {
    {.at = "shape_attributes", .kind = JSON_SIZES, .numbers = {"x", "y", "width", "height"}},
    {.at = "shape_attributes", .kind = JSON_OTHER, .measure = measure_points},
    {.at = "shape_attributes", .kind = JSON_OTHER, .measure = measure_round},
    {.at = NULL}};

/* Attributes may be called anything: those that are usual for the class go before the first of all. */
static const struct json_objects regions[] = {
    {.at = "regions>*",
     .labels = {"region_attributes>label", "region_attributes>class", "region_attributes>name",
                "region_attributes>category", "region_attributes>type", "region_attributes>*"},
     .boxes = boxes},
    {.at = NULL}};
static const struct json_objects files[] = {{.at = "file_attributes>label", .bare = 1, .labels = {""}},
                                            {.at = "file_attributes>class", .bare = 1, .labels = {""}},
                                            {.at = "file_attributes>category", .bare = 1, .labels = {""}},
                                            {.at = "file_attributes>type", .bare = 1, .labels = {""}},
                                            {.at = NULL}};

/* In version 3 a list without numbers: what is said is about the whole photo. */
static int is_empty(const char *text, const struct json_place *list, double box[4])
{
    struct json_place first;

    (void)box;
    return list->kind == MLF_JSON_ARRAY && !json_path_find(text, list, "#0", &first);
}

/* Version 3: numbers behind that of the shape, and the values of attributes by their own numbers; that of a choice is
 * the key of an option. Rectangles are 2; 1, 5, 6 and 7 have points. */
static const struct json_names options = {.at = "attribute>*>options>*", .name = "", .by_key = 1};
static const struct json_box coordinates[] = {
    {.at = "xy", .only = "xy>#0=2", .kind = JSON_SIZES, .numbers = {"#1", "#2", "#3", "#4"}},
    {.at = "xy", .only = "xy>#0=1", .kind = JSON_POINTS, .skip = 1},
    {.at = "xy", .only = "xy>#0=5", .kind = JSON_POINTS, .skip = 1},
    {.at = "xy", .only = "xy>#0=6", .kind = JSON_POINTS, .skip = 1},
    {.at = "xy", .only = "xy>#0=7", .kind = JSON_POINTS, .skip = 1},
    {.at = "xy", .kind = JSON_WHOLE, .measure = is_empty},
    {.at = NULL}};
static const struct json_objects of_version_3[] = {
    {.at = "", .only = "xy", .labels = {"av>*"}, .names = &options, .boxes = coordinates}, {.at = NULL}};

static const struct json_layout layouts[] = {{.marks = {"file>*>fname", "metadata>*>vid", "view"},
                                              .entries = "metadata>*",
                                              .photo = {"vid"},
                                              .photos = "file",
                                              .called = "fname",
                                              .objects = of_version_3},
                                             {.marks = {"_via_img_metadata>*>regions>*>shape_attributes"},
                                              .entries = "_via_img_metadata>*",
                                              .photo = {"filename"},
                                              .objects = regions},
                                             {.marks = {"*>filename", "*>regions>*>shape_attributes"},
                                              .entries = "*",
                                              .photo = {"filename"},
                                              .objects = regions},
                                             {.marks = {"_via_img_metadata>*>file_attributes"},
                                              .entries = "_via_img_metadata>*",
                                              .photo = {"filename"},
                                              .objects = files},
                                             {.marks = {"*>filename", "*>regions", "*>file_attributes"},
                                              .entries = "*",
                                              .photo = {"filename"},
                                              .objects = files},
                                             {.marks = {NULL}}};

static const char *const folders[] = {"", "images", NULL};

static const struct json_format format = {
    .name = "via", .extensions = json_one_text, .layouts = layouts, .folders = folders};

JSON_DRIVER_FUNCTIONS

const struct mlf_driver mlf_driver_via = {
    .name = "via",
    .description = "VIA: *.json with filename and regions of each photo",
    JSON_DRIVER_MEMBERS,
    .no_mark = "VIA has no place for a mark: --invalid remove takes the region out",
    .boxes = 1,
};
