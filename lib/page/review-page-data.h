/* The data of the review page: its cells, groups, labels and sheets, as JSON. */
#ifndef MLFIX_PAGE_REVIEW_PAGE_DATA_H
#define MLFIX_PAGE_REVIEW_PAGE_DATA_H

struct mlf_buf;
struct mlf_err;
struct mlf_sheets;

/* The file type of the page's pictures where sheets are of `type`: the same, or "jpg" in
 * place of "pdf", which browsers do not show as a picture. */
const char *mlf_review_page_data_type(const char *type);

/* Appends the JSON that web/model.js reads. `folder` is where the manifest will stand; it
 * is named in the command that the page suggests. */
int mlf_review_page_data(const struct mlf_sheets *sheets, const char *folder, struct mlf_buf *buf, struct mlf_err *err);

#endif
