/* What the review page is made of: private to the image room. */
#ifndef MLFIX_IMAGE_HTML_PARTS_H
#define MLFIX_IMAGE_HTML_PARTS_H

struct mlf_buf;
struct mlf_err;
struct mlf_sheets;

/* A file of lib/image/page/, as it stands there. */
struct mlf_html_part {
    const char *begin, *end;
};
extern const struct mlf_html_part mlf_html_style, mlf_html_body;
/* In the order in which they run, together one program; ended by a NULL. */
extern const struct mlf_html_part mlf_html_programs[];

/* The file type of its pictures where sheets are of `type`: the same, or "jpg"
 * where no browser shows that as a picture. */
const char *mlf_html_type(const char *type);

/* Appends the JSON that the page's programs read (model.js). `folder` is where
 * the manifest will stand. */
int mlf_html_data(const struct mlf_sheets *sheets, const char *folder, struct mlf_buf *buf, struct mlf_err *err);

#endif
