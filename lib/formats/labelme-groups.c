/* See labelme-groups.h. */

#include "labelme-groups.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/string-set.h"
#include "mlfix/dataset/edits.h"
#include "mlfix/json/json-members.h"

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
