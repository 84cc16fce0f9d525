/* The JSON Lines form of flags. */
#ifndef MLFIX_FLAGS_FLAG_JSON_H
#define MLFIX_FLAGS_FLAG_JSON_H

struct mlf_err;
struct mlf_flagline;
struct mlf_looks;
struct mlf_targets;

/* `text` has neither blanks around it nor a newline, and is no blank line nor a
 * comment. */
int mlf_flagline_json(struct mlf_flagline *line, const struct mlf_targets *targets, const char *text,
                      struct mlf_err *err);

/* A line of a ledger, which names its object by what it was and is. */
int mlf_flagline_ledger(struct mlf_flagline *line, const struct mlf_targets *targets, struct mlf_looks *looks,
                        const char *text, struct mlf_err *err);

#endif
