/* Where the review page's photos lie, and which dataset they are of. */
#ifndef MLFIX_PAGE_PAGE_PLACES_H
#define MLFIX_PAGE_PAGE_PLACES_H

struct mlf_err;
struct mlf_sheets;

/* The way from the folder of the sheets to the working directory, in which the records' paths
 * begin: "../" as often as needed, then folders, each ended by '/'; "" where they are the same.
 * NULL with err where one of them cannot be told. The caller frees it. */
char *mlf_page_places_base(const char *folder, struct mlf_err *err);

/* The folder of the dataset as its user names it: the nearest one around the photos in which
 * the annotation file of the first record lies. Sets *dataset to a new string, or to NULL where
 * there is none such. Returns 0, or -1 with err. */
int mlf_page_places_dataset(const struct mlf_sheets *sheets, char **dataset, struct mlf_err *err);

#endif
