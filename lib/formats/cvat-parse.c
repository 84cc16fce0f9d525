/* CVAT's XML, version 1.1 (CVAT's documentation, "XML annotation format"). See
 * cvat-parse.h. */

#include "cvat-parse.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cvat-joints.h"
#include "cvat-shape.h"
#include "mlfix/annotation/xml-walk.h"
#include "mlfix/base/array.h"
#include "mlfix/base/number.h"
#include "mlfix/dataset/attributes.h"
#include "mlfix/dataset/numbers.h"

/* A skeleton in one frame of a video, whose points are tracks inside its track. */
struct joint_frame {
    long frame;
    struct cvat_extent extent;
    struct mlf_span tag; /* of its first point */
    int broken;
};

struct walk {
    struct cvat_file *file;
    cvat_visit *visit;
    void *context;
    struct cvat_object object; /* the shape that is being read, else what its image or track says */
    struct cvat_extent extent;
    char *photo, *subset, *label, *track; /* strings of the object */
    int open;                             /* a shape is being read */
    int hidden;                           /* the shape is "outside" in this frame */
    int broken;                           /* an attribute of the shape should be a number and is none */
    char *attribute;                      /* the name of the <attribute> that is being read, or NULL */
    int in_ignore;                        /* the text of its attribute "ignore" is being read */
    double task_width, task_height;
    size_t tracks;
    size_t bare;                /* images without objects so far */
    struct joint_frame *joints; /* of the track that is being read, by frame */
    size_t joint_count, joint_capacity;
    struct cvat_joints points; /* of the skeleton that is being read, in all its frames */
    size_t gap_from;           /* behind the label before, or the tag of the list */
    int listed;                /* the first list of labels is over */
};

static int keep(char **kept, const char *text, struct mlf_err *err)
{
    free(*kept);
    *kept = NULL;
    if (!text || !*text)
        return 0;
    return (*kept = mlf_strdup(text, err)) ? 0 : -1;
}

static int is_shape(const char *name)
{
    static const char *const names[] = {"box",    "polygon", "polyline", "points",   "ellipse",
                                        "cuboid", "mask",    "tag",      "skeleton", NULL};

    for (int i = 0; names[i]; i++)
        if (!strcmp(name, names[i]))
            return 1;
    return 0;
}

static int is_true(const char *value)
{
    return value && (!strcmp(value, "1") || !strcmp(value, "true"));
}

/* A point of a skeleton's track, in one frame. */
static int add_joint(struct walk *walk, const struct mlf_xml *xml, const char *const *attributes, struct mlf_err *err)
{
    const char *frame = mlf_xml_attribute(attributes, "frame");
    struct joint_frame *joint;
    double number;
    size_t at = walk->joint_count;

    if (!frame || !mlf_number(frame, &number) || number < 0 || number > 1e9)
        return mlf_fail(err, "a shape of track '%s' says no frame", walk->track);
    if (walk->file->mask && cvat_joints_add(&walk->points, (long)number, NULL, attributes, err))
        return -1;
    if (is_true(mlf_xml_attribute(attributes, "outside")))
        return 0;
    while (at > 0 && walk->joints[at - 1].frame > (long)number)
        at--;
    if (at == 0 || walk->joints[at - 1].frame != (long)number) {
        if (mlf_grow(&walk->joints, &walk->joint_capacity, walk->joint_count + 1, sizeof *walk->joints, err))
            return -1;
        memmove(walk->joints + at + 1, walk->joints + at, (walk->joint_count++ - at) * sizeof *walk->joints);
        walk->joints[at++] = (struct joint_frame){.frame = (long)number, .tag = xml->path[3].tag};
    }
    joint = &walk->joints[at - 1];
    joint->broken |= !cvat_add_points(&joint->extent, mlf_xml_attribute(attributes, "points"));
    return 0;
}

/* Gives the object what its holder says, and it to the visitor. */
static int hand_over(struct walk *walk, const struct mlf_xml *xml, struct mlf_err *err)
{
    struct cvat_object *object = &walk->object;
    int result;

    object->photo = walk->photo;
    object->subset = walk->subset;
    object->track = walk->track;
    object->label = walk->label;
    object->element = xml->whole;
    result = walk->visit ? walk->visit(walk->context, object, err) : 0;
    object->index++;
    object->place++;
    object->resumes = 0;
    return result;
}

