/* What an order of lib/rank is: one descriptor each, in a file of its own.
 *
 * An order knows what it is made of (scores, suspicions, look-alikes, perhaps
 * sections), which of the options have a meaning with it, and what there is to
 * say and to report about it. Nothing outside asks which order it has: what
 * differs from order to order is a member of struct mlf_rank_order. */
#ifndef MLFIX_RANK_ORDER_H
#define MLFIX_RANK_ORDER_H

#include <stddef.h>

struct mlf_buf;
struct mlf_err;
struct mlf_rank_job;
struct mlf_rank_options;
struct mlf_ranking;

/* Where an order says what it found, as mlf_note and its like do (message.h). */
struct mlf_rank_voice {
    void (*note)(const char *format, ...) __attribute__((format(printf, 1, 2)));
    void (*detail)(const char *format, ...) __attribute__((format(printf, 1, 2)));
    void (*warn)(const char *format, ...) __attribute__((format(printf, 1, 2)));
};

struct mlf_rank_order {
    const char *name;    /* for --by; NULL: what is no order's name, a field */
    const char *with;    /* what messages call it: "--by outlier" */
    const char *purpose; /* one line, for --by list */

    /* The options that have a meaning with it: long names, separated by blanks. Any other is refused. */
    const char *reads;

    /* The fields whose values make a section where the user names none, separated by commas ("": all
     * are in one section). NULL: run() makes the sections. */
    const char *sections;

    int vectors;    /* it goes by the records' vectors */
    int label_sets; /* photos with sets of labels are judged class by class before run(), which does not see them */
    int sets;       /* by several sets of them, where they are given */

    /* Of several orders of one name, whether it is this one that the options ask for; at most one says so.
     * NULL: where none does. */
    int (*chosen)(const struct mlf_rank_options *options);

    /* Judges the records and writes what it found into them (lib/rank/job.h). NULL: records are not kept
     * (stream.h). */
    int (*run)(struct mlf_rank_job *job, struct mlf_err *err);

    /* Fills place[] with the records by (section, order), those that are not shown last. NULL: by their
     * scores (review-order.h). */
    int (*place)(const struct mlf_rank_job *job, const size_t *section, size_t *place, struct mlf_err *err);

    /* Appends a report about `records` records as one JSON object. NULL: there is none. */
    int (*report)(const struct mlf_ranking *ranking, size_t records, struct mlf_buf *buf, struct mlf_err *err);

    /* Says in a line or a few what was found. NULL: nothing. */
    void (*say)(const struct mlf_ranking *ranking, size_t records, const struct mlf_rank_options *options,
                const struct mlf_rank_voice *voice);
};

/* What goes with nearly all orders: choosing among the ranked records. */
#define MLF_ORDER_CHOOSES "by where sample seed per-group keep-embedding "
#define MLF_ORDER_CHOOSES_BY_SCORE MLF_ORDER_CHOOSES "top normalise "

/* All orders, NULL-terminated. */
extern const struct mlf_rank_order *const mlf_rank_orders[];

/* The order that is called so and that the options ask for; a field's where none is called so. */
const struct mlf_rank_order *mlf_rank_order_find(const char *name, const struct mlf_rank_options *options);

/* Whether this option (its long name) has a meaning with the order. */
int mlf_rank_order_reads(const struct mlf_rank_order *order, const char *option);

#endif
