#include "items.h"

#include <stdlib.h>
#include <string.h>

#include "job.h"
#include "label-sets.h"
#include "mlfix/base/array.h"
#include "mlfix/base/checksum.h"
#include "mlfix/base/err.h"
#include "mlfix/numeric/vectors.h"
#include "mlfix/rank/ranking.h"
#include "mlfix/record/lookup.h"
#include "mlfix/record/record.h"
#include "record-class.h"
#include "settled.h"
#include "witnesses.h"

/* Every bit of the checksum comes to bear on all bits (the finaliser of A. Appleby, "MurmurHash3", 2011): keys are put
 * in order, and the order of bare checksums of similar texts is that of the texts. */
static uint64_t mix(uint64_t sum)
{
    sum = (sum ^ sum >> 33) * UINT64_C(0xff51afd7ed558ccd);
    sum = (sum ^ sum >> 33) * UINT64_C(0xc4ceb9fe1a85ec53);
    return sum ^ sum >> 33;
}

/* A text with its NUL, so that two texts one behind the other are not taken for others. */
static int add_text(const struct mlf_record *record, const char *field, uint64_t *sum, int *has, struct mlf_err *err)
{
    struct mlf_err broken = {""};
    char *text = mlf_lookup_text(record, field, &broken);
    if (!text && *broken.text)
        return mlf_fail(err, "%s", broken.text);
    *has = text != NULL;
    *sum = mlf_checksum(*sum, text ? text : "", text ? strlen(text) + 1 : 0);
    free(text);
    return 0;
}

/* The numbers as they stand in the memory of a little-endian machine; 0 and -0 are the same. */
static uint64_t add_numbers(uint64_t sum, const float *row, size_t d)
{
    for (size_t i = 0; i < d; i++) {
        float value = row[i] == 0 ? 0 : row[i];
        uint32_t bits;
        memcpy(&bits, &value, sizeof bits);
        sum = (sum ^ bits) * MLF_CHECKSUM_PRIME;
    }
    return sum;
}

int mlf_rank_item_key(const struct mlf_record *record, const char *fold_by, const float *const *rows, const size_t *d,
                      size_t n, struct mlf_item_key *key, struct mlf_err *err)
{
    uint64_t photo = MLF_CHECKSUM_START, object;
    int has_photo, has_id;
    if (add_text(record, fold_by ? fold_by : "track", &photo, &has_photo, err) ||
        (!fold_by && !has_photo && add_text(record, "image", &photo, &has_photo, err)))
        return -1;
    object = photo;
    if (add_text(record, "id", &object, &has_id, err))
        return -1;
    for (size_t k = 0; k < n; k++)
        object = add_numbers(object, rows[k], d[k]);
    key->object = mix(object);
    key->photo = has_photo ? mix(photo) : mix(object + 1);
    return 0;
}

/* ---- Listing ---- */

/* The class that the record's label had before a person decided on it, its class where nobody did. The noise of the
 * others is like that before the review. */
static int find_given(const struct mlf_rank_job *job, size_t item, struct mlf_err *err)
{
    struct mlf_ranking *r = job->ranking;
    const struct mlf_settled *settled = job->options->settled ? &job->options->settled[r->item[item]] : NULL;
    struct mlf_err broken = {""};
    r->given[item] = r->label[item];
    if (!settled || settled->how == MLF_SETTLED_NOT || !settled->label)
        return 0;
    char *own = settled->was ? mlf_strdup(settled->was, &broken)
                             : mlf_record_string(&job->vectors->records.items[r->item[item]], "label", &broken);
    size_t number = own ? mlf_string_set_find(&r->labels, own) : MLF_NO_STRING;
    int failed =
        own && number == MLF_NO_STRING && job->keep_given && mlf_string_set_add(&r->labels, own, &number, NULL, err);
    free(own);
    if (failed)
        return -1;
    if (number != MLF_NO_STRING)
        r->given[item] = number;
    return broken.text[0] ? mlf_fail(err, "%s", broken.text) : 0;
}

