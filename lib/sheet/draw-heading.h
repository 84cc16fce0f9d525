/* The headings of sections: name, numbers, icon and typical crops of a group. */
#ifndef MLFIX_SHEET_DRAW_HEADING_H
#define MLFIX_SHEET_DRAW_HEADING_H

struct mlf_err;
struct mlf_layout_section;
struct mlf_page_canvas;
struct mlf_sheet_group;

/* About how many pixels the heading of a group without typical crops takes. The layout
 * needs it to put small groups side by side; the exact width is known only when the
 * heading is drawn. */
int mlf_draw_heading_width(const struct mlf_sheet_group *group);

int mlf_draw_heading(struct mlf_page_canvas *canvas, const struct mlf_layout_section *section, struct mlf_err *err);

#endif
