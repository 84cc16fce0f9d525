#include "witnesses.h"

#include <stdlib.h>

#include "mlfix/base/array.h"
#include "mlfix/rank/ranking.h"

static size_t limit(size_t most, size_t classes)
{
    size_t by_classes = classes > 0 ? MLF_WITNESS_NUMBERS / classes : most;
    by_classes = by_classes < MLF_WITNESS_LEAST ? MLF_WITNESS_LEAST : by_classes;
    return most < by_classes ? most : by_classes;
}

int mlf_witnesses_choose(const struct mlf_item_key *key, const size_t *label, size_t n, size_t classes, size_t most,
                         unsigned char *chosen, size_t *count, struct mlf_err *err)
{
    size_t *photos = mlf_alloc(classes, sizeof *photos, err), *last = mlf_alloc(classes, sizeof *last, err);
    size_t room = limit(most, classes), photo = 0;
    int open = 1; /* the first photos, as long as there is room */
    *count = 0;
    for (size_t i = 0, end; photos && last && i < n; i = end) {
        int needed = 0;
        photo++;
        for (end = i; end < n && key[end].photo == key[i].photo; end++) {
            size_t k = label[end];
            photos[k] += last[k] != photo;
            last[k] = photo;
            needed |= photos[k] <= MLF_WITNESS_PHOTOS;
        }
        open = open && end <= room;
        for (size_t j = i; j < end; j++)
            chosen[j] = (unsigned char)(open || needed);
        *count += open || needed ? end - i : 0;
    }
    int result = photos && last ? 0 : -1;
    free(photos);
    free(last);
    return result;
}
