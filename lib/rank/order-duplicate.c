/* Ranking by duplicates: a section a cluster. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "duplicates.h"
#include "job.h"
#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/base/stages.h"
#include "mlfix/json/json-text.h"
#include "mlfix/numeric/groups.h"
#include "mlfix/numeric/neighbours.h"
#include "mlfix/numeric/vectors.h"
#include "mlfix/rank/order.h"
#include "mlfix/rank/ranking.h"
#include "mlfix/record/record-write.h"
#include "mlfix/record/record.h"
#include "space.h"

#define NONE ((size_t)-1)

enum kind {
    CONFLICT, /* labels differ */
    LEAK,     /* in several splits */
    SAME,
    KINDS,
};

struct cluster {
    enum kind kind;
    size_t size;
    size_t label, split; /* the first ones known; NONE */
    int leaks;
    double contrast; /* of its strongest pair: of several labels or splits, where the cluster has them */
    size_t number;   /* in order of the sections */
};

struct member {
    size_t record;
    size_t cluster; /* its place in order; clusters of one: the number of all others */
    size_t fellows; /* members of the cluster with its label */
};

struct place {
    enum kind kind;
    double contrast;
    size_t cluster;
};

struct sorting {
    struct mlf_vectors *vectors;
    struct mlf_duplicates found;
    size_t *label, *split; /* of each row; NONE */
    struct cluster *clusters;
    struct place *order; /* clusters of two and more, in order, n of them */
    size_t n;
};

static uint64_t read_hash(const struct mlf_record *record, unsigned char *there)
{
    char *text = mlf_record_string(record, "hash", NULL), *end = NULL;
    uint64_t hash = text ? strtoull(text, &end, 16) : 0;
    *there = text && strlen(text) == 16 && *end == '\0';
    free(text);
    return hash;
}

/* The number of each row's text in this field. */
static size_t *number_texts(const struct mlf_vectors *v, const char *field, struct mlf_err *err)
{
    struct mlf_string_set names = {0};
    size_t *number = mlf_alloc(v->n, sizeof *number, err);
    int result = number ? 0 : -1;
    for (size_t i = 0; i < v->n && result == 0; i++) {
        const struct mlf_record *record = &v->records.items[v->record[i]];
        struct mlf_err broken = {""};
        char *text = mlf_record_string(record, field, &broken);
        if (!text && *broken.text)
            result = mlf_fail(err, "%s:%zu: '%s': %s", record->file, record->number, field, broken.text);
        number[i] = NONE;
        if (text && mlf_string_set_add(&names, text, &number[i], NULL, err))
            result = -1;
        free(text);
    }
    mlf_string_set_free(&names);
    if (result == 0)
        return number;
    free(number);
    return NULL;
}

static int find_all(struct sorting *s, int jobs, struct mlf_err *err)
{
    struct mlf_vectors *v = s->vectors;
    size_t parts = 1, d = 0;
    float *x = NULL;
    int result = -1;
    double begun = mlf_stage_begin("look for duplicates");
    uint64_t *hash = mlf_alloc(v->n, sizeof *hash, err);
    unsigned char *has_hash = mlf_alloc(v->n, 1, err);
    if (!hash || !has_hash || mlf_rank_parts(v, &parts, err) ||
        !(x = mlf_neighbours_space(v->z, v->n, v->d, parts, &d, err)))
        goto done;
    for (size_t i = 0; i < v->n; i++)
        hash[i] = read_hash(&v->records.items[v->record[i]], &has_hash[i]);
    result = mlf_duplicates_find(&s->found, x, v->n, d, hash, has_hash, jobs, err);
    mlf_stage_end("look for duplicates", begun, 0);
done:
    free(x);
    free(hash);
    free(has_hash);
    return result;
}

static int compare_places(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    if (x->contrast != y->contrast)
        return x->contrast < y->contrast ? -1 : 1;
    return x->cluster < y->cluster ? -1 : x->cluster > y->cluster;
}

/* What is not known differs from nothing. */
static int differs(size_t *first, size_t here)
{
    if (*first == NONE)
        *first = here;
    return here != NONE && here != *first;
}

