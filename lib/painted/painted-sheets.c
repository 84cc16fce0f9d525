#include "mlfix/painted/painted-sheets.h"

#include <stdlib.h>
#include <string.h>

#include <glib.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/limits.h"
#include "mlfix/base/path.h"
#include "mlfix/record/record.h"

/* Finds the sheet of this name, or adds it; *at becomes its number. */
static int known_sheet(struct mlf_painted_sheets *sheets, const char *name, size_t *at, struct mlf_err *err)
{
    if (sheets->n > 0 && strcmp(sheets->items[sheets->last].name, name) == 0) {
        *at = sheets->last;
        return 0;
    }
    if (mlf_grow(&sheets->items, &sheets->capacity, sheets->n + 1, sizeof *sheets->items, err) ||
        mlf_string_set_add(&sheets->names, name, at, NULL, err))
        return -1;
    if (*at < sheets->n)
        return 0;
    struct mlf_painted_sheet *sheet = &sheets->items[*at];
    memset(sheet, 0, sizeof *sheet);
    sheet->name = mlf_strdup(name, err);
    if (!sheet->name)
        return -1;
    sheets->n++;
    return 0;
}

static int take_rect(const struct mlf_record *record, struct mlf_painted_cell *cell, struct mlf_err *err)
{
    double rect[4];
    if (!mlf_record_numbers(record, "cell_rect", rect, 4))
        return mlf_fail(err, "a cell without 'cell_rect': no manifest of contact sheets");
    for (int k = 0; k < 4; k++)
        if (!(rect[k] >= 0 && rect[k] <= MLF_LIMIT_SHEET_SIDE))
            return mlf_fail(err, "a 'cell_rect' that lies on no page");
    cell->x = (int)rect[0];
    cell->y = (int)rect[1];
    cell->size = (int)rect[2];
    if (cell->size < MLF_FINGERPRINT || rect[3] < rect[2])
        return mlf_fail(err, "a 'cell_rect' too small to hold a picture");
    return 0;
}

static int take_fingerprint(const struct mlf_record *record, struct mlf_painted_cell *cell, struct mlf_err *err)
{
    char *text = mlf_record_string(record, "fingerprint", err);
    gsize length = 0;
    if (!text)
        return mlf_fail(err, "a cell without 'fingerprint': no manifest of contact sheets");
    guchar *bytes = g_base64_decode(text, &length);
    free(text);
    int fits = length == sizeof cell->fingerprint;
    if (fits)
        memcpy(cell->fingerprint, bytes, length);
    g_free(bytes);
    return fits ? 0 : mlf_fail(err, "a 'fingerprint' that is none");
}

static int take_cell(struct mlf_painted_sheets *sheets, const struct mlf_record *record, const char *sheet,
                     const char *name, struct mlf_err *err)
{
    struct mlf_painted_cell cell = {.name = ""};
    size_t at;
    if (strlen(name) >= sizeof cell.name)
        return mlf_fail(err, "a 'cell' with a name longer than a cell's");
    memcpy(cell.name, name, strlen(name) + 1);
    if (take_rect(record, &cell, err) || take_fingerprint(record, &cell, err) || known_sheet(sheets, sheet, &at, err))
        return -1;
    struct mlf_painted_sheet *known = &sheets->items[at];
    sheets->last = at;
    if (mlf_grow(&known->cells, &known->capacity, known->n + 1, sizeof *known->cells, err))
        return -1;
    known->cells[known->n++] = cell;
    return 0;
}

int mlf_painted_sheets_add(struct mlf_painted_sheets *sheets, const struct mlf_record *record, struct mlf_err *err)
{
    char *sheet = NULL, *cell = NULL;
    int result = -1;
    if (!mlf_record_find(record, "sheet") || !mlf_record_find(record, "cell"))
        return 0;
    sheet = mlf_record_string(record, "sheet", err);
    cell = sheet ? mlf_record_string(record, "cell", err) : NULL;
    if (cell)
        result = take_cell(sheets, record, mlf_path_base(sheet), cell, err);
    else if (!err->text[0])
        result = 0;
    free(sheet);
    free(cell);
    return result;
}

static int by_place(const void *a, const void *b)
{
    const struct mlf_painted_cell *p = a, *q = b;
    if (p->y != q->y)
        return p->y < q->y ? -1 : 1;
    return p->x < q->x ? -1 : p->x > q->x;
}

void mlf_painted_sheets_finish(struct mlf_painted_sheets *sheets)
{
    for (size_t s = 0; s < sheets->n; s++) {
        struct mlf_painted_sheet *sheet = &sheets->items[s];
        size_t kept = 0;
        if (sheet->n > 0)
            qsort(sheet->cells, sheet->n, sizeof *sheet->cells, by_place);
        for (size_t i = 0; i < sheet->n; i++)
            if (kept == 0 || by_place(&sheet->cells[kept - 1], &sheet->cells[i]))
                sheet->cells[kept++] = sheet->cells[i];
        sheet->n = kept;
    }
}

void mlf_painted_sheets_free(struct mlf_painted_sheets *sheets)
{
    for (size_t s = 0; s < sheets->n; s++) {
        free(sheets->items[s].name);
        free(sheets->items[s].cells);
    }
    free(sheets->items);
    mlf_string_set_free(&sheets->names);
    memset(sheets, 0, sizeof *sheets);
}
