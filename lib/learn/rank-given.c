/* Judging by probabilities that came with the records: a user's own model. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/array.h"
#include "mlfix/err.h"
#include "mlfix/lookup.h"
#include "rank-parts.h"

struct given {
    struct mlf_ranking *ranking;
    struct mlf_records *records;
    char *text; /* the names below */
    const char **fields;
    size_t n;
    double *row; /* one item's probabilities, then those of one run */
};

static int read_fields(struct given *given, const char *fields, struct mlf_err *err)
{
    given->fields = mlf_alloc(strlen(fields) + 1, sizeof *given->fields, err);
    if (!given->fields || !(given->text = mlf_strdup(fields, err)))
        return -1;
    for (char *rest = given->text, *name; (name = strsep(&rest, "+")) != NULL;)
        if (*name)
            given->fields[given->n++] = name;
    return 0;
}

/* Walks through the members of an object: 1 and the number of the class and
 * its probability, 0 at the end, -1 and a sentence in `broken` (or an error). */
static int next_member(struct given *given, struct mlf_json *json, int *first, size_t *class, double *p,
                       struct mlf_err *broken, struct mlf_err *err)
{
    struct mlf_span key, span;
    enum mlf_json_kind kind;
    int more = mlf_json_next(json, MLF_JSON_OBJECT, first, &key, broken);
    if (more != 1)
        return more;
    if (mlf_json_value(json, &span, &kind, broken))
        return -1;
    if (kind != MLF_JSON_NUMBER || mlf_json_number(json->text, span, p, NULL) || *p < 0)
        return mlf_fail(broken, "holds something that is no probability");
    char *name = mlf_json_string(json->text, key, broken);
    if (!name)
        return -1;
    *class = mlf_numbering_add(&given->ranking->labels, name, err);
    free(name);
    return *class == (size_t)-1 ? -1 : 1;
}

/* First time: numbers the classes and checks the numbers. 1 where the record
 * has this run, 0 where not, -1: broken (says why), or an error. */
static int check_run(struct given *given, const struct mlf_record *record, const char *field, struct mlf_err *broken,
                     struct mlf_err *err)
{
    struct mlf_value value;
    double sum = 0, p;
    size_t class;
    int first = 1, more;
    if (!mlf_lookup(record, field, &value))
        return 0;
    struct mlf_json json = {value.text, value.length, 0};
    if (value.kind != MLF_JSON_OBJECT || mlf_json_enter(&json, MLF_JSON_OBJECT, broken))
        return mlf_fail(broken, "is no object of probabilities");
    while ((more = next_member(given, &json, &first, &class, &p, broken, err)) == 1)
        sum += p;
    if (more == 0 && !(sum > 0 && isfinite(sum)))
        return mlf_fail(broken, "adds up to nothing");
    return more < 0 ? -1 : 1;
}

/* Lists the records that have probabilities. What is broken gets an `error`.
 * *lacking: records without an error that have none of the fields. */
static int list_records(struct given *given, size_t *lacking, struct mlf_err *err)
{
    struct mlf_ranking *r = given->ranking;
    for (size_t i = 0; i < given->records->n; i++) {
        struct mlf_record *record = &given->records->items[i];
        int runs = 0, broken = 0;
        if (mlf_record_find(record, "error"))
            continue;
        for (size_t k = 0; k < given->n && !broken; k++) {
            struct mlf_err why = {""};
            int has = check_run(given, record, given->fields[k], &why, err);
            if (has < 0 && *why.text == '\0')
                return -1;
            runs += has != 0;
            if (has >= 0)
                continue;
            mlf_fail_at(&why, "'%s'", given->fields[k]);
            if (mlf_record_set_error(record, why.text, err))
                return -1;
            broken = 1;
            r->broken++;
        }
        *lacking += runs == 0;
        if (runs > 0 && !broken)
            r->item[r->items++] = i;
    }
    return 0;
}

