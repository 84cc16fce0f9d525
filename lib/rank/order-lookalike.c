/* Ranking by look-alikes with different labels: a section for each pair of
 * classes. */

#include <stdlib.h>
#include <string.h>

#include "lookalikes.h"
#include "job.h"
#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/base/stages.h"
#include "mlfix/json/json-text.h"
#include "mlfix/numeric/neighbours.h"
#include "mlfix/numeric/vectors.h"
#include "mlfix/rank/order.h"
#include "mlfix/rank/ranking.h"
#include "mlfix/record/record-write.h"
#include "mlfix/record/record.h"
#include "record-class.h"
#include "space.h"

#define NONE ((size_t)-1)

struct sorting {
    struct mlf_vectors *vectors;
    struct mlf_string_set labels;
    uint32_t *label; /* of each row that has one, n of them */
    size_t *record;  /* and its record */
    size_t n;
    struct mlf_lookalikes found;
};

/* The rows with a label move to the front of the space. */
static int list_labelled(struct sorting *s, float *x, size_t d, struct mlf_err *err)
{
    const struct mlf_vectors *v = s->vectors;
    s->label = mlf_alloc(v->n, sizeof *s->label, err);
    s->record = mlf_alloc(v->n, sizeof *s->record, err);
    if (!s->label || !s->record)
        return -1;
    for (size_t i = 0; i < v->n; i++) {
        const struct mlf_record *record = &v->records.items[v->record[i]];
        struct mlf_err broken = {""};
        size_t number;
        int has =
            mlf_rank_class(record, mlf_record_string(record, "label", &broken), &broken, &s->labels, &number, err);
        if (has < 0)
            return -1;
        if (!has)
            continue;
        memmove(x + s->n * d, x + i * d, d * sizeof *x);
        s->label[s->n] = (uint32_t)number;
        s->record[s->n++] = v->record[i];
    }
    return 0;
}

static int find_all(struct sorting *s, int jobs, struct mlf_err *err)
{
    struct mlf_vectors *v = s->vectors;
    size_t parts = 1, d = 0;
    double begun = mlf_stage_begin("look for look-alikes");
    float *x = mlf_rank_parts(v, &parts, err) ? NULL : mlf_neighbours_space(v->z, v->n, v->d, parts, &d, err);
    int result =
        x && list_labelled(s, x, d, err) == 0 ? mlf_lookalikes_find(&s->found, x, s->n, d, s->label, jobs, err) : -1;
    mlf_stage_end("look for look-alikes", begun, 0);
    free(x);
    return result;
}

/* That one of the pair's rows first whose label comes first by name: in a
 * section all pairs stand the same way round. */
static void put_in_order(const struct sorting *s, struct mlf_lookalike *pair)
{
    const char *a = s->labels.items[s->label[pair->a]], *b = s->labels.items[s->label[pair->b]];
    size_t first = pair->a;
    if (strcmp(a, b) < 0)
        return;
    pair->a = pair->b;
    pair->b = first;
}

/* Adds two classes' section by its name, "stop | yield". */
static int name_section(const struct sorting *s, const struct mlf_lookalike *pair, struct mlf_sections *sections,
                        struct mlf_buf *name, size_t *number, struct mlf_err *err)
{
    mlf_buf_clear(name);
    mlf_buf_puts(name, s->labels.items[s->label[pair->a]]);
    mlf_buf_puts(name, " | ");
    mlf_buf_puts(name, s->labels.items[s->label[pair->b]]);
    return mlf_buf_check(name, err) ? -1 : mlf_string_set_add(&sections->names, name->data, number, NULL, err);
}

