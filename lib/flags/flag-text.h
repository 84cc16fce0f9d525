/* The text form of flags: "0003 C1-C7 D2", "0003 D9 = stop", "a.jpg#3 remove". */
#ifndef MLFIX_FLAGS_FLAG_TEXT_H
#define MLFIX_FLAGS_FLAG_TEXT_H

struct mlf_err;
struct mlf_flag_line;
struct mlf_targets;

/* Reads a line, which must be trimmed, not empty and no comment. The message of an error
 * does not name file and line. */
int mlf_flag_text_parse(struct mlf_flag_line *line, const struct mlf_targets *targets, const char *text,
                        struct mlf_err *err);

#endif
