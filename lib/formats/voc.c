/* Pascal VOC: one XML file a photo. Boxes are taken as most tools do: origin 0,
 * width xmax - xmin (the development kit's own are 1-based and inclusive, but
 * few writers of such files followed it). */
#include <stdlib.h>
#include <string.h>

#include "mlfix/annotation/annotation-errors.h"
#include "mlfix/annotation/annotation-xml.h"
#include "mlfix/annotation/digits.h"
#include "mlfix/annotation/label-folders.h"
#include "mlfix/annotation/remove-lines.h"
#include "mlfix/annotation/xml-text.h"
#include "mlfix/annotation/xml-walk.h"
#include "mlfix/base/array.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/attributes.h"
#include "mlfix/dataset/files.h"
#include "mlfix/dataset/mapping.h"
#include "mlfix/dataset/numbers.h"
#include "mlfix/dataset/photos.h"
#include "mlfix/dataset/splits.h"
#include "voc-parse.h"

static int probe(const struct mlf_dataset *dataset, char **evidence, struct mlf_err *err)
{
    return annotation_xml_probe(dataset, ANNOTATION_VOC, evidence, err);
}

static int locate(struct mlf_dataset *dataset, struct mlf_err *err)
{
    static const char *const folders[] = {"JPEGImages", "images", "../JPEGImages", "../images"};

    for (size_t i = 0; i < (dataset->start ? 4 : 3); i++)
        if (mlf_is_folder(dataset->root, folders[i]))
            return mlf_set_images(dataset, folders[i], err);
    return mlf_set_images(dataset, "", err);
}

/* The photo of an annotation file: the one it names, or the one of its own
 * name; below the same folder as the file, or not. */
static char *find_photo(const struct mlf_dataset *dataset, const char *file, const char *named, struct mlf_err *err)
{
    size_t skip = strlen(annotation_xml_folder(dataset));
    const char *rest = skip && !strncmp(file, annotation_xml_folder(dataset), skip) ? file + skip + 1 : file;
    const char *base = mlf_path_base(file);
    char *beside = mlf_strndup(file, base > file ? (size_t)(base - file) - 1 : 0, err);
    char *mirrored = mlf_strndup(rest, base > rest ? (size_t)(base - rest) - 1 : 0, err);
    char *stem = mlf_strndup(base, (size_t)(mlf_path_extension(file) - base), err);
    /* Several VOC2007/Annotations, labels/ beside data/, ImageNet's Data/: the folder that is the partner of the
     * file's. */
    int at_root = !dataset->images_given && !strcmp(dataset->images, dataset->root);
    char *partner = beside && at_root ? mlf_photo_folder(dataset, beside, err) : NULL;
    const char *folders[] = {mirrored, beside, "", partner};
    size_t n = partner && *partner ? 4 : 3;
    char *photo = NULL;

    if (beside && mirrored && stem) {
        if (named && *named)
            photo = mlf_find_photo(dataset, folders, n, named, err);
        if (!photo)
            photo = mlf_find_photo(dataset, folders, n, stem, err);
        if (!photo)
            photo = named && *named ? mlf_strdup(named, err) : mlf_strf(err, "%s.jpg", stem);
    }
    free(beside);
    free(mirrored);
    free(partner);
    free(stem);
    return photo;
}

static int say(const struct mlf_dataset *dataset, const struct voc_object *object, struct mlf_err *err)
{
    for (size_t i = 0; i < object->n_attributes; i++)
        if (mlf_attributes_say(dataset->attributes, object->attributes[i].name, object->attributes[i].value, err))
            return -1;
    return 0;
}

static int report(const struct mlf_dataset *dataset, const struct voc_file *voc, const char *file, const char *photo,
                  const char *split, mlf_object_sink *sink, void *context, struct mlf_err *err)
{
    for (size_t i = 0; i < voc->n; i++) {
        const struct voc_object *voc_object = &voc->objects[i];
        const double *edges = voc_object->edges;
        struct mlf_object object = {.image = photo,
                                    .label = voc_object->label,
                                    .file = file,
                                    .index = i,
                                    .split = split,
                                    .has_bbox = voc_object->found == 15,
                                    .bbox = {edges[0], edges[1], edges[2] - edges[0], edges[3] - edges[1]},
                                    .two_corners = 1,
                                    .width = mlf_size(voc->width),
                                    .height = mlf_size(voc->height)};
        char *id = mlf_strf(err, "%s#%zu", file, i);
        int result;

        if (!id)
            return -1;
        object.id = id;
        object.issue = voc_object->ignored ? "ignored" : NULL;
        if (!object.has_bbox)
            object.error = "the object has no box of four numbers";
        result = say(dataset, voc_object, err) ? -1 : sink(context, &object, err);
        free(id);
        if (result)
            return -1;
    }
    return 0;
}

