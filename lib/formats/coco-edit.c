/* Edits of COCO annotation files. See coco-edit.h. */

#include "coco-edit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "coco-file.h"
#include "coco-segments.h"
#include "mlfix/annotation/annotation-errors.h"
#include "mlfix/annotation/digits.h"
#include "mlfix/annotation/json-attributes.h"
#include "mlfix/annotation/json-list.h"
#include "mlfix/base/array.h"
#include "mlfix/json/json-members.h"

/* New categories, for labels that the file does not have yet. */
struct additions {
    struct mlf_string_set labels;
    double largest_id;   /* that any category or annotation has: an annotation may have one that no category has */
    struct mlf_buf text; /* their text, to be inserted behind the last category */
};

/* Whole numbers from there on are not all different as JSON readers hold them. */
#define LARGEST_ID (0x1p53 - 1)

/* Finds the largest id in use. */
static int find_largest(const struct coco_file *coco, const struct mlf_list *list, double *largest, struct mlf_err *err)
{
    *largest = coco->largest_id;
    for (size_t i = 0; i < list->n; i++) {
        struct mlf_member category = {.key = "category_id"};
        double number;

        if (mlf_json_pick(list->text, list->length, list->members[i].offset, &category, 1, NULL, err))
            return mlf_fail_json(err, list->path);
        if (category.there && mlf_member_number(list->text, &category, &number) && number > *largest)
            *largest = number;
    }
    return 0;
}

/* The id of the n-th new category, as JSON text: one that nothing uses. */
static char *fresh_id(const struct coco_file *coco, const struct additions *additions, size_t number,
                      struct mlf_err *err)
{
    double id = floor(additions->largest_id) + 1 + (double)number;

    if (!(id <= LARGEST_ID)) {
        mlf_fail(err, "'%s' has the category id %.15g, behind which no number is left: add the category yourself",
                 coco->file, additions->largest_id);
        return NULL;
    }
    return mlf_strf(err, coco->text_ids ? "\"%.0f\"" : "%.0f", id);
}

/* What separates the last two categories, so that a new one looks like them. */
static void put_separator(const struct coco_file *coco, const struct mlf_span *members, size_t n, struct mlf_buf *buf)
{
    if (n < 2) {
        mlf_buf_puts(buf, n ? ", " : "");
        return;
    }
    size_t end = members[n - 2].offset + members[n - 2].length;
    mlf_buf_add(buf, coco->text.data + end, members[n - 1].offset - end);
}

/* New memory: the id, as JSON text, of the category of that name; a new one is
 * noted in the additions. */
static char *category_id(const struct coco_file *coco, const struct mlf_span *members, size_t n, const char *label,
                         struct additions *additions, struct mlf_err *err)
{
    size_t index;
    int added;
    char *id;

    index = mlf_string_set_find(&coco->labels, label);
    if (index != MLF_NO_STRING) {
        struct mlf_buf buf = {0};
        const char *known = coco->category_ids.items[coco->category_of[index]];

        if (!coco->text_ids)
            return mlf_strdup(known, err);
        mlf_json_put_string(&buf, known);
        id = mlf_buf_take(&buf, err);
        mlf_buf_free(&buf);
        return id;
    }
    if (mlf_string_set_add(&additions->labels, label, &index, &added, err) ||
        !(id = fresh_id(coco, additions, index, err)))
        return NULL;
    if (added) {
        if (index == 0 && n == 0)
            mlf_buf_puts(&additions->text, "");
        else if (n == 0)
            mlf_buf_puts(&additions->text, ", ");
        else
            put_separator(coco, members, n, &additions->text);
        mlf_buf_printf(&additions->text, "{\"id\": %s, \"name\": ", id);
        mlf_json_put_string(&additions->text, label);
        mlf_buf_puts(&additions->text, coco->supercategories ? ", \"supercategory\": \"none\"" : "");
        mlf_buf_puts(&additions->text, coco->things ? ", \"isthing\": 1}" : "}");
    }
    return id;
}

static int add_categories(const struct coco_file *coco, const struct mlf_span *members, size_t n,
                          struct additions *additions, struct mlf_edits *edits, struct mlf_err *err)
{
    size_t at = n ? members[n - 1].offset + members[n - 1].length : coco->category_array.offset + 1;

    if (mlf_buf_check(&additions->text, err))
        return -1;
    if (additions->labels.n == 0)
        return 0;
    return mlf_edits_replace(edits, coco->file, at, 0, additions->text.data, additions->text.length, err);
}

