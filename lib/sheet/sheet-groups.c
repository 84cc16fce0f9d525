#include "mlfix/sheet/sheet-groups.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fold.h"
#include "mlfix/base/array.h"
#include "mlfix/base/checksum.h"
#include "mlfix/base/err.h"
#include "mlfix/numeric/expected-records.h"
#include "mlfix/numeric/expected-words.h"
#include "mlfix/record/honeypots.h"
#include "mlfix/record/lookup.h"
#include "mlfix/record/record.h"
#include "mlfix/record/records.h"
#include "mlfix/sheet/doubt.h"
#include "mlfix/sheet/sheets.h"
#include "mlfix/sheet/track-cells.h"
#include "mlfix/text/text.h"

/* Groups of fewer crops show no typical ones: all crops are seen at one glance. */
#define FEWEST_FOR_TYPICAL 16

/* Crops of fewer pixels of the photo on both sides show too little to be compared with. */
#define SMALLEST_TYPICAL 32

/* Longest name of a group on a sheet, in characters. */
#define LONGEST_NAME 200

/* ---- Finding a group by its key ---- */

struct index {
    size_t *slots; /* number of a group + 1; 0: empty. A hash table with open addressing; size a power of two */
    size_t size;
};

static int index_grow(struct index *index, const struct mlf_sheet_groups *groups, struct mlf_err *err)
{
    if (index->size > 2 * groups->n)
        return 0;
    size_t size = index->size ? index->size * 2 : 64;
    size_t *slots = mlf_alloc(size, sizeof *slots, err);
    if (!slots)
        return -1;
    for (size_t g = 0; g < groups->n; g++) {
        size_t at = mlf_checksum(MLF_CHECKSUM_START, groups->items[g].key, strlen(groups->items[g].key)) & (size - 1);
        while (slots[at])
            at = (at + 1) & (size - 1);
        slots[at] = g + 1;
    }
    free(index->slots);
    *index = (struct index){slots, size};
    return 0;
}

/* Finds the group of this key, or makes it. The key belongs to the groups from now on. */
static int group_of(struct index *index, struct mlf_sheet_groups *groups, char *key, size_t *group, struct mlf_err *err)
{
    if (index_grow(index, groups, err))
        goto failed;
    size_t at = mlf_checksum(MLF_CHECKSUM_START, key, strlen(key)) & (index->size - 1);
    for (; index->slots[at]; at = (at + 1) & (index->size - 1)) {
        *group = index->slots[at] - 1;
        if (strcmp(groups->items[*group].key, key) == 0) {
            free(key);
            return 0;
        }
    }
    if (mlf_grow(&groups->items, &groups->capacity, groups->n + 1, sizeof *groups->items, err))
        goto failed;
    struct mlf_sheet_group *made = &groups->items[groups->n];
    memset(made, 0, sizeof *made);
    made->name = mlf_text_clean(key, LONGEST_NAME, err);
    if (!made->name)
        goto failed;
    made->key = key;
    *group = groups->n++;
    index->slots[at] = groups->n;
    return 0;
failed:
    free(key);
    return -1;
}

/* Notes the record's label, up to two that differ. */
static int note_label(struct mlf_sheet_group *group, const struct mlf_record *record, struct mlf_err *err)
{
    if (group->labels[1])
        return 0;
    char *label = mlf_record_string(record, "label", err);
    char *clean = err->text[0] ? NULL : mlf_text_clean(label ? label : "", LONGEST_NAME, err);
    free(label);
    if (!clean)
        return -1;
    if (group->labels[0] && strcmp(group->labels[0], clean) == 0)
        free(clean);
    else
        group->labels[group->labels[0] != NULL] = clean;
    return 0;
}

/* Forgets the only label of a group where the group's name tells it. */
static void forget_told_labels(struct mlf_sheet_groups *groups)
{
    for (size_t g = 0; g < groups->n; g++) {
        struct mlf_sheet_group *group = &groups->items[g];
        if (group->labels[1] || !group->labels[0] || !strstr(group->name, group->labels[0]))
            continue;
        free(group->labels[0]);
        group->labels[0] = NULL;
    }
}

static char *key_of(const struct mlf_record *record, struct mlf_err *err)
{
    char *key = mlf_record_string(record, "group", err);
    if (!key && !err->text[0])
        key = mlf_record_string(record, "label", err);
    if (!key && !err->text[0])
        key = mlf_strdup("", err);
    return key;
}

/* ---- Typical crops ---- */

struct candidate {
    double score;
    size_t cell;
};

