/* With what `mlfix review` made a review: the arguments that the tools need again. Lines "dataset PATH", "apply
 * ARGUMENT", "rank ARGUMENT", in a file beside the sheets' folder. */
#ifndef MLFIX_SERVE_MADE_WITH_H
#define MLFIX_SERVE_MADE_WITH_H

struct mlf_err;
struct serve_job;
struct serve_review;

struct serve_made_with {
    char *text;    /* of the file; NULL: there is none */
    char *dataset; /* NULL: not known */
};

/* Reads the file of a review, where there is one. `dataset` (may be NULL) goes before what it says. */
int serve_made_with_read(struct serve_made_with *made, const struct serve_review *review, const char *dataset,
                         struct mlf_err *err);

/* Adds the arguments of a tool ("apply", "rank") to a job. */
int serve_made_with_add(const struct serve_made_with *made, const char *tool, struct serve_job *job,
                        struct mlf_err *err);

/* Whether the file has arguments of this tool. */
int serve_made_with_has(const struct serve_made_with *made, const char *tool);

void serve_made_with_free(struct serve_made_with *made);

#endif