static int read_file(const struct mlf_dataset *dataset, const struct mlf_splits *splits, const char *file,
                     mlf_object_sink *sink, void *context, struct mlf_err *err)
{
    struct mlf_mapping text;
    struct voc_file voc = {.wants_attributes = dataset->attributes != NULL};
    const char *base = mlf_path_base(file);
    char *stem = mlf_strndup(base, (size_t)(mlf_path_extension(file) - base), err);
    char *photo = NULL;
    int result = -1;

    if (mlf_map(&text, dataset, file, err)) {
        free(stem);
        return -1;
    }
    if (voc_parse(&voc, text.data, text.length, err)) {
        mlf_fail_json(err, text.path);
        goto done;
    }
    if (!stem || !(photo = find_photo(dataset, file, voc.photo, err)))
        goto done;
    result = report(dataset, &voc, file, photo, mlf_splits_of(splits, stem), sink, context, err);
done:
    free(photo);
    free(stem);
    voc_free(&voc);
    mlf_unmap(&text);
    return result;
}

static int read_all(const struct mlf_dataset *dataset, mlf_object_sink *sink, void *context, struct mlf_err *err)
{
    struct mlf_string_set files = {0};
    struct mlf_splits splits = {0};
    int result = annotation_xml_files(dataset, &files, err);

    if (!result)
        result = mlf_splits_read(&splits, dataset, dataset->start ? "../ImageSets/Main" : "ImageSets/Main", err);
    for (size_t i = 0; i < files.n && !result; i++)
        result = read_file(dataset, &splits, files.items[i], sink, context, err);
    mlf_string_set_free(&files);
    mlf_splits_free(&splits);
    return result;
}

/* Whether the object is <object/>, with nothing inside. */
static int is_closed(const struct voc_object *object, const char *text)
{
    return object->name_tag.length == 0 && mlf_xml_is_empty(text, object->element);
}

static int relabel(const struct voc_file *voc, const struct voc_object *object, const char *label, const char *text,
                   const char *file, struct mlf_edits *edits, struct mlf_err *err)
{
    struct mlf_span span = object->name;
    struct mlf_buf buf = {0};
    int bare = span.length == 0 && object->name.offset == object->name_tag.offset + object->name_tag.length;
    int closed = is_closed(object, text);
    int result;

    if (bare) { /* there is no <name>, or it is <name/>: write a whole element */
        span = object->name_tag.length ? object->name_tag : (struct mlf_span){object->inside, 0};
        if (closed) /* in the place of "/>" */
            span = (struct mlf_span){object->element.offset + object->element.length - 2, 2};
        mlf_buf_puts(&buf, closed ? "><name>" : "<name>");
    }
    while (span.length > 0 && strchr(" \t\r\n", text[span.offset]) && !bare) {
        span.offset++;
        span.length--;
    }
    while (span.length > 0 && strchr(" \t\r\n", text[span.offset + span.length - 1]) && !bare)
        span.length--;
    result = mlf_xml_put(&buf, label, voc->plain_ascii ? MLF_XML_ASCII : 0, err);
    if (bare)
        mlf_buf_puts(&buf, closed ? "</name></object>" : "</name>");
    if (!result)
        result = mlf_buf_check(&buf, err);
    if (!result)
        result = mlf_edits_replace(edits, file, span.offset, span.length, buf.data, buf.length, err);
    mlf_buf_free(&buf);
    return result;
}

static int set_attribute(const struct mlf_dataset *dataset, const struct voc_file *voc, const struct voc_object *object,
                         const char *value, const char *file, struct mlf_edits *edits, struct mlf_err *err)
{
    const char *field = dataset->attributes->field;
    struct mlf_buf buf = {0};
    size_t i = 0;
    int result = -1;

    while (i < object->n_attributes && strcmp(object->attributes[i].name, field) != 0)
        i++;
    if (i == object->n_attributes || !object->attributes[i].span.offset)
        return mlf_fail(err, "an object of '%s' has no place for the attribute '%s'", file, field);
    if (!mlf_xml_put(&buf, value, voc->plain_ascii ? MLF_XML_ASCII : 0, err) && !mlf_buf_check(&buf, err))
        result = mlf_edits_replace(edits, file, object->attributes[i].span.offset, object->attributes[i].span.length,
                                   buf.data ? buf.data : "", buf.length, err);
    mlf_buf_free(&buf);
    return result;
}

/* The specification has whole pixels; a file in which a box has decimals goes beyond it. */
static int is_whole(const struct voc_file *voc, const char *text)
{
    for (size_t i = 0; i < voc->n; i++)
        for (int k = 0; k < 4; k++) {
            struct mlf_span span = voc->objects[i].edge_spans[k];

            if (voc->objects[i].found == 15 && memchr(text + span.offset, '.', span.length))
                return 0;
        }
    return 1;
}

