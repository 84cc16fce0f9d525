/* Writing the records of all parts of a dataset that was read once: private to mlfix-crop. */
#ifndef MLFIX_CMD_CROP_SHARDS_H
#define MLFIX_CMD_CROP_SHARDS_H

struct mlf_dataset;
struct mlf_err;
struct mlf_objects;

/* NULL, or what is wrong with the pattern of the files' names. */
const char *crop_shards_check(const char *pattern);

/* Writes the objects as records into `parts` files, each whole: '*' of the pattern stands for the number of the part,
 * from 1. A photo's part is that of --shard. */
int crop_shards_write(const struct mlf_objects *objects, const struct mlf_dataset *dataset, long parts,
                      const char *pattern, struct mlf_err *err);

#endif
