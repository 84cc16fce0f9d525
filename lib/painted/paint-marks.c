/* People mark a cell by a cross, a tick, a circle around it, a line through it or by filling
 * it, and their strokes stray into cells beside it. What a stroke means is decided from how
 * it lies in each cell that it touches:
 *
 * - A stroke that goes around the centres of cells marks those, and hardly any other.
 * - Else it marks the cells that it goes through: it reaches the middle, and across a good
 *   part of the width or height.
 * - Else it marks the cell that holds most of it, if it is not only at the rim.
 * - Paint may vanish where the picture has its colour, and leave pieces of a stroke. Pieces
 *   in a cell that mark nothing by themselves may do so together.
 *
 * The confidence says how clear such a case is. A person confirms what is uncertain. */
#include "mlfix/painted/paint-marks.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/painted/paint.h"
#include "mlfix/painted/painted-sheets.h"
#include "paint-map.h"
#include "strokes.h"

const char *const mlf_paint_names[] = {"red",    "orange", "yellow", "green", "cyan", "blue",
                                       "purple", "white",  "grey",   "black", NULL};

/* Paint on less than this share of a cell is a speck. */
#define SPECK 0.004

/* Mean excess up to which a part of a stroke may be no paint, and from which it surely is. */
#define FAINT 25.0
#define CLEAR 75.0

/* A cell holds most of a stroke with more than this share of it. */
#define MOST 0.5
/* A stroke goes through a cell where it reaches its middle and across this share of its width
 * or height. Strokes that only stray into a cell do less. */
#define THROUGH 0.5
/* A stroke that reaches across this share of both width and height marks the cell even where it
 * keeps to the rim, as an open circle does; several pieces together must reach farther. */
#define FILLS 0.55
#define PIECES_FILL 0.7
/* A stroke that encircles some cells and goes right through another one, or fills it, may be
 * two strokes that touch, or a loose line around the former: a person has to decide. */
#define ACROSS 0.85
#define PERHAPS 0.35

/* What a person would call the colour (red, green, blue: 0..255). */
static enum mlf_paint paint_of(const double colour[3])
{
    static const struct {
        double until;
        enum mlf_paint paint;
    } hues[] = {{18, MLF_RED},   {42, MLF_ORANGE}, {68, MLF_YELLOW},  {165, MLF_GREEN},
                {195, MLF_CYAN}, {256, MLF_BLUE},  {338, MLF_PURPLE}, {360, MLF_RED}};
    double r = colour[0], g = colour[1], b = colour[2], hue;
    double most = fmax(r, fmax(g, b)), least = fmin(r, fmin(g, b)), range = most - least;
    if (most < 48)
        return MLF_BLACK;
    if (range < 0.22 * most)
        return most > 200 ? MLF_WHITE : most > 80 ? MLF_GREY : MLF_BLACK;
    hue = most <= r ? 60 * (g - b) / range : most <= g ? 60 * (b - r) / range + 120 : 60 * (r - g) / range + 240;
    hue = hue < 0 ? hue + 360 : hue;
    for (size_t k = 0; k < sizeof hues / sizeof *hues; k++)
        if (hue <= hues[k].until)
            return hues[k].paint;
    return MLF_RED;
}

struct marks {
    const struct mlf_painted_sheet *sheet;
    const struct mlf_paint_map *map;
    const struct mlf_pixels *copy;
    unsigned char *encircled;       /* by cell: a stroke goes around its centre */
    double *sure;                   /* by cell: the confidence that it is marked, so far; 0: it is not */
    struct mlf_stroke_cell *pieces; /* by cell: strokes that lie mostly there and mark nothing; pixels 0: none */
};

/* The share of the cell's height (vertical) or width across which the part reaches. */
static double side(const struct marks *marks, const struct mlf_stroke_cell *part, int vertical)
{
    int tiles = vertical ? part->bottom - part->top + 1 : part->right - part->left + 1;
    return tiles <= 0 ? 0 : fmin((double)tiles * MLF_STROKE_TILE / marks->sheet->cells[part->cell].size, 1);
}

static double clamp(double value)
{
    return fmin(fmax(value, 0), 1);
}

/* The share of the cell that is painted; faint paint counts less. */
static double area(const struct marks *marks, const struct mlf_stroke_cell *part)
{
    double size = marks->sheet->cells[part->cell].size;
    double mean = part->pixels ? (double)part->excess / (double)part->pixels : 0;
    return (double)part->pixels * clamp((mean - FAINT) / (CLEAR - FAINT)) / (size * size);
}

static void mark(struct marks *marks, const struct mlf_stroke_cell *part, double sure)
{
    if (sure > marks->sure[part->cell])
        marks->sure[part->cell] = sure;
}

