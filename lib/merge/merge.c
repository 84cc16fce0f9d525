#include "mlfix/merge/merge.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/base/parallel.h"
#include "mlfix/base/progress.h"
#include "mlfix/record/embedded-by.h"
#include "mlfix/record/record-write.h"
#include "mlfix/record/record.h"
#include "part.h"
#include "rows.h"
#include "whole.h"

#define MERGING "merge the records"

struct merging {
    const struct mlf_merge_options *options;
    struct mlf_part *parts;
    enum mlf_part_order order;
    size_t *heap, heap_n; /* parts that are not at their end; the one whose record comes next is first */
    struct mlf_merge_rows rows[2];
    struct mlf_embedded_by model;
    struct mlf_whole whole; /* whether it is one and complete */
    /* The record that was written last, as it is compared. */
    struct mlf_part_key key;
    struct mlf_buf last, text;
    size_t last_part, last_number;
    int begun;
    struct mlf_merge_result *result;
};

/* ---- Which part is next ---- */

static int is_before(const struct merging *m, size_t a, size_t b)
{
    int order = m->order == MLF_PART_AS_GIVEN ? 0 : mlf_part_compare(&m->parts[a].key, &m->parts[b].key);
    return order ? order < 0 : a < b;
}

/* Lets the part at place i sink to where it belongs. */
static void sink(struct merging *m, size_t i)
{
    for (;;) {
        size_t first = i;
        for (size_t child = 2 * i + 1; child <= 2 * i + 2 && child < m->heap_n; child++)
            if (is_before(m, m->heap[child], m->heap[first]))
                first = child;
        if (first == i)
            return;
        size_t part = m->heap[i];
        m->heap[i] = m->heap[first];
        m->heap[first] = part;
        i = first;
    }
}

static int look_at_part(void *context, size_t piece, int worker, struct mlf_err *err)
{
    struct merging *m = context;
    (void)worker;
    return mlf_part_look(&m->parts[piece], err);
}

/* What all records have in common decides on the order. */
static int choose_order(struct merging *m, struct mlf_err *err)
{
    size_t all = 0, drawn = 0, with[MLF_PART_ORDERS] = {0};
    const struct mlf_part *one = NULL, *other = NULL;
    for (size_t i = 0; i < m->options->parts_n; i++) {
        const struct mlf_part *part = &m->parts[i];
        all += part->survey.records;
        drawn += part->survey.drawn;
        for (int order = 0; order < MLF_PART_ORDERS; order++)
            with[order] += part->survey.with[order];
        one = !one && part->survey.first_with ? part : one;
        other = !other && part->survey.first_without ? part : other;
    }
    if (one && other)
        return mlf_fail(err,
                        "%s:%zu has the field 'shard', which says where the record stands in the whole, and %s:%zu has "
                        "none: they are no parts of one whole",
                        one->name, one->survey.first_with, other->name, other->survey.first_without);
    m->order = one                                                    ? MLF_PART_BY_SHARD
               : all > 0 && !drawn && with[MLF_PART_BY_SOURCE] == all ? MLF_PART_BY_SOURCE
                                                                      : MLF_PART_AS_GIVEN;
    m->result->order = m->order == MLF_PART_BY_SHARD    ? "as the dataset has them"
                       : m->order == MLF_PART_BY_SOURCE ? "by file and place of their annotation"
                                                        : "as they stand in the parts";
    return 0;
}

static int begin(struct merging *m, struct mlf_err *err)
{
    size_t n = m->options->parts_n;
    m->parts = mlf_alloc(n, sizeof *m->parts, err);
    m->heap = mlf_alloc(n, sizeof *m->heap, err);
    if (!m->parts || !m->heap)
        return -1;
    for (size_t i = 0; i < n; i++)
        if (mlf_part_open(&m->parts[i], m->options->parts[i], err))
            return -1;
    if (mlf_parallel(n, m->options->jobs, look_at_part, m, err) || choose_order(m, err))
        return -1;
    for (size_t i = 0; i < m->options->vectors_n; i++)
        if (mlf_merge_rows_open(&m->rows[i], &m->options->vectors[i], m->options->parts, n, err))
            return -1;
    for (size_t i = 0; i < n; i++) {
        if (mlf_part_begin(&m->parts[i], m->order, err))
            return -1;
        if (!m->parts[i].at_end)
            m->heap[m->heap_n++] = i;
    }
    for (size_t i = m->heap_n; i > 0; i--)
        sink(m, i - 1);
    return 0;
}

/* ---- Records that come twice ---- */

/* What of the record is compared with others of its key. */
static int put_compared(const struct mlf_record *record, struct mlf_buf *text, struct mlf_err *err)
{
    struct mlf_record copy = {0};
    struct mlf_buf all = {0};
    int result = -1;
    mlf_buf_clear(text);
    if (!mlf_record_find(record, "shard") && !mlf_record_find(record, "row")) {
        mlf_record_print(record, text);
        return mlf_buf_check(text, err);
    }
    mlf_record_print(record, &all);
    if (mlf_buf_check(&all, err) == 0 && mlf_record_parse(&copy, all.data, all.length - 1, err) == 0) {
        mlf_record_remove(&copy, "shard");
        mlf_record_remove(&copy, "row");
        mlf_record_print(&copy, text);
        result = mlf_buf_check(text, err);
    }
    mlf_record_free(&copy);
    mlf_buf_free(&all);
    return result;
}

