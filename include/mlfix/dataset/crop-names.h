/* The files of cut-outs: one an object, with names that are safe and told apart. */
#ifndef MLFIX_DATASET_CROP_NAMES_H
#define MLFIX_DATASET_CROP_NAMES_H

struct mlf_err;
struct mlf_objects;

/* Gives every object that can be cut out a file `folder`/CLASS/NAME.`type`, each another, with
 * safe names, and makes `folder`. A folder of a class that is a link out of it is an
 * error. */
int mlf_objects_name_crops(struct mlf_objects *objects, const char *folder, const char *type, struct mlf_err *err);

/* Marks the objects whose crops would not get the plain name, for parts that are named apart from each other. */
int mlf_objects_mark_twins(struct mlf_objects *objects, struct mlf_err *err);

#endif