/* Sections weigh as many pairs as they have; that of all others is last. */
static int make_sections(struct sorting *s, struct mlf_sections *sections, struct mlf_err *err)
{
    size_t records = s->vectors->records.n;
    struct mlf_buf name = {0};
    int result = -1;
    sections->of = mlf_alloc(records, sizeof *sections->of, err);
    if (!sections->of || mlf_string_set_add(&sections->names, "no look-alike", NULL, NULL, err))
        goto done;
    for (size_t p = 0; p < s->found.n; p++) {
        struct mlf_lookalike *pair = &s->found.pairs[p];
        put_in_order(s, pair);
        size_t number;
        if (name_section(s, pair, sections, &name, &number, err))
            goto done;
        sections->of[s->record[pair->a]] = sections->of[s->record[pair->b]] = number;
    }
    sections->weight = mlf_alloc(sections->names.n, sizeof *sections->weight, err);
    if (!sections->weight)
        goto done;
    for (size_t p = 0; p < s->found.n; p++)
        sections->weight[sections->of[s->record[s->found.pairs[p].a]]]++;
    result = 0;
done:
    mlf_buf_free(&name);
    return result;
}

static int write_partner(const struct sorting *s, size_t row, size_t partner, float cosine, struct mlf_buf *buf,
                         struct mlf_err *err)
{
    struct mlf_records *records = &s->vectors->records;
    struct mlf_record *record = &records->items[s->record[row]];
    char *id = mlf_record_string(&records->items[s->record[partner]], "id", NULL);
    mlf_buf_clear(buf);
    mlf_buf_putc(buf, '{');
    if (id) {
        mlf_buf_puts(buf, "\"id\":");
        mlf_json_put_string(buf, id);
        mlf_buf_putc(buf, ',');
    }
    mlf_buf_puts(buf, "\"label\":");
    mlf_json_put_string(buf, s->labels.items[s->label[partner]]);
    mlf_buf_puts(buf, ",\"cosine\":");
    mlf_json_put_number(buf, cosine);
    mlf_buf_putc(buf, '}');
    free(id);
    return mlf_buf_check(buf, err) || mlf_record_set(record, "lookalike", buf->data, err) ? -1 : 0;
}

/* Scores that put the pairs in order, and what the records say; what they say of
 * an earlier ranking is taken back. */
static int write_all(const struct sorting *s, double *score, unsigned char *suspected, struct mlf_err *err)
{
    struct mlf_records *records = &s->vectors->records;
    struct mlf_buf buf = {0};
    int result = -1;
    for (size_t i = 0; i < records->n; i++)
        mlf_record_remove(&records->items[i], "lookalike");
    for (size_t p = 0; p < s->found.n; p++) {
        const struct mlf_lookalike *pair = &s->found.pairs[p];
        size_t a = s->record[pair->a], b = s->record[pair->b];
        score[a] = 1 - (double)(2 * p) / (double)records->n;
        score[b] = 1 - (double)(2 * p + 1) / (double)records->n;
        suspected[a] = suspected[b] = 1;
        if (write_partner(s, pair->a, pair->b, pair->cosine, &buf, err) ||
            write_partner(s, pair->b, pair->a, pair->cosine, &buf, err))
            goto done;
    }
    result = 0;
done:
    mlf_buf_free(&buf);
    return result;
}

static int run(struct mlf_rank_job *job, struct mlf_err *err)
{
    struct mlf_ranking *ranking = job->ranking;
    struct sorting s = {.vectors = job->vectors};
    int result = -1;
    if (find_all(&s, job->options->jobs, err) || make_sections(&s, &job->sections, err) ||
        write_all(&s, job->score, job->suspected, err))
        goto done;
    ranking->judged = s.n;
    ranking->suspected = 2 * s.found.n;
    ranking->clusters = job->sections.names.n - 1;
    result = 0;
done:
    mlf_string_set_free(&s.labels);
    mlf_lookalikes_free(&s.found);
    free(s.label);
    free(s.record);
    return result;
}

static void say(const struct mlf_ranking *ranking, size_t records, const struct mlf_rank_options *options,
                const struct mlf_rank_voice *voice)
{
    (void)options;
    voice->note("%zu records, %zu of them look like one with another label, across %zu pairs of classes", records,
                ranking->suspected, ranking->clusters);
}

const struct mlf_rank_order mlf_rank_order_lookalike = {
    .name = "lookalike",
    .with = "--by lookalike",
    .purpose = "pairs that look the same under two labels, by pairs of classes",
    .reads = MLF_ORDER_CHOOSES "top vectors",
    .vectors = 1,
    .run = run,
    .say = say,
};
