/* Which folder of label files belongs to a folder of photos: labels to images, Annotations to Images, train_labels to
 * train_images, labels/train_labels to images/train. */
#ifndef MLFIX_ANNOTATION_LABEL_FOLDERS_H
#define MLFIX_ANNOTATION_LABEL_FOLDERS_H

#include "mlfix/base/err.h"
#include "mlfix/dataset/driver.h"

struct mlf_dataset;
struct mlf_err;

/* Whether a folder of that name may hold labels ("labels", "Annotations", "train_labels"). DOTA's labelTxt is none: its
 * rows are other ones. */
int mlf_is_label_folder(const char *name);

/* The folder, relative to the root, of the files with that extension (".txt") which belong to the photos in `photos`:
 * new memory; NULL without an error where there is none. Names are compared without case and without the words that
 * tell photos from labels. */
char *mlf_label_folder(const struct mlf_dataset *dataset, const char *photos, const char *extension,
                       struct mlf_err *err);

/* The partner of a folder of labels the other way round: the folder of photos, "" where none has such a name; new
 * memory, NULL with an error. */
char *mlf_photo_folder(const struct mlf_dataset *dataset, const char *labels, struct mlf_err *err);

/* Adds the folders of labels in the root and, unless there are many, in its folders; for which `holds` finds files of
 * its format. It returns 1, 0, or -1. */
typedef int mlf_holds_labels(const struct mlf_dataset *dataset, const char *folder, char **evidence,
                             struct mlf_err *err);
int mlf_label_folders(const struct mlf_dataset *dataset, mlf_holds_labels *holds, char **evidence,
                      struct mlf_string_set *folders, struct mlf_err *err);

/* Whether files with that extension lie in the folder itself. */
int mlf_folder_has(const struct mlf_dataset *dataset, const char *folder, const char *extension, struct mlf_err *err);

#endif
