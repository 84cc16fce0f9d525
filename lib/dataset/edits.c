/* Lists of byte edits, and carrying them out in memory. See mlfix/edits.h. */

#include "mlfix/dataset/edits.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/base/string-set.h"

static int add_edit(struct mlf_edits *edits, const char *file, struct mlf_edit **edit, struct mlf_err *err)
{
    if (mlf_grow(&edits->items, &edits->capacity, edits->n + 1, sizeof *edits->items, err))
        return -1;
    *edit = &edits->items[edits->n];
    **edit = (struct mlf_edit){0};
    if (!((*edit)->file = mlf_strdup(file, err)))
        return -1;
    edits->n++;
    return 0;
}

int mlf_edits_replace(struct mlf_edits *edits, const char *file, size_t offset, size_t length, const char *text,
                      size_t text_length, struct mlf_err *err)
{
    struct mlf_edit *edit;

    if (add_edit(edits, file, &edit, err))
        return -1;
    edit->offset = offset;
    edit->length = length;
    edit->text_length = text_length;
    if (!(edit->text = mlf_alloc(text_length + 1, 1, err)))
        return -1;
    if (text_length)
        memcpy(edit->text, text, text_length);
    return 0;
}

int mlf_edits_amend(struct mlf_edits *edits, const char *file, size_t offset, size_t length, const char *text,
                    struct mlf_err *err)
{
    for (size_t i = 0; i < edits->n; i++) {
        struct mlf_edit *edit = &edits->items[i];
        char *longer;

        if (!edit->text || edit->offset != offset || edit->length != length || strcmp(edit->file, file) != 0)
            continue;
        if (!(longer = mlf_strf(err, "%s%s", length == 0 ? edit->text : "", text)))
            return -1;
        free(edit->text);
        edit->text = longer;
        edit->text_length = strlen(longer);
        return 0;
    }
    return mlf_edits_replace(edits, file, offset, length, text, strlen(text), err);
}

int mlf_edits_move(struct mlf_edits *edits, const char *file, const char *move_to, struct mlf_err *err)
{
    struct mlf_edit *edit;

    if (add_edit(edits, file, &edit, err))
        return -1;
    return (edit->move_to = mlf_strdup(move_to, err)) ? 0 : -1;
}

void mlf_edits_free(struct mlf_edits *edits)
{
    for (size_t i = 0; i < edits->n; i++) {
        free(edits->items[i].file);
        free(edits->items[i].text);
        free(edits->items[i].move_to);
    }
    free(edits->items);
    *edits = (struct mlf_edits){0};
}

int mlf_edits_by_offset(const void *a, const void *b)
{
    const struct mlf_edit *x = *(const struct mlf_edit *const *)a;
    const struct mlf_edit *y = *(const struct mlf_edit *const *)b;

    if (x->offset != y->offset)
        return x->offset < y->offset ? -1 : 1;
    if ((x->length == 0) != (y->length == 0))
        return x->length == 0 ? -1 : 1;
    return x < y ? -1 : x > y;
}

int mlf_edits_sort(struct mlf_edits *edits, struct mlf_err *err)
{
    const struct mlf_edit **order = mlf_alloc(edits->n, sizeof *order, err);
    struct mlf_edit *sorted = mlf_alloc(edits->n, sizeof *sorted, err);
    int result = order && sorted ? 0 : -1;

    for (size_t i = 0; i < edits->n && !result; i++)
        order[i] = &edits->items[i];
    if (!result && edits->n > 0) {
        qsort(order, edits->n, sizeof *order, mlf_edits_by_offset);
        for (size_t i = 0; i < edits->n; i++)
            sorted[i] = *order[i];
        memcpy(edits->items, sorted, edits->n * sizeof *sorted);
    }
    free(order);
    free(sorted);
    return result;
}

int mlf_edits_group(struct mlf_edits *edits, struct mlf_err *err)
{
    struct mlf_string_set files = {0};
    size_t *places = mlf_alloc(edits->n + 1, sizeof *places, err); /* where the steps of each file go */
    size_t *of = mlf_alloc(edits->n, sizeof *of, err);             /* the number of each step's file */
    struct mlf_edit *grouped = mlf_alloc(edits->n, sizeof *grouped, err);
    int result = places && of && grouped ? 0 : -1;
    size_t sum = 0;

    for (size_t i = 0; i < edits->n && !result; i++)
        if (!(result = mlf_string_set_add(&files, edits->items[i].file, &of[i], NULL, err)))
            places[of[i]]++;
    for (size_t i = 0; i < files.n && !result; i++) {
        size_t n = places[i];

        places[i] = sum;
        sum += n;
    }
    for (size_t i = 0; i < edits->n && !result; i++)
        grouped[places[of[i]]++] = edits->items[i];
    if (!result && edits->n > 0)
        memcpy(edits->items, grouped, edits->n * sizeof *grouped);
    mlf_string_set_free(&files);
    free(places);
    free(of);
    free(grouped);
    return result;
}

/* With `cut` steps that reach past the end are left out. */
static char *carry_out(const struct mlf_edits *edits, const char *file, const char *old, size_t old_length, int cut,
                       size_t *new_length, struct mlf_err *err)
{
    const struct mlf_edit **steps = mlf_alloc(edits->n, sizeof *steps, err);
    struct mlf_buf buf = {0};
    size_t n = 0;
    size_t at = 0;
    char *text = NULL;

    if (!steps)
        return NULL;
    for (size_t i = 0; i < edits->n; i++)
        if (edits->items[i].text && !strcmp(edits->items[i].file, file))
            steps[n++] = &edits->items[i];
    qsort(steps, n, sizeof *steps, mlf_edits_by_offset);
    for (size_t i = 0; i < n; i++) {
        int is_past = steps[i]->offset > old_length || steps[i]->length > old_length - steps[i]->offset;

        if (is_past && cut)
            break;
        if (is_past || steps[i]->offset < at) {
            mlf_fail(err, "edits of '%s' overlap or reach past its end at byte %zu", file, steps[i]->offset);
            goto done;
        }
        mlf_buf_add(&buf, old + at, steps[i]->offset - at);
        mlf_buf_add(&buf, steps[i]->text, steps[i]->text_length);
        at = steps[i]->offset + steps[i]->length;
    }
    mlf_buf_add(&buf, old + at, old_length - at);
    *new_length = buf.length;
    text = mlf_buf_take(&buf, err);
done:
    mlf_buf_free(&buf);
    free(steps);
    return text;
}

char *mlf_edits_apply(const struct mlf_edits *edits, const char *file, const char *old, size_t old_length,
                      size_t *new_length, struct mlf_err *err)
{
    return carry_out(edits, file, old, old_length, 0, new_length, err);
}

char *mlf_edits_apply_head(const struct mlf_edits *edits, const char *file, const char *old, size_t old_length,
                           size_t limit, size_t *new_length, struct mlf_err *err)
{
    char *text = carry_out(edits, file, old, old_length, 1, new_length, err);

    if (text && *new_length > limit)
        text[ *new_length = limit] = '\0';
    return text;
}

int mlf_edits_touch(const struct mlf_edits *edits, const char *file, size_t *taken)
{
    size_t sum = 0;
    int touch = 0;

    for (size_t i = 0; i < edits->n; i++) {
        if (!edits->items[i].text || strcmp(edits->items[i].file, file) != 0)
            continue;
        sum += edits->items[i].length;
        touch = 1;
    }
    if (taken)
        *taken = sum;
    return touch;
}
