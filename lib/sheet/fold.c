#include "fold.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/checksum.h"
#include "mlfix/record/fields.h"
#include "mlfix/record/record.h"
#include "mlfix/record/records.h"
#include "mlfix/sheet/doubt.h"
#include "mlfix/sheet/sheets.h"

/* A cell of a group while it is being folded. */
struct fold {
    char *key;    /* what its crops have in common; NULL: it has one crop only */
    size_t shown; /* the record that it shows */
    double area;  /* of the shown record's box */
    size_t n;     /* crops */
};

/* Appends the field's value and a separator. Returns whether the record has it. */
static int put_field(struct mlf_buf *buf, const struct mlf_record *record, const char *field)
{
    const struct mlf_field *found = mlf_record_find(record, field);
    int there = found && found->kind != MLF_JSON_NULL;
    if (there)
        mlf_buf_add(buf, found->value, found->length);
    mlf_buf_putc(buf, '\n'); /* occurs in no JSON text of one line */
    return there;
}

/* What the crops of a cell have in common: the field, the label, the suggestion and the
 * doubt, so that one glance and one verdict do for all of them. *key becomes NULL where
 * the record lacks the field. */
static int key_of(const struct mlf_record *record, const char *field, int tracks, struct mlf_buf *buf, char **key,
                  struct mlf_err *err)
{
    *key = NULL;
    mlf_buf_clear(buf);
    const struct mlf_field *track = tracks ? mlf_record_find(record, "track") : NULL;
    if (track && track->kind == MLF_JSON_STRING) {
        put_field(buf, record, "track");
    } else {
        if (!field || !put_field(buf, record, field))
            return 0;
        put_field(buf, record, "label");
        put_field(buf, record, "suggest");
        mlf_buf_putc(buf, mlf_doubt_any(record) ? '1' : '0');
    }
    if (mlf_buf_check(buf, err))
        return -1;
    *key = mlf_strndup(buf->data, buf->length, err);
    return *key ? 0 : -1;
}

static double area_of(const struct mlf_record *record)
{
    double bbox[4];
    return mlf_record_bbox(record, bbox) ? bbox[2] * bbox[3] : 0;
}

/* The group that is being folded. */
struct folding {
    const struct mlf_records *records;
    const char *field;
    int tracks;
    struct fold *folds; /* in the order of their first crops */
    size_t n;
    size_t *slots; /* number of a fold + 1, by its key: a hash table with open addressing */
    size_t size;
    size_t *fold_of; /* of each crop of the group */
    struct mlf_buf buf;
};

/* Finds the fold that the record belongs to, or makes it. */
static int fold_of(struct folding *f, size_t index, size_t *number, struct mlf_err *err)
{
    const struct mlf_record *record = &f->records->items[index];
    char *key;
    if (key_of(record, f->field, f->tracks, &f->buf, &key, err))
        return -1;
    size_t at = 0;
    if (key) {
        at = mlf_checksum(MLF_CHECKSUM_START, key, strlen(key)) & (f->size - 1);
        for (; f->slots[at]; at = (at + 1) & (f->size - 1)) {
            struct fold *fold = &f->folds[f->slots[at] - 1];
            if (strcmp(fold->key, key))
                continue;
            free(key);
            *number = f->slots[at] - 1;
            fold->n++;
            if (area_of(record) > fold->area) {
                fold->area = area_of(record);
                fold->shown = index;
            }
            return 0;
        }
        f->slots[at] = f->n + 1;
    }
    *number = f->n;
    f->folds[f->n++] = (struct fold){key, index, area_of(record), 1};
    return 0;
}

/* Folds the `crops` crops of a group, which begin at member[from]. Its cells begin at
 * order[*cell], and *cell moves behind them. */
static int fold_group(struct folding *f, struct mlf_sheet_groups *groups, size_t from, size_t crops, size_t *cell,
                      struct mlf_err *err)
{
    size_t *member = groups->member + from, *copy = NULL, *next = NULL;
    int result = -1;
    f->n = 0;
    for (f->size = 64; f->size < 2 * crops; f->size *= 2)
        ;
    f->folds = mlf_alloc(crops, sizeof *f->folds, err);
    f->slots = mlf_alloc(f->size, sizeof *f->slots, err);
    f->fold_of = mlf_alloc(crops, sizeof *f->fold_of, err);
    copy = mlf_alloc(crops, sizeof *copy, err);
    if (!f->folds || !f->slots || !f->fold_of || !copy)
        goto done;
    memcpy(copy, member, crops * sizeof *copy);
    for (size_t i = 0; i < crops; i++)
        if (fold_of(f, copy[i], &f->fold_of[i], err))
            goto done;
    if (!(next = mlf_alloc(f->n, sizeof *next, err)))
        goto done;
    for (size_t k = 0, at = 0; k < f->n; at += f->folds[k++].n) {
        next[k] = at;
        groups->order[*cell] = f->folds[k].shown;
        groups->first_member[(*cell)++] = from + at;
    }
    for (size_t i = 0; i < crops; i++)
        member[next[f->fold_of[i]]++] = copy[i];
    result = 0;
done:
    for (size_t k = 0; k < f->n; k++)
        free(f->folds[k].key);
    free(f->folds);
    free(f->slots);
    free(f->fold_of);
    free(copy);
    free(next);
    return result;
}

int mlf_fold_groups(const struct mlf_records *records, const char *field, int tracks, struct mlf_sheet_groups *groups,
                    struct mlf_err *err)
{
    struct folding f = {.records = records, .field = field, .tracks = tracks};
    size_t cell = 0, crop = 0;
    int result = 0;
    for (size_t g = 0; g < groups->n && result == 0; g++) {
        struct mlf_sheet_group *group = &groups->items[g];
        size_t first = cell;
        result = fold_group(&f, groups, crop, group->crops, &cell, err);
        crop += group->crops;
        group->first = first;
        group->n = cell - first;
    }
    groups->first_member[cell] = crop;
    groups->n_cells = cell;
    mlf_buf_free(&f.buf);
    return result;
}
