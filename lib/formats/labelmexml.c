/* The XML files of the LabelMe web tool (B. C. Russell, A. Torralba, K. P. Murphy, W. T. Freeman, "LabelMe: a database
 * and web-based tool for image annotation", IJCV 2008; github.com/CSAILVision/LabelMeAnnotationTool), which CVAT and
 * Datumaro write as well: Annotations/FOLDER/NAME.xml for the photo Images/FOLDER/NAME.jpg, or both side by side. An
 * object is a polygon, of which a box (<type>bounding_box</type>) is one with four points, or a mask with the box
 * around it
 * (<segm><box>). What was deleted stays in the file, marked. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/annotation/annotation-errors.h"
#include "mlfix/annotation/annotation-xml.h"
#include "mlfix/annotation/placed-objects.h"
#include "mlfix/annotation/remove-lines.h"
#include "mlfix/annotation/xml-text.h"
#include "mlfix/annotation/xml-walk.h"
#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/number.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/photos.h"
#include "mlfix/dataset/split-names.h"

static int probe(const struct mlf_dataset *dataset, char **evidence, struct mlf_err *err)
{
    return annotation_xml_probe(dataset, ANNOTATION_LABELME, evidence, err);
}

/* For a file in Annotations/ given alone the photos are beside that folder. */
static int locate(struct mlf_dataset *dataset, struct mlf_err *err)
{
    return mlf_set_images(dataset, "", err);
}

/* What a walk through a file has met. */
struct walk {
    struct placed *placed;
    struct placed_object object; /* the one that is open */
    char *name;                  /* of it */
    double points[4][2];
    struct mlf_span places[4][2];
    size_t n_points;
    double low[2], high[2];
    int boxed; /* edges of <segm><box> that came, a bit each */
    int deleted;
    char *folder, *photo;
};

static int begin_element(void *context, const struct mlf_xml *xml, const char *const *attributes, struct mlf_err *err)
{
    struct walk *walk = context;

    (void)attributes;
    if (xml->depth == 1 && strcmp(xml->path[0].name, "annotation") != 0)
        return mlf_fail(err, "the root element is '%s', not 'annotation'", xml->path[0].name);
    if (!mlf_xml_is_at(xml, 2, NULL, "object"))
        return 0;
    walk->object = (struct placed_object){0};
    free(walk->name);
    walk->name = NULL;
    walk->n_points = 0;
    walk->boxed = 0;
    walk->deleted = 0;
    return 0;
}

static struct mlf_span trimmed(const char *text, struct mlf_span span)
{
    while (span.length > 0 && strchr(" \t\r\n", text[span.offset])) {
        span.offset++;
        span.length--;
    }
    while (span.length > 0 && strchr(" \t\r\n", text[span.offset + span.length - 1]))
        span.length--;
    return span;
}

/* A coordinate of the polygon's next point; the point is complete with its </pt>. */
static void take_coordinate(struct walk *walk, const struct mlf_xml *xml, int axis, double number)
{
    size_t i = walk->n_points;

    if (i < 4) {
        walk->points[i][axis] = number;
        walk->places[i][axis] = trimmed(xml->text, xml->inside);
    }
    walk->low[axis] = i == 0 ? number : fmin(walk->low[axis], number);
    walk->high[axis] = i == 0 ? number : fmax(walk->high[axis], number);
}

/* Whether the four points are the corners of an upright rectangle, in turn. */
static int is_rectangle(const struct walk *walk)
{
    const double(*p)[2] = walk->points;

    if (walk->n_points != 4)
        return 0;
    for (int axis = 0; axis < 2; axis++) {
        int same = 1;

        for (int i = 0; i < 4; i++) /* each point shares one coordinate with the next, another one with that before */
            same &= !(fabs(p[i][(i + axis) % 2] - p[(i + 1) % 4][(i + axis) % 2]) > 0);
        if (same)
            return walk->high[0] > walk->low[0] && walk->high[1] > walk->low[1];
    }
    return 0;
}

