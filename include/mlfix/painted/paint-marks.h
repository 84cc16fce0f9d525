/* Which cells strokes mark, in what colour, and how sure that is. */
#ifndef MLFIX_PAINTED_PAINT_MARKS_H
#define MLFIX_PAINTED_PAINT_MARKS_H

struct mlf_err;
struct mlf_paint_map;
struct mlf_painted_copy;
struct mlf_painted_sheet;

/* "red", ..., ended by NULL. */
extern const char *const mlf_paint_names[];

/* Which cells the paint marks: fills painted->marks. */
int mlf_paint_marks(const struct mlf_painted_sheet *sheet, const struct mlf_paint_map *map,
                    struct mlf_painted_copy *painted, struct mlf_err *err);

#endif
