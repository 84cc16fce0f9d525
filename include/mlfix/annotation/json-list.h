/* Edits of the objects in a JSON array. */
#ifndef MLFIX_ANNOTATION_JSON_LIST_H
#define MLFIX_ANNOTATION_JSON_LIST_H

#include <stddef.h>

#include "mlfix/base/err.h"
#include "mlfix/dataset/driver.h"
#include "mlfix/dataset/edits.h"
#include "mlfix/json/json-text.h"

struct mlf_attributes;
struct mlf_change;
struct mlf_edits;
struct mlf_err;
struct mlf_mapping;

struct mlf_list {
    const char *file;
    const char *path; /* for messages */
    const char *text;
    size_t length;
    struct mlf_span array;
    struct mlf_span *members; /* the caller frees */
    size_t n;
};

/* Finds the members; the fields before them are the caller's. */
int mlf_list_open(struct mlf_list *list, struct mlf_err *err);

/* Takes out the members whose change is MLF_REMOVE. */
int mlf_list_remove(const struct mlf_list *list, const struct mlf_change *changes, size_t n, struct mlf_edits *edits,
                    struct mlf_err *err);

/* Sets a member of an object to JSON text, or to a string. An object without that member gets it as its first. */
int mlf_list_set(const struct mlf_list *list, size_t index, const char *key, const char *value, struct mlf_edits *edits,
                 struct mlf_err *err);
int mlf_list_set_string(const struct mlf_list *list, size_t index, const char *key, const char *value,
                        struct mlf_edits *edits, struct mlf_err *err);

/* Sets `key` of the object that is the member `outer` of an object, which gets one where it has none. */
int mlf_list_set_inside(const struct mlf_list *list, size_t index, const char *outer, const char *key,
                        const char *value, struct mlf_edits *edits, struct mlf_err *err);

/* Writes the box as the member "bbox" of four numbers. */
int mlf_list_set_bbox(const struct mlf_list *list, size_t index, const double bbox[4], struct mlf_edits *edits,
                      struct mlf_err *err);

/* Carries out MLF_REBOX or MLF_MARK on one member; the label is set beside it. */
typedef int mlf_list_apply(void *context, const struct mlf_list *list, const struct mlf_change *change,
                           struct mlf_edits *edits, struct mlf_err *err);

/* All changes of a file whose objects stand in one array with their labels as the member `key`, or as the attribute
 * that is asked for, where one is (NULL: none). */
int mlf_list_edit(const struct mlf_attributes *attributes, const char *file, const struct mlf_mapping *text,
                  struct mlf_span array, const char *key, const struct mlf_change *changes, size_t n,
                  mlf_list_apply *apply, void *context, struct mlf_edits *edits, struct mlf_err *err);

#endif