static void take_extent(struct cvat_object *object, const struct cvat_extent *extent)
{
    object->bbox[0] = extent->x[0];
    object->bbox[1] = extent->y[0];
    object->bbox[2] = extent->x[1] - extent->x[0];
    object->bbox[3] = extent->y[1] - extent->y[0];
}

/* Hands the skeletons of the track that ends to the visitor, frame by frame. */
static int finish_joints(struct walk *walk, const struct mlf_xml *xml, struct mlf_err *err)
{
    struct cvat_object *object = &walk->object;
    int result = 0;

    if (walk->joint_count > 0 && cvat_joints_settle(&walk->points, err))
        return -1;
    for (size_t i = 0; i < walk->joint_count && !result; i++) {
        const struct joint_frame *joint = &walk->joints[i];
        const struct cvat_extent *extent = &joint->extent;

        object->frame = joint->frame;
        object->own_tag = joint->tag;
        object->is_box = object->is_turned = object->ignored = 0;
        object->rotation = 0;
        object->mask = NULL;
        object->pose = cvat_joints_of(&walk->points, joint->frame);
        object->ignore = object->attribute = (struct mlf_span){0, 0};
        object->has_bbox = extent->n > 0 && !joint->broken;
        take_extent(object, extent);
        object->error = object->has_bbox ? NULL : "the shape has not the numbers of its place";
        result = hand_over(walk, xml, err);
    }
    walk->joint_count = 0;
    cvat_joints_clear(&walk->points);
    object->pose = NULL;
    return result;
}

/* An <image> or <track> begins: it says something about all objects in it. */
static int begin_holder(struct walk *walk, const struct mlf_xml *xml, const char *const *attributes,
                        struct mlf_err *err)
{
    int track = !strcmp(xml->path[1].name, "track");
    const char *width = mlf_xml_attribute(attributes, "width");
    const char *height = mlf_xml_attribute(attributes, "height");
    double w = track ? walk->task_width : 0;
    double h = track ? walk->task_height : 0;

    if (width && height && !track && !(mlf_number(width, &w) && mlf_number(height, &h)))
        w = h = 0;
    walk->object = (struct cvat_object){.index = walk->object.index, .width = mlf_size(w), .height = mlf_size(h)};
    if (track) {
        walk->object.track_number = ++walk->tracks;
        walk->object.tag = xml->path[1].tag;
    }
    if (keep(&walk->photo, track ? NULL : mlf_xml_attribute(attributes, "name"), err) ||
        keep(&walk->subset, mlf_xml_attribute(attributes, "subset"), err) ||
        keep(&walk->label, track ? mlf_xml_attribute(attributes, "label") : NULL, err) ||
        keep(&walk->track, track ? mlf_xml_attribute(attributes, "id") : NULL, err))
        return -1;
    if (track && !walk->track)
        return mlf_fail(err, "a track without an id");
    return 0;
}

/* Says the attributes of the shape's own tag: "occluded", "z_order". */
static int say_tag(struct walk *walk, const struct mlf_xml *xml, const char *const *attributes, struct mlf_err *err)
{
    struct mlf_attributes *asked = walk->file->attributes;
    struct cvat_object *object = &walk->object;

    object->attribute = (struct mlf_span){0, 0};
    if (!asked || walk->hidden)
        return 0;
    for (; *attributes; attributes += 2) {
        if (cvat_is_place(attributes[0]))
            continue;
        if (mlf_attributes_say(asked, attributes[0], attributes[1], err))
            return -1;
        if (!strcmp(attributes[0], asked->field)) {
            object->attribute = mlf_xml_value_span(xml->text, object->own_tag, asked->field);
            object->in_tag = 1;
        }
    }
    return 0;
}

