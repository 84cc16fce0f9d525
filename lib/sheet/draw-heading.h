/* Headings of sections. */
#ifndef MLFIX_SHEET_DRAW_HEADING_H
#define MLFIX_SHEET_DRAW_HEADING_H

struct mlf_page_canvas;
struct mlf_err;
struct mlf_layout_section;
struct mlf_sheet_group;

/* About how many pixels the heading of a group takes that has no strip: what its
 * neighbour in the same row leaves it. More is known only when it is drawn. */
int mlf_draw_heading_width(const struct mlf_sheet_group *group);

/* The section's name and numbers, its icon, its strip of typical crops. */
int mlf_draw_heading(struct mlf_page_canvas *canvas, const struct mlf_layout_section *section, struct mlf_err *err);

#endif