static int differ(const struct mlf_record *record, const char *file, size_t number, const char *what,
                  struct mlf_err *err)
{
    char *id = mlf_record_string(record, "id", NULL);
    mlf_fail(err, "%s:%zu and %s:%zu are the same object%s%s%s, and %s differ: take the part out that is wrong", file,
             number, record->file, record->number, id ? " '" : "", id ? id : "", id ? "'" : "", what);
    free(id);
    return -1;
}

/* 1 where the record was written already, 0 where it is new, -1 where it differs from the one that was written. */
static int was_written(struct merging *m, size_t part, struct mlf_err *err)
{
    const struct mlf_record *record = &m->parts[part].record;
    if (put_compared(record, &m->text, err))
        return -1;
    if (m->order == MLF_PART_AS_GIVEN)
        return mlf_whole_saw_id(&m->whole, record, m->text.data, m->text.length, err);
    if (!m->begun || mlf_part_compare(&m->key, &m->parts[part].key))
        return 0;
    if (m->text.length != m->last.length || memcmp(m->text.data, m->last.data, m->text.length) != 0)
        return differ(record, m->parts[m->last_part].name, m->last_number, "the records", err);
    for (size_t i = 0; i < m->options->vectors_n; i++)
        if (!mlf_merge_rows_is_same(&m->rows[i]))
            return differ(record, m->parts[m->last_part].name, m->last_number, "their vectors", err);
    return 1;
}

/* ---- The records ---- */

static int set_row(struct merging *m, struct mlf_record *record, struct mlf_err *err)
{
    if (!mlf_record_find(record, "row"))
        return 0;
    if (m->options->drop_rows) {
        mlf_record_remove(record, "row");
        return 0;
    }
    if (m->options->vectors_n == 0)
        return mlf_fail(err,
                        "%s:%zu: the record names a row of its part's file of vectors: merge these with --vectors, or "
                        "leave the field out with --drop-rows",
                        record->file, record->number);
    return mlf_record_set_number(record, "row", (double)m->result->records, err);
}

static int write_record(struct merging *m, size_t part, FILE *out, struct mlf_err *err)
{
    struct mlf_record *record = &m->parts[part].record;
    if (mlf_whole_see(&m->whole, record, err) || set_row(m, record, err))
        return -1;
    for (size_t i = 0; i < m->options->vectors_n; i++)
        if (mlf_merge_rows_write(&m->rows[i], err))
            return -1;
    if (!m->options->some)
        mlf_record_remove(record, "shard");
    struct mlf_buf compared = m->last; /* what was compared is kept until the next one */
    m->last = m->text;
    m->text = compared;
    m->last_part = part;
    m->last_number = record->number;
    m->key = m->parts[part].key;
    m->begun = 1;
    m->result->records++;
    mlf_buf_clear(&m->text);
    mlf_record_print(record, &m->text);
    if (mlf_buf_check(&m->text, err))
        return -1;
    if (fwrite(m->text.data, 1, m->text.length, out) != m->text.length)
        return mlf_fail_errno(err, "the records cannot be written");
    return 0;
}

static int take_next(struct merging *m, FILE *out, struct mlf_err *err)
{
    size_t part = m->heap[0];
    struct mlf_record *record = &m->parts[part].record;
    for (size_t i = 0; i < m->options->vectors_n; i++)
        if (mlf_merge_rows_fetch(&m->rows[i], part, record, err))
            return -1;
    int written = mlf_embedded_by_see(&m->model, record, err) ? -1 : was_written(m, part, err);
    if (written < 0 || (written == 0 && write_record(m, part, out, err)))
        return -1;
    m->result->twice += (size_t)written;
    if (mlf_part_step(&m->parts[part], m->order, err))
        return -1;
    if (m->parts[part].at_end)
        m->heap[0] = m->heap[--m->heap_n];
    sink(m, 0);
    mlf_progress(MERGING, m->result->records, 0);
    return 0;
}

int mlf_merge_records(const struct mlf_merge_options *options, FILE *out, struct mlf_merge_result *result,
                      struct mlf_err *err)
{
    struct merging m = {.options = options, .result = result};
    *result = (struct mlf_merge_result){0};
    int failed = begin(&m, err);
    while (!failed && m.heap_n > 0)
        failed = take_next(&m, out, err);
    mlf_progress_leave(MERGING);
    if (!failed && m.order == MLF_PART_BY_SHARD && !options->some)
        failed = mlf_whole_check(&m.whole, &result->end_unknown, err);
    for (size_t i = 0; i < options->vectors_n && !failed; i++)
        failed = mlf_merge_rows_finish(&m.rows[i], err);
    for (size_t i = 0; i < options->vectors_n; i++)
        mlf_merge_rows_free(&m.rows[i]);
    for (size_t i = 0; m.parts && i < options->parts_n; i++)
        mlf_part_close(&m.parts[i]);
    free(m.parts);
    free(m.heap);
    mlf_whole_free(&m.whole);
    mlf_embedded_by_free(&m.model);
    mlf_buf_free(&m.last);
    mlf_buf_free(&m.text);
    return failed ? -1 : 0;
}
