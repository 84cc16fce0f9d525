/* Reading a file with the names of a model's classes, in the order of the columns of its
 * output. */
#ifndef MLFIX_JUDGE_CLASS_LIST_H
#define MLFIX_JUDGE_CLASS_LIST_H

struct mlf_err;
struct mlf_string_set;

/* Fills an empty set, in which class k of the file becomes number k. The file has one
 * name a line; or it is a JSON list of names, or a JSON object that maps names to indices
 * or indices to names, where the indices are 0, 1, 2, ... Errors: a name or an index
 * stands twice, an index is missing, a name is empty, there is no name at all. */
int mlf_class_list_read(struct mlf_string_set *classes, const char *path, struct mlf_err *err);

#endif
