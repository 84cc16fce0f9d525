/* Painted copies of sheets: a parcel with the file `manifest` and the bytes `strokes`. The page is drawn as the
 * manifest's fingerprints say, rectangles of paint are laid on it, and it is read. Every mark is on a cell that is
 * there. */

#include <stdlib.h>
#include <string.h>

#include "../fuzz.h"
#include "../parcel.h"
#include "mlfix/base/err.h"
#include "mlfix/painted/paint.h"
#include "mlfix/painted/painted-copy.h"
#include "mlfix/painted/painted-sheets.h"
#include "mlfix/photo/save.h"
#include "mlfix/photo/vips.h"
#include "mlfix/record/reader.h"
#include "mlfix/record/record.h"

enum { MOST_SIDE = 400 };

static int read_manifest(struct mlf_painted_sheets *sheets, const struct parcel_file *manifest)
{
    struct mlf_reader reader;
    struct mlf_record record;
    struct mlf_err err = {""};
    int more, failed = 0;

    if (!manifest || mlf_reader_over(&reader, "manifest", manifest->data, manifest->size, &err))
        return -1;
    while (!failed && (more = mlf_reader_record(&reader, &record, &err)) == 1) {
        failed = mlf_painted_sheets_add(sheets, &record, &err);
        mlf_record_free(&record);
    }
    mlf_reader_close(&reader);
    mlf_painted_sheets_finish(sheets);
    return failed || sheets->n == 0 || sheets->items[0].n == 0 ? -1 : 0;
}

static void fill(struct mlf_pixels *page, int x, int y, int width, int height, const unsigned char rgb[3])
{
    for (int row = y; row < y + height && row < page->height; row++)
        for (int column = x; column < x + width && column < page->width; column++)
            memcpy(page->data + ((size_t)row * (size_t)page->width + (size_t)column) * 3, rgb, 3);
}

/* Draws the first sheet. */
static int draw(struct mlf_pixels *page, const struct mlf_painted_sheet *sheet)
{
    int width = 16, height = 16;

    for (size_t i = 0; i < sheet->n; i++) {
        const struct mlf_painted_cell *cell = &sheet->cells[i];

        width = cell->x + cell->size > width ? cell->x + cell->size : width;
        height = cell->y + cell->size > height ? cell->y + cell->size : height;
    }
    if (mlf_pixels_new(page, width > MOST_SIDE ? MOST_SIDE : width, height > MOST_SIDE ? MOST_SIDE : height, NULL))
        return -1;
    for (size_t i = 0; i < sheet->n; i++)
        for (int k = 0; k < MLF_FINGERPRINT * MLF_FINGERPRINT; k++) {
            const struct mlf_painted_cell *cell = &sheet->cells[i];
            int part = cell->size / MLF_FINGERPRINT;

            fill(page, cell->x + k % MLF_FINGERPRINT * part, cell->y + k / MLF_FINGERPRINT * part, part + 1, part + 1,
                 cell->fingerprint + 3 * k);
        }
    return 0;
}

/* A rectangle for every seven bytes. */
static void paint(struct mlf_pixels *page, const struct parcel_file *strokes)
{
    for (size_t i = 0; strokes && i + 7 <= strokes->size && i < 70; i += 7) {
        const unsigned char *bytes = (const unsigned char *)strokes->data + i;

        fill(page, bytes[0] * page->width / 256, bytes[1] * page->height / 256, 1 + bytes[2] / 4, 1 + bytes[3] / 4,
             bytes + 4);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct parcel parcel;
    static int started;
    struct mlf_painted_sheets sheets = {0};
    struct mlf_painted_copy copy;
    struct mlf_pixels page = {0};
    struct mlf_err err = {""};
    uint64_t state = fuzz_hash(data, size);

    if (!started)
        HOLDS(mlf_vips_start(NULL) == 0, "libvips starts");
    started = 1;
    parcel_open(&parcel, data, size);
    fuzz_folder_clear();
    if (read_manifest(&sheets, parcel_find(&parcel, "manifest")) == 0 && draw(&page, &sheets.items[0]) == 0) {
        int known = (int)(fuzz_next(&state) % 2);

        (void)mlf_pixels_save(&page, fuzz_path("clean.png"), 90, NULL);
        paint(&page, parcel_find(&parcel, "strokes"));
        (void)mlf_pixels_save(&page, fuzz_path("copy.png"), 90, NULL);
        if (mlf_painted_copy_read(&sheets, fuzz_path("copy.png"), NULL, known ? fuzz_path("clean.png") : NULL, &copy,
                                  &err) == 0) {
            for (size_t i = 0; i < copy.n; i++)
                HOLDS(copy.sheet < sheets.n && copy.marks[i].cell < sheets.items[copy.sheet].n &&
                          copy.marks[i].paint < MLF_PAINTS && copy.marks[i].confidence >= 0 &&
                          copy.marks[i].confidence <= 1,
                      "mark %zu", i);
            mlf_painted_copy_free(&copy);
        } else {
            HOLDS(*err.text, "an error has a sentence");
        }
    }
    mlf_pixels_free(&page);
    mlf_painted_sheets_free(&sheets);
    return 0;
}
