/* What all rows of a model's output say. See model-outputs.h. */
#ifndef MLFIX_JUDGE_MODEL_OUTPUTS_WALK_H
#define MLFIX_JUDGE_MODEL_OUTPUTS_WALK_H

#include "mlfix/judge/model-outputs.h"

struct mlf_err;
struct mlf_surprise;
struct mlf_walk;

/* Reads all rows once: state (n) and, for rows that are MLF_ROW_FINE or
 * MLF_ROW_SCALED, what they say of the labels (n). A probability of 0 counts as
 * exp(MLF_LEAST_LOG). Like all functions here that read many rows: a mapped file
 * in order, letting it go again; memory a few rows a thread. */
int mlf_model_outputs_look(const struct mlf_model_outputs *outputs, struct mlf_surprise *found, unsigned char *state,
                           int jobs, struct mlf_err *err);

/* Keeps the items with keep[i] != 0 only, in their order; `label` is the
 * caller's to move. Not for `predictions`. */
int mlf_model_outputs_keep(struct mlf_model_outputs *outputs, const unsigned char *keep, struct mlf_err *err);

/* score: n. `found` as mlf_model_outputs_look gives it. */
int mlf_model_outputs_measure(const struct mlf_model_outputs *outputs, const struct mlf_surprise *found,
                              enum mlf_measure measure, double *score, int jobs, struct mlf_err *err);

/* Visits every item once, in no order that could be relied on, until one fails. */
int mlf_model_outputs_walk(const struct mlf_walk *walk, struct mlf_err *err);

#endif
