#include "mlfix/sheet/track-cells.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/string-set.h"
#include "mlfix/record/fields.h"
#include "mlfix/record/record.h"
#include "mlfix/record/records.h"
#include "mlfix/sheet/doubt.h"
#include "mlfix/sheet/sheets.h"

static const struct mlf_field *track_of(const struct mlf_record *record)
{
    const struct mlf_field *track = mlf_record_find(record, "track");
    return track && track->kind == MLF_JSON_STRING ? track : NULL;
}

int mlf_track_cells_has(const struct mlf_record *record)
{
    return track_of(record) != NULL;
}

/* A record of a track, and the group that it would be in by itself. */
struct one {
    size_t track, group, record;
};

static int by_track(const void *a, const void *b)
{
    const struct one *x = a, *y = b;
    if (x->track != y->track)
        return x->track < y->track ? -1 : 1;
    if (x->group != y->group)
        return x->group < y->group ? -1 : 1;
    return (x->record > y->record) - (x->record < y->record);
}

/* The group of most of the n records of a track. */
static size_t home_of(const struct one *list, size_t n)
{
    size_t best = list[0].group, most = 0, earliest = SIZE_MAX, end;
    for (size_t i = 0; i < n; i = end) {
        for (end = i; end < n && list[end].group == list[i].group;)
            end++;
        if (end - i > most || (end - i == most && list[i].record < earliest)) {
            best = list[i].group;
            most = end - i;
            earliest = list[i].record;
        }
    }
    return best;
}

int mlf_track_cells_gather(const struct mlf_records *records, size_t *group_at, struct mlf_err *err)
{
    struct mlf_string_set names = {0};
    struct one *list = mlf_alloc(records->n, sizeof *list, err);
    size_t n = 0, end;
    int result = list ? 0 : -1;
    for (size_t i = 0; i < records->n && result == 0; i++) {
        struct mlf_err none = {""};
        char *name = group_at[i] != SIZE_MAX && mlf_track_cells_has(&records->items[i])
                         ? mlf_record_string(&records->items[i], "track", &none)
                         : NULL;
        if (!name)
            continue;
        list[n] = (struct one){.group = group_at[i], .record = i};
        result = mlf_string_set_add(&names, name, &list[n++].track, NULL, err);
        free(name);
    }
    if (result == 0 && n > 0)
        qsort(list, n, sizeof *list, by_track);
    for (size_t i = 0; i < n && result == 0; i = end) {
        for (end = i; end < n && list[end].track == list[i].track;)
            end++;
        size_t home = home_of(list + i, end - i);
        for (size_t k = i; k < end; k++)
            group_at[list[k].record] = home;
    }
    free(list);
    mlf_string_set_free(&names);
    return result;
}

/* A crop of a track, and its place among these in the order of their frames. */
struct frame {
    double number;
    size_t record, place;
    const struct mlf_field *label; /* NULL: it has none */
};

static int by_frame(const void *a, const void *b)
{
    const struct frame *x = a, *y = b;
    if (x->number != y->number)
        return x->number < y->number ? -1 : 1;
    return (x->record > y->record) - (x->record < y->record);
}

static int compare_labels(const struct mlf_field *a, const struct mlf_field *b)
{
    if (!a || !b)
        return (a != NULL) - (b != NULL);
    if (a->length != b->length)
        return a->length < b->length ? -1 : 1;
    return memcmp(a->value, b->value, a->length);
}

int mlf_track_cells_same_label(const struct mlf_record *a, const struct mlf_record *b)
{
    return compare_labels(mlf_record_find(a, "label"), mlf_record_find(b, "label")) == 0;
}

static int by_label(const void *a, const void *b)
{
    const struct frame *x = a, *y = b;
    int order = compare_labels(x->label, y->label);
    return order ? order : (x->place > y->place) - (x->place < y->place);
}

int mlf_track_cells_changes(const struct mlf_sheet_groups *groups, const struct mlf_records *records, size_t cell)
{
    int changes = 0;
    for (size_t k = groups->first_member[cell] + 1; k < groups->first_member[cell + 1]; k++)
        changes +=
            !mlf_track_cells_same_label(&records->items[groups->member[k - 1]], &records->items[groups->member[k]]);
    return changes;
}

int mlf_track_cells_is(const struct mlf_sheets *sheets, size_t cell)
{
    return sheets->options.tracks && mlf_track_cells_has(&sheets->records->items[sheets->groups.order[cell]]);
}

/* The first record in the order of the frames that has the label of most of them. Sorts the n frames by their labels.
 */
static size_t find_usual(struct frame *frames, size_t n)
{
    size_t usual = 0, most = 0, end;
    qsort(frames, n, sizeof *frames, by_label);
    for (size_t i = 0; i < n; i = end) {
        for (end = i; end < n && compare_labels(frames[end].label, frames[i].label) == 0;)
            end++;
        if (end - i > most || (end - i == most && frames[i].place < frames[usual].place)) {
            usual = i;
            most = end - i;
        }
    }
    return frames[usual].record;
}

static double area_of(const struct mlf_record *record)
{
    double bbox[4];
    return mlf_record_bbox(record, bbox) ? bbox[2] * bbox[3] : 0;
}

/* The record that the cell shows. */
static size_t choose_shown(const struct mlf_records *records, const struct mlf_sheet_groups *groups, size_t cell)
{
    size_t usual = groups->usual[cell], doubted = SIZE_MAX, largest = usual;
    for (size_t k = groups->first_member[cell]; k < groups->first_member[cell + 1]; k++) {
        size_t index = groups->member[k];
        const struct mlf_record *record = &records->items[index];
        if (mlf_doubt_any(record) && index < doubted)
            doubted = index;
        if (mlf_track_cells_same_label(record, &records->items[usual]) &&
            area_of(record) > area_of(&records->items[largest]))
            largest = index;
    }
    return doubted != SIZE_MAX ? doubted : largest;
}

int mlf_track_cells_settle(const struct mlf_records *records, struct mlf_sheet_groups *groups, struct mlf_err *err)
{
    size_t most = 0;
    for (size_t i = 0; i < groups->n_cells; i++)
        most = groups->first_member[i + 1] - groups->first_member[i] > most
                   ? groups->first_member[i + 1] - groups->first_member[i]
                   : most;
    struct frame *frames = mlf_alloc(most, sizeof *frames, err);
    groups->usual = frames ? mlf_alloc(groups->n_cells, sizeof *groups->usual, err) : NULL;
    if (!groups->usual) {
        free(frames);
        return -1;
    }
    for (size_t i = 0; i < groups->n_cells; i++) {
        size_t *member = groups->member + groups->first_member[i];
        size_t n = groups->first_member[i + 1] - groups->first_member[i];
        groups->usual[i] = groups->order[i];
        if (n < 2 || !mlf_track_cells_has(&records->items[groups->order[i]]))
            continue;
        for (size_t k = 0; k < n; k++) {
            frames[k] =
                (struct frame){.record = member[k], .label = mlf_record_find(&records->items[member[k]], "label")};
            mlf_record_number(&records->items[member[k]], "frame", &frames[k].number);
        }
        qsort(frames, n, sizeof *frames, by_frame);
        for (size_t k = 0; k < n; k++) {
            member[k] = frames[k].record;
            frames[k].place = k;
        }
        groups->usual[i] = find_usual(frames, n);
        groups->order[i] = choose_shown(records, groups, i);
    }
    free(frames);
    return 0;
}
