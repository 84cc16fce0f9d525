#include "crop-shards.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/base/file.h"
#include "mlfix/base/progress.h"
#include "mlfix/dataset/finding.h"
#include "mlfix/dataset/objects.h"
#include "mlfix/record/shard.h"

const char *crop_shards_check(const char *pattern)
{
    const char *star = strchr(pattern, '*');
    return star && !strchr(star + 1, '*') ? NULL : "--shards-to needs one * in the name, for the number of the part";
}

static int write_part(const struct mlf_buf *lines, const char *pattern, long part, struct mlf_err *err)
{
    const char *star = strchr(pattern, '*');
    char *path = mlf_strf(err, "%.*s%ld%s", (int)(star - pattern), pattern, part, star + 1);
    int result =
        !path || mlf_buf_check(lines, err) || mlf_file_write(path, lines->data ? lines->data : "", lines->length, err)
            ? -1
            : 0;
    free(path);
    return result;
}

/* The objects of each part one behind the other, in their order: first[p] .. first[p + 1] - 1 are those of part p. */
static int sort_by_part(const struct mlf_objects *objects, long parts, size_t *first, size_t *sorted,
                        struct mlf_err *err)
{
    long *part = mlf_alloc(objects->n, sizeof *part, err);
    size_t *next = mlf_alloc((size_t)parts, sizeof *next, err);
    int result = part && next ? 0 : -1;
    for (size_t i = 0; i < objects->n && result == 0; i++) {
        const struct mlf_finding *finding = &objects->items[i];
        int none = finding->photo == MLF_NO_PHOTO;
        part[i] = mlf_shard_of(none ? finding->object.id : objects->photos[finding->photo].name, parts);
        first[part[i] + 1]++;
    }
    for (long p = 0; p < parts && result == 0; p++) {
        first[p + 1] += first[p];
        next[p] = first[p];
    }
    for (size_t i = 0; i < objects->n && result == 0; i++)
        sorted[next[part[i]]++] = i;
    free(part);
    free(next);
    return result;
}

int crop_shards_write(const struct mlf_objects *objects, const struct mlf_dataset *dataset, long parts,
                      const char *pattern, struct mlf_err *err)
{
    size_t *first = mlf_alloc((size_t)parts + 1, sizeof *first, err);
    size_t *sorted = mlf_alloc(objects->n, sizeof *sorted, err);
    struct mlf_buf lines = {0};
    int result = first && sorted ? sort_by_part(objects, parts, first, sorted, err) : -1;
    for (long p = 0; p < parts && result == 0; p++) {
        mlf_buf_clear(&lines);
        for (size_t k = first[p]; k < first[p + 1]; k++) {
            const struct mlf_finding *finding = &objects->items[sorted[k]];
            const struct mlf_shard_place place = {{p + 1, parts}, sorted[k], objects->n, finding->twin};
            mlf_finding_print(finding, dataset, &place, &lines);
        }
        result = write_part(&lines, pattern, p + 1, err);
        mlf_progress("parts", (size_t)p + 1, (size_t)parts);
    }
    mlf_buf_free(&lines);
    free(first);
    free(sorted);
    return result;
}
