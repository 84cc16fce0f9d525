/* Datasets on disk: opening one, whatever its format. */
#ifndef MLFIX_DATASET_DATASET_H
#define MLFIX_DATASET_DATASET_H

struct mlf_dataset;
struct mlf_edits;
struct mlf_err;
struct mlf_string_set;

/* What the user said about a dataset; all may be NULL or 0. */
struct mlf_hints {
    const char *format;      /* --format: a driver's name */
    const char *images;      /* --images: the folder of the photos */
    const char *columns;     /* --columns: "image=COLUMN,label=COLUMN,..." for CSV */
    const char *encoding;    /* --encoding: of annotation files without a byte order mark, as iconv(3) calls it */
    const char *label_field; /* --label-field: the attribute of objects that is their label */
    const struct mlf_edits *changed; /* files are to be read as these edits leave them */
    const char *changed_root;        /* with `changed`: the folder that these are edits of */
    long class_depth; /* --class-depth: which folder of a photo's path is its class, from 1; 0: not said */
    int masks;        /* the shapes of objects are wanted */
    int again;        /* the dataset will be read more than once, and not change in between: what takes long
                         to find out may be kept in memory */
};

/* Finds the format (or takes hints->format) and fills *dataset; hints may be
 * NULL. `path` is a folder or an annotation file. path and hints must outlive
 * the dataset. When no driver or several equally sure ones claim it, the error
 * says what was looked at and what to type. */
int mlf_dataset_open(struct mlf_dataset *dataset, const char *path, const struct mlf_hints *hints, struct mlf_err *err);
/* The folder that is the dataset's root: that of `path`, or the one below it that holds the only dataset there; new
 * memory, NULL with an error. */
char *mlf_dataset_folder(const char *path, const struct mlf_hints *hints, struct mlf_err *err);

void mlf_dataset_close(struct mlf_dataset *dataset);

/* Adds the labels that the dataset knows; see mlf_driver.labels. */
int mlf_dataset_labels(const struct mlf_dataset *dataset, struct mlf_string_set *names, struct mlf_err *err);

/* An error where files written below `folder` would be read as part of the
 * dataset next time: inside a folder per class. */
int mlf_dataset_check_output(const struct mlf_dataset *dataset, const char *folder, struct mlf_err *err);

#endif
