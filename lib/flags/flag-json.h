/* The JSON Lines form of flags. */
#ifndef MLFIX_FLAGS_FLAG_JSON_H
#define MLFIX_FLAGS_FLAG_JSON_H

struct mlf_err;
struct mlf_flag_line;
struct mlf_target_looks;
struct mlf_targets;

/* `text` has neither blanks around it nor a newline, and is no blank line nor a
 * comment. */
int mlf_flag_json_parse(struct mlf_flag_line *line, const struct mlf_targets *targets, const char *text,
                        struct mlf_err *err);

/* A line of a ledger, which names its object by what it was and is. */
int mlf_flag_json_parse_ledger(struct mlf_flag_line *line, const struct mlf_targets *targets,
                               struct mlf_target_looks *looks, const char *text, struct mlf_err *err);

#endif
