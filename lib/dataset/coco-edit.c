/* Edits of COCO annotation files. See coco-file.h. */
#include <stdlib.h>
#include <string.h>

#include "coco-file.h"
#include "mlfix/array.h"
#include "mlfix/buf.h"
#include "mlfix/err.h"

/* Categories that labels make necessary. */
struct additions {
    struct mlf_names labels;
    struct mlf_buf text; /* what goes behind the last category */
};

/* The id of a category to come, as JSON text. */
static char *fresh_id(const struct coco_file *coco, size_t number, struct mlf_err *err)
{
    return mlf_strf(err, coco->text_ids ? "\"%.0f\"" : "%.0f", coco->largest_id + 1 + (double)number);
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

    if (mlf_names_find(&coco->labels, label, &index)) {
        struct mlf_buf buf = {0};
        const char *known = coco->category_ids.items[coco->category_of[index]];

        if (!coco->text_ids)
            return mlf_strdup(known, err);
        mlf_json_put_string(&buf, known);
        id = mlf_buf_take(&buf, err);
        mlf_buf_free(&buf);
        return id;
    }
    if (mlf_names_add(&additions->labels, label, &index, &added, err) || !(id = fresh_id(coco, index, err)))
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
        mlf_buf_puts(&additions->text, coco->supercategories ? ", \"supercategory\": \"none\"}" : "}");
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

static int relabel_all(const struct coco_file *coco, const struct mlf_list *list, const struct mlf_change *changes,
                       size_t n, struct mlf_edits *edits, struct mlf_err *err)
{
    struct additions additions = {0};
    struct mlf_span *members = NULL;
    size_t member_count = 0;
    int status = -1;

    if (!coco->category_array.length)
        return mlf_fail(err, "'%s' has no categories", coco->file);
    if (mlf_json_members(coco->text.data, coco->category_array, &members, &member_count, err))
        return mlf_fail_json(err, coco->text.path);
    for (size_t i = 0; i < n; i++) {
        char *id;
        int failed;

        if (changes[i].action != MLF_RELABEL)
            continue;
        if (!(id = category_id(coco, members, member_count, changes[i].label, &additions, err)))
            goto done;
        failed = mlf_list_set(list, changes[i].index, "category_id", id, edits, err);
        free(id);
        if (failed)
            goto done;
    }
    status = add_categories(coco, members, member_count, &additions, edits, err);
done:
    mlf_names_free(&additions.labels);
    mlf_buf_free(&additions.text);
    free(members);
    return status;
}

int coco_edit(const struct mlf_dataset *dataset, const char *file, const struct mlf_change *changes, size_t n,
              struct mlf_edits *edits, struct mlf_err *err)
{
    struct coco_file coco;
    struct mlf_list list = {0};
    int relabels = 0;
    int status = -1;

    for (size_t i = 0; i < n; i++)
        relabels |= changes[i].action == MLF_RELABEL;
    if (coco_open(&coco, dataset, file, 0, err))
        goto done;
    list = (struct mlf_list){file, coco.text.path, coco.text.data, coco.text.length, coco.annotation_array, NULL, 0};
    if (mlf_list_open(&list, err) || (relabels && relabel_all(&coco, &list, changes, n, edits, err)))
        goto done;
    status = mlf_list_remove(&list, changes, n, edits, err);
done:
    free(list.members);
    coco_close(&coco);
    return status;
}
