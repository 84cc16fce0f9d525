/* What tells one object of a dataset from the others, beside its id. */
#ifndef MLFIX_FLAGS_OBJECT_IDENTITY_H
#define MLFIX_FLAGS_OBJECT_IDENTITY_H

struct mlf_buf;
struct mlf_err;
struct mlf_target;

/* Whether the object is a whole photo in a folder that is its label: then its id is
 * the file that an edit moves. */
int mlf_object_is_photo(const char *id, const char *file);

/* Whether the target's id depends on its position in its file, so that an edit of
 * the file may give the id to another object. */
int mlf_object_is_positional(const struct mlf_target *target);

/* Appends what identifies an object beside its id, as a text: file, box and label. */
int mlf_object_describe(struct mlf_buf *buf, const char *id, const char *file, const char *label, int has_bbox,
                        const double bbox[4], struct mlf_err *err);

#endif
