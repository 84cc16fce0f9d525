/* The review page: one HTML file that shows what the sheets show and takes a reviewer's
 * decisions, without a server and without a network.
 *
 * It holds the data of the cells, then the sheets' pictures in base64, of which the
 * browser shows for each cell the part that it needs. The page can be used while the
 * pictures are still being loaded, and it is 4/3 as large as the sheets. Of more than MLF_REVIEW_PAGE_SHEETS sheets it
 * holds the names alone, and shows the pictures that lie beside it: a browser has in memory what is in view. Its
 * scripts and its style stand in lib/page/web/. The page's content security policy allows them by their hashes and
 * forbids everything else, the network included; but for pictures that lie beside it on the same disk or server, which
 * are the photos that the records name. */
#ifndef MLFIX_PAGE_REVIEW_PAGE_H
#define MLFIX_PAGE_REVIEW_PAGE_H

#include <stddef.h>
#include <stdio.h>

#include "mlfix/base/tempfile.h"

struct mlf_sheet_companion;
struct mlf_sheets;

/* Its name in the folder of the sheets. */
#define MLF_REVIEW_PAGE_NAME "index.html"

#define MLF_REVIEW_PAGE_SHEETS ((size_t)64)

struct mlf_review_page {
    const struct mlf_sheets *sheets; /* borrowed */
    struct mlf_tempfile file;        /* under its temporary name */
    int beside;                      /* it shows the sheets beside it */
};

/* Sets up the page as the companion of sheets of the file type `sheet_type`
 * (sheets-write.h). `page` must be zeroed before; the companion borrows it. */
void mlf_review_page_accompany(struct mlf_review_page *page, const char *sheet_type, int wanted,
                               struct mlf_sheet_companion *companion);

/* Writes a page as a server gives it: with the data and the other elements of a page's file (page-file.h), without
 * its pictures, which it asks the server for. `served` is the JSON that web/server.js reads. A short write shows in
 * ferror(). */
void mlf_review_page_put_served(const char *data, const char *others, const char *served, FILE *file);

/* Whether a file that begins so is a review page. */
int mlf_review_page_begins(const char *text, size_t length);

#endif
