/* How many of the planted errors (honeypots.h) a reviewer, or several together, found. */
#ifndef MLFIX_AGREE_HONEYPOT_RECALL_H
#define MLFIX_AGREE_HONEYPOT_RECALL_H

#include <stddef.h>

struct mlf_buf;
struct mlf_err;
struct mlf_flags;

struct mlf_honeypot_recall {
    size_t planted;   /* all honeypots */
    size_t seen;      /* those on sheets on which the reviewer decided anything; all of them, where no
                         sheets are known and he decided anything at all */
    size_t found;     /* of those seen: said to be wrong or to go, or given another label */
    size_t corrected; /* of those found: given the right label */
    size_t unsure;    /* of those seen */
    double low, high; /* of found / seen, 9 times in 10 (mlf_expected_share) */
};

/* Counts by the ballots of one reviewer, or of all together (reviewer MLF_NO_STRING): then
 * the first ballot on a honeypot counts. To be called after mlf_targets_finish. */
int mlf_honeypot_recall_make(struct mlf_honeypot_recall *recall, const struct mlf_flags *flags, size_t reviewer,
                             struct mlf_err *err);

/* Appends the figures as a JSON object, {"planted": ..., ...}. */
void mlf_honeypot_recall_put(const struct mlf_honeypot_recall *recall, struct mlf_buf *buf);

/* Appends {"honeypots": {...}} as a line, which flag files may hold. */
void mlf_honeypot_recall_print(const struct mlf_honeypot_recall *recall, struct mlf_buf *buf);

/* Appends a sentence that says the same to a person. */
void mlf_honeypot_recall_say(const struct mlf_honeypot_recall *recall, struct mlf_buf *buf);

#endif
