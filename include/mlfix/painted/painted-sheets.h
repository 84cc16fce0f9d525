/* Contact sheets as they were drawn: the place and the fingerprint of every cell, from
 * the records of a manifest. */
#ifndef MLFIX_PAINTED_PAINTED_SHEETS_H
#define MLFIX_PAINTED_PAINTED_SHEETS_H

#include <stddef.h>

#include "mlfix/base/string-set.h"
#include "mlfix/sheet/sheets.h"

struct mlf_err;
struct mlf_record;

struct mlf_painted_cell {
    char name[MLF_CELL_NAME];
    int x, y, size; /* the cell's square, in pixels of the sheet */
    unsigned char fingerprint[MLF_FINGERPRINT * MLF_FINGERPRINT * 3];
};

struct mlf_painted_sheet {
    char *name;                     /* file name; owned */
    struct mlf_painted_cell *cells; /* by y, then x, after mlf_painted_sheets_finish */
    size_t n, capacity;
};

struct mlf_painted_sheets {
    struct mlf_painted_sheet *items;
    size_t n, capacity;
    struct mlf_string_set names; /* of the items, in their order */
    size_t last;                 /* the sheet of the record that was added last: records mostly come sheet by sheet */
};

/* Adds the cell of a manifest's record; nothing for a record without a cell. An error
 * where a cell lacks `cell_rect` or `fingerprint`, or these cannot be right. The sheets
 * are zero-initialised, and freed also after a failure. */
int mlf_painted_sheets_add(struct mlf_painted_sheets *sheets, const struct mlf_record *record, struct mlf_err *err);

/* To be called once, after the last record: sorts the cells, and keeps one of the records
 * that share a cell. */
void mlf_painted_sheets_finish(struct mlf_painted_sheets *sheets);

void mlf_painted_sheets_free(struct mlf_painted_sheets *sheets);

#endif
