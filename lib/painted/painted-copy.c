#include "mlfix/painted/painted-copy.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/limits.h"
#include "mlfix/base/path.h"
#include "mlfix/painted/paint-marks.h"
#include "mlfix/painted/paint.h"
#include "mlfix/painted/painted-sheets.h"
#include "mlfix/photo/decode.h"
#include "mlfix/photo/photo.h"
#include "mlfix/photo/resize.h"
#include "mlfix/sheet/draw.h"
#include "paint-map.h"
#include "pixel-sums.h"
#include "sheet-place.h"

/* In a clean sheet, this share of the blocks must be within so many levels of their
 * fingerprints: saving moves them a little. */
#define CLEAN_LEVELS 8.0
#define CLEAN_SHARE 0.999

/* At the scale that was found, the sides of the copy and of the clean sheet may differ by so
 * many pixels of the copy, because they were rounded. */
#define ROUNDING 2.5

/* Decodes a picture, reduced where it has more pixels than can be summed. */
static int load(const char *path, struct mlf_pixels *pixels, struct mlf_err *err)
{
    struct mlf_photo photo;
    if (mlf_photo_read(&photo, path, 1, err))
        return -1;
    *pixels = photo.pixels;
    double area = (double)pixels->width * pixels->height;
    if (area <= MLF_PIXEL_SUMS_LIMIT)
        return 0;
    int longest = pixels->width > pixels->height ? pixels->width : pixels->height;
    if (mlf_pixels_limit(pixels, (int)(longest * sqrt(MLF_PIXEL_SUMS_LIMIT / area)) - 1, err) == 0)
        return 0;
    mlf_pixels_free(pixels);
    return -1;
}

static int same_file(const char *a, const char *b)
{
    struct stat one, other;
    return stat(a, &one) == 0 && stat(b, &other) == 0 && one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}

/* Loads the clean sheet. Returns 1; 0 where there is none, or the file there is painted itself
 * or of another run; -1 on error. */
static int load_clean(const struct mlf_painted_sheet *sheet, const char *path, const char *copy,
                      struct mlf_pixels *clean, struct mlf_err *err)
{
    struct mlf_pixel_sums sums = {NULL, 0, 0};
    struct mlf_err ignored = {""};
    struct stat status;
    if (stat(path, &status) || !S_ISREG(status.st_mode) || same_file(path, copy) || load(path, clean, &ignored))
        return 0;
    if (mlf_pixel_sums_make(&sums, clean, err)) {
        mlf_pixels_free(clean);
        return -1;
    }
    int is_clean = mlf_sheet_place_match(sheet, &sums, 1, 1, CLEAN_LEVELS) >= CLEAN_SHARE;
    mlf_pixel_sums_free(&sums);
    if (!is_clean)
        mlf_pixels_free(clean);
    return is_clean;
}

/* Finds the clean sheet: the known one, else that in the folder. Returns as load_clean does. */
static int find_clean(const struct mlf_painted_sheet *sheet, const char *folder, const char *known, const char *copy,
                      struct mlf_pixels *clean, struct mlf_err *err)
{
    char *path;
    int found = known ? load_clean(sheet, known, copy, clean, err) : 0;
    if (found != 0 || !folder)
        return found;
    if (!(path = mlf_path_join(folder, sheet->name, err)))
        return -1;
    found = load_clean(sheet, path, copy, clean, err);
    free(path);
    return found;
}

/* Resizes in place. */
static int stretch(struct mlf_pixels *pixels, int width, int height, struct mlf_err *err)
{
    struct mlf_pixels out = {NULL, 0, 0};
    if (pixels->width == width && pixels->height == height)
        return 0;
    if (mlf_pixels_resize(pixels, width, height, MLF_TRIANGLE, &out, err))
        return -1;
    mlf_pixels_free(pixels);
    *pixels = out;
    return 0;
}

/* Resizes the copy to the sheet's size and finds the paint on it. */
static int compare(const struct mlf_painted_sheet *sheet, const struct mlf_sheet_place *place,
                   const struct mlf_pixel_sums *sums, const struct mlf_pixels *clean, struct mlf_painted_copy *painted,
                   struct mlf_paint_map *map, struct mlf_err *err)
{
    struct mlf_pixels *copy = &painted->pixels;
    int width = (int)lround(copy->width / place->across), height = (int)lround(copy->height / place->down);
    int has_width = copy->width;
    int fits = clean->data && fabs(clean->width * place->across - copy->width) <= ROUNDING &&
               fabs(clean->height * place->down - copy->height) <= ROUNDING;
    painted->direct = fits;
    if (fits) {
        width = clean->width;
        height = clean->height;
    }
    if (width > MLF_LIMIT_SHEET_SIDE || height > MLF_LIMIT_SHEET_SIDE ||
        (double)width * height > MLF_LIMIT_PHOTO_PIXELS)
        return mlf_fail(err,
                        "the sheet would have %d x %d pixels, more than %d on a side or %d in all: reduce the copy",
                        width, height, MLF_LIMIT_SHEET_SIDE, MLF_LIMIT_PHOTO_PIXELS);
    if (stretch(copy, width, height, err))
        return -1;
    if (!fits)
        return mlf_paint_map_guess(sheet, sums, place, copy, map, err);
    return mlf_paint_map_compare(copy, clean, (double)width / has_width, map, err);
}

