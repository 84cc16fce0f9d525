/* Judging by the vectors and by a user's own model at once. */

#include "fuse-model.h"

#include <math.h>
#include <stdlib.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/judge/suspicion-fuse.h"
#include "mlfix/rank/ranking.h"
#include "mlfix/record/record.h"
#include "mlfix/record/records.h"
#include "model-word.h"

static int list_labels(const struct mlf_records *records, struct mlf_string_set *labels, struct mlf_err *err)
{
    for (size_t i = 0; i < records->n; i++) {
        struct mlf_err broken = {""};
        char *label = mlf_record_string(&records->items[i], "label", &broken);
        if (!label && *broken.text)
            return mlf_fail(err, "%s:%zu: 'label': %s", records->items[i].file, records->items[i].number, broken.text);
        int failed = label && mlf_string_set_add(labels, label, NULL, NULL, err);
        free(label);
        if (failed)
            return -1;
    }
    return 0;
}

/* One item's row in terms of the ranking's classes; what the model gives to
 * classes that no item has is shared out. */
static enum mlf_model_outputs_state translate(const struct mlf_model_word *given, size_t item,
                                              const struct mlf_string_set *labels, const size_t *class, double *row,
                                              float *word)
{
    double sum = 0;
    enum mlf_model_outputs_state state =
        mlf_model_outputs_row(&given->outputs, item, row, row + given->outputs.classes, NULL);
    for (size_t k = 0; k < labels->n && state <= MLF_ROW_SCALED; k++)
        sum += class[k] == (size_t)-1 ? 0 : row[class[k]];
    for (size_t k = 0; k < labels->n; k++)
        word[k] = sum > 0 ? (float)(class[k] == (size_t)-1 ? 0 : row[class[k]] / sum) : NAN;
    return state;
}

static int fuse(struct mlf_ranking *r, const struct mlf_model_word *given, const struct mlf_rank_options *options,
                const unsigned char *broken, struct mlf_err *err)
{
    size_t c = r->labels.n, known = 0;
    size_t *class = mlf_alloc(c, sizeof *class, err);
    double *row = mlf_alloc(2 * given->outputs.classes, sizeof *row, err);
    float *word = mlf_suspicion_fits(r->items, c, err) ? NULL : mlf_alloc_matrix(r->items * c, sizeof *word, err);
    int result = -1;
    if (!class || !row || !word)
        goto done;
    for (size_t k = 0; k < c; k++)
        class[k] = mlf_string_set_find(&given->classes, r->labels.items[k]);
    for (size_t i = 0; i < r->items; i++) {
        enum mlf_model_outputs_state state = MLF_ROW_ABSENT;
        word[i * c] = NAN;
        if (!broken[i] && given->outputs.classes > 0)
            state = translate(given, i, &r->labels, class, row, word + i * c);
        if (class[r->label[i]] == (size_t)-1)
            word[i * c] = NAN;
        if (state == MLF_ROW_NEGATIVE) {
            mlf_fail(err,
                     "'%s' holds negative numbers, which are no probabilities: logits, and logarithms of "
                     "probabilities, need --logits",
                     given->name);
            goto done;
        }
        known += !isnan(word[i * c]);
        r->unknown += state <= MLF_ROW_SCALED && class[r->label[i]] == (size_t)-1;
        r->scaled += state == MLF_ROW_SCALED;
    }
    result = known == 0 && r->items > 0
                 ? mlf_fail(err, "no record has %s'%s'", options->ids ? "a row of " : "the field ", given->name)
                 : mlf_suspicion_fuse(&r->suspicion, r->label, word, options->jobs, err);
done:
    free(class);
    free(row);
    free(word);
    return result;
}

int mlf_rank_fuse(struct mlf_ranking *ranking, struct mlf_records *records, const struct mlf_rank_options *options,
                  struct mlf_err *err)
{
    struct mlf_model_word given = {0};
    struct mlf_string_set labels = {0};
    unsigned char *broken = mlf_alloc(ranking->items, 1, err);
    int result = -1;
    if (!broken || list_labels(records, &labels, err) || mlf_model_word_open(&given, options, &labels, err) ||
        mlf_model_word_read(&given, records, ranking->item, ranking->items, broken, err) ||
        fuse(ranking, &given, options, broken, err))
        goto done;
    for (size_t i = 0; i < ranking->items; i++)
        ranking->broken += broken[i];
    result = 0;
done:
    mlf_model_word_free(&given);
    mlf_string_set_free(&labels);
    free(broken);
    return result;
}
