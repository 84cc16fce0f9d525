#include "shared-text.h"

#include <stdlib.h>

#include "mlfix/base/array.h"

struct mlf_shared_text *mlf_shared_text_new(struct mlf_err *err)
{
    struct mlf_shared_text *shared = mlf_alloc(1, sizeof *shared, err);
    if (shared)
        shared->users = 1;
    return shared;
}

void mlf_shared_text_leave(struct mlf_shared_text *shared)
{
    if (__atomic_sub_fetch(&shared->users, 1, __ATOMIC_ACQ_REL) > 0)
        return;
    mlf_buf_free(&shared->text);
    free(shared->fields.items);
    free(shared);
}
