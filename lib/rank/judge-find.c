#include "judge-find.h"

#include "judge-data.h"
#include "mlfix/numeric/vectors.h"

/* The first item of the judge whose photo is not before this one. */
static size_t find_photo(const struct mlf_judge *judge, uint64_t photo)
{
    size_t low = 0, high = judge->sizes.n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (judge->key[middle].photo < photo)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The squared distance of two vectors in the first part of the first set, in units of the median one. */
static double distance(const struct mlf_judge *judge, const float *a, const float *b)
{
    const struct mlf_kernel_fit *kernel = &judge->kernel[0];
    double sum = 0;
    for (size_t j = 0; j < kernel->d; j++) {
        double step = ((double)a[j * kernel->parts] - b[j * kernel->parts]) * kernel->scale[0];
        sum += step * step;
    }
    return sum / MLF_KERNEL_WIDTH;
}

static size_t find_one(const struct mlf_judge *judge, const struct mlf_item_key *key, const float *row, size_t *moved)
{
    size_t nearest = MLF_NO_WITNESS;
    double least = MLF_JUDGE_SAME;
    for (size_t i = find_photo(judge, key->photo); i < judge->sizes.n && judge->key[i].photo == key->photo; i++) {
        if (judge->key[i].object == key->object)
            return i;
        double here = distance(judge, judge->z[0] + i * judge->d[0], row);
        if (here < least) {
            least = here;
            nearest = i;
        }
    }
    *moved += nearest != MLF_NO_WITNESS;
    return nearest;
}

size_t mlf_judge_find(const struct mlf_judge *judge, const struct mlf_vectors *vectors, const struct mlf_item_key *key,
                      size_t n, size_t *witness, size_t *moved)
{
    size_t known = 0;
    *moved = 0;
    for (size_t i = 0; i < n; i++) {
        witness[i] = find_one(judge, &key[i], vectors->z + i * vectors->d, moved);
        known += witness[i] != MLF_NO_WITNESS;
    }
    return known;
}