/* The two places of each edge of a rectangle. */
static void place_edges(struct walk *walk)
{
    struct placed_object *object = &walk->object;

    for (int axis = 0; axis < 2; axis++) {
        int found[2] = {0};

        for (int i = 0; i < 4; i++) {
            int high = walk->points[i][axis] > walk->low[axis];

            if (found[high]++ == 0)
                object->spans[axis + 2 * high] = walk->places[i][axis];
            else
                object->twins[axis + 2 * high] = walk->places[i][axis];
        }
    }
}

static int end_object(struct walk *walk, const struct mlf_xml *xml, struct mlf_err *err)
{
    struct placed *placed = walk->placed;
    struct placed_object *object;

    if (walk->deleted)
        return 0;
    if (walk->n_points > 0) {
        for (int axis = 0; axis < 2; axis++) {
            walk->object.numbers[axis] = walk->low[axis];
            walk->object.numbers[axis + 2] = walk->high[axis];
        }
        if (is_rectangle(walk))
            place_edges(walk);
    }
    walk->object.has_bbox = walk->n_points > 0 || walk->boxed == 15;
    if (!walk->object.has_bbox)
        walk->object.error = "the object has neither a polygon nor a box";
    if (!(object = placed_add(placed, NULL, walk->name, err)))
        return -1;
    walk->object.label = object->label;
    walk->object.element = mlf_whole_lines(placed->text.data, placed->text.length, xml->whole);
    *object = walk->object;
    return 0;
}

/* An edge of the box around a mask. */
static void take_edge(struct walk *walk, const struct mlf_xml *xml, const char *words)
{
    static const char *const edges[] = {"xmin", "ymin", "xmax", "ymax"};

    for (int i = 0; i < 4; i++)
        if (mlf_xml_is_at(xml, 5, "box", edges[i]) && mlf_number(words, &walk->object.numbers[i])) {
            walk->object.spans[i] = trimmed(xml->text, xml->inside);
            walk->boxed |= 1 << i;
        }
}

static int end_in_object(struct walk *walk, const struct mlf_xml *xml, const char *words, struct mlf_err *err)
{
    double number;

    if (mlf_xml_is_at(xml, 3, "object", "name") && !walk->name) {
        walk->object.label_span = mlf_xml_is_empty(xml->text, xml->path[2].tag) ? (struct mlf_span){0} : xml->inside;
        return (walk->name = mlf_strdup(words, err)) ? 0 : -1;
    }
    if (mlf_xml_is_at(xml, 3, "object", "deleted")) {
        walk->deleted = !strcmp(words, "1");
        walk->object.mark_span = trimmed(xml->text, xml->inside);
    }
    if (mlf_xml_is_at(xml, 4, "polygon", "pt"))
        walk->n_points++;
    for (int axis = 0; axis < 2; axis++)
        if (mlf_xml_is_at(xml, 5, "pt", axis ? "y" : "x")) {
            if (!mlf_number(words, &number))
                return mlf_fail(err, "'%.60s' is no coordinate of a point", words);
            take_coordinate(walk, xml, axis, number);
        }
    take_edge(walk, xml, words);
    return xml->depth == 2 ? end_object(walk, xml, err) : 0;
}

static int end_element(void *context, const struct mlf_xml *xml, const char *words, struct mlf_err *err)
{
    struct walk *walk = context;
    char **text = mlf_xml_is_at(xml, 2, NULL, "filename") ? &walk->photo
                  : mlf_xml_is_at(xml, 2, NULL, "folder") ? &walk->folder
                                                          : NULL;

    if (xml->depth >= 2 && !strcmp(xml->path[1].name, "object"))
        return end_in_object(walk, xml, words, err);
    if (text && !*text)
        return (*text = mlf_strdup(words, err)) ? 0 : -1;
    return 0;
}