/* The words of an <attribute>. */
static int say_element(struct walk *walk, const struct mlf_xml *xml, const char *words, struct mlf_err *err)
{
    struct mlf_attributes *asked = walk->file->attributes;
    struct cvat_object *object = &walk->object;
    int result = walk->hidden ? 0 : mlf_attributes_say(asked, walk->attribute, words, err);

    if (!object->attribute.offset && !strcmp(walk->attribute, asked->field)) {
        object->attribute = xml->inside;
        object->in_tag = 0;
    }
    free(walk->attribute);
    walk->attribute = NULL;
    return result;
}

static int begin_shape(struct walk *walk, const struct mlf_xml *xml, const char *const *attributes, struct mlf_err *err)
{
    struct cvat_object *object = &walk->object;
    const char *frame = mlf_xml_attribute(attributes, "frame");
    double number = 0;

    walk->open = 1;
    walk->broken = 0;
    walk->extent.n = 0;
    walk->hidden = object->track_number && is_true(mlf_xml_attribute(attributes, "outside"));
    object->rotation = 0;
    object->is_turned = 0;
    object->has_bbox = 0;
    object->own_tag = xml->path[2].tag;
    object->is_box = !strcmp(xml->path[2].name, "box");
    object->ignore = (struct mlf_span){0, 0};
    object->ignored = 0;
    if (object->track_number) {
        if (!frame || !mlf_number(frame, &number) || number < 0 || number > 1e9)
            return mlf_fail(err, "a shape of track '%s' says no frame", walk->track);
        object->frame = (long)number;
    } else {
        object->tag = xml->path[2].tag;
        if (keep(&walk->label, mlf_xml_attribute(attributes, "label"), err))
            return -1;
    }
    if (strcmp(xml->path[2].name, "tag") != 0)
        walk->broken = !cvat_read_shape(object, &walk->extent, xml->path[2].name, attributes);
    if (walk->file->mask && !walk->hidden) {
        int has = cvat_read_mask(walk->file->mask, xml->path[2].name, attributes, err);

        if (has < 0)
            return -1;
        object->mask = has ? walk->file->mask : NULL;
    }
    return say_tag(walk, xml, attributes, err);
}

static int is_ignore(const char *const *attributes)
{
    const char *name = mlf_xml_attribute(attributes, "name");

    return name && !strcmp(name, "ignore");
}

static int begin_element(void *context, const struct mlf_xml *xml, const char *const *attributes, struct mlf_err *err)
{
    struct walk *walk = context;
    const char *holder = xml->path[1].name;

    if (xml->depth == 1 && strcmp(xml->path[0].name, "annotations") != 0)
        return mlf_fail(err, "the root element is '%s', not 'annotations'", xml->path[0].name);
    if (xml->depth >= 2 && (!strcmp(holder, "image") || !strcmp(holder, "track"))) {
        if (xml->depth == 2)
            return begin_holder(walk, xml, attributes, err);
        if (xml->depth == 3 && !strcmp(xml->path[2].name, "track") && walk->file->mask)
            return cvat_joints_name(&walk->points, mlf_xml_attribute(attributes, "label"), err);
        if (mlf_xml_is_at(xml, 4, "track", "points") && !strcmp(holder, "track"))
            return add_joint(walk, xml, attributes, err);
        if (xml->depth == 3 && is_shape(xml->path[2].name))
            return begin_shape(walk, xml, attributes, err);
        if (walk->open && walk->file->attributes && xml->depth == 4 && !strcmp(xml->path[3].name, "attribute") &&
            keep(&walk->attribute, mlf_xml_attribute(attributes, "name"), err))
            return -1;
        if (walk->open && xml->depth == 4)
            walk->in_ignore = !strcmp(xml->path[3].name, "attribute") && is_ignore(attributes);
        if (walk->open && walk->file->mask && mlf_xml_is_at(xml, 4, "skeleton", "points") &&
            cvat_joints_add(&walk->points, 0, mlf_xml_attribute(attributes, "label"), attributes, err))
            return -1;
        if (walk->open && mlf_xml_is_at(xml, 4, "skeleton", "points") &&
            !is_true(mlf_xml_attribute(attributes, "outside")))
            walk->broken |= !cvat_add_points(&walk->extent, mlf_xml_attribute(attributes, "points"));
    }
    if (xml->depth == 4 && !strcmp(xml->path[3].name, "labels"))
        walk->gap_from = xml->path[3].tag.offset + xml->path[3].tag.length;
    return 0;
}