static int rebox(const struct voc_file *voc, const struct mlf_change *change, const char *text, const char *file,
                 struct mlf_edits *edits, struct mlf_err *err)
{
    const struct voc_object *object = &voc->objects[change->index];
    const struct mlf_measure measure = {.pixels = {1, 1}, .whole = is_whole(voc, text)};
    double wanted[4];

    if (object->found != 15)
        return mlf_fail(err, "object %zu of '%s' has no box that could be changed", change->index, file);
    mlf_corners(change->bbox, wanted);
    return mlf_edits_box(edits, file, text, object->edge_spans, object->edges, wanted, &measure, 1, err);
}

/* difficult is what trainers and evaluations leave out; ignore tells it from an object that is
 * hard to see. What is not there yet comes behind the name, laid out like it. */
static int mark(const struct voc_object *object, const char *text, const char *file, struct mlf_edits *edits,
                struct mlf_err *err)
{
    size_t end = object->name_tag.length ? object->name_tag.offset + object->name_tag.length : object->inside;
    size_t gap = object->name_tag.offset;
    struct mlf_buf fresh = {0};
    int result = 0;

    if (is_closed(object, text))
        return mlf_fail(err, "'%s' has an empty element 'object', which cannot be marked", file);
    while (object->name_tag.length && gap > 0 && strchr(" \t\r\n", text[gap - 1]))
        gap--;
    for (int i = 0; i < 2 && !result; i++) {
        const struct mlf_span *span = &object->marks[i];
        size_t before = span->offset;

        while (before > 0 && strchr(" \t\r\n", text[before - 1]))
            before--;
        if (span->offset && text[before - 1] == '>' && text[before - 2] != '/') {
            result = mlf_edits_replace(edits, file, span->offset, span->length, "1", 1, err);
            continue;
        }
        if (span->offset) /* <difficult/> */
            result = mlf_fail(err, "'%s' has an empty element '%s', which cannot be set", file, voc_marks[i]);
        mlf_buf_add(&fresh, text + gap, object->name_tag.offset - gap);
        mlf_buf_printf(&fresh, "<%s>1</%s>", voc_marks[i], voc_marks[i]);
    }
    if (!result && fresh.length > 0)
        result =
            mlf_buf_check(&fresh, err) ? -1 : mlf_edits_replace(edits, file, end, 0, fresh.data, fresh.length, err);
    mlf_buf_free(&fresh);
    return result;
}

static int edit_object(const struct mlf_dataset *dataset, const struct voc_file *voc, const struct mlf_change *change,
                       const struct mlf_mapping *text, const char *file, struct mlf_edits *edits, struct mlf_err *err)
{
    const struct voc_object *object;

    if (change->index >= voc->n)
        return mlf_fail(err, "'%s' has no object %zu", file, change->index);
    object = &voc->objects[change->index];
    if (change->action == MLF_REMOVE) {
        struct mlf_span lines = mlf_whole_lines(text->data, text->length, object->element);

        return mlf_edits_replace(edits, file, lines.offset, lines.length, "", 0, err);
    }
    if (change->action == MLF_MARK)
        return mark(object, text->data, file, edits, err);
    if (change->label && dataset->attributes) {
        if (set_attribute(dataset, voc, object, change->label, file, edits, err))
            return -1;
    } else if (change->label && relabel(voc, object, change->label, text->data, file, edits, err)) {
        return -1;
    }
    return change->action == MLF_REBOX ? rebox(voc, change, text->data, file, edits, err) : 0;
}

static int edit(const struct mlf_dataset *dataset, const char *file, const struct mlf_change *changes, size_t n,
                struct mlf_edits *edits, struct mlf_err *err)
{
    struct mlf_mapping text;
    struct voc_file voc = {.wants_attributes = dataset->attributes != NULL};
    int result = -1;

    if (mlf_map(&text, dataset, file, err))
        return -1;
    if (mlf_xml_check_editable(&text, err))
        goto done;
    if (voc_parse(&voc, text.data, text.length, err)) {
        mlf_fail_json(err, text.path);
        goto done;
    }
    result = 0;
    for (size_t i = 0; i < n && !result; i++)
        result = edit_object(dataset, &voc, &changes[i], &text, file, edits, err);
done:
    voc_free(&voc);
    mlf_unmap(&text);
    return result;
}

const struct mlf_driver mlf_driver_voc = {
    .name = "voc",
    .description = "Pascal VOC: Annotations/*.xml",
    .probe = probe,
    .locate = locate,
    .read = read_all,
    .edit = edit,
    .attributes = 1,
    .mark = "difficult and ignore become 1",
    .boxes = 1,
    .file_is_photo = 1,
    .base_is_unsure = 1,
};
