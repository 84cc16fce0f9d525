/* A file that is written beside the sheets while they are drawn. The review page is one:
 * its code knows the sheets, and the code of the sheets needs to know only this. */
#ifndef MLFIX_SHEET_SHEET_COMPANION_H
#define MLFIX_SHEET_SHEET_COMPANION_H

#include <stddef.h>

struct mlf_err;
struct mlf_sheets;
struct mlf_tempfile;

/* The functions return 0, or -1 with err, unless said otherwise. */
struct mlf_sheet_companion {
    const char *name; /* of the file, in the folder of the sheets */
    const char *type; /* file type of the pictures that it takes: one of mlf_sheet_types */
    int wanted;       /* 0: nothing is written, and one of an earlier run is removed */
    void *context;    /* handed to the functions */
    /* Whether an existing file is a companion, which may be replaced: 1, 0, or -1 with err. */
    int (*is_ours)(const char *path, struct mlf_err *err);
    /* Begins the file with what is known before anything is drawn. */
    int (*begin)(void *context, const struct mlf_sheets *sheets, const char *folder, struct mlf_err *err);
    /* Adds the picture of a sheet, a file of `type`; called in order, from page 0. */
    int (*add)(void *context, size_t page, const void *bytes, size_t length, struct mlf_err *err);
    /* Adds what is known when all sheets are drawn, and closes the file. */
    int (*end)(void *context, struct mlf_err *err);
    struct mlf_tempfile *file; /* the file under its temporary name; borrowed */
};

#endif
