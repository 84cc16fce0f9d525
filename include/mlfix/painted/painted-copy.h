/* Marks painted on copies of contact sheets: which sheet a picture shows, which
 * of its cells are painted over, in what colour, and how sure that is.
 *
 * A copy may be saved anew as PNG or JPEG, and be enlarged or made smaller as a
 * whole (0.4 to 2.5 times). It is told by its cells' fingerprints (sheet.h), so
 * its name does not matter. Where the clean sheet lies beside the manifest the
 * copy is compared with it pixel by pixel, else with the fingerprints. */
#ifndef MLFIX_PAINTED_PAINTED_COPY_H
#define MLFIX_PAINTED_PAINTED_COPY_H

struct mlf_err;
struct mlf_painted_copy;
struct mlf_painted_sheets;

/* Reads a copy. `folder` is where the clean sheets lie, or NULL; `clean` one
 * clean sheet that is known, or NULL; the copy itself and a sheet that does not
 * look as its fingerprints say are not taken for clean. Errors: a picture that
 * cannot be decoded; one that shows none of the sheets whole. */
int mlf_painted_copy_read(const struct mlf_painted_sheets *sheets, const char *path, const char *folder,
                          const char *clean, struct mlf_painted_copy *painted, struct mlf_err *err);

/* Frames each marked cell in the copy's pixels and writes what was understood
 * beside it: words[i], a short text for marks[i]. */
int mlf_painted_copy_outline(const struct mlf_painted_sheets *sheets, struct mlf_painted_copy *painted,
                             const char *const *words, struct mlf_err *err);

void mlf_painted_copy_free(struct mlf_painted_copy *painted);

#endif
