#include "mlfix/numeric/vector-files.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/numeric/npy.h"

/* Whether two names lead to one file. Names of files that are not there differ: opening says what is wrong. */
static int is_same_file(const char *one, const char *other)
{
    struct stat a, b;
    return stat(one, &a) == 0 && stat(other, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

int mlf_vector_files_open(struct mlf_vector_files *files, const char *const *names, size_t n, struct mlf_err *err)
{
    *files = (struct mlf_vector_files){.names = names};
    if (!(files->npy = mlf_alloc(n, sizeof *files->npy, err)))
        return -1;
    for (size_t k = 0; k < n; k++) {
        for (size_t i = 0; i < k; i++)
            if (is_same_file(names[i], names[k]))
                return mlf_fail(err, "'%s' and '%s' are one file of vectors: give it once", names[i], names[k]);
        if (mlf_npy_open(&files->npy[k], names[k], err))
            return -1;
        files->n = k + 1;
        files->columns += files->npy[k].columns;
        if (files->npy[k].rows != files->npy[0].rows)
            return mlf_fail(err, "'%s' has %zu rows, '%s' has %zu: they are not vectors of the same records", names[0],
                            files->npy[0].rows, names[k], files->npy[k].rows);
    }
    return 0;
}

void mlf_vector_files_close(struct mlf_vector_files *files)
{
    for (size_t k = 0; k < files->n; k++)
        mlf_npy_close(&files->npy[k]);
    free(files->npy);
    *files = (struct mlf_vector_files){0};
}
