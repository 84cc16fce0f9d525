/* What a model's output (model-outputs.h) tells about the given labels. The
 * functions here that read all rows read a mapped file in order and release its memory
 * again, so that a few rows a thread are in memory. */
#ifndef MLFIX_JUDGE_MODEL_OUTPUTS_SCORES_H
#define MLFIX_JUDGE_MODEL_OUTPUTS_SCORES_H

struct mlf_err;
struct mlf_model_outputs;
struct mlf_surprise;

/* A probability of 0 counts as exp(MLF_LEAST_LOG) where its logarithm is taken. */
#define MLF_LEAST_LOG (-700.0)

/* Reads all rows once. state[i] (n) becomes item i's enum
 * mlf_model_outputs_state, and found[i] (n), where that is MLF_ROW_FINE or
 * MLF_ROW_SCALED, the surprise of its label, else zeros. */
int mlf_model_outputs_look(const struct mlf_model_outputs *outputs, struct mlf_surprise *found, unsigned char *state,
                           int jobs, struct mlf_err *err);

/* Keeps only the items with keep[i] != 0, in their order; the caller moves
 * `label` himself. Not for runs with `predictions`. */
int mlf_model_outputs_keep(struct mlf_model_outputs *outputs, const unsigned char *keep, struct mlf_err *err);

/* How doubtful a label is, 0..1, larger is more doubtful. */
enum mlf_model_outputs_measure {
    /* s / (1 + s), s = -log p(label; x): self-confidence, as score.h. */
    MLF_MEASURE_SELF_CONFIDENCE,
    /* (1 - m) / 2, m = p(label; x) - max over k != label of p(k; x): normalised margin. */
    MLF_MEASURE_MARGIN,
    /* The entropy of p(.; x) over log C: how undecided the model is, whatever
     * the label. */
    MLF_MEASURE_ENTROPY,
    /* (1 - a / (1 + |a|)) / 2, a = mean over the runs of z(label) - max over
     * k != label of z(k), z the logits: the area under the margin (G. Pleiss,
     * T. Zhang, E. Elenberg, K. Weinberger, "Identifying mislabeled data using
     * the area under the margin ranking", 2020, section 3), the runs being
     * epochs. Differences of logits are those of log-probabilities, so either
     * will do; a probability that was rounded to 0 counts as the least number
     * that its file can hold. */
    MLF_MEASURE_AUM,
};

/* score: n. `found` as mlf_model_outputs_look fills it; only
 * MLF_MEASURE_SELF_CONFIDENCE reads it. */
int mlf_model_outputs_measure(const struct mlf_model_outputs *outputs, const struct mlf_surprise *found,
                              enum mlf_model_outputs_measure measure, double *score, int jobs, struct mlf_err *err);

#endif
