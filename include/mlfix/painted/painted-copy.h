/* Copies of contact sheets on which a reviewer has painted: which sheet a copy shows,
 * which of its cells are marked, in what colour, and how sure that is.
 *
 * A copy may have been saved again as PNG or JPEG, and enlarged or made smaller as a
 * whole (0.4 to 2.5 times). It is recognised by its cells' fingerprints (sheets.h), so
 * its file name does not matter. Where the clean sheet lies beside the manifest, the copy
 * is compared with it pixel by pixel; else with the fingerprints. */
#ifndef MLFIX_PAINTED_PAINTED_COPY_H
#define MLFIX_PAINTED_PAINTED_COPY_H

struct mlf_err;
struct mlf_painted_copy;
struct mlf_painted_sheets;

/* Reads the copy at `path`. `folder` is where the clean sheets lie, or NULL; `clean` is
 * the path of the clean sheet of this copy where it is known, or NULL. A file is not
 * taken for the clean sheet where it is the copy itself, or does not look as the
 * fingerprints say. An error where the picture cannot be decoded, or shows none of the
 * sheets as a whole. Freed by mlf_painted_copy_free; nothing is left to free after an
 * error. */
int mlf_painted_copy_read(const struct mlf_painted_sheets *sheets, const char *path, const char *folder,
                          const char *clean, struct mlf_painted_copy *copy, struct mlf_err *err);

/* Draws what was understood into the copy's pixels: a frame around each marked cell, and
 * in it words[i], a text for marks[i], on several lines where it is long. */
int mlf_painted_copy_outline(const struct mlf_painted_sheets *sheets, struct mlf_painted_copy *copy,
                             const char *const *words, struct mlf_err *err);

void mlf_painted_copy_free(struct mlf_painted_copy *copy);

#endif
