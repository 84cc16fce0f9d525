/* What the review page knows of its cells. See page.h. */
#ifndef MLFIX_PAGE_REVIEW_PAGE_DATA_H
#define MLFIX_PAGE_REVIEW_PAGE_DATA_H

struct mlf_buf;
struct mlf_err;
struct mlf_sheets;

/* The file type of its pictures where sheets are of `type`: the same, or "jpg"
 * where no browser shows that as a picture. */
const char *mlf_review_page_data_type(const char *type);

/* Appends the JSON that the page's programs read (model.js). `folder` is where
 * the manifest will stand. */
int mlf_review_page_data(const struct mlf_sheets *sheets, const char *folder, struct mlf_buf *buf, struct mlf_err *err);

#endif
