/* Edits of CVAT files. A track is one object in many frames and has one label:
 * it is changed as a whole or not at all. See cvat-edit.h. */

#include "cvat-edit.h"

#include <stdlib.h>
#include <string.h>

#include "cvat-parse.h"
#include "cvat-tags.h"
#include "mlfix/annotation/annotation-errors.h"
#include "mlfix/annotation/digits.h"
#include "mlfix/annotation/remove-lines.h"
#include "mlfix/annotation/xml-text.h"
#include "mlfix/annotation/xml-walk.h"
#include "mlfix/base/array.h"
#include "mlfix/dataset/attributes.h"
#include "mlfix/dataset/mapping.h"
#include "mlfix/dataset/numbers.h"

/* Where an object stands. */
struct place {
    struct mlf_span element;
    struct mlf_span tag;
    size_t track; /* 0: none */
    struct mlf_span own_tag;
    struct mlf_span ignore;
    struct mlf_span attribute;
    int in_tag;
    int is_box, is_bare;
    double bbox[4], rotation;
};

/* The objects and, behind them, the images without any. */
struct places {
    struct place *items;
    size_t n, capacity;
    struct place *bare;
    size_t bare_n, bare_capacity;
};

struct editing {
    const char *file;
    struct mlf_mapping text;
    struct cvat_file cvat;
    struct places places;
    struct mlf_string_set labels; /* the labels that <meta> lists */
    struct mlf_string_set fresh;  /* labels to be added to that list */
    struct mlf_edits *edits;
};

static int note_place(void *context, const struct cvat_object *object, struct mlf_err *err)
{
    struct places *places = context;

    if (object->is_bare) {
        if (mlf_grow(&places->bare, &places->bare_capacity, places->bare_n + 1, sizeof *places->bare, err))
            return -1;
        places->bare[places->bare_n++] =
            (struct place){.element = object->element, .own_tag = object->own_tag, .is_bare = 1};
        return 0;
    }
    if (mlf_grow(&places->items, &places->capacity, places->n + 1, sizeof *places->items, err))
        return -1;
    places->items[places->n++] =
        (struct place){.element = object->element,
                       .tag = object->tag,
                       .track = object->track_number,
                       .own_tag = object->own_tag,
                       .ignore = object->ignore,
                       .attribute = object->attribute,
                       .in_tag = object->in_tag,
                       .is_box = object->is_box && object->has_bbox,
                       .bbox = {object->bbox[0], object->bbox[1], object->bbox[2], object->bbox[3]},
                       .rotation = object->rotation};
    return 0;
}

static int append_bare(struct places *places, struct mlf_err *err)
{
    if (mlf_grow(&places->items, &places->capacity, places->n + places->bare_n, sizeof *places->items, err))
        return -1;
    for (size_t i = 0; i < places->bare_n; i++)
        places->items[places->n++] = places->bare[i];
    return 0;
}

static int put_label(struct editing *editing, const struct place *place, const char *label, struct mlf_err *err)
{
    unsigned how = MLF_XML_ATTRIBUTE | (editing->cvat.plain_ascii ? MLF_XML_ASCII : 0U);
    struct mlf_span value = mlf_xml_value_span(editing->text.data, place->tag, "label");
    struct mlf_buf buf = {0};
    int bare = value.offset == 0;
    int result = -1;

    if (bare) { /* no such attribute: a new one behind the element's name */
        value.offset = place->tag.offset + 1;
        value.offset += strcspn(editing->text.data + value.offset, " \t\r\n/>");
        mlf_buf_puts(&buf, " label=\"");
    }
    if (mlf_xml_put(&buf, label, how, err))
        goto done;
    mlf_buf_puts(&buf, bare ? "\"" : "");
    if (mlf_buf_check(&buf, err))
        goto done;
    if (mlf_string_set_find(&editing->labels, label) == MLF_NO_STRING &&
        mlf_string_set_add(&editing->fresh, label, NULL, NULL, err))
        goto done;
    result = mlf_edits_replace(editing->edits, editing->file, value.offset, value.length, buf.data ? buf.data : "",
                               buf.length, err);
done:
    mlf_buf_free(&buf);
    return result;
}

