/* Edits of Label Studio exports. See labelstudio-parse.h. */
#include <stdlib.h>
#include <string.h>

#include "labelstudio-parse.h"
#include "mlfix/array.h"
#include "mlfix/buf.h"
#include "mlfix/err.h"
#include "private.h"

/* A region that is to go: all results that are about it do. */
struct removal {
    struct mlf_span results;
    size_t member;
    char *id; /* NULL: that member alone */
};

struct editing {
    const char *file;
    const char *path; /* for messages */
    const char *text;
    size_t length;
    const struct mlf_change *changes;
    size_t n, done;
    struct removal *removals;
    size_t removal_count, removal_capacity;
    struct mlf_edits *edits;
};

static int put_label(struct editing *editing, const struct studio_object *object, const char *label,
                     struct mlf_err *err)
{
    struct mlf_buf buf = {0};
    int status = -1;

    if (object->label_span.offset == 0)
        return mlf_fail(err, "'%s' has no list of labels that one could be put into",
                        object->id ? object->id : "a region");
    mlf_json_put_string(&buf, label);
    if (!mlf_buf_check(&buf, err))
        status = mlf_edits_replace(editing->edits, editing->file, object->label_span.offset, object->label_span.length,
                                   buf.data, buf.length, err);
    mlf_buf_free(&buf);
    return status;
}

static int edit_object(void *context, const struct studio_object *object, struct mlf_err *err)
{
    struct editing *editing = context;
    const struct mlf_change *change = &editing->changes[editing->done];
    struct removal *removal;

    if (editing->done == editing->n || change->index != object->index)
        return 0;
    editing->done++;
    if (change->action == MLF_RELABEL)
        return put_label(editing, object, change->label, err);
    if (mlf_grow(&editing->removals, &editing->removal_capacity, editing->removal_count + 1, sizeof(*editing->removals),
                 err))
        return -1;
    removal = &editing->removals[editing->removal_count++];
    *removal = (struct removal){object->results, object->member, NULL};
    return object->id && !(removal->id = mlf_strdup(object->id, err)) ? -1 : 0;
}

/* Whether a member of the results is about one of the regions. */
static int is_about(const struct mlf_list *list, size_t member, const struct mlf_names *ids, int *is,
                    struct mlf_err *err)
{
    struct mlf_member id = {.key = "id"};
    size_t index;
    char *text;

    *is = 0;
    if (list->text[list->members[member].offset] != '{')
        return 0;
    if (mlf_json_pick(list->text, list->length, list->members[member].offset, &id, 1, NULL, err))
        return -1;
    text = mlf_member_text(list->text, &id, err);
    *is = text && mlf_names_find(ids, text, &index);
    free(text);
    return 0;
}

/* Takes regions of one annotation out of its results. */
static int remove_from(struct editing *editing, const struct removal *removals, size_t n, struct mlf_err *err)
{
    struct mlf_list list = {editing->file, editing->path, editing->text, editing->length, removals->results, NULL, 0};
    struct mlf_change *gone = NULL;
    struct mlf_names ids = {0};
    size_t count = 0;
    size_t next = 0;
    int status = -1;

    if (mlf_list_open(&list, err) || !(gone = mlf_alloc(list.n, sizeof(*gone), err)))
        goto done;
    for (size_t i = 0; i < n; i++)
        if (removals[i].id && mlf_names_add(&ids, removals[i].id, NULL, NULL, err))
            goto done;
    for (size_t i = 0; i < list.n; i++) {
        int is;

        if (is_about(&list, i, &ids, &is, err))
            goto done;
        while (next < n && removals[next].member < i)
            next++;
        if (is || (next < n && removals[next].member == i))
            gone[count++] = (struct mlf_change){.index = i, .action = MLF_REMOVE};
    }
    status = mlf_list_remove(&list, gone, count, editing->edits, err);
done:
    mlf_names_free(&ids);
    free(gone);
    free(list.members);
    return status;
}

static int remove_all(struct editing *editing, struct mlf_err *err)
{
    size_t n;

    for (size_t i = 0; i < editing->removal_count; i += n) {
        const struct removal *first = &editing->removals[i];

        for (n = 1; i + n < editing->removal_count && first[n].results.offset == first->results.offset;)
            n++;
        if (remove_from(editing, first, n, err))
            return -1;
    }
    return 0;
}

int studio_edit(const struct mlf_dataset *dataset, const char *file, const struct mlf_change *changes, size_t n,
                struct mlf_edits *edits, struct mlf_err *err)
{
    struct editing editing = {.file = file, .changes = changes, .n = n, .edits = edits};
    struct mlf_mapping text;
    int status = -1;

    if (mlf_map(&text, dataset->root, file, err))
        return -1;
    editing.path = text.path;
    editing.text = text.data;
    editing.length = text.length;
    if (studio_walk(text.data, text.length, edit_object, &editing, err))
        mlf_fail_json(err, text.path);
    else if (editing.done < n)
        mlf_fail(err, "'%s' has no object %zu", file, changes[editing.done].index);
    else
        status = remove_all(&editing, err);
    for (size_t i = 0; i < editing.removal_count; i++)
        free(editing.removals[i].id);
    free(editing.removals);
    mlf_unmap(&text);
    return status;
}
