/* From records and corrected labels to what the corrections were good for. */

#include "mlfix/rank/benefit-of-review.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/judge/benefit-data.h"
#include "mlfix/judge/benefit.h"
#include "mlfix/numeric/groups.h"
#include "mlfix/numeric/neighbours.h"
#include "mlfix/numeric/vectors.h"
#include "mlfix/rank/ranking.h"
#include "mlfix/record/record.h"
#include "sections.h"
#include "space.h"

struct items {
    struct mlf_benefit_data data;
    size_t *item, *before, *after, *group; /* the record of each, and what `data` points at */
};

/* Records with a vector and a label; their rows are moved to the front. */
static int list_items(struct items *items, struct mlf_vectors *v, const char *const *label, const unsigned char *gone,
                      struct mlf_string_set *classes, struct mlf_err *err)
{
    struct mlf_benefit_data *data = &items->data;
    items->item = mlf_alloc(v->n, sizeof *items->item, err);
    items->before = mlf_alloc(v->n, sizeof *items->before, err);
    items->after = mlf_alloc(v->n, sizeof *items->after, err);
    items->group = mlf_alloc(v->n, sizeof *items->group, err);
    if (!items->item || !items->before || !items->after || !items->group)
        return -1;
    for (size_t i = 0; i < v->n; i++) {
        size_t r = v->record[i], n = data->n;
        const struct mlf_record *record = &v->records.items[r];
        struct mlf_err broken = {""};
        char *given = mlf_record_string(record, "label", &broken);
        if (!given && *broken.text)
            return mlf_fail(err, "%s:%zu: 'label': %s", record->file, record->number, broken.text);
        if (!given)
            continue;
        int failed = mlf_string_set_add(classes, given, &items->before[n], NULL, err);
        free(given);
        items->after[n] = gone[r] ? MLF_BENEFIT_GONE : items->before[n];
        if (failed || (!gone[r] && label[r] && mlf_string_set_add(classes, label[r], &items->after[n], NULL, err)))
            return -1;
        memmove(v->z + n * v->d, v->z + i * v->d, v->d * sizeof *v->z);
        items->item[data->n++] = r;
    }
    data->z = v->z;
    data->d = v->d;
    data->before = items->before;
    data->after = items->after;
    data->group = items->group;
    data->classes = classes->n;
    return data->n > 0 ? 0 : mlf_fail(err, "no record has both a label and an embedding");
}

static int make_groups(struct items *items, const struct mlf_vectors *v, const struct mlf_rank_held_out *together,
                       int jobs, struct mlf_err *err)
{
    struct mlf_benefit_data *data = &items->data;
    struct mlf_groups_pair *pairs = NULL;
    size_t count = 0, parts, space_d;
    if (mlf_rank_folds(&v->records, items->item, data->n, together->fold_by, items->group, &data->groups, err))
        return -1;
    if (!together->duplicates)
        return 0;
    float *space =
        mlf_rank_parts(v, &parts, err) ? NULL : mlf_neighbours_space(v->z, data->n, v->d, parts, &space_d, err);
    int result = space ? mlf_groups_duplicates(space, data->n, space_d, jobs, &pairs, &count, err) : -1;
    if (result == 0)
        result = mlf_groups_join(data->n, items->group, &data->groups, pairs, count, MLF_DUPLICATE_CAP, err);
    free(pairs);
    free(space);
    return result;
}

int mlf_rank_benefit(struct mlf_benefit *benefit, struct mlf_vectors *vectors, const char *const *label,
                     const unsigned char *gone, const struct mlf_rank_held_out *together,
                     const struct mlf_benefit_options *options, struct mlf_string_set *classes, struct mlf_err *err)
{
    struct items items = {0};
    struct mlf_named_fields named = {0};
    int result = together->fold_by ? mlf_named_fields_add(&named, "--fold-by", together->fold_by, 1, err) : 0;
    if (result == 0 && (mlf_named_fields_look(&named, &vectors->records, err) || mlf_named_fields_settle(&named, err)))
        result = -1;
    mlf_named_fields_free(&named);
    if (result == 0)
        result = list_items(&items, vectors, label, gone, classes, err);
    if (result == 0)
        result = make_groups(&items, vectors, together, options->jobs, err);
    if (result == 0)
        result = mlf_benefit_measure(benefit, &items.data, options, err);
    free(items.item);
    free(items.before);
    free(items.after);
    free(items.group);
    return result;
}
