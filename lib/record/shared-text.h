/* The memory that the records of a chunk share. It counts its users, and the last one
 * to leave frees it. */
#ifndef MLFIX_RECORD_SHARED_TEXT_H
#define MLFIX_RECORD_SHARED_TEXT_H

#include <stddef.h>

#include "mlfix/base/buf.h"
#include "mlfix/record/fields.h"

struct mlf_err;

struct mlf_shared_text {
    size_t users; /* the chunk and its records */
    struct mlf_buf text;
    struct mlf_fields fields;
};

/* New, with one user; NULL and an error where memory is short. */
struct mlf_shared_text *mlf_shared_text_new(struct mlf_err *err);

/* To be called once by each user. */
void mlf_shared_text_leave(struct mlf_shared_text *shared);

#endif
