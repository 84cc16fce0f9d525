/* Sheets and cells as they were drawn, and what was painted on copies of them. */
#ifndef MLFIX_PAINTED_PAINT_H
#define MLFIX_PAINTED_PAINT_H

#include <stddef.h>

#include "mlfix/photo/pixels.h"
#include "mlfix/sheet/layout.h"
#include "mlfix/sheet/sheets.h"

struct mlf_painted_cell {
    char name[MLF_CELL_NAME];
    int x, y, size; /* the cell's square, px of the sheet */
    unsigned char fingerprint[MLF_FINGERPRINT * MLF_FINGERPRINT * 3];
};

struct mlf_painted_sheet {
    char *name;                     /* file name */
    struct mlf_painted_cell *cells; /* by y, then x, once finished */
    size_t n, capacity;
};

struct mlf_painted_sheets {
    struct mlf_painted_sheet *items;
    size_t n, capacity;
    size_t last; /* the sheet of the record added before: they mostly come in order */
};

enum mlf_paint {
    MLF_RED,
    MLF_ORANGE,
    MLF_YELLOW,
    MLF_GREEN,
    MLF_CYAN,
    MLF_BLUE,
    MLF_PURPLE,
    MLF_WHITE,
    MLF_GREY,
    MLF_BLACK,
    MLF_PAINTS,
};

struct mlf_painted_mark {
    size_t cell; /* of the sheet's cells */
    enum mlf_paint paint;
    enum mlf_paint second; /* another colour that is strong there, or `paint` */
    double confidence;     /* 0..1: how much paint, how different from what was there, how much of it in this cell */
};

struct mlf_painted_copy {
    size_t sheet;
    double scale;                   /* of the copy: 0.5 is half the sheet's size */
    int direct;                     /* compared with the clean sheet, not with fingerprints */
    struct mlf_painted_mark *marks; /* by cell */
    size_t n, capacity;
    struct mlf_pixels pixels; /* the copy at the sheet's size */
};

#endif
