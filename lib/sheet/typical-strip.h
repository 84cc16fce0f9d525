/* Strips of typical crops in the headings of groups. */
#ifndef MLFIX_SHEET_TYPICAL_STRIP_H
#define MLFIX_SHEET_TYPICAL_STRIP_H

#include <stddef.h>

struct mlf_page_canvas;
struct mlf_err;
struct mlf_layout_section;
struct mlf_sheet_group;

/* Whether its heading needs the height of a strip: for typical crops or an icon. */
int mlf_typical_strip_is_tall(const struct mlf_sheet_group *group);

/* With fewer than these a strip is not drawn; between two crops, px. */
enum { MLF_FEWEST_TYPICAL = 4, MLF_STRIP_GAP = 4 };

/* One for each of n groups: the crops of a strip are decoded once, kept while
 * pages that show them are still to be drawn, and may be drawn by several threads.
 * NULL and an error when memory is short. */
struct mlf_typical_strip *mlf_typical_strips_new(size_t n, struct mlf_err *err);
void mlf_typical_strips_free(struct mlf_typical_strip *strips, size_t n);

/* The strip of the section's group from height y, right-aligned: as many of the
 * typical crops as `room` pixels allow. *left is where it begins, the word before
 * it included; the page's right edge where there is no strip. Once a section. */
int mlf_typical_strip_draw(struct mlf_page_canvas *canvas, const struct mlf_layout_section *section, int y, int room,
                           int *left, struct mlf_err *err);

#endif