static int take_out(struct editing *editing, struct mlf_span element, struct mlf_err *err)
{
    struct mlf_span lines = mlf_whole_lines(editing->text.data, editing->text.length, element);

    return mlf_edits_replace(editing->edits, editing->file, lines.offset, lines.length, "", 0, err);
}

/* Sets the corners of an upright box. */
static int put_box(struct editing *editing, const struct place *place, const double bbox[4], struct mlf_err *err)
{
    static const char *const names[] = {"xtl", "ytl", "xbr", "ybr"};
    struct mlf_span spans[4];
    double now[4];
    double wanted[4];

    if (!place->is_box || place->rotation != 0)
        return mlf_fail(err, "'%s' says by %s where the object is: only upright boxes are changed", editing->file,
                        place->is_box ? "a turned box" : "another shape than a box");
    for (int i = 0; i < 4; i++)
        spans[i] = mlf_xml_value_span(editing->text.data, place->own_tag, names[i]);
    mlf_corners(place->bbox, now);
    mlf_corners(bbox, wanted);
    return mlf_edits_box(editing->edits, editing->file, editing->text.data, spans, now, wanted, &mlf_measure_pixels, 1,
                         err);
}

/* Gives the object an <attribute>, whose value stands at `span` where it has it, on a line of its own where its element
 * has several. */
static int put_attribute(struct editing *editing, const struct place *place, struct mlf_span span,
                         const char *attribute, const char *value, struct mlf_err *err)
{
    const char *text = editing->text.data;
    size_t end = place->own_tag.offset + place->own_tag.length;
    size_t name = strcspn(text + place->own_tag.offset + 1, " \t\r\n/>");
    size_t blanks = strspn(text + end, " \t\r\n");
    struct mlf_buf buf = {0};
    size_t at = end;
    size_t length = 0;
    int result = -1;

    if (span.offset && text[span.offset - 2] != '/')
        return mlf_edits_replace(editing->edits, editing->file, span.offset, span.length, value, strlen(value), err);
    if (mlf_xml_is_empty(text, place->own_tag)) {
        at = end - 2;
        length = 2;
        mlf_buf_printf(&buf, ">%s</%.*s>", attribute, (int)name, text + place->own_tag.offset + 1);
    } else {
        mlf_buf_add(&buf, text + end, blanks);
        mlf_buf_puts(&buf, memchr(text + end, '\n', blanks) && text[end + blanks + 1] == '/' ? "  " : "");
        mlf_buf_puts(&buf, attribute);
    }
    if (!mlf_buf_check(&buf, err))
        result = mlf_edits_replace(editing->edits, editing->file, at, length, buf.data, buf.length, err);
    mlf_buf_free(&buf);
    return result;
}

static int put_mark(struct editing *editing, const struct place *place, struct mlf_err *err)
{
    return put_attribute(editing, place, place->ignore, "<attribute name=\"ignore\">true</attribute>", "true", err);
}

/* Sets the attribute that is asked for in place of the label. */
static int put_asked(struct editing *editing, const struct place *place, const char *value, struct mlf_err *err)
{
    unsigned ascii = editing->cvat.plain_ascii ? MLF_XML_ASCII : 0U;
    struct mlf_buf written = {0};
    struct mlf_buf element = {0};
    int result = -1;

    mlf_buf_puts(&element, "<attribute name=\"");
    if (mlf_xml_put(&element, editing->cvat.attributes->field, ascii | MLF_XML_ATTRIBUTE, err) ||
        mlf_xml_put(&written, value, ascii | (place->in_tag ? MLF_XML_ATTRIBUTE : 0U), err) ||
        mlf_buf_check(&written, err))
        goto done;
    mlf_buf_printf(&element, "\">%s</attribute>", written.data ? written.data : "");
    if (mlf_buf_check(&element, err))
        goto done;
    result = place->in_tag && place->attribute.offset
                 ? mlf_edits_replace(editing->edits, editing->file, place->attribute.offset, place->attribute.length,
                                     written.data ? written.data : "", written.length, err)
                 : put_attribute(editing, place, place->attribute, element.data, written.data ? written.data : "", err);
done:
    mlf_buf_free(&written);
    mlf_buf_free(&element);
    return result;
}

