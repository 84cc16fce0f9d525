/* Where findings stand in annotation files: the driver is asked which bytes it
 * would take out to remove each object, and the first of them is its place. */
#ifndef MLFIX_GATE_ANNOTATION_PLACE_H
#define MLFIX_GATE_ANNOTATION_PLACE_H

struct mlf_dataset;
struct mlf_err;
struct mlf_gate;

/* Finds line and column of each finding that counts, in the dataset's annotation
 * files: where the object begins. Findings of datasets without such files, or in
 * files that changed, keep 0. */
int mlf_gate_place(struct mlf_gate *gate, const struct mlf_dataset *dataset, struct mlf_err *err);

#endif
