/* The text form of flags: "0003 C1-C7 D2", "0003 D9 = stop", "a.jpg#3 invalid". */
#ifndef MLFIX_FLAGS_FLAG_TEXT_H
#define MLFIX_FLAGS_FLAG_TEXT_H

#include <stddef.h>

struct mlf_cell;
struct mlf_err;
struct mlf_flagline;
struct mlf_targets;

/* `text` has neither blanks around it nor a newline, and is no blank line nor a
 * comment. */
int mlf_flagline_text(struct mlf_flagline *line, const struct mlf_targets *targets, const char *text,
                      struct mlf_err *err);

int mlf_flagline_add(struct mlf_flagline *line, size_t target, struct mlf_err *err);

/* The n objects that share a cell. */
int mlf_flagline_add_cell(struct mlf_flagline *line, const struct mlf_cell *cell, size_t n, struct mlf_err *err);

/* The object called so, taken in; or the sentence that there is none. */
int mlf_flagline_name(struct mlf_flagline *line, const struct mlf_targets *targets, const char *name,
                      struct mlf_err *err);

/* Forgets what a line said. */
void mlf_flagline_clear(struct mlf_flagline *line);
void mlf_flagline_free(struct mlf_flagline *line);

#endif
