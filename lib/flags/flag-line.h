/* A line of a flag file, read: what it says about which objects. The readers of the text
 * form (flag-text.h) and of the JSON form (flag-json.h) fill it. */
#ifndef MLFIX_FLAGS_FLAG_LINE_H
#define MLFIX_FLAGS_FLAG_LINE_H

#include <stddef.h>

#include "mlfix/flags/flag.h"

struct mlf_err;
struct mlf_target_cell;
struct mlf_target_sheet;
struct mlf_targets;

/* Zero-initialised before the first line, cleared after each one, freed at the end. */
struct mlf_flag_line {
    enum mlf_verdict verdict;
    char *label, *was, *by, *at, *note; /* owned; NULL where absent */
    char *sheets;                       /* likewise: the hash of the sheets on which it was decided */
    double bbox[4];
    int has_bbox;
    int bare;        /* it names no verdict, which means MLF_WRONG */
    size_t *targets; /* the n objects that it names; the memory is kept from line to line */
    size_t n, capacity;
    const struct mlf_target_sheet *all; /* it says "all": the cells of this sheet that no other line names */
    char sign;                          /* '+' or '-': the photo gets `label`, or loses it; 0: neither */
    unsigned is_ledger : 1;             /* it is the first line of a ledger: those after it are a ledger's */
    unsigned by_cell : 1;               /* it names cells of sheets, and not ids */
    unsigned is_gone : 1;               /* a ledger's line about an object that is not among the targets */
};

/* Adds an object. */
int mlf_flag_line_add(struct mlf_flag_line *line, size_t target, struct mlf_err *err);

/* Adds the n objects that share a cell. */
int mlf_flag_line_add_cell(struct mlf_flag_line *line, const struct mlf_target_cell *cell, size_t n,
                           struct mlf_err *err);

/* Adds the object with this id, crop or path (mlf_target_search); an error where there is
 * none, or more than one. */
int mlf_flag_line_add_name(struct mlf_flag_line *line, const struct mlf_targets *targets, const char *name,
                           struct mlf_err *err);

/* Adds the objects of the track whose frames are from `first` to `last` (both infinite: all); an error where none has
 * the track, or is in these frames. */
int mlf_flag_line_add_track(struct mlf_flag_line *line, const struct mlf_targets *targets, const char *track,
                            double first, double last, struct mlf_err *err);

/* Reads the frames "10-20" or "10". Returns how many bytes that is, 0 where the text begins with neither. */
size_t mlf_flag_line_read_frames(const char *text, double *first, double *last);

/* What is wrong with the bytes of a line, or NULL. */
const char *mlf_flag_line_wrong_bytes(const char *text, size_t length);

/* Forgets what the line said. */
void mlf_flag_line_clear(struct mlf_flag_line *line);
void mlf_flag_line_free(struct mlf_flag_line *line);

#endif
