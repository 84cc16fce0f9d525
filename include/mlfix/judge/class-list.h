/* The classes of a model's output in the order of its columns, as people keep
 * them. */
#ifndef MLFIX_JUDGE_CLASS_LIST_H
#define MLFIX_JUDGE_CLASS_LIST_H

struct mlf_err;
struct mlf_string_set;

/* Fills an empty set, class k of the file becoming number k: a name a
 * line; a JSON list of names; a JSON object of name: index, or of index: name,
 * the indices being 0 to one less than their number. Errors: a name or an index
 * twice, an index that is missing, an empty name, none at all. */
int mlf_class_list_read(struct mlf_string_set *classes, const char *path, struct mlf_err *err);

#endif
