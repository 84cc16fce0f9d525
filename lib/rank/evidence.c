#include "evidence.h"

#include <stdlib.h>

#include "likely.h"
#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/base/parallel.h"
#include "mlfix/base/stages.h"
#include "mlfix/json/json-text.h"
#include "mlfix/numeric/neighbours-table.h"
#include "mlfix/numeric/neighbours.h"
#include "mlfix/numeric/plane.h"
#include "mlfix/rank/ranking.h"
#include "mlfix/record/fields.h"
#include "mlfix/record/record-write.h"
#include "mlfix/record/record.h"
#include "mlfix/record/records.h"

#define PIECE ((size_t)512)
#define LOOKED_AT ((size_t)30) /* so many neighbours are found: some are near-duplicates, which tell nothing new */

struct evidence {
    const struct mlf_ranking *ranking;
    struct mlf_records *records;
    struct mlf_neighbours near;
    float *xy; /* items x 2; NULL: there is no map */
};

static int set_buf(struct mlf_record *record, const char *key, const struct mlf_buf *buf, struct mlf_err *err)
{
    return mlf_buf_check(buf, err) ? -1 : mlf_record_set(record, key, buf->data, err);
}

/* Sorts classes by their probability, the likeliest first, and has the label among them. */
static void sort_likely(const struct mlf_ranking *r, size_t item, size_t *class, size_t n, double *probability)
{
    size_t label = r->label[item], with = 0;
    for (size_t i = 0; i < n; i++)
        with += class[i] == label;
    if (!with && n > 0 && label < r->labels.n &&
        mlf_rank_probability(r, item, label) > mlf_rank_probability(r, item, class[n - 1]))
        class[n - 1] = label;
    for (size_t i = 0; i < n; i++) {
        size_t own = class[i], at = i;
        double here = mlf_rank_probability(r, item, own);
        for (; at > 0 && probability[at - 1] < here; at--) {
            probability[at] = probability[at - 1];
            class[at] = class[at - 1];
        }
        probability[at] = here;
        class[at] = own;
    }
}

static int write_likely(const struct mlf_ranking *r, size_t item, struct mlf_record *record, struct mlf_buf *buf,
                        struct mlf_err *err)
{
    size_t best[MLF_EVIDENCE_LIKELY], n = 0, classes = r->labels.n;
    double probability[MLF_EVIDENCE_LIKELY];
    const float *p = r->suspicion.p + item * classes;
    for (size_t k = 0; k < classes; k++) { /* predictions rise with probabilities */
        size_t at = n < MLF_EVIDENCE_LIKELY ? n++ : n;
        for (; at > 0 && p[best[at - 1]] < p[k]; at--)
            if (at < MLF_EVIDENCE_LIKELY)
                best[at] = best[at - 1];
        if (at < MLF_EVIDENCE_LIKELY)
            best[at] = k;
    }
    sort_likely(r, item, best, n, probability);
    mlf_buf_clear(buf);
    for (size_t i = 0; i < n; i++) {
        mlf_buf_putc(buf, i ? ',' : '{');
        mlf_json_put_string(buf, r->labels.items[best[i]]);
        mlf_buf_printf(buf, ":%.4g", probability[i]);
    }
    mlf_buf_putc(buf, '}');
    return set_buf(record, "likely", buf, err);
}

static int write_nearest(const struct evidence *e, size_t item, struct mlf_record *record, struct mlf_buf *buf,
                         struct mlf_err *err)
{
    const struct mlf_ranking *r = e->ranking;
    size_t n = 0;
    mlf_buf_clear(buf);
    for (size_t j = 0; j < e->near.k && n < MLF_EVIDENCE_NEAREST; j++) {
        size_t other = e->near.index[item * e->near.k + j];
        if (other == item || (r->cluster && r->cluster[other] == r->cluster[item]))
            continue;
        const struct mlf_field *id = mlf_record_find(&e->records->items[r->item[other]], "id");
        if (!id || id->kind != MLF_JSON_STRING)
            continue;
        mlf_buf_putc(buf, n++ ? ',' : '[');
        mlf_buf_add(buf, id->value, id->length);
    }
    if (n == 0) {
        mlf_record_remove(record, "nearest");
        return 0;
    }
    mlf_buf_putc(buf, ']');
    return set_buf(record, "nearest", buf, err);
}

static int write_place(const struct evidence *e, size_t item, struct mlf_record *record, struct mlf_buf *buf,
                       struct mlf_err *err)
{
    mlf_buf_clear(buf);
    mlf_buf_printf(buf, "[%.4f,%.4f]", (double)e->xy[2 * item], (double)e->xy[2 * item + 1]);
    return set_buf(record, "map_xy", buf, err);
}

static int write_items(void *context, size_t piece, int worker, struct mlf_err *err)
{
    struct evidence *e = context;
    const struct mlf_ranking *r = e->ranking;
    struct mlf_buf buf = {0};
    size_t end = (piece + 1) * PIECE < r->items ? (piece + 1) * PIECE : r->items;
    int result = 0;
    (void)worker;
    for (size_t i = piece * PIECE; i < end && result == 0; i++) {
        struct mlf_record *record = &e->records->items[r->item[i]];
        result = (r->suspicion.p && write_likely(r, i, record, &buf, err)) ||
                         (e->xy && (write_nearest(e, i, record, &buf, err) || write_place(e, i, record, &buf, err)))
                     ? mlf_fail_at(err, "%s:%zu", record->file, record->number)
                     : 0;
    }
    mlf_buf_free(&buf);
    return result;
}

static void take_back(struct mlf_records *records)
{
    static const char *const fields[] = {"likely", "nearest", "map_xy"};
    for (size_t i = 0; i < records->n; i++)
        for (size_t k = 0; k < sizeof fields / sizeof *fields; k++)
            mlf_record_remove(&records->items[i], fields[k]);
}

int mlf_rank_write_evidence(const struct mlf_ranking *ranking, struct mlf_records *records, const float *space,
                            size_t d, const struct mlf_rank_options *options, struct mlf_err *err)
{
    struct evidence e = {.ranking = ranking, .records = records};
    size_t n = ranking->items;
    int result = -1;
    take_back(records);
    if (!options->evidence)
        return 0;
    double begun = mlf_stage_begin("find neighbours");
    if (space && n > 1) {
        e.xy = mlf_alloc(2 * n, sizeof *e.xy, err);
        if (!e.xy || mlf_neighbours_find(&e.near, space, n, d, LOOKED_AT, options->jobs, err))
            goto done;
        mlf_stage_end("find neighbours", begun, 0);
        begun = mlf_stage_begin("draw the map");
        if (mlf_plane_place(&e.near, space, n, d, MLF_PLANE_ROUNDS, options->jobs, e.xy, err))
            goto done;
        mlf_stage_end("draw the map", begun, 0);
    }
    result = mlf_parallel((n + PIECE - 1) / PIECE, options->jobs, write_items, &e, err);
done:
    mlf_neighbours_free(&e.near);
    free(e.xy);
    return result;
}