/* How sure it is that the part is paint at all: 1 from 2 % of the cell on, 0.4 for a speck. */
static double substance(const struct marks *marks, const struct mlf_stroke_cell *part)
{
    return 0.4 + 0.6 * clamp((area(marks, part) - SPECK) / (0.02 - SPECK));
}

/* ---- Colours ---- */

/* This share of a cell's side, at each edge, is its rim. */
#define RIM 0.15

/* The colour is that of the share of the paint that differs most from the picture below. The
 * rest is edges, where paint and picture mix. */
#define PUREST 0.35

/* A second colour is reported where it has at least this share of the first one's pixels. */
#define SECOND 0.4

/* The least excess of the purest share of the paint. */
static unsigned purest_level(const size_t counts[256])
{
    size_t all = 0, seen = 0;
    for (int v = 1; v < 256; v++)
        all += counts[v];
    for (unsigned v = 255; v > 1; v--) {
        seen += counts[v];
        if ((double)seen >= PUREST * (double)all)
            return v;
    }
    return 1;
}

/* Finds the colours of the paint in the part of a cell that is `rim` pixels from its edges. Returns how many
 * pixels of paint there are. */
static size_t find_colour(const struct mlf_painted_cell *cell, int rim, const struct mlf_paint_map *map,
                          const struct mlf_pixels *copy, struct mlf_painted_mark *found)
{
    size_t painted = 0;
    size_t counts[256] = {0}, votes[MLF_PAINTS] = {0};
    unsigned least = 0;
    for (int pass = 0; pass < 2; pass++) {
        for (int y = cell->y + rim; y < cell->y + cell->size - rim && y < map->height; y++) {
            for (int x = cell->x + rim; x < cell->x + cell->size - rim && x < map->width; x++) {
                size_t at = (size_t)y * (size_t)map->width + (size_t)x;
                const unsigned char *p = copy->data + 3 * at;
                double colour[3] = {p[0], p[1], p[2]};
                if (pass == 0)
                    counts[map->excess[at]]++;
                else if (map->excess[at] >= least)
                    votes[paint_of(colour)]++;
            }
        }
        least = purest_level(counts);
    }
    for (int v = 1; v < 256; v++)
        painted += counts[v];
    for (int k = 1; k < MLF_PAINTS; k++)
        if (votes[k] > votes[found->paint])
            found->paint = (enum mlf_paint)k;
    found->second = found->paint;
    for (int k = 0; k < MLF_PAINTS; k++)
        if (k != (int)found->paint && (double)votes[k] >= SECOND * (double)votes[found->paint] &&
            (found->second == found->paint || votes[k] > votes[found->second]))
            found->second = (enum mlf_paint)k;
    return painted;
}

/* The colours of the paint in the inner part of a cell, away from what strays in from its neighbours. Returns
 * whether there is more than a speck. */
static int find_inner_colour(const struct marks *marks, size_t at, struct mlf_painted_mark *found)
{
    const struct mlf_painted_cell *cell = &marks->sheet->cells[at];
    double size = cell->size;
    return (double)find_colour(cell, (int)(RIM * size), marks->map, marks->copy, found) >= SPECK * size * size;
}

/* Whether the part of a stroke that goes around cells is a mark of its own, which the stroke only touches: in the
 * inner part of its cell it has one colour, and that is not the colour of the stroke around the others. */
static int is_own_mark(const struct marks *marks, const struct mlf_stroke_cell *part, size_t encircled)
{
    struct mlf_painted_mark inner = {.paint = MLF_RED}, around = {.paint = MLF_RED};
    if (!part->central || !find_inner_colour(marks, part->cell, &inner) || inner.second != inner.paint)
        return 0;
    find_colour(&marks->sheet->cells[encircled], 0, marks->map, marks->copy, &around);
    return around.paint != inner.paint;
}

/* Marks the cells that the stroke encircles. Returns whether there are any. */
static int mark_enclosed(struct marks *marks, const struct mlf_stroke *stroke)
{
    int any = 0;
    size_t encircled = 0;
    for (size_t k = 0; k < stroke->n; k++) {
        if (stroke->cells[k].encloses) {
            mark(marks, &stroke->cells[k], 0.97);
            encircled = stroke->cells[k].cell;
            marks->encircled[encircled] = 1;
            any = 1;
        }
    }
    for (size_t k = 0; k < stroke->n && any; k++) {
        const struct mlf_stroke_cell *part = &stroke->cells[k];
        double across = side(marks, part, 0), down = side(marks, part, 1), less = fmin(across, down);
        if (part->encloses || area(marks, part) < SPECK)
            continue;
        if (is_own_mark(marks, part, encircled))
            mark(marks, part, substance(marks, part) * 0.8);
        else if (part->central && less >= FILLS)
            mark(marks, part, substance(marks, part) * (0.5 + 0.5 * clamp((less - FILLS) / 0.3)));
        else if (less >= PIECES_FILL || (part->central && fmax(across, down) >= ACROSS))
            mark(marks, part, PERHAPS);
    }
    return any;
}

