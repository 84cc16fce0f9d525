#include "track-tile.h"

#include "mlfix/base/err.h"
#include "mlfix/photo/pixels.h"
#include "mlfix/record/fields.h"
#include "mlfix/record/record.h"
#include "mlfix/record/records.h"
#include "mlfix/sheet/draw.h"
#include "mlfix/sheet/sheets.h"
#include "mlfix/sheet/track-cells.h"
#include "tile.h"

/* Frames that a cell shows at most, side by side, and the smallest cell that shows any (px). */
enum { SHOWN = 4, SMALLEST = 48 };

int mlf_track_tile_main(const struct mlf_sheets *sheets, size_t cell)
{
    int size = sheets->style.cell;
    size_t n = sheets->groups.first_member[cell + 1] - sheets->groups.first_member[cell];
    return n > 1 && size >= SMALLEST && mlf_track_cells_is(sheets, cell) ? size - size / SHOWN : size;
}

static int is_unusual(const struct mlf_sheets *sheets, size_t record, size_t usual)
{
    return !mlf_track_cells_same_label(&sheets->records->items[record], &sheets->records->items[usual]);
}

/* Chooses frames from the first to the last, evenly spread, and one with another label where there is any. How many. */
static size_t choose(const struct mlf_sheets *sheets, size_t cell, size_t usual, size_t chosen[SHOWN])
{
    const size_t *member = sheets->groups.member + sheets->groups.first_member[cell];
    size_t n = sheets->groups.first_member[cell + 1] - sheets->groups.first_member[cell],
           wanted = n < SHOWN ? n : SHOWN;
    size_t unusual = n, has = 0;
    for (size_t k = 0; k < wanted; k++) {
        chosen[k] = wanted > 1 ? k * (n - 1) / (wanted - 1) : 0;
        has += (size_t)is_unusual(sheets, member[chosen[k]], usual);
    }
    for (size_t k = n; k-- > 0;)
        unusual = is_unusual(sheets, member[k], usual) ? k : unusual;
    if (!has && unusual < n) { /* between the first and the last, in the place of the nearer one */
        size_t at = wanted > 2 && unusual > n / 2 ? wanted - 2 : 1;
        chosen[at] = unusual;
        if (wanted > 3 && chosen[1] > chosen[2]) {
            size_t other = chosen[1];
            chosen[1] = chosen[2];
            chosen[2] = other;
        }
    }
    for (size_t k = 0; k < wanted; k++)
        chosen[k] = member[chosen[k]];
    return wanted;
}

void mlf_track_tile_draw(const struct mlf_sheets *sheets, size_t cell, const struct mlf_draw_theme *theme, int x, int y,
                         struct mlf_pixels *page)
{
    int size = sheets->style.cell, side = size / SHOWN, top = y + mlf_track_tile_main(sheets, cell);
    size_t usual = sheets->groups.usual[cell], chosen[SHOWN];
    size_t n = choose(sheets, cell, usual, chosen);
    for (size_t k = 0; k < n; k++) {
        const struct mlf_record *record = &sheets->records->items[chosen[k]];
        struct mlf_pixels tile = {NULL, 0, 0};
        struct mlf_err none = {""};
        int lifted, left = x + (int)k * side;
        if (mlf_tile_make(record, side - 2, &tile, &lifted, &none) == 0)
            mlf_draw_centred(page, &tile, left + 1, top + 1, side - 2, theme->cell);
        mlf_pixels_free(&tile);
        if (is_unusual(sheets, chosen[k], usual))
            mlf_draw_frame(page, left, top, side, side, 1, theme->doubt);
    }
}
