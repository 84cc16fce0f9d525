/* Which sheet a picture shows, and at what size. The sheet's fingerprints say what the
 * mean colours of its blocks are; the sheet and the scale are wanted at which the
 * picture has these means. Nothing is assumed of the picture's size or name, so a
 * manifest needs to tell no more than its cells. */
#ifndef MLFIX_PAINTED_SHEET_PLACE_H
#define MLFIX_PAINTED_SHEET_PLACE_H

#include <stddef.h>

struct mlf_err;
struct mlf_painted_sheet;
struct mlf_painted_sheets;
struct mlf_pixel_sums;

struct mlf_sheet_place {
    size_t sheet;
    double across, down; /* the scale, as for mlf_pixel_sums_block */
    double match;        /* share of the sheet's blocks that look as they should, 0..1 */
};

/* With less than this share the picture is not the sheet. */
#define MLF_SHEET_PLACE_MATCH 0.45

/* Finds the sheet that the picture shows as a whole; an error where it shows none. `name`
 * is the picture's file name: sheets with the same number are tried first. */
int mlf_sheet_place_find(const struct mlf_painted_sheets *sheets, const struct mlf_pixel_sums *sums, const char *name,
                         struct mlf_sheet_place *place, struct mlf_err *err);

/* The share of the sheet's blocks whose mean colour is within `tolerance` levels of the
 * fingerprint, at this scale. */
double mlf_sheet_place_match(const struct mlf_painted_sheet *sheet, const struct mlf_pixel_sums *sums, double across,
                             double down, double tolerance);

#endif
