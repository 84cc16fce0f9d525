/* By what an object of a dataset can be recognised, besides its id. */
#ifndef MLFIX_FLAGS_OBJECT_IDENTITY_H
#define MLFIX_FLAGS_OBJECT_IDENTITY_H

struct mlf_buf;
struct mlf_err;
struct mlf_target;

/* Whether the object is a whole photo in a folder whose name is its label. Its id is then
 * the photo's file, which an edit moves. */
int mlf_object_is_photo(const char *id, const char *file);

/* Whether the target's id is made from its position in its file ("a.xml#3"), so that an
 * edit of the file may give the id to another object. */
int mlf_object_is_positional(const struct mlf_target *target);

/* Puts into `buf`, in place of what it holds, a text of what an object looks like: file,
 * label and box. Two objects with the same text cannot be told apart but by their ids. */
int mlf_object_describe(struct mlf_buf *buf, const char *id, const char *file, const char *label, int has_bbox,
                        const double bbox[4], struct mlf_err *err);

#endif
