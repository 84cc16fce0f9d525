#include "mlfix/judge/kernel-kept.h"

#include <stdlib.h>
#include <unistd.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"

size_t mlf_kernel_kept_share(void)
{
    long pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE);
    return pages > 0 && page > 0 ? (size_t)pages / 4 * (size_t)page : 0;
}

static size_t size_of(size_t n)
{
    return n * n * sizeof(float);
}

void mlf_kernel_kept_begin(struct mlf_kernel_kept *kept)
{
    size_t left = 0;
    for (size_t i = 0; i < kept->n; i++) {
        struct mlf_kernel_factor *factor = &kept->factors[i];
        if (!factor->used) {
            kept->bytes -= size_of(factor->n);
            free(factor->u);
            continue;
        }
        factor->used = 0;
        kept->factors[left++] = *factor;
    }
    kept->n = left;
}

float *mlf_kernel_kept_find(struct mlf_kernel_kept *kept, uint64_t key, size_t n)
{
    for (size_t i = 0; i < kept->n; i++)
        if (kept->factors[i].key == key && kept->factors[i].n == n) {
            kept->factors[i].used = 1;
            return kept->factors[i].u;
        }
    return NULL;
}

int mlf_kernel_kept_add(struct mlf_kernel_kept *kept, uint64_t key, size_t n, float *u)
{
    struct mlf_err none = {""};
    if (size_of(n) > kept->most - kept->bytes ||
        mlf_grow(&kept->factors, &kept->capacity, kept->n + 1, sizeof *kept->factors, &none))
        return 0;
    kept->factors[kept->n++] = (struct mlf_kernel_factor){.key = key, .u = u, .n = n, .used = 1};
    kept->bytes += size_of(n);
    return 1;
}

void mlf_kernel_kept_free(struct mlf_kernel_kept *kept)
{
    for (size_t i = 0; i < kept->n; i++)
        free(kept->factors[i].u);
    free(kept->factors);
    *kept = (struct mlf_kernel_kept){0};
}
