/* The words train, val and test in the names of folders and files. */
#ifndef MLFIX_DATASET_SPLIT_NAMES_H
#define MLFIX_DATASET_SPLIT_NAMES_H

/* The split that a folder of this name holds: "train", "val" or "test" (also of "training", "valid" and the like),
 * else NULL. */
const char *mlf_split_of(const char *component);

/* The same of a name that holds such a word among others, as "seg_train" and "test1" do; *rest (64 bytes, may be NULL)
 * becomes the name without it. */
const char *mlf_split_within(const char *component, char *rest);

/* The split of the first folder of the path that has one, else NULL. */
const char *mlf_split_in(const char *path);

/* The same where it may also be one word of a folder's name, among others with '-' or '_' between: "MOT17-train". */
const char *mlf_split_among(const char *path);

#endif