static int by_score(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    if (x->score != y->score)
        return x->score < y->score ? -1 : 1;
    return (x->cell > y->cell) - (x->cell < y->cell);
}

static int by_cell(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    return (x->cell > y->cell) - (x->cell < y->cell);
}

static int is_small(const struct mlf_record *record)
{
    double bbox[4];
    return mlf_record_bbox(record, bbox) && bbox[2] < SMALLEST_TYPICAL && bbox[3] < SMALLEST_TYPICAL;
}

/* Chooses typical crops: from the sixth of the group with the lowest scores, evenly spaced in
 * the order of the cells, where look-alikes stand beside each other. Crops that are not
 * small come first. */
static int choose_typical(const struct mlf_records *records, const struct mlf_sheet_groups *groups,
                          struct mlf_sheet_group *group, struct mlf_err *err)
{
    size_t n = 0, large = 0, wanted = MLF_TYPICAL;
    if (group->n < FEWEST_FOR_TYPICAL)
        return 0;
    struct candidate *list = mlf_alloc(group->n, sizeof *list, err);
    if (!list)
        return -1;
    for (int small = 0; small < 2; small++) {
        for (size_t i = group->first; i < group->first + group->n; i++) {
            const struct mlf_record *record = &records->items[groups->order[i]];
            double score;
            if (is_small(record) == small && !mlf_doubt_any(record) && mlf_record_number(record, "score", &score))
                list[n++] = (struct candidate){score, i};
        }
        large = small ? large : n;
    }
    if (large >= wanted)
        n = large;
    if (n >= wanted) {
        size_t kept = n / 6 > wanted ? n / 6 : wanted;
        qsort(list, n, sizeof *list, by_score);
        qsort(list, kept, sizeof *list, by_cell);
        for (size_t k = 0; k < wanted; k++)
            group->typical[k] = groups->order[list[(2 * k + 1) * kept / (2 * wanted)].cell];
        group->n_typical = (int)wanted;
    }
    free(list);
    return 0;
}

/* ---- Grouping ---- */

void mlf_sheet_groups_free(struct mlf_sheet_groups *groups)
{
    for (size_t g = 0; g < groups->n; g++) {
        free(groups->items[g].name);
        free(groups->items[g].key);
        free(groups->items[g].labels[0]);
        free(groups->items[g].labels[1]);
        mlf_pixels_free(&groups->items[g].icon);
    }
    free(groups->items);
    free(groups->order);
    free(groups->member);
    free(groups->first_member);
    free(groups->usual);
    memset(groups, 0, sizeof *groups);
}

/* Takes groups out of which all crops moved into others, as those of tracks do. */
static void drop_empty(const struct mlf_records *records, struct mlf_sheet_groups *groups, size_t *group_at,
                       size_t *number)
{
    size_t kept = 0;
    for (size_t g = 0; g < groups->n; g++) {
        number[g] = kept;
        if (groups->items[g].crops > 0) {
            groups->items[kept++] = groups->items[g];
            continue;
        }
        free(groups->items[g].name);
        free(groups->items[g].key);
    }
    groups->n = kept;
    for (size_t i = 0; i < records->n; i++)
        if (group_at[i] != SIZE_MAX)
            group_at[i] = number[group_at[i]];
}

/* Counts what the groups hold. */
static int count(const struct mlf_records *records, struct mlf_sheet_groups *groups, const size_t *group_at,
                 struct mlf_err *err)
{
    for (size_t i = 0; i < records->n; i++) {
        const struct mlf_record *record = &records->items[i];
        if (group_at[i] == SIZE_MAX)
            continue;
        struct mlf_sheet_group *group = &groups->items[group_at[i]];
        if (note_label(group, record, err))
            return -1;
        group->crops++;
        group->doubtful += (size_t)mlf_doubt_any(record);
        group->untold += (size_t)mlf_record_has_issue(record, "class-not-told");
        groups->n_cells++;
    }
    return 0;
}

/* group_at[i] becomes the group of record i, or SIZE_MAX where it is not drawn. */
static int assign(const struct mlf_records *records, int tracks, struct mlf_sheet_groups *groups, size_t *group_at,
                  struct mlf_err *err)
{
    struct index index = {NULL, 0};
    size_t *number = NULL;
    int result = -1;
    for (size_t i = 0; i < records->n; i++) {
        const struct mlf_record *record = &records->items[i];
        group_at[i] = SIZE_MAX;
        if (mlf_record_find(record, "error"))
            continue;
        char *key = key_of(record, err);
        if (!key || group_of(&index, groups, key, &group_at[i], err))
            goto done;
    }
    if ((tracks && mlf_track_cells_gather(records, group_at, err)) || count(records, groups, group_at, err) ||
        !(number = mlf_alloc(groups->n, sizeof *number, err)))
        goto done;
    drop_empty(records, groups, group_at, number);
    forget_told_labels(groups);
    result = 0;
done:
    free(number);
    free(index.slots);
    return result;
}

