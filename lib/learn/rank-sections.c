#include "rank-parts.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/array.h"
#include "mlfix/buf.h"
#include "mlfix/err.h"
#include "mlfix/lookup.h"

static int add_part(struct mlf_buf *name, const struct mlf_record *record, const char *field, int first,
                    struct mlf_err *err)
{
    struct mlf_err broken = {""};
    char *text = mlf_lookup_text(record, field, &broken);
    if (!text && *broken.text)
        return mlf_fail(err, "%s", broken.text);
    if (!first)
        mlf_buf_printf(name, ", %s: ", field);
    mlf_buf_puts(name, text ? text : "(none)");
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
        sections->of[i] = mlf_numbering_add(&sections->names, name.data ? name.data : "", err);
        if (sections->of[i] == (size_t)-1)
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
    mlf_numbering_free(&sections->names);
    free(sections->of);
    free(sections->rank);
    free(sections->weight);
    *sections = (struct mlf_sections){0};
}

struct keyed {
    size_t record, section;
    int kind; /* 0 number, 1 text, 2 another value, 3 absent */
    double number;
    char *text;
    int descending;
};

static int compare_keyed(const void *a, const void *b)
{
    const struct keyed *x = a, *y = b;
    int order = 0;
    if (x->section != y->section)
        return x->section < y->section ? -1 : 1;
    if (x->kind != y->kind)
        return x->kind - y->kind;
    if (x->kind == 0)
        order = x->number < y->number ? -1 : x->number > y->number;
    else if (x->kind == 1)
        order = strcmp(x->text, y->text);
    if (order)
        return x->descending ? -order : order;
    return x->record < y->record ? -1 : x->record > y->record;
}

int mlf_rank_number(const struct mlf_record *record, const char *field, double *number)
{
    char name[256];
    double sum = 0;
    size_t n = 0;
    struct mlf_value value;
    if (mlf_lookup(record, field, &value))
        return mlf_value_number(&value, number);
    for (const char *part = field; part; n++) {
        const char *plus = strchr(part, '+');
        size_t length = plus ? (size_t)(plus - part) : strlen(part);
        double one;
        if (length >= sizeof name)
            return 0;
        memcpy(name, part, length);
        name[length] = '\0';
        if (!mlf_lookup(record, name, &value) || !mlf_value_number(&value, &one))
            return 0;
        sum += one;
        part = plus ? plus + 1 : NULL;
    }
    *number = sum / (double)n;
    return 1;
}

static int read_key(struct keyed *key, const struct mlf_record *record, const char *field, struct mlf_err *err)
{
    struct mlf_value value;
    key->kind = 0;
    if (mlf_rank_number(record, field, &key->number))
        return 0;
    key->kind = !mlf_lookup(record, field, &value) ? 3 : value.kind == MLF_JSON_STRING ? 1 : 2;
    return key->kind == 1 && !(key->text = mlf_lookup_text(record, field, err)) ? -1 : 0;
}

int mlf_rank_by_field(const struct mlf_records *records, const unsigned char *keep, const size_t *section,
                      const char *field, int descending, size_t *place, struct mlf_err *err)
{
    int result = -1;
    size_t n = 0, last = records->n;
    struct keyed *list = mlf_alloc(records->n, sizeof *list, err);
    if (!list)
        return -1;
    for (size_t i = records->n; i-- > 0;)
        if (!keep[i])
            place[--last] = i;
    for (size_t i = 0; i < records->n; i++) {
        if (!keep[i])
            continue;
        list[n++] = (struct keyed){.record = i, .section = section ? section[i] : 0, .descending = descending};
        if (read_key(&list[n - 1], &records->items[i], field, err))
            goto done;
    }
    qsort(list, n, sizeof *list, compare_keyed);
    for (size_t i = 0; i < n; i++)
        place[i] = list[i].record;
    result = 0;
done:
    for (size_t i = 0; i < n; i++)
        free(list[i].text);
    free(list);
    return result;
}

int mlf_rank_folds(const struct mlf_records *records, const size_t *item, size_t n, const char *field, size_t *group,
                   size_t *groups, struct mlf_err *err)
{
    struct mlf_numbering names = {0};
    size_t alone = 0;
    int result = -1;
    for (size_t i = 0; i < n; i++) {
        const struct mlf_record *record = &records->items[item[i]];
        struct mlf_err broken = {""};
        char *text = mlf_lookup_text(record, field, &broken);
        if (!text && *broken.text) {
            mlf_fail(err, "%s", broken.text);
            goto done;
        }
        group[i] = text ? mlf_numbering_add(&names, text, err) : (size_t)-1;
        if (text && group[i] == (size_t)-1) {
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
    mlf_numbering_free(&names);
    return result;
}
