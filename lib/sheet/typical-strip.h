/* The strip of typical crops in the heading of a group, beside which doubtful ones stand
 * out. */
#ifndef MLFIX_SHEET_TYPICAL_STRIP_H
#define MLFIX_SHEET_TYPICAL_STRIP_H

#include <stddef.h>

struct mlf_err;
struct mlf_layout_section;
struct mlf_page_canvas;
struct mlf_sheet_group;
struct mlf_typical_strip;

/* A strip of fewer crops than this is not drawn; the gap between two crops, px. */
enum { MLF_FEWEST_TYPICAL = 4, MLF_STRIP_GAP = 4 };

/* Whether the group's heading needs the height of a strip: for typical crops, or for an
 * icon. */
int mlf_typical_strip_is_tall(const struct mlf_sheet_group *group);

/* Memory for the strips of n groups. The crops of a strip are decoded once and kept
 * until the last page that shows them is drawn; several threads may draw them. NULL and
 * an error where memory is short. */
struct mlf_typical_strip *mlf_typical_strips_new(size_t n, struct mlf_err *err);
void mlf_typical_strips_free(struct mlf_typical_strip *strips, size_t n);

/* Draws the strip of the section's group at height y, right-aligned, with as many of the
 * typical crops as fit into `room` pixels. To be called once a section. *left becomes the
 * left end of the strip and of the word before it; where no strip is drawn, the page's
 * right edge. */
int mlf_typical_strip_draw(struct mlf_page_canvas *canvas, const struct mlf_layout_section *section, int y, int room,
                           int *left, struct mlf_err *err);

#endif
