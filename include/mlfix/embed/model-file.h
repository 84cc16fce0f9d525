/* Writing models (model.h) to files and reading them. */
#ifndef MLFIX_EMBED_MODEL_FILE_H
#define MLFIX_EMBED_MODEL_FILE_H

#include <stdint.h>

struct mlf_err;
struct mlf_model;

/* The file has "MLFIXEMB", the version, the recipe, then dictionary and projection of each
 * part, and the checksum of all that (mlfix/base/checksum.h); integers and binary32 in
 * little-endian order on any machine. Reading is an error where it is no such file, is of
 * another version, is cut short, was changed, or has impossible sizes or numbers. */
int mlf_model_write(const struct mlf_model *model, const char *path, struct mlf_err *err);

/* What tells the model from all others: the checksum that ends its file. It is the same whether
 * the model was just learnt or read from a file. Needs memory of the file's size for a moment. */
int mlf_model_fingerprint(const struct mlf_model *model, uint64_t *fingerprint, struct mlf_err *err);

/* Freed by mlf_model_free; nothing is left to free after a failure. */
int mlf_model_read(struct mlf_model *model, const char *path, struct mlf_err *err);

#endif
