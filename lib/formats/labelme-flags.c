/* The flags of a whole photo. See labelme-flags.h. */

#include "labelme-flags.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/dataset/driver.h"
#include "mlfix/dataset/edits.h"
#include "mlfix/json/json-members.h"
#include "mlfix/json/json-text.h"
#include "mlfix/json/json.h"

/* How many members of the object are flags: true or false. -1 on error. */
static long count_flags(const char *text, size_t length, struct mlf_span flags, struct mlf_err *err)
{
    struct mlf_json json = {text, length, flags.offset};
    long n = 0;
    int first = 1;
    int more;

    if (mlf_json_enter(&json, MLF_JSON_OBJECT, err))
        return -1;
    while ((more = mlf_json_next(&json, MLF_JSON_OBJECT, &first, NULL, err)) > 0) {
        struct mlf_span value;
        enum mlf_json_kind kind;

        if (mlf_json_value(&json, &value, &kind, err))
            return -1;
        n += kind == MLF_JSON_TRUE || kind == MLF_JSON_FALSE;
    }
    return more < 0 ? -1 : n;
}

/* Gets a member of the object `flags` that is true: its name and the places of it and of "true". */
typedef int take_flag(void *context, size_t index, const char *name, struct mlf_span key, struct mlf_span value,
                      struct mlf_err *err);

static int walk_flags(const char *text, size_t length, struct mlf_span flags, take_flag *take, void *context,
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

/* Whether the change leaves the flag as it is: it is none of this flag, or to the label that it has. */
static int stays(const struct flag_edit *edit, size_t index, const char *name)
{
    const struct mlf_change *change = &edit->changes[edit->done];

    return edit->done == edit->n || change->index != index || (change->label && !strcmp(change->label, name));
}

static int lower_flag(void *context, size_t index, const char *name, struct mlf_span key, struct mlf_span value,
                      struct mlf_err *err)
{
    struct flag_edit *edit = context;
    int stayed = stays(edit, index, name);

    (void)key;
    if (edit->done == edit->n || edit->changes[edit->done].index != index)
        return 0;
    if (edit->changes[edit->done].action == MLF_MARK || edit->changes[edit->done].action == MLF_REBOX)
        return mlf_fail(err, "'%s' of '%s' is a label of the whole photo: it can be another one, or be taken out", name,
                        edit->file);
    edit->done++;
    return stayed ? 0 : mlf_edits_replace(edit->edits, edit->file, value.offset, value.length, "false", 5, err);
}

static int raise_flag(void *context, size_t index, const char *name, struct mlf_span key, struct mlf_span value,
                      struct mlf_err *err)
{
    struct flag_edit *edit = context;
    const struct mlf_change *change = &edit->changes[edit->done];
    int stayed = stays(edit, index, name);

    (void)key;
    (void)value;
    if (edit->done == edit->n || change->index != index)
        return 0;
    edit->done++;
    return stayed || change->action != MLF_RELABEL ? 0 : raise(edit, change->label, err);
}

int labelme_add_flags(const char *file, const char *text, size_t length, struct mlf_span flags,
                      const struct mlf_change *changes, size_t n, struct mlf_edits *edits, struct mlf_err *err)
{
    struct flag_edit edit = {.file = file, .text = text, .length = length, .flags = flags, .edits = edits};

    for (size_t i = 0; i < n; i++)
        if (raise(&edit, changes[i].label, err))
            return -1;
    return 0;
}

int labelme_edit_flags(const char *file, const char *text, size_t length, struct mlf_span flags,
                       const struct mlf_change *changes, size_t n, struct mlf_edits *edits, struct mlf_err *err)
{
    struct flag_edit edit = {
        .file = file, .text = text, .length = length, .flags = flags, .changes = changes, .n = n, .edits = edits};

    /* First what goes, then what comes: "a" may become "b" where "b" becomes "c". */
    if (walk_flags(text, length, flags, lower_flag, &edit, err))
        return -1;
    if (edit.done < n)
        return mlf_fail(err, "'%s' has no object %zu", file, changes[edit.done].index);
    edit.done = 0;
    return walk_flags(text, length, flags, raise_flag, &edit, err);
}

struct report {
    const struct mlf_object *photo;
    mlf_object_sink *sink;
    void *context;
    size_t labels;
};

static int report_flag(void *context, size_t index, const char *name, struct mlf_span key, struct mlf_span value,
                       struct mlf_err *err)
{
    struct report *report = context;
    struct mlf_object object = *report->photo;
    char *id = mlf_strf(err, "%s#%zu", object.file, index);
    int result;

    (void)key;
    (void)value;
    if (!id)
        return -1;
    object.id = id;
    object.index = index;
    object.label = name;
    report->labels++;
    result = report->sink(report->context, &object, err);
    free(id);
    return result;
}

int labelme_read_flags(const char *text, size_t length, struct mlf_span flags, const struct mlf_object *photo,
                       mlf_object_sink *sink, void *context, struct mlf_err *err)
{
    struct report report = {.photo = photo, .sink = sink, .context = context};
    struct mlf_object none = *photo;
    char *id;
    long n;
    int result;

    if (walk_flags(text, length, flags, report_flag, &report, err))
        return -1;
    if (report.labels > 0 || (n = count_flags(text, length, flags, err)) == 0)
        return 0;
    if (n < 0 || !(id = mlf_strf(err, "%s#0", photo->file)))
        return -1;
    none.id = id;
    none.no_labels = none.no_label_set = 1;
    result = sink(context, &none, err);
    free(id);
    return result;
}
