#include "manifest-lines.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <glib.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/checksum.h"
#include "mlfix/json/json-text.h"
#include "mlfix/photo/picture-text.h"
#include "mlfix/record/fields.h"
#include "mlfix/record/record.h"
#include "mlfix/record/records.h"
#include "mlfix/sheet/sheets.h"

/* The cells of a page: first..end - 1, those of its sections one after the other. */
static void find_cells(const struct mlf_sheets *sheets, size_t page, size_t *first, size_t *end)
{
    const struct mlf_layout_page *at = &sheets->layout.pages[page];
    const struct mlf_layout_section *last = &sheets->layout.sections[at->first_section + at->sections - 1];
    *first = sheets->layout.sections[at->first_section].first;
    *end = last->first + last->n;
}

static uint64_t add_field(uint64_t sum, const struct mlf_record *record, const char *key)
{
    const struct mlf_field *field = mlf_record_find(record, key);
    if (field)
        sum = mlf_checksum(sum, field->value, field->length);
    return mlf_checksum(sum, "\n", 1);
}

void mlf_manifest_lines_hash(const struct mlf_sheets *sheets, size_t page)
{
    const struct mlf_sheet_groups *groups = &sheets->groups;
    uint64_t sum = MLF_CHECKSUM_START;
    size_t first, end;
    find_cells(sheets, page, &first, &end);
    for (size_t i = first; i < end; i++) {
        char name[MLF_CELL_NAME];
        mlf_layout_cell_name(&sheets->layout.cells[i], name);
        sum = mlf_checksum(sum, name, strlen(name) + 1);
        sum = mlf_checksum(sum, sheets->drawn[i].fingerprint, sizeof sheets->drawn[i].fingerprint);
        for (size_t k = groups->first_member[i]; k < groups->first_member[i + 1]; k++) {
            sum = add_field(sum, &sheets->records->items[groups->member[k]], "id");
            sum = add_field(sum, &sheets->records->items[groups->member[k]], "label");
        }
    }
    snprintf(sheets->hashes[page], MLF_SHEET_HASH, "%016llx", (unsigned long long)sum);
}

/* Appends the fields that say where the cell is. */
static void put_place(const struct mlf_sheets *sheets, size_t cell, struct mlf_buf *buf)
{
    const struct mlf_layout_cell *at = &sheets->layout.cells[cell];
    size_t n = sheets->groups.first_member[cell + 1] - sheets->groups.first_member[cell];
    char name[MLF_CELL_NAME];
    mlf_layout_cell_name(at, name);
    mlf_buf_puts(buf, "\"sheet\":");
    mlf_json_put_string(buf, sheets->names[at->page]);
    mlf_buf_printf(buf, ",\"sheet_hash\":\"%s\",\"cell\":\"%s\",\"cell_rect\":[%d,%d,%d,%d]", sheets->hashes[at->page],
                   name, at->x, at->y, sheets->style.cell, sheets->style.cell);
    gchar *fingerprint = g_base64_encode(sheets->drawn[cell].fingerprint, sizeof sheets->drawn[cell].fingerprint);
    mlf_buf_printf(buf, ",\"fingerprint\":\"%s\"", fingerprint);
    g_free(fingerprint);
    if (n > 1)
        mlf_buf_printf(buf, ",\"folded\":%zu", n);
}

/* Appends the fields that are needed to find the object again, and no others: every file
 * grows by them. */
static void put_record(const struct mlf_record *record, struct mlf_buf *buf)
{
    static const char *const keys[] = {"id",      "label", "bbox", "crop",     "source",
                                       "suggest", "pred",  "prob", "honeypot", "honeypot_label"};
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
        const struct mlf_field *field = mlf_record_find(record, keys[k]);
        if (!field)
            continue;
        mlf_buf_printf(buf, "\"%s\":", keys[k]);
        mlf_buf_add(buf, field->value, field->length);
        mlf_buf_putc(buf, ',');
    }
}

int mlf_manifest_lines_embed(const struct mlf_sheets *sheets, size_t page, struct mlf_buf *file, struct mlf_err *err)
{
    const struct mlf_sheet_groups *groups = &sheets->groups;
    struct mlf_buf text = {0};
    size_t first, end;
    find_cells(sheets, page, &first, &end);
    for (size_t i = first; i < end; i++) {
        for (size_t k = groups->first_member[i]; k < groups->first_member[i + 1]; k++) {
            mlf_buf_putc(&text, '{');
            put_record(&sheets->records->items[groups->member[k]], &text);
            put_place(sheets, i, &text);
            mlf_buf_puts(&text, "}\n");
        }
    }
    int result = mlf_buf_check(&text, err);
    if (result == 0)
        result = mlf_picture_text_put(file, text.data, text.length, err);
    mlf_buf_free(&text);
    return result;
}

/* ---- The manifest ---- */

struct places {
    const struct mlf_sheets *sheets;
    size_t *cells; /* one a record; SIZE_MAX: on no sheet */
};

static void put_place_of(const void *context, size_t record, struct mlf_buf *buf)
{
    const struct places *places = context;
    int drawn = places->cells[record] != SIZE_MAX;
    if (drawn)
        put_place(places->sheets, places->cells[record], buf);
    if (!places->sheets->options.shard.parts)
        return;
    const struct mlf_shard_place place = {
        .shard = places->sheets->options.shard, .at = record, .of = places->sheets->records->n};
    if (drawn)
        mlf_buf_putc(buf, ',');
    mlf_shard_put(buf, &place);
}

/* The records of the pages that are drawn; those on no sheet go with the first part. */
static size_t choose_records(const struct places *places, size_t *order)
{
    const struct mlf_sheets *sheets = places->sheets;
    size_t n = 0;
    for (size_t i = 0; i < sheets->records->n; i++) {
        size_t cell = places->cells[i];
        size_t page = cell == SIZE_MAX ? 0 : sheets->layout.cells[cell].page;
        int here = page >= sheets->first_page && page < sheets->end_page;
        if (cell == SIZE_MAX ? sheets->options.shard.part <= 1 : here)
            order[n++] = i;
    }
    return n;
}

int mlf_manifest_lines_print(const struct mlf_sheets *sheets, FILE *file, int jobs, struct mlf_err *err)
{
    const struct mlf_sheet_groups *groups = &sheets->groups;
    size_t n = sheets->records->n;
    struct places places = {sheets, mlf_alloc(n, sizeof *places.cells, err)};
    const struct mlf_records_further further = {put_place_of, &places};
    size_t *order = mlf_alloc(n, sizeof *order, err);
    if (!places.cells || !order) {
        free(places.cells);
        free(order);
        return -1;
    }
    for (size_t i = 0; i < n; i++)
        places.cells[i] = SIZE_MAX;
    for (size_t i = 0; i < groups->n_cells; i++)
        for (size_t k = groups->first_member[i]; k < groups->first_member[i + 1]; k++)
            places.cells[groups->member[k]] = i;
    n = choose_records(&places, order);
    int result = mlf_records_write(sheets->records, order, n, &further, file, jobs, err);
    free(order);
    free(places.cells);
    return result;
}
