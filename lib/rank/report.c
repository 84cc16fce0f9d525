#include "report.h"

#include <math.h>
#include <stdlib.h>

#include "expected-wrong.h"
#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/json/json-text.h"
#include "mlfix/judge/score.h"
#include "mlfix/numeric/expected-words.h"
#include "mlfix/rank/ranking.h"

/* Confused pairs that are listed, largest first. */
#define PAIRS ((size_t)200)

struct pair {
    size_t label, pred, count;
};

struct tally {
    size_t classes;
    size_t *count, *suspected; /* per class */
    size_t *confused;          /* C x C: given, most probable */
    const double *joint;       /* C x C: items labelled i that are k; NULL: no class could be judged */
    struct mlf_noise_rates rates;
};

static void put_member(struct mlf_buf *buf, const char *key, double number)
{
    mlf_buf_printf(buf, ",\"%s\":", key);
    mlf_json_put_number(buf, number);
}

static int count_items(struct tally *tally, const struct mlf_ranking *ranking, struct mlf_err *err)
{
    size_t c = ranking->labels.n;
    tally->classes = c;
    tally->count = mlf_alloc(c, sizeof *tally->count, err);
    tally->suspected = mlf_alloc(c, sizeof *tally->suspected, err);
    tally->confused = mlf_alloc(ranking->suspicion.found ? c * c : 0, sizeof *tally->confused, err);
    if (!tally->count || !tally->suspected || !tally->confused)
        return -1;
    for (size_t i = 0; i < ranking->items; i++) {
        size_t label = ranking->label[i];
        tally->count[label]++;
        if (!ranking->suspicion.found)
            continue;
        tally->confused[label * c + ranking->suspicion.found[i].best]++;
        tally->suspected[label] += !ranking->too_small[label] && ranking->wrong[i];
    }
    if (!ranking->suspicion.found)
        return 0;
    /* By vectors what is hard is told from what is wrong; a model's word is counted as it stands. */
    tally->joint = ranking->noise.joint ? ranking->noise.joint : ranking->confident.joint;
    const struct mlf_confident counts = {.classes = c, .joint = (double *)tally->joint};
    return tally->joint ? mlf_noise_rates_make(&tally->rates, &counts, err) : 0;
}

static double wrong_of(const struct tally *tally, size_t label)
{
    double wrong = 0;
    for (size_t k = 0; k < tally->classes && tally->joint; k++)
        wrong += k == label ? 0 : tally->joint[label * tally->classes + k];
    return wrong;
}

/* How many items are thought to be of the class, whatever their label. */
static double true_of(const struct tally *tally, size_t class)
{
    double all = 0;
    for (size_t k = 0; k < tally->classes && tally->joint; k++)
        all += tally->joint[k * tally->classes + class];
    return all;
}

/* Estimates are given to a hundredth: more digits would say more than is known. */
static double to_hundredth(double value)
{
    return rint(value * 100) / 100;
}

static void put_interval(struct mlf_buf *buf, const struct mlf_expected *expected)
{
    mlf_buf_printf(buf, ",\"estimated_wrong_interval\":[%.0f,%.0f],\"estimated_wrong_words\":\"", expected->low,
                   expected->high);
    mlf_expected_put(buf, expected);
    mlf_buf_putc(buf, '"');
}

static void put_ends(struct mlf_buf *buf, const char *key, const struct mlf_chance *number)
{
    mlf_buf_printf(buf, ",\"%s\":[%.0f,%.0f]", key, floor(number->low), ceil(number->high));
}

/* What is found, and what stays behind, by who looks at the most doubtful ones. */
static void put_looks(struct mlf_buf *buf, const struct mlf_expected_wrong *budget)
{
    mlf_buf_puts(buf, ",\n \"first\":[");
    for (size_t i = 0; i < budget->looks; i++) {
        const struct mlf_expected_look *look = &budget->look[i];
        mlf_buf_printf(buf, "%s\n  {\"records\":%zu", i ? "," : "", look->records);
        put_member(buf, "found", to_hundredth(look->found.p));
        put_ends(buf, "found_interval", &look->found);
        put_member(buf, "left", to_hundredth(look->left.p));
        put_ends(buf, "left_interval", &look->left);
        mlf_buf_putc(buf, '}');
    }
    mlf_buf_puts(buf, "]");
}

