/* See dota-rows.h. */

#include "dota-rows.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/annotation/annotation-errors.h"
#include "mlfix/annotation/digits.h"
#include "mlfix/annotation/word-rows.h"
#include "mlfix/base/array.h"
#include "mlfix/base/number.h"
#include "mlfix/base/utf8.h"
#include "mlfix/dataset/numbers.h"

/* Numbers of the corners, which come first. */
#define CORNERS 8
/* Rows that are looked at to know a file by. */
#define FEW_ROWS 20

/* "imagesource:GoogleEarth", "gsd:0.146", "gsd:null". */
static int is_header(const struct word_rows *rows)
{
    return rows->n <= 3 && memchr(rows->text.data + rows->line.offset, ':', rows->line.length);
}

/* The words of the category, which some tools write with blanks in it: all between the corners and the number that says
 * whether the object is difficult, which some leave out. *difficult is that number, 0 where there is none. 1, or 0
 * where there is no category. */
static int find_category(const struct word_rows *rows, struct mlf_span *category, double *difficult)
{
    size_t last;
    double number;

    *difficult = 0;
    if (rows->n <= CORNERS)
        return 0;
    last = rows->n - 1;
    if (last > CORNERS && word_rows_numbers(rows, last, 1, difficult))
        last--;
    category->offset = rows->words[CORNERS].offset;
    category->length = rows->words[last].offset + rows->words[last].length - category->offset;
    return last > CORNERS || !word_rows_numbers(rows, CORNERS, 1, &number);
}

int dota_file_fits(const struct mlf_dataset *dataset, const char *file)
{
    struct word_rows rows;
    struct mlf_span category;
    double numbers[CORNERS];
    int open = !word_rows_open(&rows, dataset, file, NULL);
    int fits = 0;

    for (int seen = 0; open && !fits && seen < FEW_ROWS && word_rows_next(&rows, NULL) > 0; seen++)
        fits = word_rows_numbers(&rows, 0, CORNERS, numbers) && find_category(&rows, &category, numbers);
    word_rows_close(&rows);
    return fits;
}

static int fail_row(const struct word_rows *rows, struct mlf_err *err)
{
    return mlf_fail_in(err, rows->text.path, rows->text.data, rows->text.length, rows->line.offset);
}

/* The envelope of the corners: left, top, right, bottom. */
static void find_edges(const double corners[CORNERS], double edges[4])
{
    for (int k = 0; k < 4; k++)
        edges[k] = corners[k % 2];
    for (int i = 2; i < CORNERS; i++) {
        edges[i % 2] = fmin(edges[i % 2], corners[i]);
        edges[2 + i % 2] = fmax(edges[2 + i % 2], corners[i]);
    }
}

/* Whether the corners are those of an upright box, each another one. They are compared with the edges and not with left
 * + width, which need not be exactly the right edge. */
static int is_upright(const double corners[CORNERS], const double edges[4])
{
    for (int i = 0; i < CORNERS; i++) {
        int is_low = !(corners[i] > edges[i % 2]);
        int is_high = !(corners[i] < edges[2 + i % 2]);

        if (is_low == is_high || (i >= 4 && fabs(corners[i] - corners[i - 4]) <= 0))
            return 0;
    }
    return 1;
}

static int report(const struct word_rows *rows, const char *photo, const char *split, mlf_object_sink *sink,
                  void *context, struct mlf_err *err)
{
    struct mlf_object object = {.image = photo, .file = rows->file, .index = rows->next - 1, .split = split};
    struct mlf_span category;
    double difficult;
    double corners[CORNERS];
    double edges[4];
    char fields[32];
    char *label = NULL;
    char *id = NULL;
    int result = -1;

    if (!find_category(rows, &category, &difficult)) {
        mlf_fail(err, "the row has no four corners and category");
        return fail_row(rows, err);
    }
    label = mlf_strndup(rows->text.data + category.offset, category.length, err);
    id = mlf_strf(err, "%s#%zu", rows->file, object.index);
    if (!label || !id)
        goto done;
    if (difficult > 0) {
        snprintf(fields, sizeof fields, ",\"difficult\":%.0f", fmin(difficult, 9));
        object.fields = fields;
    }
    object.has_bbox = word_rows_numbers(rows, 0, CORNERS, corners);
    if (object.has_bbox) {
        find_edges(corners, edges);
        for (int k = 0; k < 4; k++)
            object.bbox[k] = k < 2 ? edges[k] : edges[k] - edges[k - 2];
        object.corners = is_upright(corners, edges) ? NULL : corners;
    } else {
        object.error = "the row has no four corners of two numbers";
    }
    object.id = id;
    object.label = label;
    result = sink(context, &object, err);
done:
    free(label);
    free(id);
    return result;
}

