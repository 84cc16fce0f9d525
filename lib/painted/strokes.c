#include "strokes.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/painted/painted-sheets.h"
#include "paint-map.h"

enum { TILE = MLF_STROKE_TILE };

/* A tile belongs to a stroke where so many of its pixels are paint. */
#define TILE_PIXELS 2

/* Tiles so far apart are still one stroke. This bridges the gaps between cells, about which
 * fingerprints say nothing, and places where paint has the picture's colour. */
#define REACH 2

/* Strokes of fewer tiles are specks. */
#define FEWEST_TILES 2

/* A cell also owns what lies up to so many pixels beside it: half of the gap. */
#define MARGIN 4

struct grid {
    const struct mlf_painted_sheet *sheet;
    int width, height;
    unsigned char *counts; /* pixels of paint in each tile */
    uint16_t *excess;      /* the sum of their excess */
    uint32_t *owners;      /* of each tile: number of the cell + 1, or 0 */
    unsigned char *seen;   /* the tile belongs to a stroke that was followed */
    size_t *stroke;        /* the n tiles of the stroke that is being followed */
    size_t n;
    unsigned char *around; /* the tiles around that stroke: see enclose() */
};

static int is_on(const struct grid *grid, size_t tile)
{
    return grid->counts[tile] >= TILE_PIXELS;
}

static void count_pixels(struct grid *grid, const struct mlf_paint_map *map)
{
    for (int y = 0; y < map->height; y++) {
        const unsigned char *row = map->excess + (size_t)y * (size_t)map->width;
        unsigned char *to = grid->counts + (size_t)(y / TILE) * (size_t)grid->width;
        uint16_t *sum = grid->excess + (size_t)(y / TILE) * (size_t)grid->width;
        for (int x = 0; x < map->width; x++) {
            to[x / TILE] = (unsigned char)(to[x / TILE] + (row[x] > 0));
            sum[x / TILE] = (uint16_t)(sum[x / TILE] + row[x]);
        }
    }
}

static int bound(int value, int high)
{
    return value < 0 ? 0 : value > high ? high : value;
}

static void own_tiles(struct grid *grid)
{
    for (size_t i = 0; i < grid->sheet->n; i++) {
        const struct mlf_painted_cell *cell = &grid->sheet->cells[i];
        int left = bound((cell->x - MARGIN + TILE / 2) / TILE, grid->width);
        int right = bound((cell->x + cell->size + MARGIN + TILE / 2) / TILE, grid->width);
        int top = bound((cell->y - MARGIN + TILE / 2) / TILE, grid->height);
        int bottom = bound((cell->y + cell->size + MARGIN + TILE / 2) / TILE, grid->height);
        for (int y = top; y < bottom; y++)
            for (int x = left; x < right; x++)
                grid->owners[(size_t)y * (size_t)grid->width + (size_t)x] = (uint32_t)i + 1;
    }
}

/* Collects in grid->stroke the tiles that are connected with the given one. */
static void follow(struct grid *grid, size_t from)
{
    grid->n = 0;
    grid->stroke[grid->n++] = from;
    grid->seen[from] = 1;
    for (size_t at = 0; at < grid->n; at++) {
        int x = (int)(grid->stroke[at] % (size_t)grid->width), y = (int)(grid->stroke[at] / (size_t)grid->width);
        for (int ny = bound(y - REACH, grid->height - 1); ny <= bound(y + REACH, grid->height - 1); ny++) {
            for (int nx = bound(x - REACH, grid->width - 1); nx <= bound(x + REACH, grid->width - 1); nx++) {
                size_t next = (size_t)ny * (size_t)grid->width + (size_t)nx;
                if (!grid->seen[next] && is_on(grid, next)) {
                    grid->seen[next] = 1;
                    grid->stroke[grid->n++] = next;
                }
            }
        }
    }
}

static struct mlf_stroke_cell *cell_of(struct mlf_stroke *stroke, size_t cell, struct mlf_err *err)
{
    for (size_t k = stroke->n; k-- > 0;)
        if (stroke->cells[k].cell == cell)
            return &stroke->cells[k];
    if (mlf_grow(&stroke->cells, &stroke->capacity, stroke->n + 1, sizeof *stroke->cells, err))
        return NULL;
    stroke->cells[stroke->n] =
        (struct mlf_stroke_cell){.cell = cell, .left = 1 << 30, .top = 1 << 30, .right = -1, .bottom = -1};
    return &stroke->cells[stroke->n++];
}

/* Notes how far the stroke reaches in the cell with the tile (x, y). */
static void reach(struct mlf_stroke_cell *part, const struct mlf_painted_cell *cell, int x, int y)
{
    int dx = x * TILE + TILE / 2 - cell->x - cell->size / 2, dy = y * TILE + TILE / 2 - cell->y - cell->size / 2;
    part->left = x < part->left ? x : part->left;
    part->right = x > part->right ? x : part->right;
    part->top = y < part->top ? y : part->top;
    part->bottom = y > part->bottom ? y : part->bottom;
    if (abs(dx) <= cell->size / 4 && abs(dy) <= cell->size / 4)
        part->central = 1;
    if (abs(dx) * 100 <= cell->size * 37 && abs(dy) * 100 <= cell->size * 37)
        part->deep = 1;
}

/* Divides the stroke that was followed among the cells. */
static int share_out(const struct grid *grid, struct mlf_stroke *stroke, struct mlf_err *err)
{
    stroke->n = 0;
    stroke->pixels = 0;
    for (size_t k = 0; k < grid->n; k++) {
        size_t tile = grid->stroke[k];
        stroke->pixels += grid->counts[tile];
        if (!grid->owners[tile])
            continue;
        size_t cell = grid->owners[tile] - 1;
        struct mlf_stroke_cell *part = cell_of(stroke, cell, err);
        if (!part)
            return -1;
        part->pixels += grid->counts[tile];
        part->excess += grid->excess[tile];
        reach(part, &grid->sheet->cells[cell], (int)(tile % (size_t)grid->width), (int)(tile / (size_t)grid->width));
    }
    return 0;
}

