#include "mlfix/rank/judge-part.h"

#include <stdlib.h>
#include <string.h>

#include "items.h"
#include "job.h"
#include "judge-data.h"
#include "judge-head.h"
#include "made-by.h"
#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/numeric/vectors.h"
#include "mlfix/rank/rank.h"
#include "mlfix/record/fields.h"
#include "mlfix/record/record.h"
#include "space.h"

/* What the records are called: the JSON text of their ids, empty where there is none. */
static int put_ids(struct mlf_packed_writer *writer, const struct mlf_ranking *r, const struct mlf_records *records,
                   struct mlf_err *err)
{
    struct mlf_buf buf = {0};
    for (size_t i = 0; i < r->witnesses; i++) {
        const struct mlf_field *id = mlf_record_find(&records->items[r->item[i]], "id");
        if (id && id->kind == MLF_JSON_STRING)
            mlf_buf_add(&buf, id->value, id->length);
        mlf_buf_putc(&buf, 0);
    }
    int result =
        mlf_buf_check(&buf, err) ? -1 : mlf_packed_put(writer, "ids", buf.data ? buf.data : "", 1, buf.length, err);
    mlf_buf_free(&buf);
    return result;
}

/* What people decided: the labels as they were before, and how it was decided. */
static int put_settled(struct mlf_packed_writer *writer, const struct mlf_ranking *r, const struct mlf_settled *settled,
                       struct mlf_err *err)
{
    size_t n = r->witnesses;
    uint32_t *given = mlf_alloc(n, sizeof *given, err);
    unsigned char *how = mlf_alloc(n, 1, err);
    int result = -1;
    for (size_t i = 0; given && how && i < n; i++) {
        given[i] = (uint32_t)r->given[i];
        how[i] = (unsigned char)(settled ? settled[r->item[i]].how : MLF_SETTLED_NOT);
    }
    if (given && how)
        result = mlf_packed_put(writer, "given", given, sizeof *given, n, err) ||
                         mlf_packed_put(writer, "settled", how, 1, n, err)
                     ? -1
                     : 0;
    free(given);
    free(how);
    return result;
}

static int write_part(struct mlf_packed_writer *writer, const struct mlf_rank_job *job,
                      const struct mlf_judge_head *head, struct mlf_err *err)
{
    return mlf_judge_head_put(writer, head, err) || put_settled(writer, job->ranking, job->options->settled, err) ||
                   put_ids(writer, job->ranking, &job->vectors->records, err)
               ? -1
               : mlf_packed_finish(writer, err);
}

int mlf_judge_part_write(struct mlf_judge_part *part, struct mlf_vectors *vectors,
                         const struct mlf_rank_options *options, const char *path, struct mlf_err *err)
{
    struct mlf_ranking r = {0};
    struct mlf_rank_job job = {.ranking = &r, .vectors = vectors, .options = options, .keep_given = 1};
    struct mlf_packed_writer writer = {0};
    size_t sets = 1 + vectors->more_n, parts = 1;
    const float **z = mlf_alloc(sets, sizeof *z, err);
    size_t *d = mlf_alloc(sets, sizeof *d, err);
    char *made_by = mlf_rank_made_by(vectors, err);
    int result = -1;
    if (!z || !d || !made_by || mlf_rank_items_list(&job, err) || mlf_rank_parts(vectors, &parts, err))
        goto done;
    for (size_t k = 0; k < sets; k++) {
        z[k] = k ? vectors->more[k - 1].z : vectors->z;
        d[k] = k ? vectors->more[k - 1].d : vectors->d;
        d[k] += d[k] == 0; /* of a part without any vector */
    }
    *part = (struct mlf_judge_part){r.items, r.witnesses, r.labels.n};
    const struct mlf_judge_sizes sizes = {.n = r.witnesses,
                                          .all = r.items,
                                          .classes = r.labels.n,
                                          .sets = sets,
                                          .parts = parts,
                                          .most = mlf_rank_items_most(options),
                                          .apart = options->fold_by != NULL};
    const struct mlf_judge_head head = {.sizes = &sizes,
                                        .fold_by = options->fold_by ? options->fold_by : "",
                                        .made_by = made_by,
                                        .ranking = &r,
                                        .z = z,
                                        .d = d};
    if (mlf_packed_create(&writer, path, MLF_PART_KIND, err) == 0)
        result = write_part(&writer, &job, &head, err);
done:
    mlf_packed_discard(&writer);
    mlf_rank_free(&r);
    free(z);
    free(d);
    free(made_by);
    return result;
}