static void put_classes(struct mlf_buf *buf, const struct mlf_ranking *ranking, const struct tally *tally,
                        const struct mlf_expected_wrong *budget)
{
    mlf_buf_puts(buf, ",\n \"classes\":[");
    for (size_t k = 0; k < tally->classes; k++) {
        mlf_buf_puts(buf, k ? ",\n  {\"label\":" : "\n  {\"label\":");
        mlf_json_put_string(buf, ranking->labels.items[k]);
        put_member(buf, "count", (double)tally->count[k]);
        if (ranking->too_small[k]) {
            mlf_buf_puts(buf, ",\"too_small\":true}");
            continue;
        }
        put_member(buf, "suspected", (double)tally->suspected[k]);
        if (ranking->told.told && !ranking->told.told[k])
            mlf_buf_puts(buf, ",\"not_told\":true");
        else
            put_member(buf, "estimated_wrong", to_hundredth(wrong_of(tally, k)));
        if (budget->n > 0 && budget->class[k].high > 0)
            put_interval(buf, &budget->class[k]);
        put_member(buf, "estimated_true", to_hundredth(true_of(tally, k)));
        put_member(buf, "agreement", (double)tally->confused[k * tally->classes + k] / (double)tally->count[k]);
        mlf_buf_putc(buf, '}');
    }
    mlf_buf_puts(buf, "]");
}

static int compare_pairs(const void *a, const void *b)
{
    const struct pair *x = a, *y = b;
    if (x->count != y->count)
        return x->count < y->count ? 1 : -1;
    if (x->label != y->label)
        return x->label < y->label ? -1 : 1;
    return x->pred < y->pred ? -1 : x->pred > y->pred;
}

static int put_pairs(struct mlf_buf *buf, const struct mlf_ranking *ranking, const struct tally *tally,
                     struct mlf_err *err)
{
    size_t n = 0, capacity = 0;
    struct pair *pairs = NULL;
    for (size_t i = 0; i < tally->classes && tally->joint; i++)
        for (size_t k = 0; k < tally->classes; k++) {
            size_t count = tally->confused[i * tally->classes + k];
            if (i == k || count == 0)
                continue;
            if (mlf_grow(&pairs, &capacity, n + 1, sizeof *pairs, err)) {
                free(pairs);
                return -1;
            }
            pairs[n++] = (struct pair){i, k, count};
        }
    if (n > 0)
        qsort(pairs, n, sizeof *pairs, compare_pairs);
    mlf_buf_puts(buf, ",\n \"confusion\":[");
    for (size_t i = 0; i < n && i < PAIRS; i++) {
        mlf_buf_puts(buf, i ? ",\n  {\"label\":" : "\n  {\"label\":");
        mlf_json_put_string(buf, ranking->labels.items[pairs[i].label]);
        mlf_buf_puts(buf, ",\"pred\":");
        mlf_json_put_string(buf, ranking->labels.items[pairs[i].pred]);
        put_member(buf, "count", (double)pairs[i].count);
        mlf_buf_putc(buf, '}');
    }
    mlf_buf_puts(buf, "]");
    free(pairs);
    return 0;
}

/* One row of a matrix: only what is not 0. The entries stand `step` apart. */
static void put_shares(struct mlf_buf *buf, const struct mlf_ranking *ranking, const double *share, size_t step)
{
    int first = 1;
    mlf_buf_putc(buf, '{');
    for (size_t k = 0; k < ranking->labels.n; k++) {
        if (share[k * step] <= 0)
            continue;
        if (!first)
            mlf_buf_putc(buf, ',');
        first = 0;
        mlf_json_put_string(buf, ranking->labels.items[k]);
        mlf_buf_putc(buf, ':');
        mlf_json_put_number(buf, rint(share[k * step] * 1e4) / 1e4);
    }
    mlf_buf_putc(buf, '}');
}

/* By given label what is true, by true class what was given. */
static void put_noise(struct mlf_buf *buf, const struct mlf_ranking *ranking, const struct tally *tally)
{
    size_t c = tally->classes;
    mlf_buf_puts(buf, ",\n \"noise\":{");
    for (size_t i = 0; i < c && tally->joint; i++) {
        mlf_buf_puts(buf, i ? ",\n  " : "\n  ");
        mlf_json_put_string(buf, ranking->labels.items[i]);
        mlf_buf_putc(buf, ':');
        put_shares(buf, ranking, tally->rates.truth + i * c, 1);
    }
    mlf_buf_puts(buf, "},\n \"noise_given\":{");
    for (size_t i = 0; i < c && tally->joint; i++) {
        mlf_buf_puts(buf, i ? ",\n  " : "\n  ");
        mlf_json_put_string(buf, ranking->labels.items[i]);
        mlf_buf_putc(buf, ':');
        put_shares(buf, ranking, tally->rates.given + i, c);
    }
    mlf_buf_puts(buf, "}");
}

