/* See labelme-groups.h. */

#include "labelme-groups.h"

#include <stdlib.h>
#include <string.h>

#include "json-members.h"
#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/string-set.h"
#include "mlfix/dataset/edits.h"

int labelme_groups(const char *text, size_t length, const struct mlf_span *shapes, size_t n, size_t *first,
                   int *grouped, struct mlf_err *err)
{
    struct mlf_string_set names = {0};
    size_t *shape_of = NULL;
    size_t capacity = 0;
    int result = 0;

    *grouped = 0;
    for (size_t i = 0; i < n && !result; i++) {
        struct mlf_member members[] = {{.key = "label"}, {.key = "group_id"}};
        char *name;
        size_t number;
        int added;

        first[i] = i;
        if (text[shapes[i].offset] != '{' || mlf_json_pick(text, length, shapes[i].offset, members, 2, NULL, NULL) ||
            !members[0].there || !members[1].there ||
            (members[1].kind != MLF_JSON_NUMBER && members[1].kind != MLF_JSON_STRING))
            continue;
        name = mlf_strf(err, "%.*s %.*s", (int)members[1].span.length, text + members[1].span.offset,
                        (int)members[0].span.length, text + members[0].span.offset);
        result = !name || mlf_string_set_add(&names, name, &number, &added, err) ||
                         mlf_grow(&shape_of, &capacity, names.n, sizeof *shape_of, err)
                     ? -1
                     : 0;
        free(name);
        if (!result && added)
            shape_of[number] = i;
        else if (!result)
            first[i] = shape_of[number];
        *grouped |= first[i] != i;
    }
    mlf_string_set_free(&names);
    free(shape_of);
    return result;
}

int labelme_spread(const char *file, const size_t *first, size_t n, const struct mlf_change *changes, size_t n_changes,
                   struct mlf_change **all, size_t *count, struct mlf_err *err)
{
    size_t *change_of = mlf_alloc(n + 1, sizeof *change_of, err); /* number + 1, by shape */

    *count = 0;
    *all = mlf_alloc(n + n_changes + 1, sizeof **all, err);
    if (!change_of || !*all) {
        free(change_of);
        return -1;
    }
    for (size_t i = 0; i < n_changes; i++) {
        if (changes[i].index < n)
            change_of[changes[i].index] = i + 1;
        else
            (*all)[(*count)++] = changes[i]; /* it is told that there is no such object */
    }
    for (size_t i = 0; i < n; i++) {
        const struct mlf_change *change = change_of[first[i]] ? &changes[change_of[first[i]] - 1] : NULL;

        if (!change)
            continue;
        if (change->action == MLF_REBOX && first[i] != i) {
            free(change_of);
            return mlf_fail(err, "object %zu of '%s' is made of several shapes: its box follows from theirs", first[i],
                            file);
        }
        (*all)[*count] = *change;
        (*all)[(*count)++].index = i;
    }
    free(change_of);
    return 0;
}

int labelme_flags(const char *text, size_t length, struct mlf_span flags, labelme_take_flag *take, void *context,
                  struct mlf_err *err)
{
    struct mlf_json json = {text, length, flags.offset};
    struct mlf_span key;
    size_t index = 0;
    int first = 1;
    int more;

    if (mlf_json_enter(&json, MLF_JSON_OBJECT, err))
        return -1;
    while ((more = mlf_json_next(&json, MLF_JSON_OBJECT, &first, &key, err)) > 0) {
        struct mlf_span value;
        enum mlf_json_kind kind;
        char *name;
        int failed;

        if (mlf_json_value(&json, &value, &kind, err))
            return -1;
        if (kind != MLF_JSON_TRUE)
            continue;
        if (!(name = mlf_json_string(text, key, err)))
            return -1;
        failed = take(context, index++, name, key, value, err);
        free(name);
        if (failed)
            return -1;
    }
    return more;
}

struct flag_edit {
    const char *file;
    const char *text;
    size_t length;
    struct mlf_span flags;
    const struct mlf_change *changes;
    size_t n, done;
    struct mlf_edits *edits;
};

/* Makes a flag true, which stands there or is put in front. */
static int raise(const struct flag_edit *edit, const char *label, struct mlf_err *err)
{
    struct mlf_member member = {.key = label};
    struct mlf_buf buf = {0};
    int result = -1;

    if (mlf_json_pick(edit->text, edit->length, edit->flags.offset, &member, 1, NULL, err))
        return -1;
    if (member.there)
        return mlf_edits_amend(edit->edits, edit->file, member.span.offset, member.span.length, "true", err);
    mlf_json_put_string(&buf, label);
    mlf_buf_puts(&buf, ": true, "); /* the flag that is taken back stands behind it */
    if (!mlf_buf_check(&buf, err))
        result = mlf_edits_replace(edit->edits, edit->file, edit->flags.offset + 1, 0, buf.data, buf.length, err);
    mlf_buf_free(&buf);
    return result;
}

static int change_flag(void *context, size_t index, const char *name, struct mlf_span key, struct mlf_span value,
                       struct mlf_err *err)
{
    struct flag_edit *edit = context;
    const struct mlf_change *change = &edit->changes[edit->done];

    (void)key;
    if (edit->done == edit->n || change->index != index)
        return 0;
    edit->done++;
    if (change->action == MLF_MARK || change->action == MLF_REBOX)
        return mlf_fail(err, "'%s' of '%s' is a label of the whole photo: it can be another one, or be taken out", name,
                        edit->file);
    if (change->label && !strcmp(change->label, name))
        return 0;
    if (mlf_edits_replace(edit->edits, edit->file, value.offset, value.length, "false", 5, err))
        return -1;
    return change->action == MLF_RELABEL ? raise(edit, change->label, err) : 0;
}

int labelme_edit_flags(const char *file, const char *text, size_t length, struct mlf_span flags,
                       const struct mlf_change *changes, size_t n, struct mlf_edits *edits, struct mlf_err *err)
{
    struct flag_edit edit = {
        .file = file, .text = text, .length = length, .flags = flags, .changes = changes, .n = n, .edits = edits};

    if (labelme_flags(text, length, flags, change_flag, &edit, err))
        return -1;
    return edit.done == n ? 0 : mlf_fail(err, "'%s' has no object %zu", file, changes[edit.done].index);
}
