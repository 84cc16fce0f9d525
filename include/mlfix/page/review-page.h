/* The review page: one HTML file that shows what the sheets show and takes a
 * reviewer's decisions, without a server and without a network. It holds the
 * data of the cells, then the sheets' pictures in base64, of which the browser
 * shows each cell's part; so it can be shown while the pictures are still
 * arriving, and its size is 4/3 of the sheets'. Its programs and styles stand in
 * lib/page/web/ and are allowed by their hash; everything else, networks
 * included, is forbidden to the page by its content security policy. */
#ifndef MLFIX_PAGE_REVIEW_PAGE_H
#define MLFIX_PAGE_REVIEW_PAGE_H

#include "mlfix/base/tempfile.h"

struct mlf_sheet_companion;
struct mlf_sheets;

#define MLF_REVIEW_PAGE_NAME "index.html"

struct mlf_review_page {
    const struct mlf_sheets *sheets; /* borrowed */
    struct mlf_tempfile file;        /* written, not yet in its place */
};

/* How the page accompanies sheets of the file type `sheet_type` (mlf_sheets_write);
 * `html` is zeroed before, and borrowed. */
void mlf_review_page_accompany(struct mlf_review_page *html, const char *sheet_type, int wanted,
                               struct mlf_sheet_companion *companion);

#endif
