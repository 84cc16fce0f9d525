/* The memory that the records of a chunk stand in, kept as long as any of them. */
#ifndef MLFIX_RECORD_SHARED_TEXT_H
#define MLFIX_RECORD_SHARED_TEXT_H

#include <stddef.h>

#include "mlfix/base/buf.h"
#include "mlfix/record/fields.h"

struct mlf_err;

/* The last one who leaves frees it. */
struct mlf_shared_text {
    size_t users; /* the chunk and its records */
    struct mlf_buf text;
    struct mlf_fields fields;
};

/* For one user; NULL and an error where memory is short. */
struct mlf_shared_text *mlf_shared_text_new(struct mlf_err *err);

/* One user less. */
void mlf_shared_text_leave(struct mlf_shared_text *shared);

#endif
