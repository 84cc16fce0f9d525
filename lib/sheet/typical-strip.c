#include "typical-strip.h"

#include <pthread.h>
#include <stdlib.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/record/record.h"
#include "mlfix/record/records.h"
#include "mlfix/sheet/draw.h"
#include "mlfix/sheet/sheets.h"
#include "page-canvas.h"
#include "tile.h"

/* The word before the strip: its size, its greatest width, the gaps to the crops and to the
 * facts; px. */
enum { WORD_SIZE = 13, WORD_LIMIT = 90, WORD_GAP = 8, FACTS_GAP = 24 };

struct mlf_typical_strip {
    pthread_mutex_t lock;
    struct mlf_pixels tiles[MLF_TYPICAL]; /* data NULL: not made yet */
    int broken[MLF_TYPICAL];              /* the crop cannot be read */
    int shown;                            /* how many parts of the group are drawn already */
};

struct mlf_typical_strip *mlf_typical_strips_new(size_t n, struct mlf_err *err)
{
    struct mlf_typical_strip *strips = mlf_alloc(n, sizeof *strips, err);
    for (size_t i = 0; strips && i < n; i++)
        pthread_mutex_init(&strips[i].lock, NULL);
    return strips;
}

static void empty(struct mlf_typical_strip *strip)
{
    for (int k = 0; k < MLF_TYPICAL; k++) {
        mlf_pixels_free(&strip->tiles[k]);
        strip->broken[k] = 0;
    }
    strip->shown = 0;
}

void mlf_typical_strips_free(struct mlf_typical_strip *strips, size_t n)
{
    for (size_t i = 0; strips && i < n; i++) {
        empty(&strips[i]);
        pthread_mutex_destroy(&strips[i].lock);
    }
    free(strips);
}

/* The tile, or NULL where its crop cannot be read; the record's own cell reports that. */
static const struct mlf_pixels *tile_of(const struct mlf_page_canvas *canvas, const struct mlf_sheet_group *group,
                                        struct mlf_typical_strip *strip, int which)
{
    const struct mlf_record *record = &canvas->sheets->records->items[group->typical[which]];
    struct mlf_err err = {""};
    int lifted;
    if (!strip->tiles[which].data && !strip->broken[which])
        strip->broken[which] = mlf_tile_make(record, MLF_STRIP_CELL, &strip->tiles[which], &lifted, &err) != 0;
    return strip->broken[which] ? NULL : &strip->tiles[which];
}

/* Draws n of the crops. Returns how many could be read. */
static int draw_crops(struct mlf_page_canvas *canvas, const struct mlf_layout_section *section, int n, int y, int *left)
{
    const struct mlf_sheet_group *group = &canvas->sheets->groups.items[section->group];
    struct mlf_typical_strip *strip = &canvas->sheets->strips[section->group];
    int drawn = 0;
    pthread_mutex_lock(&strip->lock);
    for (int k = n - 1; k >= 0; k--) {
        /* where fewer fit than were chosen, those drawn are still spread over all of them */
        const struct mlf_pixels *tile = tile_of(canvas, group, strip, (2 * k + 1) * group->n_typical / (2 * n));
        if (!tile)
            continue;
        *left -= MLF_STRIP_CELL + (drawn++ ? MLF_STRIP_GAP : 0);
        mlf_draw_centred(canvas->pixels, tile, *left, y, MLF_STRIP_CELL, canvas->theme->cell);
    }
    if (++strip->shown == section->parts)
        empty(strip);
    pthread_mutex_unlock(&strip->lock);
    return drawn;
}

int mlf_typical_strip_draw(struct mlf_page_canvas *canvas, const struct mlf_layout_section *section, int y, int room,
                           int *left, struct mlf_err *err)
{
    const struct mlf_sheet_group *group = &canvas->sheets->groups.items[section->group];
    int fit = room / (MLF_STRIP_CELL + MLF_STRIP_GAP);
    int n = group->n_typical < fit ? group->n_typical : fit;
    *left = canvas->right;
    if (draw_crops(canvas, section, n < MLF_FEWEST_TYPICAL ? 0 : n, y, left) == 0)
        return 0;
    struct mlf_draw_line line = {.x = *left - WORD_GAP,
                                 .y = y + (MLF_STRIP_CELL - WORD_SIZE) / 2,
                                 .limit = WORD_LIMIT,
                                 .size = WORD_SIZE,
                                 .bold = 0,
                                 .align = MLF_ALIGN_RIGHT,
                                 .colour = canvas->theme->dim};
    int width = 0;
    if (mlf_draw_text(canvas->pixels, &line, "typical", &width, err))
        return -1;
    *left -= width + FACTS_GAP;
    return 0;
}

int mlf_typical_strip_is_tall(const struct mlf_sheet_group *group)
{
    return group->n_typical > 0 || group->icon.data != NULL;
}
