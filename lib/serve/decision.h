/* A decision as a page sends it, checked and written as a line of the journal. */
#ifndef MLFIX_SERVE_DECISION_H
#define MLFIX_SERVE_DECISION_H

#include <stddef.h>

struct mlf_buf;
struct mlf_err;
struct mlf_record;
struct serve_review;

/* Checks a decision and appends its line, with its newline. *object becomes the number of its object. An error where
 * it is none, or about no object of the review. */
int serve_decision_write(const struct serve_review *review, const struct mlf_record *record, struct mlf_buf *line,
                         size_t *object, struct mlf_err *err);

/* The object that a line of the journal is about; (size_t)-1 where it is not on these sheets. */
size_t serve_decision_object(const struct serve_review *review, const struct mlf_record *record);

#endif
