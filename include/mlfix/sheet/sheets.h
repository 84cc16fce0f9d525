/* A set of contact sheets: options, groups of records, cells and pages. Filled by
 * mlf_sheets_plan, drawn by mlf_sheets_write. */
#ifndef MLFIX_SHEET_SHEETS_H
#define MLFIX_SHEET_SHEETS_H

#include <stddef.h>

#include "mlfix/numeric/expected.h"
#include "mlfix/photo/pixels.h"
#include "mlfix/record/shard.h"
#include "mlfix/sheet/layout.h"

struct mlf_records;

/* Lines of text under a cell. */
#define MLF_CAPTION_LINES 4

struct mlf_sheet_options {
    int page_width, page_height; /* px; the page becomes wider where `columns` and `cell` are both given */
    int cell, columns;           /* side of a cell in px, cells in a row; 0: chosen (mlf_layout_fit) */
    int light;                   /* dark ink on white, for paper */
    const char *type;            /* one of mlf_sheet_types */
    int quality;                 /* 1..100; PNG has none */
    /* Fields that are shown under every cell, at most MLF_CAPTION_LINES; without any see
     * mlf_sheet_caption_make. */
    const char *const *captions;
    size_t n_captions;
    const char *fold;       /* field whose equal values share a cell; NULL: a cell each */
    int tracks;             /* crops of one track share a cell (mlf_sheet_groups_make) */
    const char *icons;      /* folder of pictures by group name, shown in the headings; NULL: none */
    struct mlf_shard shard; /* which part of the sheets is drawn; parts 0: all */
    size_t before;          /* sheets that are numbered before these */
    int context;            /* percent of the box's longer side that is shown around it, out of the photo; 0: only the
                               crop is shown */
};

/* Typical crops in a heading, at most. */
#define MLF_TYPICAL 10

struct mlf_sheet_group {
    char *name;      /* clean text of one line; "" where records have neither group nor label */
    char *key;       /* the group as the records give it */
    char *labels[2]; /* clean text: the first two labels of its records that differ; or their only label, where
                        the name does not tell it; else NULL */
    size_t first, n; /* its cells: first .. first + n - 1 */
    size_t crops;    /* its records: more than its cells where some share one */
    size_t doubtful; /* records that are doubted (doubt.h) */
    struct mlf_expected wrong;   /* wrong labels expected */
    int estimated;               /* records that this is known of */
    size_t untold;               /* crops whose class is not told from the others (the issue class-not-told) */
    size_t typical[MLF_TYPICAL]; /* numbers of records with low scores, spread over the group */
    int n_typical;               /* 0 where records have no scores, or there are too few of them */
    struct mlf_pixels icon;      /* data NULL: none */
};

/* Side of an icon and of a typical crop, px. */
#define MLF_STRIP_CELL 50

struct mlf_sheet_groups {
    struct mlf_sheet_group *items;
    size_t n, capacity;
    size_t *order; /* by cell: the record that it shows */
    size_t n_cells;
    /* The records that share cell i, order[i] among them:
     * member[first_member[i] .. first_member[i + 1] - 1]. */
    size_t *member, *first_member;
    /* By cell: of the crops of a track, the first in the order of frames that has the label of most. NULL where tracks
     * share no cells. */
    size_t *usual;
};

/* The text under a cell, and a percentage ("97%", or "") at the right end of its last
 * line. */
struct mlf_sheet_caption {
    char *lines[MLF_CAPTION_LINES];
    int n;     /* lines */
    int own;   /* whether the first line is the record's own label */
    int faint; /* the suggestion is less probable than MLF_CAPTION_LIKELY: more a guess than news */
    char percent[8];
};

/* A fingerprint is the cell's square as drawn, without its frame, averaged to 8 x 8 pixels
 * (rows of red, green, blue). It tells which cell of which sheet a picture shows. */
#define MLF_FINGERPRINT 8

struct mlf_sheet_drawn {
    char *error; /* why the pixels could not be read, or NULL */
    unsigned char fingerprint[MLF_FINGERPRINT * MLF_FINGERPRINT * 3];
};

/* A hash of 16 hexadecimal digits tells a drawn page from all others, in whatever file
 * type it is stored: it is made of its cells' names, fingerprints, ids and labels. */
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
    int pairs;                   /* whether some records stand beside look-alikes with other labels (`lookalike`) */
    size_t first_page, end_page; /* the pages that are drawn */
    size_t icons;                /* groups that have an icon */
    size_t broken;               /* cells whose pixels could not be read (mlf_sheets_write) */
};

#endif
