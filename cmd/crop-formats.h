/* What mlfix-crop says besides records: private to the command. */
#ifndef MLFIX_CMD_CROP_FORMATS_H
#define MLFIX_CMD_CROP_FORMATS_H

struct mlf_err;
struct mlf_hints;
struct mlf_dataset;
struct mlf_objects;

/* --format list. */
int crop_list_formats(struct mlf_err *err);

/* --explain. */
int crop_explain(const char *dataset, const struct mlf_hints *hints, struct mlf_err *err);

/* An error where --mask asks for masks and no object has one. */
int crop_check_masks(const struct mlf_dataset *dataset, const struct mlf_objects *objects, struct mlf_err *err);

/* --fixes: flags for a person to look at, and for mlfix-apply to carry out. */
int crop_write_fixes(const struct mlf_objects *objects, const char *file, struct mlf_err *err);

#endif