/* The photo's name, below its folder; that of the file where it says none. */
static char *photo_name(const struct walk *walk, struct mlf_err *err)
{
    const char *base = mlf_path_base(walk->placed->file);

    if (!walk->photo || !*walk->photo)
        return mlf_strf(err, "%.*s.jpg", (int)(mlf_path_extension(base) - base), base);
    return walk->folder && *walk->folder ? mlf_strf(err, "%s/%s", walk->folder, walk->photo)
                                         : mlf_strdup(walk->photo, err);
}

static int parse(struct placed *placed, struct mlf_err *err)
{
    struct walk walk = {.placed = placed};
    struct mlf_xml_handler handler = {.begin = begin_element, .end = end_element, .context = &walk};
    int *plain_ascii = placed->context;
    char *photo = NULL;
    int result = mlf_xml_walk(placed->text.data, placed->text.length, &handler, plain_ascii, err);

    if (result)
        mlf_fail_json(err, placed->text.path);
    else if (!(photo = photo_name(&walk, err)))
        result = -1;
    for (size_t i = 0; i < placed->n && !result; i++) {
        placed->items[i].photo = mlf_string_set_keep(&placed->texts, photo, err);
        placed->items[i].split = mlf_split_in(placed->file);
        result = placed->items[i].photo ? 0 : -1;
    }
    free(photo);
    free(walk.name);
    free(walk.folder);
    free(walk.photo);
    return result;
}

static int relabel(struct placed *placed, size_t at, const char *label, struct mlf_edits *edits, struct mlf_err *err)
{
    const int *plain_ascii = placed->context;
    struct mlf_span span = placed->items[at].label_span;
    struct mlf_buf text = {0};
    int result = -1;

    if (span.offset == 0) {
        mlf_fail(err, "the object has no <name> that could be changed");
        return placed_fail(placed, placed->items[at].element.offset, err);
    }
    if (!mlf_xml_put(&text, label, *plain_ascii ? MLF_XML_ASCII : 0, err) && !mlf_buf_check(&text, err))
        result = placed_put(placed, span, text.data ? text.data : "", edits, err);
    mlf_buf_free(&text);
    return result;
}

static int take_out(struct placed *placed, size_t object, struct mlf_edits *edits, struct mlf_err *err)
{
    return placed_put(placed, placed->items[object].element, "", edits, err);
}

static int mark(struct placed *placed, size_t object, struct mlf_edits *edits, struct mlf_err *err)
{
    if (placed->items[object].mark_span.length == 0) {
        mlf_fail(err, "the object has no <deleted> that could become 1");
        return placed_fail(placed, placed->items[object].element.offset, err);
    }
    return placed_put(placed, placed->items[object].mark_span, "1", edits, err);
}

static const char *const folders[] = {"Images", "images", "", "JPEGImages", NULL};

static const struct placed_format format = {.parse = parse,
                                            .relabel = relabel,
                                            .remove = take_out,
                                            .mark = mark,
                                            .folders = folders,
                                            .corners = 1,
                                            .check_editable = mlf_xml_check_editable};

static int read_all(const struct mlf_dataset *dataset, mlf_object_sink *sink, void *context, struct mlf_err *err)
{
    int plain_ascii = 0;

    return placed_read(dataset, annotation_xml_files, &format, &plain_ascii, sink, context, err);
}

static int edit(const struct mlf_dataset *dataset, const char *file, const struct mlf_change *changes, size_t n,
                struct mlf_edits *edits, struct mlf_err *err)
{
    int plain_ascii = 0;

    return placed_edit(dataset, file, changes, n, &format, &plain_ascii, edits, err);
}

const struct mlf_driver mlf_driver_labelmexml = {
    .name = "labelmexml",
    .description = "LabelMe web tool: Annotations/*.xml with polygons, and the photos in Images/",
    .probe = probe,
    .locate = locate,
    .read = read_all,
    .edit = edit,
    .mark = "<deleted> becomes 1",
    .boxes = 1,
    .file_is_photo = 1,
};