/* What was chosen for each of several sets of vectors, in the order in which they were given. */
static void put_sets(struct mlf_buf *buf, const struct mlf_suspicion *s)
{
    mlf_buf_puts(buf, ",\"sets\":[");
    for (size_t k = 0; k < s->set_n; k++) {
        const struct mlf_suspicion *set = &s->sets[k];
        mlf_buf_puts(buf, k ? ",\n  {\"weight\":" : "\n  {\"weight\":");
        mlf_json_put_number(buf, set->weight);
        put_member(buf, "error", 1 - set->agreement);
        put_member(buf, "kernel_share", set->kernel_share);
        put_member(buf, "pool", set->pool);
        put_member(buf, "temperature", set->temperature);
        put_member(buf, "surprise", set->surprise);
        put_member(buf, "ridge_error", 1 - set->ridge_agreement);
        put_member(buf, "kernel_error", 1 - set->kernel_agreement);
        mlf_buf_putc(buf, '}');
    }
    mlf_buf_putc(buf, ']');
}

/* What was chosen; nothing is where probabilities were given. */
static void put_model(struct mlf_buf *buf, const struct mlf_suspicion *s)
{
    if (s->given) {
        mlf_buf_puts(buf, ",\n \"model\":null");
        return;
    }
    int one = s->set_n == 0, ran = one && s->found;
    mlf_buf_puts(buf, ",\n \"model\":{\"kernel_share\":");
    mlf_json_put_number(buf, one ? s->kernel_share : NAN);
    put_member(buf, "pool", one ? s->pool : NAN);
    put_member(buf, "word_share", s->word_share);
    put_member(buf, "temperature", s->temperature);
    put_member(buf, "surprise", s->surprise);
    put_member(buf, "ridge_error", ran ? 1 - s->ridge_agreement : NAN);
    put_member(buf, "kernel_error", ran ? 1 - s->kernel_agreement : NAN);
    if (!one)
        put_sets(buf, s);
    mlf_buf_putc(buf, '}');
}

int mlf_rank_report(const struct mlf_ranking *ranking, size_t records, struct mlf_buf *buf, struct mlf_err *err)
{
    const struct mlf_suspicion *s = &ranking->suspicion;
    struct tally tally = {0};
    struct mlf_expected_wrong budget = {0};
    double wrong = 0;
    int result = -1;
    if (count_items(&tally, ranking, err) || mlf_expected_wrong_make(&budget, ranking, err))
        goto done;
    for (size_t k = 0; k < tally.classes; k++)
        wrong += ranking->too_small[k] ? 0 : wrong_of(&tally, k);
    mlf_buf_printf(buf, "{\"records\":%zu", records);
    put_member(buf, "judged", (double)ranking->judged);
    put_member(buf, "suspected", (double)ranking->suspected);
    put_member(buf, "estimated_wrong", ranking->sets && tally.classes == 0 ? NAN : to_hundredth(wrong));
    if (budget.n > 0)
        put_interval(buf, &budget.all);
    if (ranking->told.told) {
        put_member(buf, "classes_not_told", (double)ranking->told.untold);
        put_member(buf, "labels_not_told", (double)ranking->told.untold_labels);
    }
    put_member(buf, "folds", (double)ranking->folds);
    put_member(buf, "error", s->found ? 1 - s->agreement : NAN);
    put_model(buf, s);
    put_classes(buf, ranking, &tally, &budget);
    if (put_pairs(buf, ranking, &tally, err))
        goto done;
    put_noise(buf, ranking, &tally);
    put_looks(buf, &budget);
    mlf_buf_puts(buf, "\n}\n");
    result = mlf_buf_check(buf, err);
done:
    free(tally.count);
    free(tally.suspected);
    free(tally.confused);
    mlf_noise_rates_free(&tally.rates);
    mlf_expected_wrong_free(&budget);
    return result;
}