size_t mlf_rank_items_most(const struct mlf_rank_options *options)
{
    return options->witnesses > 0 ? (size_t)options->witnesses : MLF_WITNESSES;
}

static int key_item(const struct mlf_rank_job *job, size_t row, size_t item, struct mlf_err *err)
{
    const struct mlf_vectors *v = job->vectors;
    const float **rows = mlf_alloc(1 + v->more_n, sizeof *rows, err);
    size_t *d = mlf_alloc(1 + v->more_n, sizeof *d, err);
    int result = -1;
    for (size_t k = 0; rows && d && k <= v->more_n; k++) {
        d[k] = k ? v->more[k - 1].d : v->d;
        rows[k] = (k ? v->more[k - 1].z : v->z) + row * d[k];
    }
    if (rows && d)
        result = mlf_rank_item_key(&v->records.items[v->record[row]], job->options->fold_by, rows, d, 1 + v->more_n,
                                   &job->ranking->key[item], err);
    free(rows);
    free(d);
    return result;
}

/* The items in the order of the stream. Their rows are moved to the front of the matrix. */
static int list_stream(struct mlf_rank_job *job, struct mlf_err *err)
{
    struct mlf_ranking *r = job->ranking;
    struct mlf_vectors *v = job->vectors;
    for (size_t i = 0; i < v->n; i++) {
        const struct mlf_record *record = &v->records.items[v->record[i]];
        struct mlf_err broken = {""};
        char *label = mlf_settled_label(job->options, &v->records, v->record[i], &broken);
        int has = mlf_rank_class(record, label, &broken, &r->labels, &r->label[r->items], err);
        if (has < 0 || (has && (mlf_rank_sets_refuse(record, err) || key_item(job, i, r->items, err))))
            return -1;
        if (!has)
            continue;
        r->tracked += mlf_record_find(record, "track") != NULL;
        mlf_vectors_move(v, i, r->items);
        r->item[r->items++] = v->record[i];
    }
    for (size_t i = 0; i < r->items; i++)
        if (find_given(job, i, err))
            return -1;
    return 0;
}

/* ---- Putting in order ---- */

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Numbers the classes in the order of their names. */
static int sort_classes(struct mlf_ranking *r, struct mlf_err *err)
{
    struct mlf_string_set sorted = {0};
    size_t c = r->labels.n, *number = mlf_alloc(c, sizeof *number, err);
    const char **names = mlf_alloc(c, sizeof *names, err);
    int result = -1;
    if (!number || !names)
        goto done;
    for (size_t k = 0; k < c; k++)
        names[k] = r->labels.items[k];
    if (c > 0)
        qsort(names, c, sizeof *names, by_name);
    for (size_t k = 0; k < c; k++)
        if (mlf_string_set_add(&sorted, names[k], NULL, NULL, err))
            goto done;
    for (size_t k = 0; k < c; k++)
        number[k] = mlf_string_set_find(&sorted, r->labels.items[k]);
    for (size_t i = 0; i < r->items; i++) {
        r->label[i] = number[r->label[i]];
        r->given[i] = number[r->given[i]];
    }
    mlf_string_set_free(&r->labels);
    r->labels = sorted;
    sorted = (struct mlf_string_set){0};
    result = 0;
done:
    mlf_string_set_free(&sorted);
    free(number);
    free(names);
    return result;
}

struct place {
    struct mlf_item_key key;
    size_t label, given, at;
};

static int compare_places(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    if (x->key.photo != y->key.photo)
        return x->key.photo < y->key.photo ? -1 : 1;
    if (x->key.object != y->key.object)
        return x->key.object < y->key.object ? -1 : 1;
    if (x->label != y->label)
        return x->label < y->label ? -1 : 1;
    return x->at < y->at ? -1 : x->at > y->at;
}

