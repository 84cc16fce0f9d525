/* What mlfix-crop says of a dataset as a whole: private to it. */
#ifndef MLFIX_CMD_CROP_NOTES_H
#define MLFIX_CMD_CROP_NOTES_H

struct mlf_dataset;
struct mlf_err;
struct mlf_objects;

/* Prints what the doctor says; `thorough`: --doctor. */
int crop_note_doctor(const struct mlf_objects *objects, const struct mlf_dataset *dataset, int thorough,
                     struct mlf_err *err);

/* Prints what was read, and what was not. */
int crop_note_reading(const struct mlf_objects *objects, const struct mlf_dataset *dataset, struct mlf_err *err);

#endif