int mlf_painted_copy_read(const struct mlf_painted_sheets *sheets, const char *path, const char *folder,
                          const char *clean, struct mlf_painted_copy *painted, struct mlf_err *err)
{
    struct mlf_pixels original = {NULL, 0, 0};
    struct mlf_pixel_sums sums = {NULL, 0, 0};
    struct mlf_paint_map map = {0};
    struct mlf_sheet_place place;
    int result = -1;
    memset(painted, 0, sizeof *painted);
    if (load(path, &painted->pixels, err) || mlf_pixel_sums_make(&sums, &painted->pixels, err) ||
        mlf_sheet_place_find(sheets, &sums, path, &place, err))
        goto done;
    painted->sheet = place.sheet;
    painted->scale = (place.across + place.down) / 2;
    const struct mlf_painted_sheet *sheet = &sheets->items[place.sheet];
    if (find_clean(sheet, folder, clean, path, &original, err) < 0 ||
        compare(sheet, &place, &sums, &original, painted, &map, err) || mlf_paint_marks(sheet, &map, painted, err))
        goto done;
    result = 0;
done:
    free(map.excess);
    mlf_pixel_sums_free(&sums);
    mlf_pixels_free(&original);
    if (result)
        mlf_painted_copy_free(painted);
    return result;
}

/* ---- Showing what was understood ---- */

#define OUTLINE 0xff00ff
#define OUTLINE_EDGE 0xffffff
#define WORDS 0xffffff
#define WORDS_GROUND 0x8a008a

enum { WORDS_SIZE = 11, WORDS_HEIGHT = 16, OUTLINE_WIDE = 3 };

/* How many bytes of the text fit the line, up to where a word ends; all of the first word where not even that
 * does. */
static int fitting_words(const struct mlf_draw_line *line, const char *text, size_t *fits, struct mlf_err *err)
{
    *fits = 0;
    for (size_t end = 1; end <= strlen(text); end++) {
        int width = 0, joint = !text[end] || text[end] == ' ' || strchr("-_/", text[end - 1]) != NULL;
        if (!joint)
            continue;
        char *words = mlf_strndup(text, end, err);
        int failed = !words || mlf_draw_measure(line, words, &width, err);
        free(words);
        if (failed)
            return -1;
        if (width > line->limit && *fits)
            break;
        *fits = end;
        if (width > line->limit)
            break;
    }
    return 0;
}

/* Draws the words over the cell's picture, on as many lines as they take. */
static int draw_words(struct mlf_pixels *page, const struct mlf_painted_cell *cell, const char *words,
                      struct mlf_err *err)
{
    struct mlf_draw_line line = {.x = cell->x + 4,
                                 .y = cell->y + 2,
                                 .limit = cell->size - 8,
                                 .size = WORDS_SIZE,
                                 .bold = 1,
                                 .align = MLF_ALIGN_LEFT,
                                 .colour = WORDS};
    while (*words && line.y + WORDS_HEIGHT <= cell->y + cell->size) {
        size_t n;
        int width = 0;
        if (fitting_words(&line, words, &n, err))
            return -1;
        char *part = mlf_strndup(words, n, err), *shown = part ? mlf_draw_fitting(&line, part, err) : NULL;
        int failed = !shown || mlf_draw_measure(&line, shown, &width, err);
        if (!failed) {
            mlf_draw_area(page, cell->x + 1, line.y - 1, width + 6, WORDS_HEIGHT, WORDS_GROUND);
            failed = mlf_draw_text(page, &line, shown, NULL, err);
        }
        free(part);
        free(shown);
        if (failed)
            return -1;
        words += n + strspn(words + n, " ");
        line.y += WORDS_HEIGHT;
    }
    return 0;
}

int mlf_painted_copy_outline(const struct mlf_painted_sheets *sheets, struct mlf_painted_copy *painted,
                             const char *const *words, struct mlf_err *err)
{
    const struct mlf_painted_sheet *sheet = &sheets->items[painted->sheet];
    for (size_t i = 0; i < painted->n; i++) {
        const struct mlf_painted_cell *cell = &sheet->cells[painted->marks[i].cell];
        mlf_draw_frame(&painted->pixels, cell->x, cell->y, cell->size, cell->size, OUTLINE_WIDE, OUTLINE);
        mlf_draw_frame(&painted->pixels, cell->x + 1, cell->y + 1, cell->size - 2, cell->size - 2, 1, OUTLINE_EDGE);
        if (draw_words(&painted->pixels, cell, words[i], err))
            return -1;
    }
    return 0;
}

void mlf_painted_copy_free(struct mlf_painted_copy *painted)
{
    free(painted->marks);
    mlf_pixels_free(&painted->pixels);
    memset(painted, 0, sizeof *painted);
}
