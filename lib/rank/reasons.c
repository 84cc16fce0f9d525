/* `reasons`: what a suspected record's score is made of. */

#include "reasons.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "mlfix/base/buf.h"
#include "mlfix/json/json-text.h"
#include "mlfix/judge/score.h"
#include "mlfix/rank/ranking.h"
#include "mlfix/record/record-write.h"

/* Four digits serve a reader; the score has them all. */
static void put_number(struct mlf_buf *buf, double number)
{
    char text[32];
    snprintf(text, sizeof text, "%.4g", number);
    mlf_json_put_number(buf, strtod(text, NULL));
}

static void put_member(struct mlf_buf *buf, const char *key, double number)
{
    mlf_buf_printf(buf, ",\"%s\":", key);
    put_number(buf, number);
}

static void put_pair(struct mlf_buf *buf, const char *key, const float *pair)
{
    mlf_buf_printf(buf, ",\"%s\":[", key);
    put_number(buf, pair[0]);
    mlf_buf_putc(buf, ',');
    put_number(buf, pair[1]);
    mlf_buf_putc(buf, ']');
}

/* By one set of vectors: what its two models foretell. */
static void put_predictions(struct mlf_buf *buf, const struct mlf_suspicion *s, size_t item)
{
    put_pair(buf, "kernel", s->terms[item].kernel);
    put_pair(buf, "linear", s->terms[item].ridge);
    put_member(buf, "kernel_share", s->kernel_share);
}

/* By several sets of vectors: what each of them says, and how much that weighs. */
static void put_sets(struct mlf_buf *buf, const struct mlf_suspicion *s, size_t item)
{
    mlf_buf_puts(buf, ",\"sets\":[");
    for (size_t k = 0; k < s->set_n; k++) {
        mlf_buf_puts(buf, k ? ",{\"weight\":" : "{\"weight\":");
        put_number(buf, s->sets[k].weight);
        put_pair(buf, "said", s->said + 2 * (item * s->set_n + k));
        mlf_buf_putc(buf, '}');
    }
    mlf_buf_putc(buf, ']');
}

/* The prediction of the item's label and of the best class by the mean of its group. */
static void put_pooled(struct mlf_buf *buf, const struct mlf_ranking *ranking, size_t item)
{
    const struct mlf_suspicion *s = &ranking->suspicion;
    const struct mlf_suspicion_terms *terms = &s->terms[item];
    const float *p = s->p + item * s->classes;
    size_t class[2] = {ranking->label[item], s->found[item].best};
    float pooled[2];
    for (int k = 0; k < 2; k++) {
        double own = s->kernel_share * terms->kernel[k] + (1 - s->kernel_share) * terms->ridge[k];
        pooled[k] = (float)((p[class[k]] - (1 - s->pool) * own) / s->pool);
    }
    put_pair(buf, "pooled", pooled);
    put_member(buf, "pool", s->pool);
}

/* By the vectors: what the models foretell, and who was left out. */
static void put_terms(struct mlf_buf *buf, const struct mlf_ranking *ranking, size_t item)
{
    const struct mlf_suspicion *s = &ranking->suspicion;
    if (s->set_n > 0)
        put_sets(buf, s, item);
    else
        put_predictions(buf, s, item);
    put_member(buf, "left_out", (double)ranking->together[item]);
    if (s->pool > 0 && s->word_share <= 0)
        put_pooled(buf, ranking, item);
    if (s->word_share > 0)
        put_member(buf, "word_share", s->word_share);
    put_member(buf, "temperature", s->temperature);
}

/* By the user's own model: what confident learning counted. */
static void put_counts(struct mlf_buf *buf, const struct mlf_ranking *ranking, size_t item)
{
    const struct mlf_confident *confident = &ranking->confident;
    size_t label = ranking->label[item], counted = confident->counted[item], c = confident->classes;
    put_member(buf, "threshold", confident->threshold[label]);
    if (counted < c) {
        mlf_buf_puts(buf, ",\"counted\":");
        mlf_json_put_string(buf, ranking->labels.items[counted]);
        put_member(buf, "joint", confident->joint[label * c + counted]);
    }
}

int mlf_rank_write_reasons(const struct mlf_ranking *ranking, size_t item, struct mlf_record *record,
                           struct mlf_err *err)
{
    const struct mlf_surprise *found = &ranking->suspicion.found[item];
    struct mlf_buf buf = {0};
    mlf_buf_puts(&buf, "{\"given\":");
    put_number(&buf, exp(-found->nats));
    put_member(&buf, "best", found->probability);
    if (ranking->confident.counted)
        put_counts(&buf, ranking, item);
    else
        put_terms(&buf, ranking, item);
    mlf_buf_putc(&buf, '}');
    int result = mlf_buf_check(&buf, err);
    if (result == 0)
        result = mlf_record_set(record, "reasons", buf.data, err);
    mlf_buf_free(&buf);
    return result;
}
