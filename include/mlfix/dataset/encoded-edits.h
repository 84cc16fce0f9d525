/* Edits of files that are not written in UTF-8. */
#ifndef MLFIX_DATASET_ENCODED_EDITS_H
#define MLFIX_DATASET_ENCODED_EDITS_H

struct mlf_dataset;
struct mlf_edits;
struct mlf_err;

/* Drivers see all text as UTF-8, and their steps count its bytes: makes them steps that count the bytes of the files
 * and bring bytes in the files' own encodings. To be called once, when all steps are there. An error where a label
 * cannot be written in a file's encoding, or where its bytes are not those that its text is written with. */
int mlf_edits_encode(struct mlf_edits *edits, const struct mlf_dataset *dataset, struct mlf_err *err);

#endif