static void describe_clusters(struct sorting *s)
{
    for (size_t c = 0; c < s->found.clusters; c++)
        s->clusters[c] = (struct cluster){.kind = SAME, .label = NONE, .split = NONE, .contrast = 2};
    for (size_t i = 0; i < s->vectors->n; i++) {
        struct cluster *c = &s->clusters[s->found.cluster[i]];
        c->size++;
        c->leaks |= differs(&c->split, s->split[i]);
        if (differs(&c->label, s->label[i]))
            c->kind = CONFLICT;
    }
    for (size_t c = 0; c < s->found.clusters; c++)
        if (s->clusters[c].kind == SAME && s->clusters[c].leaks)
            s->clusters[c].kind = LEAK;
    for (size_t p = 0; p < s->found.count; p++) {
        const struct mlf_groups_pair *pair = &s->found.pairs[p];
        struct cluster *c = &s->clusters[s->found.cluster[pair->a]];
        const size_t *number = c->kind == CONFLICT ? s->label : s->split;
        if (pair->contrast < c->contrast && (c->kind == SAME || number[pair->a] != number[pair->b]))
            c->contrast = pair->contrast;
    }
}

/* What each cluster is, and those of two and more in order: surest first. */
static int judge_clusters(struct sorting *s, struct mlf_ranking *ranking, struct mlf_err *err)
{
    s->clusters = mlf_alloc(s->found.clusters, sizeof *s->clusters, err);
    s->order = mlf_alloc(s->found.clusters, sizeof *s->order, err);
    if (!s->clusters || !s->order)
        return -1;
    describe_clusters(s);
    for (size_t i = 0; i < s->found.clusters; i++) {
        struct cluster *c = &s->clusters[i];
        if (c->size < 2)
            continue;
        ranking->conflicting += c->kind == CONFLICT;
        ranking->leaking += c->leaks != 0;
        s->order[s->n++] = (struct place){c->kind, c->contrast, i};
    }
    ranking->clusters = s->n;
    qsort(s->order, s->n, sizeof *s->order, compare_places);
    for (size_t c = 0; c < s->n; c++)
        s->clusters[s->order[c].cluster].number = c;
    return 0;
}

static int make_sections(const struct sorting *s, struct mlf_sections *sections, struct mlf_err *err)
{
    static const char *const says[KINDS] = {": labels differ", ": in several splits", ""};
    const struct mlf_vectors *v = s->vectors;
    sections->of = mlf_alloc(v->records.n, sizeof *sections->of, err);
    sections->weight = mlf_alloc(s->n + 1, sizeof *sections->weight, err);
    if (!sections->of || !sections->weight)
        return -1;
    for (size_t c = 0; c <= s->n; c++) {
        char name[64] = "no duplicate";
        if (c < s->n)
            snprintf(name, sizeof name, "duplicates %zu%s", c + 1, says[s->order[c].kind]);
        if (mlf_string_set_add(&sections->names, name, NULL, NULL, err))
            return -1;
        sections->weight[c] = s->n - c;
    }
    for (size_t i = 0; i < v->records.n; i++)
        sections->of[i] = s->n;
    for (size_t i = 0; i < v->n; i++) {
        const struct cluster *c = &s->clusters[s->found.cluster[i]];
        if (c->size > 1)
            sections->of[v->record[i]] = c->number;
    }
    return 0;
}

static int compare_members(const void *a, const void *b)
{
    const struct member *x = a, *y = b;
    if (x->cluster != y->cluster)
        return x->cluster < y->cluster ? -1 : 1;
    if (x->fellows != y->fellows)
        return x->fellows < y->fellows ? -1 : 1;
    return x->record < y->record ? -1 : x->record > y->record;
}

struct labelled {
    size_t cluster, label, row;
};

static int compare_labelled(const void *a, const void *b)
{
    const struct labelled *x = a, *y = b;
    if (x->cluster != y->cluster)
        return x->cluster < y->cluster ? -1 : 1;
    return x->label < y->label ? -1 : x->label > y->label;
}

/* Scores that put the records in order: by cluster, and in it those first whose
 * label fewest others have. */