int dota_file_read(const struct mlf_dataset *dataset, const char *file, const char *photo, const char *split,
                   mlf_object_sink *sink, void *context, struct mlf_err *err)
{
    struct word_rows rows;
    int more = word_rows_open(&rows, dataset, file, err) ? -1 : 1;

    if (more > 0 && (!mlf_utf8_is_valid(rows.text.data, rows.text.length, NULL) ||
                     memchr(rows.text.data, '\0', rows.text.length))) {
        mlf_fail(err, "the file is no text in UTF-8");
        more = mlf_fail_at(err, "%s", rows.text.path);
    }
    while (more > 0 && (more = word_rows_next(&rows, err)) > 0)
        if ((rows.next > 3 || !is_header(&rows)) && report(&rows, photo, split, sink, context, err))
            more = -1;
    word_rows_close(&rows);
    return more;
}

static struct mlf_span place_of_category(void *context, const struct word_rows *rows, struct mlf_err *err)
{
    struct mlf_span category = {0};
    double difficult;

    (void)context;
    if (!find_category(rows, &category, &difficult)) {
        mlf_fail(err, "row %zu of '%s' has no category", rows->next - 1, rows->file);
        category.length = 0;
    }
    return category;
}

static char *check_category(void *context, const char *label, struct mlf_err *err)
{
    double number;

    (void)context;
    if (*label && !strpbrk(label, " \t\r\n\v\f") && !mlf_number(label, &number))
        return mlf_strdup(label, err);
    mlf_fail(err, "'%s' is no category that DOTA can write: it holds blanks, or is a number", label);
    return NULL;
}

/* Writes a corner, whose numbers begin at `first`, and the one opposite to it, which together are the box. */
static int put_opposite(const struct word_rows *rows, int first, const double now[CORNERS],
                        const double wanted[CORNERS], struct mlf_edits *edits, struct mlf_err *err)
{
    struct mlf_span spans[4];
    double from[4];
    double to[4];

    for (int k = 0; k < 4; k++) {
        int i = (first + k + (k < 2 ? 0 : 2)) % CORNERS;

        spans[k] = rows->words[i];
        from[k] = now[i];
        to[k] = wanted[i];
    }
    return mlf_edits_box(edits, rows->file, rows->text.data, spans, from, to, &mlf_measure_pixels, 1, err);
}

/* Each corner of an upright box keeps its place: the first stays left and uppermost, or whatever it was. */
static int rebox(void *context, const struct word_rows *rows, const struct mlf_change *change, struct mlf_edits *edits,
                 struct mlf_err *err)
{
    double now[CORNERS];
    double wanted[CORNERS];
    double box[4];
    double edges[4];
    size_t kept;

    (void)context;
    if (!word_rows_numbers(rows, 0, CORNERS, now))
        return mlf_fail(err, "row %zu of '%s' has no four corners of two numbers", rows->next - 1, rows->file);
    find_edges(now, box);
    if (!is_upright(now, box))
        return mlf_fail(err, "row %zu of '%s' is no upright box: its corners cannot follow from one", rows->next - 1,
                        rows->file);
    mlf_corners(change->bbox, edges);
    for (int i = 0; i < CORNERS; i++)
        wanted[i] = edges[(now[i] > box[i % 2] ? 2 : 0) + i % 2];
    kept = edits->kept;
    if (put_opposite(rows, 0, now, wanted, edits, err) || put_opposite(rows, 2, now, wanted, edits, err))
        return -1;
    edits->kept = edits->kept > kept ? kept + 1 : kept; /* it is one box */
    return 0;
}

int dota_file_edit(const struct mlf_dataset *dataset, const char *file, const struct mlf_change *changes, size_t n,
                   struct mlf_edits *edits, struct mlf_err *err)
{
    static const struct word_rows_format format = {.word = check_category, .label = place_of_category, .rebox = rebox};

    return word_rows_edit(dataset, file, changes, n, &format, edits, err);
}
