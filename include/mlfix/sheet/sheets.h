/* Contact sheets as they are planned: options, groups of records, cells and pages. */
#ifndef MLFIX_SHEET_SHEETS_H
#define MLFIX_SHEET_SHEETS_H

#include <stddef.h>

#include "mlfix/photo/pixels.h"
#include "mlfix/sheet/layout.h"

struct mlf_records;

/* Lines of text under a cell. */
#define MLF_CAPTION_LINES 4

struct mlf_sheet_options {
    int page_width, page_height; /* px; the width is widened where columns and cell ask for it */
    int cell, columns;           /* 0: chosen (mlf_layout_fit) */
    int light;                   /* dark ink on white, for paper */
    const char *type;            /* one of mlf_sheet_types */
    int quality;                 /* of all but PNG, 1..100 */
    /* Fields shown under every cell that has them, a line each, at most
     * MLF_CAPTION_LINES; none: in a group whose name does not tell it the record's own label, and
     * under doubtful cells the suggested label and its probability. */
    const char *const *captions;
    size_t n_captions;
    const char *fold;  /* field whose equal values share a cell; NULL: a cell each */
    const char *icons; /* folder of pictures by group name, shown in the headings; NULL: none */
    int context;       /* show each box in its surroundings: so many percent of its longer
                          side around it, out of the photo; 0: the crop alone */
};

/* At most so many typical crops stand in a heading. */
#define MLF_TYPICAL 10

struct mlf_sheet_group {
    char *name;                  /* clean text of one line; "" where records have neither group nor label */
    char *key;                   /* the group as the records give it */
    char *labels[2];             /* of its records, clean text: two that differ; one that the name does not tell */
    size_t first, n;             /* its cells */
    size_t crops;                /* its records: more than cells where some share one */
    size_t doubtful;             /* records that have the issue `label` */
    double wrong;                /* sum of `wrong` over its records: wrong labels expected */
    int estimated;               /* whether any of them has it */
    size_t typical[MLF_TYPICAL]; /* records: low scores, spread over the group */
    int n_typical;               /* 0 where there are no scores, or too few crops to choose from */
    struct mlf_pixels icon;      /* data NULL: none */
};

/* Side of an icon and of a typical crop, px. */
#define MLF_STRIP_CELL 50

struct mlf_sheet_groups {
    struct mlf_sheet_group *items;
    size_t n, capacity;
    size_t *order; /* cell i shows record order[i] */
    size_t n_cells;
    /* The records that share cell i, order[i] among them:
     * member[first_member[i] .. first_member[i + 1] - 1]. */
    size_t *member, *first_member;
};

/* What stands under a record's cell, and a percentage ("97%", or "") at the right
 * end of the last line. */
struct mlf_sheet_caption {
    char *lines[MLF_CAPTION_LINES];
    int n;   /* 0: nothing */
    int own; /* the first line is the record's own label */
    char percent[8];
};

/* The cell's square as drawn, without its frame, averaged to 8 x 8 pixels (rows
 * of red, green, blue): tells which cell of which sheet a picture shows. */
#define MLF_FINGERPRINT 8

struct mlf_sheet_drawn {
    char *error; /* why the pixels could not be read, or NULL */
    unsigned char fingerprint[MLF_FINGERPRINT * MLF_FINGERPRINT * 3];
};

/* 16 hexadecimal digits tell a drawn page from all others: of its cells'
 * fingerprints, ids and labels, in whatever file type it is stored. */
#define MLF_SHEET_HASH 17

struct mlf_sheets {
    struct mlf_sheet_options options;
    struct mlf_records *records; /* borrowed */
    struct mlf_sheet_groups groups;
    struct mlf_layout_style style;
    struct mlf_layout layout;
    struct mlf_sheet_drawn *drawn;    /* one a cell, filled when its page is drawn */
    char (*hashes)[MLF_SHEET_HASH];   /* one a page, likewise */
    char **names;                     /* file name of each page: number, first group's name, type */
    struct mlf_typical_strip *strips; /* one a group: the typical crops in its headings */
    int pairs;                        /* records stand beside look-alikes with other labels (`lookalike`) */
    size_t icons;                     /* groups that have one */
    size_t broken;                    /* cells whose pixels could not be read (mlf_sheets_write) */
};

#endif
