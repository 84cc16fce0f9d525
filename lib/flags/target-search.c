#include "target-search.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/path.h"
#include "mlfix/flags/target-cell.h"
#include "mlfix/flags/targets.h"

/* The number with which a name begins, or -1; *rest becomes what follows it. */
static long leading_number(const char *name, const char **rest)
{
    char *end;
    long number;

    if (!isdigit((unsigned char)name[0]) || strspn(name, "0123456789") > 9)
        return -1;
    number = strtol(name, &end, 10);
    *rest = end;
    return number;
}

const struct mlf_target_sheet *mlf_target_search_sheet(const struct mlf_targets *targets, const char *name,
                                                       int *several)
{
    const char *rest;
    long number = leading_number(name, &rest), other;
    const struct mlf_target_sheet *found = NULL;
    size_t at = mlf_string_set_find(&targets->sheet_names, mlf_path_base(name));

    *several = 0;
    if (at != MLF_NO_STRING)
        return &targets->sheets[at];
    if (number < 0 || *rest)
        return NULL;
    for (size_t i = 0; i < targets->sheet_names.n; i++) {
        other = leading_number(targets->sheets[i].name, &rest);
        if (other != number)
            continue;
        if (found)
            *several = 1;
        found = &targets->sheets[i];
    }
    return *several ? NULL : found;
}

const struct mlf_target_cell *mlf_target_search_cell(const struct mlf_target_sheet *sheet, unsigned row,
                                                     unsigned column, size_t *n)
{
    struct mlf_target_cell key = {.row = row, .column = column};
    const struct mlf_target_cell *found =
        sheet->n ? bsearch(&key, sheet->cells, sheet->n, sizeof *sheet->cells, mlf_target_cell_compare) : NULL;

    *n = found ? 1 : 0;
    while (found && found > sheet->cells && mlf_target_cell_compare(found - 1, &key) == 0)
        found--;
    while (found && found + *n < sheet->cells + sheet->n && mlf_target_cell_compare(found + *n, &key) == 0)
        ++*n;
    return found;
}

/* Whether one path is the ending of the other, in whole components. */
static int ends_alike(const char *a, const char *b)
{
    size_t length_a = strlen(a), length_b = strlen(b);
    const char *longer = length_a > length_b ? a : b, *shorter = length_a > length_b ? b : a;
    size_t ahead = strlen(longer) - strlen(shorter);

    return strcmp(longer + ahead, shorter) == 0 && (ahead == 0 || longer[ahead - 1] == '/');
}

static size_t find_alias(const struct mlf_targets *targets, const char *path, int *several)
{
    const char *base = mlf_path_base(path);
    size_t low = 0, high = targets->n_aliases, found = MLF_NO_STRING;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (strcmp(targets->aliases[middle].base, base) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < targets->n_aliases && strcmp(targets->aliases[low].base, base) == 0; low++) {
        const struct mlf_target_alias *alias = &targets->aliases[low];
        if (alias->target == found || !ends_alike(alias->path, path))
            continue;
        *several = found != MLF_NO_STRING;
        if (*several)
            return MLF_NO_STRING;
        found = alias->target;
    }
    return found;
}

size_t mlf_target_search(const struct mlf_targets *targets, const char *name, int *several)
{
    size_t number = mlf_string_set_find(&targets->ids, name);

    *several = 0;
    if (number != MLF_NO_STRING)
        return targets->id_target[number];
    name = mlf_path_plain(name);
    number = mlf_string_set_find(&targets->crops, name);
    if (number != MLF_NO_STRING)
        return targets->crop_target[number];
    if (!*mlf_path_base(name))
        return MLF_NO_STRING;
    return find_alias(targets, name, several);
}
