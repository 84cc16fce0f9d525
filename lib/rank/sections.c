#include "sections.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/record/lookup.h"
#include "mlfix/record/record.h"
#include "mlfix/record/records.h"

static int add_part(struct mlf_buf *name, const struct mlf_record *record, const char *field, int first,
                    struct mlf_err *err)
{
    struct mlf_lookup_value value;
    if (!first)
        mlf_buf_printf(name, ", %s: ", field);
    if (!mlf_lookup(record, field, &value)) {
        mlf_buf_puts(name, "(none)");
        return 0;
    }
    if (value.kind != MLF_JSON_STRING) {
        mlf_buf_add(name, value.text, value.length);
        return 0;
    }
    if (!memchr(value.text, '\\', value.length)) {
        mlf_buf_add(name, value.text + 1, value.length - 2);
        return 0;
    }
    char *text = mlf_lookup_text(record, field, err);
    if (!text)
        return -1;
    mlf_buf_puts(name, text);
    free(text);
    return 0;
}

int mlf_sections_make(struct mlf_sections *sections, const struct mlf_records *records, const char *const *fields,
                      size_t n, struct mlf_err *err)
{
    struct mlf_buf name = {0};
    int result = -1;
    sections->of = mlf_alloc(records->n, sizeof *sections->of, err);
    if (!sections->of)
        return -1;
    for (size_t i = 0; i < records->n; i++) {
        mlf_buf_clear(&name);
        mlf_buf_puts(&name, "");
        for (size_t f = 0; f < n; f++)
            if (add_part(&name, &records->items[i], fields[f], f == 0, err))
                goto done;
        if (mlf_buf_check(&name, err))
            goto done;
        if (mlf_string_set_add(&sections->names, name.data ? name.data : "", &sections->of[i], NULL, err))
            goto done;
    }
    result = 0;
done:
    mlf_buf_free(&name);
    return result;
}

struct section {
    const char *name;
    size_t weight, at;
};

static int compare_sections(const void *a, const void *b)
{
    const struct section *x = a, *y = b;
    if (x->weight != y->weight)
        return x->weight < y->weight ? 1 : -1;
    return strcmp(x->name, y->name);
}

int mlf_sections_rank(struct mlf_sections *sections, size_t records, const size_t *weight, struct mlf_err *err)
{
    size_t n = sections->names.n;
    struct section *list = mlf_alloc(n, sizeof *list, err);
    sections->rank = mlf_alloc(n, sizeof *sections->rank, err);
    if (!list || !sections->rank) {
        free(list);
        return -1;
    }
    for (size_t i = 0; i < n; i++)
        list[i] = (struct section){sections->names.items[i], weight ? weight[i] : 0, i};
    qsort(list, n, sizeof *list, compare_sections);
    for (size_t i = 0; i < n; i++)
        sections->rank[list[i].at] = i;
    for (size_t i = 0; i < records; i++)
        sections->of[i] = sections->rank[sections->of[i]];
    /* From here on names are asked for by rank. */
    for (size_t i = 0; i < n; i++)
        sections->rank[i] = list[i].at;
    free(list);
    return 0;
}

void mlf_sections_free(struct mlf_sections *sections)
{
    mlf_string_set_free(&sections->names);
    free(sections->of);
    free(sections->rank);
    free(sections->weight);
    *sections = (struct mlf_sections){0};
}

/* The text of the field; of no field in particular that of the track, else of the photo. */
static char *fold_of(const struct mlf_record *record, const char *field, struct mlf_err *err)
{
    char *track = field ? NULL : mlf_lookup_text(record, "track", err);

    return track || (err && *err->text) ? track : mlf_lookup_text(record, field ? field : "image", err);
}

int mlf_rank_folds(const struct mlf_records *records, const size_t *item, size_t n, const char *field, size_t *group,
                   size_t *groups, struct mlf_err *err)
{
    struct mlf_string_set names = {0};
    size_t alone = 0;
    int result = -1;
    for (size_t i = 0; i < n; i++) {
        const struct mlf_record *record = &records->items[item[i]];
        struct mlf_err broken = {""};
        char *text = fold_of(record, field, &broken);
        if (!text && *broken.text) {
            mlf_fail(err, "%s", broken.text);
            goto done;
        }
        group[i] = (size_t)-1;
        if (text && mlf_string_set_add(&names, text, &group[i], NULL, err)) {
            free(text);
            goto done;
        }
        free(text);
    }
    for (size_t i = 0; i < n; i++)
        if (group[i] == (size_t)-1)
            group[i] = names.n + alone++;
    *groups = names.n + alone;
    result = 0;
done:
    mlf_string_set_free(&names);
    return result;
}
