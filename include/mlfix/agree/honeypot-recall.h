/* How many of the honeypots (honeypots.h) a reviewer, or several together, saw. */
#ifndef MLFIX_AGREE_HONEYPOT_RECALL_H
#define MLFIX_AGREE_HONEYPOT_RECALL_H

#include <stddef.h>

struct mlf_buf;
struct mlf_err;
struct mlf_flags;

struct mlf_honeypot_recall {
    size_t planted;   /* all that there are */
    size_t seen;      /* on sheets of which the reviewer decided anything; all where no sheets are known
                         and there is any decision */
    size_t found;     /* of those seen: said to be invalid, or to have another label */
    size_t corrected; /* of those found: given the right label */
    size_t unsure;    /* of those seen */
    double low, high; /* of found / seen, 9 times in 10 (mlf_expected_share) */
};

/* Counts the ballots of one reviewer, or, reviewer MLF_NO_STRING, of all together: where they
 * differ on a honeypot, the first one's counts. Needs mlf_targets_finish. */
int mlf_honeypot_recall_make(struct mlf_honeypot_recall *recall, const struct mlf_flags *flags, size_t reviewer,
                             struct mlf_err *err);

/* Appends {"planted": ..., ...}. */
void mlf_honeypot_recall_put(const struct mlf_honeypot_recall *recall, struct mlf_buf *buf);

/* Appends {"honeypots": {...}} as a line; flag files may hold it. */
void mlf_honeypot_recall_print(const struct mlf_honeypot_recall *recall, struct mlf_buf *buf);

/* Appends a sentence for a person. */
void mlf_honeypot_recall_say(const struct mlf_honeypot_recall *recall, struct mlf_buf *buf);

#endif
