/* Marks painted on copies of contact sheets: which sheet a picture shows, which
 * of its cells are painted over, in what colour, and how sure that is.
 *
 * A copy may be saved anew as PNG or JPEG, and be enlarged or made smaller as a
 * whole (0.4 to 2.5 times). It is told by its cells' fingerprints (sheet.h), so
 * its name does not matter. Where the clean sheet lies beside the manifest the
 * copy is compared with it pixel by pixel, else with the fingerprints. */
#ifndef MLFIX_PAINTED_H
#define MLFIX_PAINTED_H

#include <stddef.h>

#include "mlfix/image.h"
#include "mlfix/layout.h"
#include "mlfix/sheet.h"

struct mlf_err;
struct mlf_record;

/* ---- What is known of the sheets ---- */

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

/* Adds the cell of a manifest's record; nothing for one without a cell. Errors:
 * a cell without `cell_rect` and `fingerprint`, or one that cannot be. */
int mlf_painted_add(struct mlf_painted_sheets *sheets, const struct mlf_record *record, struct mlf_err *err);

/* Once, behind the last record: sorts, and makes records that share a cell one. */
void mlf_painted_finish(struct mlf_painted_sheets *sheets);

void mlf_painted_sheets_free(struct mlf_painted_sheets *sheets);

/* ---- Colours ---- */

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

/* "red", ..., ended by NULL. */
extern const char *const mlf_paint_names[];

/* ---- Reading a painted copy ---- */

struct mlf_painted_mark {
    size_t cell; /* of the sheet's cells */
    enum mlf_paint paint;
    enum mlf_paint second; /* another colour that is strong there, or `paint` */
    double confidence;     /* 0..1: how much paint, how different from what was there, how much of it in this cell */
};

struct mlf_painted {
    size_t sheet;
    double scale;                   /* of the copy: 0.5 is half the sheet's size */
    int direct;                     /* compared with the clean sheet, not with fingerprints */
    struct mlf_painted_mark *marks; /* by cell */
    size_t n, capacity;
    struct mlf_pixels pixels; /* the copy at the sheet's size */
};

/* Reads a copy. `folder` is where the clean sheets lie, or NULL; `clean` one
 * clean sheet that is known, or NULL; the copy itself and a sheet that does not
 * look as its fingerprints say are not taken for clean. Errors: a picture that
 * cannot be decoded; one that shows none of the sheets whole. */
int mlf_painted_read(const struct mlf_painted_sheets *sheets, const char *path, const char *folder, const char *clean,
                     struct mlf_painted *painted, struct mlf_err *err);

/* Frames each marked cell in the copy's pixels and writes what was understood
 * beside it: words[i], a short text for marks[i]. */
int mlf_painted_outline(const struct mlf_painted_sheets *sheets, struct mlf_painted *painted, const char *const *words,
                        struct mlf_err *err);

void mlf_painted_free(struct mlf_painted *painted);

#endif
