/* Contact sheets: records laid out group by group as pages of cells, drawn, and
 * written into a folder with a manifest that says where each record stands.
 *
 * A record's group is its `group`, else its `label`; groups follow the order of
 * their first record, records keep the stream's order inside their group. A
 * record that has an `error` is not drawn: it stands in the manifest without a
 * cell. One whose pixels cannot be read when its page is drawn is drawn as a
 * crossed-out cell and gets an `error`. */
#ifndef MLFIX_SHEET_SHEETS_PLAN_H
#define MLFIX_SHEET_SHEETS_PLAN_H

#include <stddef.h>

struct mlf_err;
struct mlf_records;
struct mlf_sheet_options;
struct mlf_sheets;
struct mlf_tempfile;

/* File types of sheets, ended by NULL: "jpg", "png", "webp", "pdf". */
extern const char *const mlf_sheet_types[];

/* Groups and lays out; nothing is drawn yet. Fields of an earlier manifest
 * (sheet, cell, cell_rect, fingerprint) are taken off the records. */
int mlf_sheets_plan(struct mlf_sheets *sheets, const struct mlf_sheet_options *options, struct mlf_records *records,
                    struct mlf_err *err);
void mlf_sheets_free(struct mlf_sheets *sheets);

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

#endif
