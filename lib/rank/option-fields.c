#include "option-fields.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/rank/order.h"
#include "mlfix/rank/ranking.h"
#include "mlfix/record/lookup.h"
#include "mlfix/record/record.h"
#include "mlfix/record/records.h"

static int any_has(const struct mlf_records *records, const char *path)
{
    for (size_t i = 0; records && i < records->n; i++)
        if (mlf_lookup_there(&records->items[i], path))
            return 1;
    return 0;
}

static int is_file(const char *name)
{
    size_t n = strlen(name), end = strlen(".npy");
    return n > end && strcmp(name + n - end, ".npy") == 0;
}

/* One field, or the parts of several that are joined by '+'. A part with a '*' names many. */
static int add_joined(struct mlf_named_fields *named, const char *option, const char *fields,
                      const struct mlf_records *records, struct mlf_err *err)
{
    if (strchr(fields, '+') && any_has(records, fields))
        return mlf_named_fields_add(named, option, fields, 1, err);
    char *text = mlf_strdup(fields, err), *rest = text, *part;
    int result = text ? 0 : -1;
    while (result == 0 && (part = strsep(&rest, "+")) != NULL)
        if (*part && !strchr(part, '*'))
            result = mlf_named_fields_add(named, option, part, 1, err);
    free(text);
    return result;
}

/* A word that is no field may be meant as an order. */
static int offer_orders(struct mlf_named_fields *named, struct mlf_err *err)
{
    for (size_t i = 0; mlf_rank_orders[i]; i++)
        if (mlf_rank_orders[i]->name && mlf_string_set_add(&named->names, mlf_rank_orders[i]->name, NULL, NULL, err))
            return -1;
    return 0;
}

int mlf_rank_option_fields(struct mlf_named_fields *named, const struct mlf_rank_options *options,
                           const struct mlf_records *records, struct mlf_err *err)
{
    const struct mlf_rank_options *o = options;
    if (!o->order->name && (add_joined(named, "--by", o->field, records, err) || offer_orders(named, err)))
        return -1;
    for (size_t i = 0; i < o->group_by_n && o->sections_named; i++)
        if (mlf_named_fields_add(named, "--group-by", o->group_by[i], 0, err))
            return -1;
    if (o->fold_by && mlf_named_fields_add(named, "--fold-by", o->fold_by, 1, err))
        return -1;
    /* With --ids and in a stream only files will do, and who opens them says so. */
    for (size_t i = 0; i < o->from_n && records && !o->ids; i++)
        if (!is_file(o->from[i]) && add_joined(named, "--from", o->from[i], NULL, err))
            return -1;
    return o->where ? mlf_named_fields_add_filter(named, "--where", o->where, err) : 0;
}

int mlf_rank_check_fields(struct mlf_named_fields *named, const struct mlf_rank_options *options,
                          const struct mlf_records *records, struct mlf_err *err)
{
    return mlf_rank_option_fields(named, options, records, err) || mlf_named_fields_look(named, records, err) ||
                   mlf_named_fields_settle(named, err)
               ? -1
               : 0;
}
