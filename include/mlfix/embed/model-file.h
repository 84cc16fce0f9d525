/* Models on disk. See model.h. */
#ifndef MLFIX_EMBED_MODEL_FILE_H
#define MLFIX_EMBED_MODEL_FILE_H

struct mlf_err;
struct mlf_model;

/* The file: "MLFIXEMB", version, recipe, dictionary, projection, FNV-1a of all
 * that; little-endian integers and binary32 whatever the machine. Reading
 * refuses what is no such file, of another version, cut short, changed, or
 * holds impossible sizes or numbers. */
int mlf_model_write(const struct mlf_model *model, const char *path, struct mlf_err *err);
int mlf_model_read(struct mlf_model *model, const char *path, struct mlf_err *err);

#endif