static int gives_label(const struct mlf_change *change)
{
    return change->label && (change->action == MLF_RELABEL || change->action == MLF_REBOX);
}

static int adds_label(const struct coco_file *coco, const struct mlf_change *changes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (gives_label(&changes[i]) && mlf_string_set_find(&coco->labels, changes[i].label) == MLF_NO_STRING)
            return 1;
    return 0;
}

static int relabel_all(const struct coco_file *coco, const struct mlf_list *list, const struct mlf_change *changes,
                       size_t n, struct mlf_edits *edits, struct mlf_err *err)
{
    struct additions additions = {.text = {0}};
    struct mlf_span *members = NULL;
    size_t member_count = 0;
    int result = -1;

    if (!coco->category_array.length)
        return mlf_fail(err, "'%s' has no categories", coco->file);
    if (mlf_json_members(coco->text.data, coco->category_array, &members, &member_count, err))
        return mlf_fail_json(err, coco->text.path);
    if (adds_label(coco, changes, n) && find_largest(coco, list, &additions.largest_id, err))
        goto done;
    for (size_t i = 0; i < n; i++) {
        char *id;
        int failed;

        if (!gives_label(&changes[i]))
            continue;
        if (!(id = category_id(coco, members, member_count, changes[i].label, &additions, err)))
            goto done;
        failed = mlf_list_set(list, changes[i].index, "category_id", id, edits, err);
        free(id);
        if (failed)
            goto done;
    }
    result = add_categories(coco, members, member_count, &additions, edits, err);
done:
    mlf_string_set_free(&additions.labels);
    mlf_buf_free(&additions.text);
    free(members);
    return result;
}

/* The area of an annotation without a mask is that of its box, and follows it. */
static int rebox(const struct mlf_list *list, const struct mlf_change *change, struct mlf_edits *edits,
                 struct mlf_err *err)
{
    struct mlf_member members[] = {{.key = "bbox"}, {.key = "area"}, {.key = "segmentation"}};
    struct mlf_span spans[4];
    double now[4];
    double area;
    double wanted = change->bbox[2] * change->bbox[3];

    if (change->index >= list->n)
        return mlf_fail(err, "'%s' has no object %zu", list->file, change->index);
    if (mlf_json_pick(list->text, list->length, list->members[change->index].offset, members, 3, NULL, err))
        return mlf_fail_json(err, list->path);
    if ((!members[0].there || members[0].kind == MLF_JSON_NULL) && members[2].there)
        return mlf_fail(err,
                        "object %zu of '%s' has no bbox but a segmentation, from which its box follows: it is not "
                        "replaced",
                        change->index, list->file);
    if (members[0].there && !mlf_json_four(list->text, list->length, &members[0], spans, now))
        return mlf_fail(err, "the bbox of object %zu of '%s' is no array of four numbers: it is not replaced",
                        change->index, list->file);
    if (mlf_list_set_bbox(list, change->index, change->bbox, edits, err))
        return -1;
    if (!members[0].there || members[1].kind != MLF_JSON_NUMBER || !mlf_member_number(list->text, &members[1], &area) ||
        !(fabs(area - now[2] * now[3]) <= 0.005 * fabs(area)))
        return 0;
    return mlf_edits_number(edits, list->file, list->text, members[1].span, area, wanted, err);
}

/* iscrowd is what trainers and evaluations leave out; ignore tells it from a crowd (mmdetection leaves
 * that out too). */
static int mark(const struct mlf_list *list, size_t index, struct mlf_edits *edits, struct mlf_err *err)
{
    return mlf_list_set(list, index, "ignore", "1", edits, err) ? -1
                                                                : mlf_list_set(list, index, "iscrowd", "1", edits, err);
}

static int set_attributes(const struct mlf_dataset *dataset, const struct mlf_list *list,
                          const struct mlf_change *changes, size_t n, struct mlf_edits *edits, struct mlf_err *err)
{
    for (size_t i = 0; i < n; i++) {
        if (!gives_label(&changes[i]))
            continue;
        if (changes[i].index >= list->n)
            return mlf_fail(err, "'%s' has no object %zu", list->file, changes[i].index);
        if (json_attributes_edit(dataset->attributes, list->file, list->text, list->length,
                                 list->members[changes[i].index].offset, changes[i].label, edits, err))
            return -1;
    }
    return 0;
}

/* Whether all changes are such as can be made; says which cannot. A segment's place is in its picture, and so would go
 * on to be there. */