/* Keeps the items whose label the model knows. */
static int keep_known(struct given *given, size_t *unknown, struct mlf_err *err)
{
    struct mlf_ranking *r = given->ranking;
    size_t kept = 0;
    for (size_t i = 0; i < r->items; i++) {
        struct mlf_err broken = {""};
        char *label = mlf_lookup_text(&given->records->items[r->item[i]], "label", &broken);
        if (!label && *broken.text)
            return mlf_fail(err, "%s", broken.text);
        if (!label)
            continue;
        size_t class = mlf_numbering_find(&r->labels, label);
        free(label);
        if (class == (size_t)-1) {
            ++*unknown;
            continue;
        }
        r->label[kept] = class;
        r->item[kept++] = r->item[i];
    }
    r->items = kept;
    return 0;
}

/* The mean over the runs that the record has, each scaled to the sum 1. */
static int fill_row(struct given *given, const struct mlf_record *record, size_t classes, struct mlf_err *err)
{
    double *mean = given->row, *run = given->row + classes;
    memset(mean, 0, classes * sizeof *mean);
    for (size_t k = 0; k < given->n; k++) {
        struct mlf_value value;
        double sum = 0, p;
        size_t class;
        int first = 1, more;
        if (!mlf_lookup(record, given->fields[k], &value))
            continue;
        struct mlf_json json = {value.text, value.length, 0};
        memset(run, 0, classes * sizeof *run);
        if (mlf_json_enter(&json, MLF_JSON_OBJECT, err))
            return -1;
        while ((more = next_member(given, &json, &first, &class, &p, err, err)) == 1) {
            run[class] = p;
            sum += p;
        }
        if (more < 0)
            return -1;
        for (size_t j = 0; j < classes; j++)
            mean[j] += run[j] / sum;
    }
    return 0;
}

static int fill_all(struct given *given, struct mlf_err *err)
{
    struct mlf_ranking *r = given->ranking;
    size_t classes = r->labels.n;
    if (mlf_suspicion_begin(&r->suspicion, r->items, classes, err) ||
        !(given->row = mlf_alloc(2 * classes, sizeof *given->row, err)))
        return -1;
    for (size_t i = 0; i < r->items; i++) {
        if (fill_row(given, &given->records->items[r->item[i]], classes, err))
            return -1;
        mlf_suspicion_give(&r->suspicion, i, r->label[i], given->row);
    }
    mlf_suspicion_end(&r->suspicion, r->label);
    return 0;
}

int mlf_rank_given(struct mlf_ranking *ranking, struct mlf_records *records, const struct mlf_rank_options *options,
                   struct mlf_err *err)
{
    struct given given = {.ranking = ranking, .records = records};
    struct mlf_confident confident = {0};
    size_t lacking = 0;
    int result = -1;
    ranking->item = mlf_alloc(records->n, sizeof *ranking->item, err);
    ranking->label = mlf_alloc(records->n, sizeof *ranking->label, err);
    if (!ranking->item || !ranking->label || read_fields(&given, options->from, err) ||
        list_records(&given, &lacking, err))
        goto done;
    if (lacking > 0 && ranking->items == 0 && ranking->broken == 0) {
        mlf_fail(err, "no record has the field '%s'", options->from);
        goto done;
    }
    if (keep_known(&given, &ranking->unknown, err))
        goto done;
    ranking->too_small = mlf_alloc(ranking->labels.n, sizeof *ranking->too_small, err);
    ranking->score = mlf_alloc(ranking->items, sizeof *ranking->score, err);
    ranking->wrong = mlf_alloc(ranking->items, 1, err);
    if (!ranking->too_small || !ranking->score || !ranking->wrong || fill_all(&given, err) ||
        mlf_confident_make(&confident, &ranking->suspicion, ranking->label, err) ||
        mlf_confident_prune(&confident, &ranking->suspicion, ranking->label, options->prune, ranking->wrong, err))
        goto done;
    for (size_t i = 0; i < ranking->items; i++)
        ranking->score[i] = mlf_confident_score(&ranking->suspicion, i, ranking->label[i], options->measure, given.row);
    result = 0;
done:
    mlf_confident_free(&confident);
    free(given.text);
    free((void *)given.fields);
    free(given.row);
    return result;
}