/* Puts the drawn records in order, group by group, with a cell each. */
static void line_up(const struct mlf_records *records, const size_t *group_at, struct mlf_sheet_groups *groups)
{
    size_t first = 0;
    for (size_t g = 0; g < groups->n; first += groups->items[g++].crops)
        groups->items[g].first = first;
    for (size_t i = 0; i < records->n; i++) {
        if (group_at[i] == SIZE_MAX)
            continue;
        struct mlf_sheet_group *group = &groups->items[group_at[i]];
        groups->member[group->first + group->n++] = i;
    }
    for (size_t i = 0; i < groups->n_cells; i++) {
        groups->order[i] = groups->member[i];
        groups->first_member[i] = i;
    }
    groups->first_member[groups->n_cells] = groups->n_cells;
}

int mlf_sheet_groups_gather(const struct mlf_sheet_groups *groups, const struct mlf_records *records, size_t first,
                            size_t n, struct mlf_expected_records *to, size_t *crops, struct mlf_err *err)
{
    int judged = 0;
    for (size_t k = groups->first_member[first]; k < groups->first_member[first + n]; k++) {
        const struct mlf_record *record = &records->items[groups->member[k]];
        if (mlf_honeypot_is(record))
            continue;
        ++*crops;
        int one = mlf_expected_records_add(to, record, err);
        if (one < 0)
            return -1;
        judged += one;
    }
    return judged;
}

int mlf_sheet_groups_expect(const struct mlf_sheet_groups *groups, const struct mlf_records *records, size_t first,
                            size_t n, struct mlf_expected *expected, struct mlf_err *err)
{
    struct mlf_expected_records found = {0};
    size_t crops = 0;
    int judged = mlf_sheet_groups_gather(groups, records, first, n, &found, &crops, err);
    if (judged >= 0 && mlf_expected_records_read(&found, &mlf_expected_of_part, expected, err))
        judged = -1;
    mlf_expected_records_free(&found);
    return judged;
}

void mlf_sheet_groups_put_wrong(const struct mlf_sheet_group *group, struct mlf_buf *buf)
{
    mlf_expected_put(buf, &group->wrong);
}

int mlf_sheet_groups_make(const struct mlf_records *records, const char *fold, int tracks,
                          struct mlf_sheet_groups *groups, struct mlf_err *err)
{
    int result = -1;
    memset(groups, 0, sizeof *groups);
    size_t *group_at = mlf_alloc(records->n, sizeof *group_at, err);
    groups->order = mlf_alloc(records->n, sizeof *groups->order, err);
    groups->member = mlf_alloc(records->n, sizeof *groups->member, err);
    groups->first_member = mlf_alloc(records->n + 1, sizeof *groups->first_member, err);
    if (!group_at || !groups->order || !groups->member || !groups->first_member ||
        assign(records, tracks, groups, group_at, err))
        goto done;
    line_up(records, group_at, groups);
    if (((fold || tracks) && mlf_fold_groups(records, fold, tracks, groups, err)) ||
        (tracks && mlf_track_cells_settle(records, groups, err)))
        goto done;
    for (size_t g = 0; g < groups->n; g++) {
        struct mlf_sheet_group *group = &groups->items[g];
        group->estimated = mlf_sheet_groups_expect(groups, records, group->first, group->n, &group->wrong, err);
        if (group->estimated < 0 || choose_typical(records, groups, group, err))
            goto done;
    }
    result = 0;
done:
    free(group_at);
    if (result)
        mlf_sheet_groups_free(groups);
    return result;
}

int mlf_sheet_groups_begin_pair(const struct mlf_sheets *sheets, size_t cell)
{
    const struct mlf_sheet_groups *groups = &sheets->groups;
    struct mlf_lookup_value partner, id;
    return cell + 1 < groups->n_cells &&
           mlf_lookup(&sheets->records->items[groups->order[cell]], "lookalike.id", &partner) &&
           mlf_lookup(&sheets->records->items[groups->order[cell + 1]], "id", &id) && partner.length == id.length &&
           memcmp(partner.text, id.text, id.length) == 0;
}