static int can_change(const struct coco_file *coco, const struct mlf_change *changes, size_t n, struct mlf_err *err)
{
    for (size_t i = 0; i < n && coco->kind == COCO_SEGMENTS; i++)
        if (changes[i].action == MLF_REMOVE || changes[i].action == MLF_REBOX)
            return mlf_fail(
                err,
                "'%s' has segments, whose pixels are in a picture that stays as it is: they can get another "
                "label or a mark, but are neither removed nor moved",
                coco->file);
    return 0;
}

int coco_edit(const struct mlf_dataset *dataset, const char *file, const struct mlf_change *changes, size_t n,
              struct mlf_edits *edits, struct mlf_err *err)
{
    struct coco_file *coco = NULL;
    struct mlf_list list = {0};
    int relabels = 0;
    int result = -1;

    for (size_t i = 0; i < n; i++)
        relabels |= gives_label(&changes[i]);
    if (!(coco = coco_borrow(dataset, file, err)) || can_change(coco, changes, n, err))
        goto done;
    list = (struct mlf_list){.file = file,
                             .path = coco->text.path,
                             .text = coco->text.data,
                             .length = coco->text.length,
                             .array = coco->annotation_array};
    if (coco->annotations) { /* an earlier reading of the file has collected them */
        list.members = coco->annotations;
        list.n = coco->annotation_count;
    } else if (coco->kind == COCO_SEGMENTS ? coco_segments_open(&list, coco, err) : mlf_list_open(&list, err)) {
        goto done;
    }
    if (relabels && dataset->attributes ? set_attributes(dataset, &list, changes, n, edits, err)
                                        : relabels && relabel_all(coco, &list, changes, n, edits, err))
        goto done;
    result = 0;
    for (size_t i = 0; i < n && !result; i++) {
        if (changes[i].action == MLF_REBOX)
            result = rebox(&list, &changes[i], edits, err);
        else if (changes[i].action == MLF_MARK)
            result = mark(&list, changes[i].index, edits, err);
    }
    if (!result)
        result = mlf_list_remove(&list, changes, n, edits, err);
done:
    if (!coco || list.members != coco->annotations)
        free(list.members);
    coco_return(dataset, coco);
    return result;
}

/* The largest whole number that is the id of an annotation; -1 where one has another id. */
static double largest_annotation(const struct mlf_list *list, int *is_text, struct mlf_err *err)
{
    double largest = 0;

    for (size_t i = 0; i < list->n; i++) {
        struct mlf_member id = {.key = "id"};
        double number;

        if (mlf_json_pick(list->text, list->length, list->members[i].offset, &id, 1, NULL, err))
            return -1;
        if (!id.there)
            continue;
        *is_text |= id.kind == MLF_JSON_STRING;
        if (!mlf_member_number(list->text, &id, &number) || number != floor(number) || !(number < LARGEST_ID)) {
            mlf_fail(err, "'%s' has annotations whose ids are no whole numbers: no new one can be made", list->file);
            return -1;
        }
        largest = number > largest ? number : largest;
    }
    return largest;
}

/* Appends the new annotation, which is of the image of that id (JSON). */
static void put_annotation(const struct coco_file *coco, const char *image, size_t length, size_t class, double id,
                           int is_text, struct mlf_buf *buf)
{
    mlf_buf_printf(buf,
                   is_text ? "{\"id\": \"%.0f\", \"image_id\": %.*s, \"category_id\": "
                           : "{\"id\": %.0f, \"image_id\": %.*s, \"category_id\": ",
                   id, (int)length, image);
    if (coco->text_ids)
        mlf_json_put_string(buf, coco->category_ids.items[coco->category_of[class]]);
    else
        mlf_buf_puts(buf, coco->category_ids.items[coco->category_of[class]]);
}

/* Whether the edits so far leave an annotation. */
static int leaves_some(const struct mlf_list *list, const struct mlf_edits *edits)
{
    for (size_t i = 0; i < list->n; i++) {
        const struct mlf_span *member = &list->members[i];
        size_t k = 0;

        while (k < edits->n && (strcmp(edits->items[k].file, list->file) != 0 || edits->items[k].text_length > 0 ||
                                edits->items[k].offset > member->offset ||
                                edits->items[k].offset + edits->items[k].length < member->offset + member->length))
            k++;
        if (k == edits->n)
            return 1;
    }
    return 0;
}

