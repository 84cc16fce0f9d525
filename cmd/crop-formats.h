/* What mlfix-crop says of formats instead of records: private to the command. */
#ifndef MLFIX_CMD_CROP_FORMATS_H
#define MLFIX_CMD_CROP_FORMATS_H

struct mlf_err;
struct mlf_hints;

/* --format list. */
int crop_list_formats(struct mlf_err *err);

/* --explain. */
int crop_explain(const char *dataset, const struct mlf_hints *hints, struct mlf_err *err);

#endif
