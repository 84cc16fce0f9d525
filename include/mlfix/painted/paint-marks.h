/* Which cells the strokes on a copy mark, in what colour, and how sure that is. */
#ifndef MLFIX_PAINTED_PAINT_MARKS_H
#define MLFIX_PAINTED_PAINT_MARKS_H

struct mlf_err;
struct mlf_paint_map;
struct mlf_painted_copy;
struct mlf_painted_sheet;

/* Names of the colours of enum mlf_paint, in its order, ended by NULL. */
extern const char *const mlf_paint_names[];

/* Finds the cells that are marked in the map of a copy, and adds them to copy->marks. */
int mlf_paint_marks(const struct mlf_painted_sheet *sheet, const struct mlf_paint_map *map,
                    struct mlf_painted_copy *copy, struct mlf_err *err);

#endif
