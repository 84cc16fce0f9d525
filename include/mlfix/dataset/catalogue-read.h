/* The catalogue of a dataset that is not open. */
#ifndef MLFIX_DATASET_CATALOGUE_READ_H
#define MLFIX_DATASET_CATALOGUE_READ_H

struct mlf_catalogue;
struct mlf_err;

/* Looks through the dataset (a folder or annotation file) without its objects. */
int mlf_catalogue_read(struct mlf_catalogue *catalogue, const char *dataset, struct mlf_err *err);

#endif
