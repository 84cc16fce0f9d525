/* Pascal VOC annotation files (M. Everingham and J. Winn, "The PASCAL Visual
 * Object Classes Challenge 2012 Development Kit", section 9) read with byte
 * offsets. See voc-parse.h. */

#include "voc-parse.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/annotation/xml-walk.h"
#include "mlfix/base/array.h"
#include "mlfix/base/number.h"

static int in_object(const struct mlf_xml *xml)
{
    return xml->depth >= 2 && !strcmp(xml->path[1].name, "object");
}

static int begin_element(void *context, const struct mlf_xml *xml, const char *const *attributes, struct mlf_err *err)
{
    struct voc_file *voc = context;
    struct mlf_span tag = xml->path[xml->depth - 1].tag;

    (void)attributes;
    if (xml->depth == 1 && strcmp(xml->path[0].name, "annotation") != 0)
        return mlf_fail(err, "the root element is '%s', not 'annotation'", xml->path[0].name);
    if (!mlf_xml_is_at(xml, 2, NULL, "object"))
        return 0;
    if (mlf_grow(&voc->objects, &voc->capacity, voc->n + 1, sizeof *voc->objects, err))
        return -1;
    voc->objects[voc->n++] = (struct voc_object){.element = {tag.offset, 0}, .inside = tag.offset + tag.length};
    return 0;
}

static int end_name(const struct mlf_xml *xml, struct voc_object *object, const char *words, struct mlf_err *err)
{
    if (object->name_tag.length > 0)
        return 0;
    if (*words && !(object->label = mlf_strdup(words, err)))
        return -1;
    object->name_tag = xml->whole;
    object->name = xml->inside;
    return 0;
}

const char *const voc_marks[2] = {"difficult", "ignore"};

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

static int add_attribute(const struct mlf_xml *xml, struct voc_object *object, const char *name, const char *words,
                         struct mlf_err *err)
{
    struct mlf_span span = trimmed(xml->text, xml->inside);
    struct voc_attribute *attribute;

    if (mlf_grow(&object->attributes, &object->attribute_capacity, object->n_attributes + 1, sizeof *object->attributes,
                 err))
        return -1;
    attribute = &object->attributes[object->n_attributes++];
    *attribute = (struct voc_attribute){.name = mlf_strdup(name, err), .value = mlf_strdup(words, err)};
    if (xml->inside.length > 0)
        attribute->span = span;
    return attribute->name && attribute->value ? 0 : -1;
}

/* An <attribute> has its name in an element in front of its value. */
static int end_attribute(const struct mlf_xml *xml, struct voc_object *object, const char *words, struct mlf_err *err)
{
    struct voc_attribute *last = object->n_attributes ? &object->attributes[object->n_attributes - 1] : NULL;

    if (mlf_xml_is_at(xml, 5, "attribute", "name"))
        return add_attribute(xml, object, words, "", err);
    if (!mlf_xml_is_at(xml, 5, "attribute", "value") || !last || *last->value)
        return 0;
    free(last->value);
    last->span = xml->inside.length > 0 ? trimmed(xml->text, xml->inside) : (struct mlf_span){0};
    return (last->value = mlf_strdup(words, err)) ? 0 : -1;
}

static int end_in_object(const struct mlf_xml *xml, struct voc_object *object, const char *words, int wants_attributes,
                         struct mlf_err *err)
{
    static const char *const edges[] = {"xmin", "ymin", "xmax", "ymax"};

    if (xml->depth == 2)
        object->element = xml->whole;
    else if (mlf_xml_is_at(xml, 3, "object", "name"))
        return end_name(xml, object, words, err);
    for (unsigned i = 0; i < 4; i++) { /* not those of <part>, which stand deeper */
        if (!mlf_xml_is_at(xml, 4, "bndbox", edges[i]) || !mlf_number(words, &object->edges[i]))
            continue;
        object->found |= 1U << i;
        object->edge_spans[i] = trimmed(xml->text, xml->inside);
    }
    if (wants_attributes && xml->depth == 3 && *words && strcmp(xml->path[2].name, "bndbox") != 0 &&
        add_attribute(xml, object, xml->path[2].name, words, err))
        return -1;
    if (wants_attributes && xml->depth == 5 && end_attribute(xml, object, words, err))
        return -1;
    for (int i = 0; i < 2; i++)
        if (mlf_xml_is_at(xml, 3, "object", voc_marks[i]))
            object->marks[i] = trimmed(xml->text, xml->inside);
    if (mlf_xml_is_at(xml, 3, "object", voc_marks[1]))
        object->ignored = !strcmp(words, "1") || !strcmp(words, "true");
    return 0;
}

static int end_element(void *context, const struct mlf_xml *xml, const char *words, struct mlf_err *err)
{
    struct voc_file *voc = context;

    if (in_object(xml))
        return end_in_object(xml, &voc->objects[voc->n - 1], words, voc->wants_attributes, err);
    if (mlf_xml_is_at(xml, 2, NULL, "filename") && !voc->photo)
        return (voc->photo = mlf_strdup(words, err)) ? 0 : -1;
    if (mlf_xml_is_at(xml, 3, "size", "width"))
        mlf_number(words, &voc->width);
    else if (mlf_xml_is_at(xml, 3, "size", "height"))
        mlf_number(words, &voc->height);
    return 0;
}

int voc_parse(struct voc_file *voc, const char *text, size_t length, struct mlf_err *err)
{
    struct mlf_xml_handler handler = {.begin = begin_element, .end = end_element, .context = voc};

    *voc = (struct voc_file){.wants_attributes = voc->wants_attributes};
    if (!mlf_xml_walk(text, length, &handler, &voc->plain_ascii, err))
        return 0;
    voc_free(voc);
    return -1;
}

void voc_free(struct voc_file *voc)
{
    for (size_t i = 0; i < voc->n; i++) {
        for (size_t k = 0; k < voc->objects[i].n_attributes; k++) {
            free(voc->objects[i].attributes[k].name);
            free(voc->objects[i].attributes[k].value);
        }
        free(voc->objects[i].attributes);
        free(voc->objects[i].label);
    }
    free(voc->objects);
    free(voc->photo);
    *voc = (struct voc_file){0};
}