static int same_change(const struct mlf_change *a, const struct mlf_change *b)
{
    return a->action == b->action && (!a->label || !b->label ? a->label == b->label : !strcmp(a->label, b->label));
}

/* The changes of one track. Its objects follow one another, and all of them must change in the same way. */
static int edit_track(struct editing *editing, const struct mlf_change *changes, size_t n, struct mlf_err *err)
{
    const struct places *places = &editing->places;
    const struct place *place = &places->items[changes[0].index];
    size_t first = changes[0].index;
    size_t count = 0;

    while (first > 0 && places->items[first - 1].track == place->track)
        first--;
    while (first + count < places->n && places->items[first + count].track == place->track)
        count++;
    if (changes[0].action == MLF_REBOX)
        return mlf_fail(err, "the box of track %zu of '%s' is one of many: change it in CVAT", place->track,
                        editing->file);
    for (size_t i = 0; i < n; i++)
        if (n != count || !same_change(&changes[0], &changes[i]))
            return mlf_fail(err,
                            "'%s' has a track of %zu frames that is flagged in %zu of them, or in different ways: a "
                            "track has one label, change all of it alike",
                            editing->file, count, n);
    if (changes[0].action == MLF_RELABEL)
        return put_label(editing, place, changes[0].label, err);
    for (size_t i = 0; i < n && changes[0].action == MLF_MARK; i++)
        if (put_mark(editing, &places->items[first + i], err))
            return -1;
    return changes[0].action == MLF_MARK ? 0 : take_out(editing, editing->cvat.tracks[place->track - 1], err);
}

/* Adds the new labels to the list, laid out like its last one. */
static int add_labels(struct editing *editing, struct mlf_err *err)
{
    const struct cvat_file *cvat = &editing->cvat;
    struct mlf_buf buf = {0};
    int result = 0;

    if (editing->fresh.n == 0 || cvat->last_label.length == 0)
        return 0;
    for (size_t i = 0; i < editing->fresh.n && !result; i++) {
        mlf_buf_add(&buf, editing->text.data + cvat->gap.offset, cvat->gap.length);
        mlf_buf_puts(&buf, "<label><name>");
        result = mlf_xml_put(&buf, editing->fresh.items[i], cvat->plain_ascii ? MLF_XML_ASCII : 0U, err);
        mlf_buf_puts(&buf, "</name><attributes></attributes></label>");
    }
    if (!result)
        result = mlf_buf_check(&buf, err);
    if (!result)
        result = mlf_edits_replace(editing->edits, editing->file, cvat->last_label.offset + cvat->last_label.length, 0,
                                   buf.data, buf.length, err);
    mlf_buf_free(&buf);
    return result;
}

/* Attributes differ from frame to frame of a track. */
static int sets_attribute(const struct editing *editing, const struct mlf_change *change)
{
    return editing->cvat.attributes && change->label && (change->action == MLF_RELABEL || change->action == MLF_REBOX);
}

/* The new labels of one photo: changes of the same index. */
static int add_tags(struct editing *editing, const struct mlf_change *changes, size_t n, struct mlf_err *err)
{
    const struct places *places = &editing->places;
    const struct place *place;
    struct cvat_tags tags = {.file = editing->file,
                             .text = editing->text.data,
                             .plain_ascii = editing->cvat.plain_ascii,
                             .edits = editing->edits};

    if (changes->index >= places->n)
        return mlf_fail(err, "'%s' has no object %zu", editing->file, changes->index);
    place = &places->items[changes->index];
    if (place->track)
        return mlf_fail(err, "a track of '%s' is no photo with labels", editing->file);
    for (size_t i = 0; i < n; i++)
        if (editing->labels.n > 0 && mlf_string_set_find(&editing->labels, changes[i].label) == MLF_NO_STRING)
            return mlf_fail(err, "'%s' does not list the label '%s': add it to the task first", editing->file,
                            changes[i].label);
    if (place->is_bare)
        return cvat_fill_image(&tags, place->element, place->own_tag,
                               places->items[0].is_bare ? (struct mlf_span){0, 0} : places->items[0].element, changes,
                               n, err);
    for (size_t i = 0; i < n; i++)
        if (cvat_add_tag(&tags, place->element, changes[i].label, err))
            return -1;
    return 0;
}