/* Row i becomes what row place[i].at was, cycle by cycle; `done` says of each row whether it is in its place. */
static void move_rows(float *z, size_t d, const struct place *place, size_t n, unsigned char *done, float *spare)
{
    memset(done, 0, n);
    for (size_t first = 0; first < n; first++) {
        size_t to = first;
        if (done[first])
            continue;
        memcpy(spare, z + first * d, d * sizeof *z);
        while (place[to].at != first) {
            memcpy(z + to * d, z + place[to].at * d, d * sizeof *z);
            done[to] = 1;
            to = place[to].at;
        }
        memcpy(z + to * d, spare, d * sizeof *z);
        done[to] = 1;
    }
}

static int move_sets(struct mlf_vectors *v, const struct place *place, size_t n, struct mlf_err *err)
{
    unsigned char *done = mlf_alloc(n, 1, err);
    int result = done ? 0 : -1;
    for (size_t k = 0; k <= v->more_n && result == 0; k++) {
        size_t d = k ? v->more[k - 1].d : v->d;
        float *spare = mlf_alloc_matrix(d, sizeof *spare, err);
        if (spare)
            move_rows(k ? v->more[k - 1].z : v->z, d, place, n, done, spare);
        result = spare ? 0 : -1;
        free(spare);
    }
    free(done);
    return result;
}

/* The witnesses come first, in their order, then all others in theirs. */
static int choose_witnesses(struct mlf_rank_job *job, struct place *place, struct mlf_err *err)
{
    struct mlf_ranking *r = job->ranking;
    size_t n = r->items, first = 0, last = 0;
    struct place *others = mlf_alloc(n, sizeof *others, err);
    struct mlf_item_key *key = mlf_alloc(n, sizeof *key, err);
    size_t *label = mlf_alloc(n, sizeof *label, err);
    unsigned char *chosen = mlf_alloc(n, 1, err);
    int result = -1;
    for (size_t i = 0; key && label && i < n; i++) {
        key[i] = place[i].key;
        label[i] = place[i].label;
    }
    if (others && key && label && chosen)
        result = mlf_witnesses_choose(key, label, n, r->labels.n, mlf_rank_items_most(job->options), chosen,
                                      &r->witnesses, err);
    for (size_t i = 0; i < n && result == 0; i++) {
        if (chosen[i])
            place[first++] = place[i];
        else
            others[last++] = place[i];
    }
    if (result == 0)
        memcpy(place + first, others, last * sizeof *place);
    free(others);
    free(key);
    free(label);
    free(chosen);
    return result;
}

static int sort_items(struct mlf_rank_job *job, struct mlf_err *err)
{
    struct mlf_ranking *r = job->ranking;
    size_t n = r->items, *record = mlf_alloc(n, sizeof *record, err);
    struct place *place = mlf_alloc(n, sizeof *place, err);
    int result = -1;
    if (!place || !record)
        goto done;
    for (size_t i = 0; i < n; i++) {
        place[i] = (struct place){r->key[i], r->label[i], r->given[i], i};
        record[i] = r->item[i];
    }
    if (n > 0)
        qsort(place, n, sizeof *place, compare_places);
    if (choose_witnesses(job, place, err))
        goto done;
    for (size_t i = 0; i < n; i++) {
        r->key[i] = place[i].key;
        r->label[i] = place[i].label;
        r->given[i] = place[i].given;
        r->item[i] = record[place[i].at];
    }
    result = move_sets(job->vectors, place, n, err);
done:
    free(record);
    free(place);
    return result;
}

int mlf_rank_items_list(struct mlf_rank_job *job, struct mlf_err *err)
{
    struct mlf_ranking *r = job->ranking;
    size_t n = job->vectors->n;
    r->item = mlf_alloc(n, sizeof *r->item, err);
    r->label = mlf_alloc(n, sizeof *r->label, err);
    r->given = mlf_alloc(n, sizeof *r->given, err);
    r->key = mlf_alloc(n, sizeof *r->key, err);
    if (!r->item || !r->label || !r->given || !r->key)
        return -1;
    return list_stream(job, err) || sort_classes(r, err) || sort_items(job, err) ? -1 : 0;
}
