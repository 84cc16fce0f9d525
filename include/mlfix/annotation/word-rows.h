/* Rows of words parted by blanks or by commas, with their places: the label files of YOLO,
 * KITTI, DOTA, MOT and others. */
#ifndef MLFIX_ANNOTATION_WORD_ROWS_H
#define MLFIX_ANNOTATION_WORD_ROWS_H

#include <stddef.h>

#include "mlfix/dataset/driver.h"
#include "mlfix/dataset/edits.h"
#include "mlfix/dataset/mapping.h"
#include "mlfix/json/json-text.h"

struct mlf_attributes;
struct mlf_change;
struct mlf_dataset;
struct mlf_edits;
struct mlf_err;

struct word_rows {
    const char *file; /* in the dataset */
    struct mlf_mapping text;
    size_t at;
    char separator;         /* of words, with blanks around it; 0, as it is at first: they are parted by blanks alone */
    size_t next;            /* rows read so far; blank ones do not count */
    struct mlf_span *words; /* of the row read last */
    size_t n, capacity;
    struct mlf_span line; /* of that row, with its newline */
};

/* Maps the file; `file` is borrowed. Close also after a failure. */
int word_rows_open(struct word_rows *rows, const struct mlf_dataset *dataset, const char *file, struct mlf_err *err);
void word_rows_close(struct word_rows *rows);

/* 1 and the next row that is not blank, 0 at the end, -1 on error. */
int word_rows_next(struct word_rows *rows, struct mlf_err *err);

/* The word in new memory. */
char *word_rows_text(const struct word_rows *rows, size_t word, struct mlf_err *err);

/* Whether the words first .. first + n - 1 are there and finite numbers, in `numbers`. */
int word_rows_numbers(const struct word_rows *rows, size_t first, size_t n, double *numbers);

/* An attribute that is a word of each row: a number. */
struct word_attribute {
    const char *name; /* NULL behind the last of a list */
    size_t word;
};

/* Says those of the row read last. Attributes may be NULL. */
int word_rows_say(const struct word_rows *rows, const struct word_attribute *list, struct mlf_attributes *attributes,
                  struct mlf_err *err);

/* What a format of such files makes of changes. */
struct word_rows_format {
    char separator; /* struct word_rows.separator */
    /* What is written for a label: new memory, NULL with an error. */
    char *(*word)(void *context, const char *label, struct mlf_err *err);
    /* Where the label of the row read last stands; length 0 with an error where it has none. NULL: it is the first
     * word. */
    struct mlf_span (*label)(void *context, const struct word_rows *rows, struct mlf_err *err);
    const struct word_attribute *attributes; /* one may be asked for in place of the label; NULL: there are none */
    const char *mark;                        /* what takes the place of a word to mark the row, or NULL */
    size_t mark_word;                        /* which one that is */
    /* The words first..first + 3 of the row read last are its box: their number, or 0 with an error where it has
     * none that can be set. `numbers` become those of `bbox`. */
    size_t (*box)(const struct word_rows *rows, const double bbox[4], double numbers[4], struct mlf_err *err);
    /* NULL; otherwise it sets the box of the row read last, and box() is not asked. */
    int (*rebox)(void *context, const struct word_rows *rows, const struct mlf_change *change, struct mlf_edits *edits,
                 struct mlf_err *err);
    void *context;
    /* Makes one word of those that belong together, in the row read last; or NULL. */
    void (*settle)(struct word_rows *rows);
    int corners; /* the box is two corners */
    int whole;   /* the format has whole pixels: struct mlf_measure */
};

/* Edits of a label file: the rows of removed objects go with their lines, words of others change. */
int word_rows_edit(const struct mlf_dataset *dataset, const char *file, const struct mlf_change *changes, size_t n,
                   const struct word_rows_format *format, struct mlf_edits *edits, struct mlf_err *err);

#endif