static int add_all_tags(struct editing *editing, const struct mlf_change *changes, size_t n, struct mlf_err *err)
{
    size_t together;

    for (size_t i = 0; i < n; i += together) {
        for (together = 1; i + together < n && changes[i + together].index == changes[i].index;)
            together++;
        if (add_tags(editing, changes + i, together, err))
            return -1;
    }
    return 0;
}

static int edit_objects(struct editing *editing, const struct mlf_change *changes, size_t n, struct mlf_err *err)
{
    const struct places *places = &editing->places;
    size_t together;

    for (size_t i = 0; i < n; i += together) {
        const struct place *place;
        int failed;

        if (changes[i].index >= places->n)
            return mlf_fail(err, "'%s' has no object %zu", editing->file, changes[i].index);
        place = &places->items[changes[i].index];
        together = 1;
        if (place->is_bare)
            return mlf_fail(err, "an image of '%s' has no tag that could change", editing->file);
        while (place->track && !sets_attribute(editing, &changes[i]) && i + together < n &&
               changes[i + together].index < places->n &&
               places->items[changes[i + together].index].track == place->track)
            together++;
        if (sets_attribute(editing, &changes[i]))
            failed = put_asked(editing, place, changes[i].label, err) ||
                     (changes[i].action == MLF_REBOX && put_box(editing, place, changes[i].bbox, err));
        else if (place->track)
            failed = edit_track(editing, changes + i, together, err);
        else if (changes[i].action == MLF_REMOVE)
            failed = take_out(editing, place->element, err);
        else if (changes[i].action == MLF_MARK)
            failed = put_mark(editing, place, err);
        else
            failed = (changes[i].label && put_label(editing, place, changes[i].label, err)) ||
                     (changes[i].action == MLF_REBOX && put_box(editing, place, changes[i].bbox, err));
        if (failed)
            return -1;
    }
    return 0;
}

static int edit_file(const struct mlf_dataset *dataset, const char *file, const struct mlf_change *changes, size_t n,
                     int adds, struct mlf_edits *edits, struct mlf_err *err)
{
    struct editing editing = {.file = file, .edits = edits};
    int result = -1;

    if (mlf_map(&editing.text, dataset, file, err))
        return -1;
    editing.cvat.labels = &editing.labels;
    editing.cvat.attributes = dataset->attributes;
    if (mlf_xml_check_editable(&editing.text, err))
        goto done;
    if (cvat_walk(&editing.cvat, editing.text.data, editing.text.length, note_place, &editing.places, err)) {
        mlf_fail_json(err, editing.text.path);
        goto done;
    }
    if (append_bare(&editing.places, err))
        goto done;
    if (adds)
        result = add_all_tags(&editing, changes, n, err);
    if (!adds && !edit_objects(&editing, changes, n, err))
        result = add_labels(&editing, err);
done:
    free(editing.places.items);
    free(editing.places.bare);
    free(editing.cvat.tracks);
    mlf_string_set_free(&editing.labels);
    mlf_string_set_free(&editing.fresh);
    mlf_unmap(&editing.text);
    return result;
}

int cvat_edit(const struct mlf_dataset *dataset, const char *file, const struct mlf_change *changes, size_t n,
              struct mlf_edits *edits, struct mlf_err *err)
{
    return edit_file(dataset, file, changes, n, 0, edits, err);
}

int cvat_add_labels(const struct mlf_dataset *dataset, const char *file, const struct mlf_change *changes, size_t n,
                    struct mlf_edits *edits, struct mlf_err *err)
{
    return edit_file(dataset, file, changes, n, 1, edits, err);
}
