/* Contact sheets: records laid out group by group as pages of cells, drawn, and
 * written into a folder with a manifest that says where each record stands.
 *
 * A record's group is its `group`, else its `label`; groups follow the order of
 * their first record, records keep the stream's order inside their group. A
 * record that has an `error` is not drawn: it stands in the manifest without a
 * cell. One whose pixels cannot be read when its page is drawn is drawn as a
 * crossed-out cell and gets an `error`. */
#ifndef MLFIX_SHEET_H
#define MLFIX_SHEET_H

#include <stddef.h>
#include <stdio.h>

#include "mlfix/image.h"
#include "mlfix/layout.h"

struct mlf_buf;
struct mlf_err;
struct mlf_record;
struct mlf_records;
struct mlf_heading_strip;
struct mlf_sheets;

/* File types of sheets, ended by NULL: "jpg", "png", "webp", "pdf". */
extern const char *const mlf_sheet_types[];

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

/* With `fold`, the records of a group that have the same value of this field,
 * the same label, the same suggestion and the same doubt share the cell of the
 * first of them; the largest box is shown. Those without the field stand alone. */
int mlf_sheet_groups_make(const struct mlf_records *records, const char *fold, struct mlf_sheet_groups *groups,
                          struct mlf_err *err);
/* That folding alone: groups have their cells when it begins, a record each. */
int mlf_sheet_fold(const struct mlf_records *records, const char *field, struct mlf_sheet_groups *groups,
                   struct mlf_err *err);
void mlf_sheet_groups_free(struct mlf_sheet_groups *groups);

/* Whether its heading needs the height of a strip: for typical crops or an icon. */
int mlf_sheet_is_tall(const struct mlf_sheet_group *group);

/* Whether the record is doubted: its label (`label`, `label-swapped`) or its box. */
int mlf_sheet_doubtful(const struct mlf_record *record);

/* Whether what is doubted is the record's box, not its label (`bbox-shifted`,
 * `bbox-missing`). */
int mlf_sheet_doubts_box(const struct mlf_record *record);

/* Whether the cell and the next one show look-alikes with different labels
 * (`lookalike`). */
int mlf_sheet_begins_pair(const struct mlf_sheets *sheets, size_t cell);

/* What stands under a record's cell, and a percentage ("97%", or "") at the right
 * end of the last line. */
struct mlf_sheet_caption {
    char *lines[MLF_CAPTION_LINES];
    int n;   /* 0: nothing */
    int own; /* the first line is the record's own label */
    char percent[8];
};

/* With one field, that field's text on one line or two; with several, a line of
 * each, empty where the record has others of them; without, the record's own label in
 * a group whose name does not tell it, and for doubtful records the suggested one and its probability.
 * What the group's name says as well is left out first (of suggestions what the
 * record's own label has). `room` is how many characters about fit a line. */
int mlf_sheet_caption_make(const struct mlf_record *record, const char *const *fields, size_t n_fields,
                           const struct mlf_sheet_group *group, int room, struct mlf_sheet_caption *caption,
                           struct mlf_err *err);
void mlf_sheet_caption_free(struct mlf_sheet_caption *caption);

/* About so many characters of a caption fit a cell. */
int mlf_sheet_caption_room(int cell);

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
    struct mlf_heading_strip *strips; /* one a group: the typical crops in its headings */
    int pairs;                        /* records stand beside look-alikes with other labels (`lookalike`) */
    size_t icons;                     /* groups that have one */
    size_t broken;                    /* cells whose pixels could not be read (mlf_sheets_write) */
};

/* Groups and lays out; nothing is drawn yet. Fields of an earlier manifest
 * (sheet, cell, cell_rect, fingerprint) are taken off the records. */
int mlf_sheets_plan(struct mlf_sheets *sheets, const struct mlf_sheet_options *options, struct mlf_records *records,
                    struct mlf_err *err);
void mlf_sheets_free(struct mlf_sheets *sheets);

/* Pixels with room for any of the pages, which the caller frees. */
int mlf_sheet_room(const struct mlf_sheets *sheets, struct mlf_pixels *out, struct mlf_err *err);

/* Draws a page into such pixels, fills `drawn` of its cells and its hash. Pages may be
 * drawn at the same time: records are only read. */
int mlf_sheet_draw(const struct mlf_sheets *sheets, size_t page, struct mlf_pixels *out, struct mlf_err *err);

/* Puts what finding each cell's object again takes into the page's file
 * (mlf_carry_put), so that a sheet alone still answers. Once it is drawn. */
int mlf_sheet_carry(const struct mlf_sheets *sheets, size_t page, struct mlf_buf *file, struct mlf_err *err);

/* When all pages are drawn: the records as lines of the manifest, with `sheet`,
 * `sheet_hash`, `cell`, `cell_rect` ([x, y, w, h], px of the page), `fingerprint` (base64) and
 * `folded` (how many records share the cell, where they are several). On `jobs` threads. */
int mlf_sheets_print(const struct mlf_sheets *sheets, FILE *file, int jobs, struct mlf_err *err);

/* A file that is written beside the sheets while they are drawn: the review page,
 * whose code knows sheets, which sheets' does not know. The functions return 0, or -1 and an error. */
struct mlf_sheet_companion {
    const char *name; /* of the file, in the folder of the sheets */
    const char *type; /* file type of the pictures that it takes */
    int wanted;       /* 0: nothing is written, and one that is there goes */
    void *context;    /* of the functions */
    /* Whether the file is one of its kind, and may be replaced: 1, 0; -1 on error. */
    int (*is_ours)(const char *path, struct mlf_err *err);
    /* Begins the file with what is known before anything is drawn. */
    int (*begin)(void *context, const struct mlf_sheets *sheets, const char *folder, struct mlf_err *err);
    /* Adds the picture of a sheet, a file of `type`; in order from 0. */
    int (*add)(void *context, size_t page, const void *bytes, size_t length, struct mlf_err *err);
    /* Adds what is known when all are drawn, and closes the file. */
    int (*end)(void *context, struct mlf_err *err);
    struct mlf_tempfile *file; /* what is written, not yet in its place */
};

/* Draws all pages on `jobs` threads and puts them with manifest.jsonl into
 * `folder`, which is created. Nothing there changes until every page is drawn;
 * then the sheets named by an older manifest are removed, the new ones put in
 * their place, and the manifest last. So with the companion. A file of a sheet's
 * name that no manifest knows is somebody's, and so is one of the companion's name
 * that is not of its kind: an error. Calls drawn(pages done, pages) after each. */
int mlf_sheets_write(struct mlf_sheets *sheets, const char *folder, const struct mlf_sheet_companion *companion,
                     int jobs, void (*drawn)(size_t done, size_t total), struct mlf_err *err);

#endif