/* A shape ends: hands it to the visitor. */
static int finish(struct walk *walk, const struct mlf_xml *xml, struct mlf_err *err)
{
    struct cvat_object *object = &walk->object;
    const struct cvat_extent *extent = &walk->extent;

    walk->open = 0;
    object->pose = NULL;
    if (walk->hidden) {
        object->resumes = 1;
        return 0;
    }
    if (extent->n > 0) {
        take_extent(object, extent);
    } else if (!strcmp(xml->path[2].name, "skeleton")) {
        walk->broken = 1;
    }
    if (walk->broken)
        object->has_bbox = 0;
    object->error = walk->broken ? "the shape has not the numbers of its place" : NULL;
    if (cvat_joints_settle(&walk->points, err))
        return -1;
    object->pose = cvat_joints_of(&walk->points, 0);
    cvat_joints_clear(&walk->points);
    return hand_over(walk, xml, err);
}

/* An <image> ends: one without objects is handed to the visitor, too. */
static int finish_image(struct walk *walk, const struct mlf_xml *xml, struct mlf_err *err)
{
    struct cvat_object bare = {.index = walk->bare,
                               .photo = walk->photo,
                               .subset = walk->subset,
                               .element = xml->whole,
                               .own_tag = xml->path[1].tag,
                               .is_bare = 1,
                               .width = walk->object.width,
                               .height = walk->object.height};

    if (walk->object.place > 0)
        return 0;
    walk->bare++;
    return walk->visit ? walk->visit(walk->context, &bare, err) : 0;
}

static int end_element(void *context, const struct mlf_xml *xml, const char *words, struct mlf_err *err)
{
    struct walk *walk = context;
    struct cvat_file *file = walk->file;

    if (mlf_xml_is_at(xml, 2, NULL, "image"))
        return finish_image(walk, xml, err);
    if (xml->depth == 3 && walk->open)
        return finish(walk, xml, err);
    if (xml->depth == 4 && walk->open && walk->attribute && say_element(walk, xml, words, err))
        return -1;
    if (xml->depth == 4 && walk->open && walk->in_ignore) {
        walk->object.ignore = xml->inside;
        walk->object.ignored = is_true(words);
        walk->in_ignore = 0;
    }
    if (mlf_xml_is_at(xml, 2, NULL, "track")) {
        if (finish_joints(walk, xml, err) ||
            mlf_grow(&file->tracks, &file->track_capacity, walk->tracks, sizeof *file->tracks, err))
            return -1;
        file->tracks[walk->tracks - 1] = xml->whole;
    }
    if (mlf_xml_is_at(xml, 5, "original_size", "width"))
        mlf_number(words, &walk->task_width);
    else if (mlf_xml_is_at(xml, 5, "original_size", "height"))
        mlf_number(words, &walk->task_height);
    else if (mlf_xml_is_at(xml, 4, xml->path[2].name, "labels"))
        walk->listed = 1;
    else if (mlf_xml_is_at(xml, 5, "labels", "label") && !walk->listed) {
        file->last_label = xml->whole;
        file->gap = (struct mlf_span){walk->gap_from, xml->whole.offset - walk->gap_from};
        walk->gap_from = xml->whole.offset + xml->whole.length;
    } else if (mlf_xml_is_at(xml, 6, "label", "name") && !strcmp(xml->path[3].name, "labels") && file->labels && *words)
        return mlf_string_set_add(file->labels, words, NULL, NULL, err);
    return 0;
}

int cvat_walk(struct cvat_file *file, const char *text, size_t length, cvat_visit *visit, void *context,
              struct mlf_err *err)
{
    struct walk walk = {.file = file, .visit = visit, .context = context};
    struct mlf_xml_handler handler = {.begin = begin_element, .end = end_element, .context = &walk};
    int result = mlf_xml_walk(text, length, &handler, &file->plain_ascii, err);

    file->objects = walk.object.index;
    free(walk.photo);
    free(walk.subset);
    free(walk.label);
    free(walk.track);
    free(walk.attribute);
    free(walk.joints);
    cvat_joints_free(&walk.points);
    return result;
}
