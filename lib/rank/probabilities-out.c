#include "mlfix/rank/probabilities-out.h"

#include <math.h>
#include <stdlib.h>

#include "label-sets.h"
#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/base/file.h"
#include "mlfix/json/json-text.h"
#include "mlfix/numeric/npy-write.h"
#include "mlfix/rank/ranking.h"

/* The item of each record, (size_t)-1 where it has none, in new memory. */
static size_t *items_of_records(const struct mlf_ranking *ranking, size_t records, struct mlf_err *err)
{
    size_t *item = mlf_alloc(records, sizeof *item, err);
    for (size_t i = 0; item && i < records; i++)
        item[i] = (size_t)-1;
    for (size_t i = 0; item && ranking->suspicion.p && i < ranking->items; i++)
        item[ranking->item[i]] = i;
    return item;
}

/* Of photos with sets of labels the probability of each class by itself; NAN of all other records. */
static int write_sets(const struct mlf_rank_sets *sets, size_t records, const char *path, struct mlf_err *err)
{
    struct mlf_npy_writer writer = {0};
    size_t c = sets->labels.n;
    if (c == 0)
        return mlf_fail(err, "'%s': no record has a label, so there are no probabilities to write", path);
    float *row = mlf_alloc(c, sizeof *row, err);
    int result = row ? mlf_npy_create(&writer, path, c, err) : -1;
    for (size_t i = 0; i < sets->records && i < records && result == 0; i++) {
        for (size_t k = 0; k < c; k++)
            row[k] = sets->photo[i] == MLF_NO_SET ? NAN : sets->presence.p[sets->photo[i] * c + k];
        result = mlf_npy_append(&writer, row, 1, err);
    }
    if (result == 0)
        result = mlf_npy_finish(&writer, err);
    mlf_npy_discard(&writer);
    free(row);
    return result;
}

int mlf_rank_probabilities_write(const struct mlf_ranking *ranking, size_t records, const char *path,
                                 struct mlf_err *err)
{
    struct mlf_npy_writer writer = {0};
    size_t c = ranking->labels.n;
    if (ranking->sets)
        return write_sets(ranking->sets, records, path, err);
    if (c == 0)
        return mlf_fail(err, "'%s': no record has a label, so there are no probabilities to write", path);
    size_t *item = items_of_records(ranking, records, err);
    float *row = mlf_alloc(c, sizeof *row, err);
    int result = item && row ? mlf_npy_create(&writer, path, c, err) : -1;
    for (size_t i = 0; i < records && result == 0; i++) {
        for (size_t k = 0; k < c; k++)
            row[k] = item[i] == (size_t)-1 ? NAN : (float)mlf_suspicion_probability(&ranking->suspicion, item[i], k);
        result = mlf_npy_append(&writer, row, 1, err);
    }
    if (result == 0)
        result = mlf_npy_finish(&writer, err);
    mlf_npy_discard(&writer);
    free(item);
    free(row);
    return result;
}

int mlf_rank_classes_write(const struct mlf_ranking *ranking, const char *path, struct mlf_err *err)
{
    struct mlf_buf buf = {0};
    const struct mlf_string_set *labels = ranking->sets ? &ranking->sets->labels : &ranking->labels;
    for (size_t k = 0; k < labels->n; k++) {
        mlf_buf_puts(&buf, k == 0 ? "[" : ",\n");
        mlf_json_put_string(&buf, labels->items[k]);
    }
    mlf_buf_puts(&buf, labels->n == 0 ? "[]\n" : "]\n");
    int result = mlf_buf_check(&buf, err);
    if (result == 0)
        result = mlf_file_write(path, buf.data, buf.length, err);
    mlf_buf_free(&buf);
    return result;
}
