/* What a flag means where photos have sets of labels. */
#ifndef MLFIX_FLAGS_FLAG_LABELS_H
#define MLFIX_FLAGS_FLAG_LABELS_H

struct mlf_err;
struct mlf_flag;
struct mlf_targets;

/* Where photos have sets of labels: makes the flag one about the label that it names by `sign` ('+', '-'; 0: it names
 * none), which may be added to the targets, and says of one whose label is wrong that it goes. An error where the flag
 * says nothing that could be done. */
int mlf_flag_settle_label(struct mlf_targets *targets, struct mlf_flag *flag, char sign, struct mlf_err *err);

#endif
