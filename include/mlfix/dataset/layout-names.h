/* Names of folders that say where something is, and hardly ever what is in the photos. */
#ifndef MLFIX_DATASET_LAYOUT_NAMES_H
#define MLFIX_DATASET_LAYOUT_NAMES_H

/* Whether a folder of that name is a split (train, val, test), a part of a format's layout (images, JPEGImages, labels,
 * obj_train_data, ...) or a piece of work (job1, task_2, batch3), any case. */
int mlf_is_layout_name(const char *folder);

#endif
