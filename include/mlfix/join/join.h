/* Bringing the columns of a table into records: CSV, TSV (table.h; the first
 * line names the columns) or JSON Lines, found out from the first character. */
#ifndef MLFIX_JOIN_JOIN_H
#define MLFIX_JOIN_JOIN_H

#include <stddef.h>

struct mlf_err;
struct mlf_records;

struct mlf_join_options {
    const char *file;
    /* "COLUMN=FIELD[,COLUMN=FIELD]…": a row belongs to the records whose fields
     * (paths, lookup.h) have the texts of its columns. COLUMN is a name or, in
     * delimited text, a number from 1; in JSON Lines a path. Where the first
     * FIELD is crop, image or id, texts that are not the same match also by
     * the ends of their paths: "a/x.jpg" and "crops/a/x.jpg", whole components,
     * at least the last one. Of several candidates the one with most components
     * in common is taken; where two have as many, from either side, nothing is
     * matched. */
    const char *on;
    int keep_names; /* columns may become the fields that a ranking fills: pred, prob, suggest, score, wrong, reasons */
    int jobs;
};

struct mlf_join {
    size_t rows, records;
    size_t joined;  /* records that got a row's columns */
    size_t by_ends; /* of these by the end of a path */
    size_t unused;  /* rows without a record */
    char *record;   /* key of the first record without a row; NULL: it lacks the field, or there is none */
    char *row;      /* key of the first row without a record, or NULL */
    size_t line;    /* its line */
    char *renamed;  /* "loss as loss.2, pred as pred.2", or NULL */
};

/* Each column becomes a field of its name, NAME.2 (or the next free number)
 * where a record has such a field already or another column took it, or the
 * name is one that only the tools may fill (bbox, source, issues, error, group,
 * position) or, unless keep_names, one that a ranking fills. Columns of the key and columns without a name are
 * left out, empty cells set nothing. Cells that are numbers become numbers,
 * except where mlfix-records(5) wants a text; values of JSON Lines stay as they
 * are. Errors: a key twice in the table (file:line), no such column, no row
 * matches any record. The result is freed by the caller, also after a failure. */
int mlf_join(struct mlf_records *records, const struct mlf_join_options *options, struct mlf_join *join,
             struct mlf_err *err);

void mlf_join_free(struct mlf_join *join);

#endif
