/* A review page that was written beside sheets, read again: a server takes the data and the
 * pictures out of it, and gives them with its own scripts. */
#ifndef MLFIX_PAGE_PAGE_FILE_H
#define MLFIX_PAGE_PAGE_FILE_H

#include <stddef.h>
#include <stdio.h>

struct mlf_buf;
struct mlf_err;

/* Where a sheet's picture stands in the file, or the name of the sheet's own file beside it, in base64: bytes. */
struct mlf_page_picture {
    size_t at, length;
    int beside;
};

struct mlf_page_file {
    int fd;                            /* the file, open for reading */
    char *path;                        /* for messages */
    char *data;                        /* the JSON of the page's data (web/model.js), without a NUL inside */
    char *others;                      /* the further elements that hold data, as they stand in the page */
    char *hash;                        /* of the sheets (record/sheets-hash.h) */
    struct mlf_page_picture *pictures; /* one a sheet */
    size_t n_pictures, capacity;
};

/* Opens a page and finds its parts; its pictures stay in the file until they are asked for. An
 * error where it is no page of ours, or not whole. */
int mlf_page_file_open(struct mlf_page_file *page, const char *path, struct mlf_err *err);

/* Appends the bytes of a sheet's picture, 0 .. n_pictures - 1. An error where the file has changed, or
 * the sheet beside it is no regular file any more. */
int mlf_page_file_picture(const struct mlf_page_file *page, size_t sheet, struct mlf_buf *bytes, struct mlf_err *err);

void mlf_page_file_close(struct mlf_page_file *page);

#endif
