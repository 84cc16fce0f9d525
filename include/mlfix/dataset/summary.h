/* What a dataset was taken for, what was read of it and what was not: for people. */
#ifndef MLFIX_DATASET_SUMMARY_H
#define MLFIX_DATASET_SUMMARY_H

struct mlf_buf;
struct mlf_dataset;
struct mlf_err;
struct mlf_objects;

/* "coco (a.json), 1 annotation file: 4888 objects of 3 classes in 364 photos, 2 with a degenerate box; 1 photo is
 * missing; 12 photos without annotations": new memory. To be called once the objects are read. */
char *mlf_dataset_summary(const struct mlf_dataset *dataset, const struct mlf_objects *objects, struct mlf_err *err);

/* A line each about what the dataset names and does not have, and about files that were left unread: "left unread:
 * 'notes.json' (JSON, ...)\n". New memory, "" where there is nothing to say. */
char *mlf_dataset_leftovers(const struct mlf_dataset *dataset, struct mlf_err *err);

/* An error where no object was read: what was looked for, and where. */
int mlf_dataset_check_objects(const struct mlf_dataset *dataset, const struct mlf_objects *objects,
                              struct mlf_err *err);

#endif