static int order_members(const struct sorting *s, double *score, struct mlf_err *err)
{
    size_t rows = s->vectors->n;
    int result = -1;
    struct member *members = mlf_alloc(rows, sizeof *members, err);
    struct labelled *list = mlf_alloc(rows, sizeof *list, err);
    if (!members || !list)
        goto done;
    for (size_t i = 0; i < rows; i++) {
        const struct cluster *c = &s->clusters[s->found.cluster[i]];
        size_t number = c->size > 1 ? c->number : s->n;
        list[i] = (struct labelled){number, c->size > 1 ? s->label[i] : 0, i};
        members[i] = (struct member){.record = s->vectors->record[i], .cluster = number};
    }
    qsort(list, rows, sizeof *list, compare_labelled);
    for (size_t i = 0, j; i < rows; i = j) {
        for (j = i + 1; j < rows && compare_labelled(&list[i], &list[j]) == 0;)
            j++;
        for (size_t k = i; k < j; k++)
            members[list[k].row].fellows = j - i;
    }
    qsort(members, rows, sizeof *members, compare_members);
    for (size_t i = 0; i < rows; i++)
        score[members[i].record] = 1 - (double)i / (double)rows;
    result = 0;
done:
    free(members);
    free(list);
    return result;
}

static int write_twin(struct mlf_record *record, const struct mlf_record *twin, const struct mlf_twin *how,
                      struct mlf_buf *buf, struct mlf_err *err)
{
    struct mlf_err broken = {""};
    char *id = mlf_record_string(twin, "id", &broken);
    mlf_buf_clear(buf);
    mlf_buf_puts(buf, "{");
    if (id) {
        mlf_buf_puts(buf, "\"twin\":");
        mlf_json_put_string(buf, id);
        mlf_buf_putc(buf, ',');
    }
    mlf_buf_puts(buf, "\"cosine\":");
    mlf_json_put_number(buf, how->cosine);
    if (how->bits >= 0)
        mlf_buf_printf(buf, ",\"bits\":%d", how->bits);
    mlf_buf_putc(buf, '}');
    free(id);
    return mlf_buf_check(buf, err) || mlf_record_set(record, "duplicate", buf->data, err) ? -1 : 0;
}

static int write_all(const struct sorting *s, unsigned char *suspected, struct mlf_err *err)
{
    struct mlf_vectors *v = s->vectors;
    struct mlf_buf buf = {0};
    int result = -1;
    for (size_t i = 0; i < v->n; i++) {
        struct mlf_record *record = &v->records.items[v->record[i]];
        const struct mlf_twin *twin = &s->found.twin[i];
        const struct cluster *c = &s->clusters[s->found.cluster[i]];
        int holds = c->size > 1;
        suspected[v->record[i]] = (unsigned char)holds;
        mlf_record_remove(record, "cluster"); /* which folds members into one cell: here all are looked at */
        if (!holds)
            mlf_record_remove(record, "duplicate");
        else if (write_twin(record, &v->records.items[v->record[twin->of]], twin, &buf, err))
            goto done;
        if (mlf_record_mark_issue(record, "duplicate", holds, err) ||
            mlf_record_mark_issue(record, "duplicate-label", holds && c->kind == CONFLICT, err) ||
            mlf_record_mark_issue(record, "duplicate-split", holds && c->leaks, err))
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
    struct mlf_vectors *vectors = job->vectors;
    struct sorting s = {.vectors = vectors};
    int result = -1;
    s.label = number_texts(vectors, "label", err);
    s.split = s.label ? number_texts(vectors, "split", err) : NULL;
    if (!s.split || find_all(&s, job->options->jobs, err) || judge_clusters(&s, ranking, err) ||
        make_sections(&s, &job->sections, err) || order_members(&s, job->score, err) ||
        write_all(&s, job->suspected, err))
        goto done;
    ranking->judged = vectors->n;
    for (size_t i = 0; i < vectors->records.n; i++)
        ranking->suspected += job->suspected[i];
    result = 0;
done:
    free(s.label);
    free(s.split);
    free(s.clusters);
    free(s.order);
    mlf_duplicates_free(&s.found);
    return result;
}

static void say(const struct mlf_ranking *ranking, size_t records, const struct mlf_rank_options *options,
                const struct mlf_rank_voice *voice)
{
    (void)options;
    voice->note("%zu records, %zu of them have duplicates, in %zu clusters: %zu with several labels, %zu in several "
                "splits",
                records, ranking->suspected, ranking->clusters, ranking->conflicting, ranking->leaking);
}

const struct mlf_rank_order mlf_rank_order_duplicate = {
    .name = "duplicate",
    .with = "--by duplicate",
    .purpose = "clusters of copies: those whose labels differ, those in several splits, the others",
    .reads = MLF_ORDER_CHOOSES "top vectors",
    .vectors = 1,
    .run = run,
    .say = say,
};
