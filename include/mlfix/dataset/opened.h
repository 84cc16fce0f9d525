/* Which files of a dataset were read. */
#ifndef MLFIX_DATASET_OPENED_H
#define MLFIX_DATASET_OPENED_H

#include "mlfix/base/string-set.h"

/* Paths relative to the dataset's root. */
struct mlf_opened {
    struct mlf_string_set read;
    struct mlf_string_set empty; /* of those the ones without a byte */
    struct mlf_string_set said;  /* sentences about what the dataset names and does not have */
    struct mlf_string_set unfit; /* of those the ones that turned out to be none of the format's */
};

#endif