/* ---- Which cells a stroke encircles ---- */

enum { FREE, WALL, OUTSIDE };

struct frame {
    int left, top, width, height; /* tiles: the stroke, its walls and a free border around them */
};

static struct frame frame_of(const struct grid *grid)
{
    int left = grid->width, top = grid->height, right = 0, bottom = 0;
    for (size_t k = 0; k < grid->n; k++) {
        int x = (int)(grid->stroke[k] % (size_t)grid->width), y = (int)(grid->stroke[k] / (size_t)grid->width);
        left = x < left ? x : left;
        right = x > right ? x : right;
        top = y < top ? y : top;
        bottom = y > bottom ? y : bottom;
    }
    return (struct frame){left - 2, top - 2, right - left + 5, bottom - top + 5};
}

/* Turns the stroke into walls that are a tile thicker, since a circle is seldom quite closed. */
static void build_walls(const struct grid *grid, const struct frame *frame)
{
    memset(grid->around, FREE, (size_t)frame->width * (size_t)frame->height);
    for (size_t k = 0; k < grid->n; k++) {
        int x = (int)(grid->stroke[k] % (size_t)grid->width) - frame->left;
        int y = (int)(grid->stroke[k] / (size_t)grid->width) - frame->top;
        for (int dy = -1; dy <= 1; dy++)
            memset(grid->around + (size_t)(y + dy) * (size_t)frame->width + (size_t)(x - 1), WALL, 3);
    }
}

/* Marks as OUTSIDE what can be reached from the border without crossing a wall. `queue` has
 * room for all tiles of the frame. */
static void flood(const struct grid *grid, const struct frame *frame, size_t *queue)
{
    size_t n = 0, wide = (size_t)frame->width;
    grid->around[0] = OUTSIDE;
    queue[n++] = 0;
    for (size_t at = 0; at < n; at++) {
        size_t x = queue[at] % wide, y = queue[at] / wide;
        size_t next[4] = {x > 0 ? queue[at] - 1 : queue[at], x + 1 < wide ? queue[at] + 1 : queue[at],
                          y > 0 ? queue[at] - wide : queue[at],
                          y + 1 < (size_t)frame->height ? queue[at] + wide : queue[at]};
        for (int k = 0; k < 4; k++) {
            if (grid->around[next[k]] == FREE) {
                grid->around[next[k]] = OUTSIDE;
                queue[n++] = next[k];
            }
        }
    }
}

/* Notes which cells the stroke encircles: those whose centre cannot be reached from outside. */
static int enclose(const struct grid *grid, size_t *queue, struct mlf_stroke *stroke, struct mlf_err *err)
{
    struct frame frame = frame_of(grid);
    if (frame.width < 9 || frame.height < 9)
        return 0;
    build_walls(grid, &frame);
    flood(grid, &frame, queue);
    for (size_t i = 0; i < grid->sheet->n; i++) {
        const struct mlf_painted_cell *cell = &grid->sheet->cells[i];
        int x = (cell->x + cell->size / 2) / TILE - frame.left, y = (cell->y + cell->size / 2) / TILE - frame.top;
        if (x < 0 || y < 0 || x >= frame.width || y >= frame.height ||
            grid->around[(size_t)y * (size_t)frame.width + (size_t)x] != FREE)
            continue;
        struct mlf_stroke_cell *part = cell_of(stroke, i, err);
        if (!part)
            return -1;
        part->encloses = 1;
    }
    return 0;
}

int mlf_strokes_walk(const struct mlf_painted_sheet *sheet, const struct mlf_paint_map *map,
                     int (*take)(void *context, const struct mlf_stroke *stroke, struct mlf_err *err), void *context,
                     struct mlf_err *err)
{
    struct grid grid = {
        .sheet = sheet, .width = (map->width + TILE - 1) / TILE, .height = (map->height + TILE - 1) / TILE};
    size_t n = (size_t)grid.width * (size_t)grid.height;
    size_t framed = ((size_t)grid.width + 4) * ((size_t)grid.height + 4);
    struct mlf_stroke stroke = {.cells = NULL};
    int result = -1;
    grid.counts = mlf_alloc(n, 1, err);
    grid.excess = mlf_alloc(n, sizeof *grid.excess, err);
    grid.owners = mlf_alloc(n, sizeof *grid.owners, err);
    grid.seen = mlf_alloc(n, 1, err);
    grid.stroke = mlf_alloc(n, sizeof *grid.stroke, err);
    grid.around = mlf_alloc(framed, 1, err);
    size_t *queue = mlf_alloc(framed, sizeof *queue, err);
    if (!grid.counts || !grid.excess || !grid.owners || !grid.seen || !grid.stroke || !grid.around || !queue)
        goto done;
    count_pixels(&grid, map);
    own_tiles(&grid);
    result = 0;
    for (size_t tile = 0; tile < n && result == 0; tile++) {
        if (grid.seen[tile] || !is_on(&grid, tile))
            continue;
        follow(&grid, tile);
        if (grid.n >= FEWEST_TILES)
            result =
                share_out(&grid, &stroke, err) || enclose(&grid, queue, &stroke, err) || take(context, &stroke, err)
                    ? -1
                    : 0;
    }
done:
    free(grid.counts);
    free(grid.excess);
    free(grid.owners);
    free(grid.seen);
    free(grid.stroke);
    free(grid.around);
    free(queue);
    free(stroke.cells);
    return result;
}