/* A new annotation of an image that has none, in front of all others and laid out as the first. */
static int add_first(const struct coco_file *coco, const struct mlf_list *list, size_t image, size_t class, double id,
                     int is_text, size_t *lone, struct mlf_edits *edits, struct mlf_err *err)
{
    struct mlf_member members[] = {{.key = "image_id"}, {.key = "iscrowd"}};
    const char *name = coco->image_ids.items[image];
    size_t begin = coco->annotation_array.offset + 1;
    struct mlf_buf key = {0}, buf = {0};
    int result = -1;

    if (list->n == 0)
        return mlf_fail(err, "'%s' has no annotation to which a new one could be like", list->file);
    if (mlf_json_pick(list->text, list->length, list->members[0].offset, members, 2, NULL, err))
        return mlf_fail_json(err, list->path);
    if (members[0].kind == MLF_JSON_STRING)
        mlf_json_put_string(&key, name);
    else
        mlf_buf_puts(&key, name);
    if (*lone && (*lone)++ > 1) /* behind another that is new */
        mlf_buf_putc(&buf, ',');
    mlf_buf_add(&buf, list->text + begin, list->members[0].offset - begin);
    put_annotation(coco, key.data ? key.data : "", key.length, class, id, is_text, &buf);
    mlf_buf_puts(&buf, members[1].there ? ", \"iscrowd\": 0}" : "}");
    mlf_buf_puts(&buf, *lone ? "" : ",");
    if (!*lone && list->members[0].offset == begin)
        mlf_buf_putc(&buf, ' ');
    if (!mlf_buf_check(&key, err) && !mlf_buf_check(&buf, err))
        result = mlf_edits_amend(edits, list->file, begin, 0, buf.data, err);
    mlf_buf_free(&key);
    mlf_buf_free(&buf);
    return result;
}

/* A new annotation of the image that annotation `index` is of, behind that one; or of an image without any, whose index
 * is behind theirs. */
static int add_annotation(const struct coco_file *coco, const struct mlf_list *list, const struct mlf_change *change,
                          double id, int is_text, size_t *lone, struct mlf_edits *edits, struct mlf_err *err)
{
    struct mlf_member members[] = {{.key = "image_id"}, {.key = "iscrowd"}, {.key = "bbox"}};
    size_t class = mlf_string_set_find(&coco->labels, change->label);
    struct mlf_span own;
    struct mlf_buf buf = {0};
    int result = -1;

    if (change->index >= list->n + coco->image_count)
        return mlf_fail(err, "'%s' has no object %zu", list->file, change->index);
    if (class == MLF_NO_STRING)
        return mlf_fail(err, "'%s' has no category '%s': add it first", list->file, change->label);
    if (change->index >= list->n)
        return add_first(coco, list, change->index - list->n, class, id, is_text, lone, edits, err);
    own = list->members[change->index];
    if (mlf_json_pick(list->text, list->length, own.offset, members, 3, NULL, err))
        return mlf_fail_json(err, list->path);
    if (change->index + 1 < list->n) /* separated as the next one is */
        mlf_buf_add(&buf, list->text + own.offset + own.length,
                    list->members[change->index + 1].offset - own.offset - own.length);
    else
        mlf_buf_puts(&buf, ", ");
    put_annotation(coco, list->text + members[0].span.offset, members[0].span.length, class, id, is_text, &buf);
    mlf_buf_puts(&buf, members[1].there ? ", \"iscrowd\": 0}" : "}");
    if (!mlf_buf_check(&buf, err))
        result = mlf_edits_amend(edits, list->file, own.offset + own.length, 0, buf.data, err);
    mlf_buf_free(&buf);
    return result;
}

int coco_add_labels(const struct mlf_dataset *dataset, const char *file, const struct mlf_change *changes, size_t n,
                    struct mlf_edits *edits, struct mlf_err *err)
{
    struct coco_file *coco = coco_borrow(dataset, file, err);
    struct mlf_list list = {.file = file};
    size_t lone = 0; /* no other annotation stays: how many were added, and 1 */
    int is_text = 0;
    int result = -1;

    if (coco) {
        list.path = coco->text.path;
        list.text = coco->text.data;
        list.length = coco->text.length;
        list.array = coco->annotation_array;
    }
    if (coco && !mlf_list_open(&list, err)) {
        double largest = largest_annotation(&list, &is_text, err);

        lone = !leaves_some(&list, edits);
        result = largest < 0 ? -1 : 0;
        for (size_t i = 0; i < n && !result; i++)
            result = add_annotation(coco, &list, &changes[i], largest + 1 + (double)i, is_text, &lone, edits, err);
    }
    free(list.members);
    coco_return(dataset, coco);
    return result;
}