/* Adds a part of a stroke to the pieces of its cell. */
static void keep_piece(struct marks *marks, const struct mlf_stroke_cell *part)
{
    struct mlf_stroke_cell *kept = &marks->pieces[part->cell];
    if (kept->pixels == 0) {
        *kept = *part;
        return;
    }
    kept->pixels += part->pixels;
    kept->excess += part->excess;
    kept->left = part->left < kept->left ? part->left : kept->left;
    kept->right = part->right > kept->right ? part->right : kept->right;
    kept->top = part->top < kept->top ? part->top : kept->top;
    kept->bottom = part->bottom > kept->bottom ? part->bottom : kept->bottom;
}

/* Marks cells by all their pieces together. */
static void mark_pieces(struct marks *marks)
{
    for (size_t i = 0; i < marks->sheet->n; i++) {
        const struct mlf_stroke_cell *pieces = &marks->pieces[i];
        if (marks->sure[i] > 0 || pieces->pixels == 0 || area(marks, pieces) < SPECK)
            continue;
        if (fmin(side(marks, pieces, 0), side(marks, pieces, 1)) >= PIECES_FILL)
            mark(marks, pieces, 0.6 * substance(marks, pieces));
    }
}

static int take_stroke(void *context, const struct mlf_stroke *stroke, struct mlf_err *err)
{
    struct marks *marks = context;
    (void)err;
    if (mark_enclosed(marks, stroke))
        return 0;
    const struct mlf_stroke_cell *largest = NULL;
    int any = 0;
    for (size_t k = 0; k < stroke->n; k++) {
        const struct mlf_stroke_cell *part = &stroke->cells[k];
        double share = (double)part->pixels / (double)stroke->pixels;
        double across = side(marks, part, 0), down = side(marks, part, 1), longer = fmax(across, down);
        if (!largest || part->pixels > largest->pixels)
            largest = part;
        if (area(marks, part) < SPECK) {
            if (share > MOST)
                keep_piece(marks, part);
            continue;
        }
        if (part->central && longer >= THROUGH) {
            mark(marks, part, substance(marks, part) * (0.6 + 0.4 * clamp(fmax(share, (longer - THROUGH) / 0.3))));
            any = 1;
        } else if (share > MOST && (part->deep || fmin(across, down) >= FILLS)) {
            mark(marks, part, substance(marks, part) * (0.5 + 0.5 * clamp((share - MOST) / 0.3)));
            any = 1;
        } else if (fmin(across, down) >= PIECES_FILL) { /* a circle that touches another stroke */
            mark(marks, part, 0.6 * substance(marks, part));
            any = 1;
        } else if (share > MOST) {
            keep_piece(marks, part);
        }
    }
    /* a stroke on the line between cells marks the one that has most of it, if that is much */
    if (!any && largest && largest->deep && area(marks, largest) >= SPECK && 3 * largest->pixels > stroke->pixels)
        mark(marks, largest, 0.5 * substance(marks, largest));
    return 0;
}

int mlf_paint_marks(const struct mlf_painted_sheet *sheet, const struct mlf_paint_map *map,
                    struct mlf_painted_copy *painted, struct mlf_err *err)
{
    struct marks marks = {sheet,
                          map,
                          &painted->pixels,
                          mlf_alloc(sheet->n, 1, err),
                          mlf_alloc(sheet->n, sizeof *marks.sure, err),
                          mlf_alloc(sheet->n, sizeof *marks.pieces, err)};
    int result = -1;
    if (!marks.encircled || !marks.sure || !marks.pieces || mlf_strokes_walk(sheet, map, take_stroke, &marks, err))
        goto done;
    mark_pieces(&marks);
    for (size_t i = 0; i < sheet->n; i++) {
        struct mlf_painted_mark found = {.cell = i, .confidence = fmin(marks.sure[i], 0.99)}, inner = {.cell = i};
        if (marks.sure[i] <= 0)
            continue;
        /* a mark that reaches into the cell outweighs what strays in at its rim, unless that goes around it */
        if (!marks.encircled[i] && find_inner_colour(&marks, i, &inner)) {
            found.paint = inner.paint;
            found.second = inner.second;
        } else {
            find_colour(&sheet->cells[i], 0, map, &painted->pixels, &found);
        }
        if (mlf_grow(&painted->marks, &painted->capacity, painted->n + 1, sizeof *painted->marks, err))
            goto done;
        painted->marks[painted->n++] = found;
    }
    result = 0;
done:
    free(marks.encircled);
    free(marks.sure);
    free(marks.pieces);
    return result;
}
