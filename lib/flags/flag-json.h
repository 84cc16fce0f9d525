/* The JSON Lines form of flags, and the lines of ledgers. */
#ifndef MLFIX_FLAGS_FLAG_JSON_H
#define MLFIX_FLAGS_FLAG_JSON_H

struct mlf_err;
struct mlf_flag_line;
struct mlf_target_looks;
struct mlf_targets;

/* Reads a line, which must be trimmed, not empty and no comment. The message of an error
 * does not name file and line. */
int mlf_flag_json_parse(struct mlf_flag_line *line, const struct mlf_targets *targets, const char *text,
                        struct mlf_err *err);

/* The same for a line of a ledger, which tells its object by what it was and is
 * (mlf_ledger_line_find). */
int mlf_flag_json_parse_ledger(struct mlf_flag_line *line, const struct mlf_targets *targets,
                               struct mlf_target_looks *looks, const char *text, struct mlf_err *err);

#endif
