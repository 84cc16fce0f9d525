/* See object-ids.h. */

#include "mlfix/annotation/object-ids.h"

#include <stdlib.h>

#include "mlfix/base/array.h"

char *mlf_ids_unique(struct mlf_ids *ids, const char *id, struct mlf_err *err)
{
    char *unique = mlf_strdup(id, err);
    size_t base;
    size_t index;
    int added;

    if (!unique || mlf_string_set_add(&ids->names, id, &base, &added, err))
        goto failed;
    for (;;) {
        if (mlf_grow(&ids->counts, &ids->capacity, ids->names.n, sizeof *ids->counts, err))
            goto failed;
        if (added) {
            ids->counts[ids->names.n - 1] = 1;
            return unique;
        }
        free(unique);
        if (!(unique = mlf_strf(err, "%s~%zu", id, ++ids->counts[base])) ||
            mlf_string_set_add(&ids->names, unique, &index, &added, err))
            goto failed;
    }
failed:
    free(unique);
    return NULL;
}

void mlf_ids_free(struct mlf_ids *ids)
{
    mlf_string_set_free(&ids->names);
    free(ids->counts);
    *ids = (struct mlf_ids){0};
}
