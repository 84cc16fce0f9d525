/* The text form of flags: "0003 C1-C7 D2", "0003 D9 = stop", "a.jpg#3 invalid". */
#ifndef MLFIX_FLAGS_FLAG_TEXT_H
#define MLFIX_FLAGS_FLAG_TEXT_H

#include <stddef.h>

struct mlf_target_cell;
struct mlf_err;
struct mlf_flag_line;
struct mlf_targets;

/* `text` has neither blanks around it nor a newline, and is no blank line nor a
 * comment. */
int mlf_flag_text_parse(struct mlf_flag_line *line, const struct mlf_targets *targets, const char *text,
                        struct mlf_err *err);

int mlf_flag_line_add(struct mlf_flag_line *line, size_t target, struct mlf_err *err);

/* The n objects that share a cell. */
int mlf_flag_line_add_cell(struct mlf_flag_line *line, const struct mlf_target_cell *cell, size_t n,
                           struct mlf_err *err);

/* The object called so, taken in; or the sentence that there is none. */
int mlf_flag_line_add_name(struct mlf_flag_line *line, const struct mlf_targets *targets, const char *name,
                           struct mlf_err *err);

/* Forgets what a line said. */
void mlf_flag_line_clear(struct mlf_flag_line *line);
void mlf_flag_line_free(struct mlf_flag_line *line);

#endif
