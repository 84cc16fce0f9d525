/* The review page: one HTML file that shows what the sheets show and takes a
 * reviewer's decisions, without a server and without a network. It holds the
 * data of the cells, then the sheets' pictures in base64, of which the browser
 * shows each cell's part; so it can be shown while the pictures are still
 * arriving, and its size is 4/3 of the sheets'. Its programs and styles stand in
 * lib/image/page/ and are allowed by their hash; everything else, networks
 * included, is forbidden to the page by its content security policy. */
#ifndef MLFIX_HTML_H
#define MLFIX_HTML_H

#include <stddef.h>

#include "mlfix/tempfile.h"

struct mlf_err;
struct mlf_pixels;
struct mlf_sheets;

#define MLF_HTML_NAME "index.html"

struct mlf_html {
    const struct mlf_sheets *sheets; /* borrowed */
    struct mlf_tempfile file;        /* written, not yet in its place */
};

/* Begins `folder`/index.html with what is known before anything is drawn. Zeroed
 * before; ended by mlf_html_end, then committed or discarded as `file` is. */
int mlf_html_begin(struct mlf_html *html, const struct mlf_sheets *sheets, const char *folder, struct mlf_err *err);

/* Adds the picture of a sheet, a file of mlf_html_type(); in order from 0. */
int mlf_html_sheet(struct mlf_html *html, size_t page, const void *bytes, size_t length, struct mlf_err *err);

/* Adds which cells could not be drawn, and closes the file. */
int mlf_html_end(struct mlf_html *html, struct mlf_err *err);

/* The file type of its pictures where sheets are of `type`: the same, or "jpg"
 * where no browser shows that as a picture. */
const char *mlf_html_type(const char *type);

/* Whether the file is such a page, and may be replaced: 1, 0; -1 on error. */
int mlf_html_is_ours(const char *path, struct mlf_err *err);

#endif
