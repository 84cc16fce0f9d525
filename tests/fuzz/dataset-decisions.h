/* What the oracle of datasets decides about the objects of one file. */
#ifndef MLFIX_FUZZ_DATASET_DECISIONS_H
#define MLFIX_FUZZ_DATASET_DECISIONS_H

#include <stddef.h>
#include <stdint.h>

#include "mlfix/dataset/driver.h"

struct mlf_objects;

enum { MOST_CHANGES = 3 };

struct decisions {
    struct mlf_change changes[MOST_CHANGES]; /* sorted by index */
    size_t object[MOST_CHANGES];             /* which, among those that were read */
    size_t n;
    struct mlf_change added; /* one more label for the photo of an object; label NULL: none */
    size_t added_object;
    const char *file;
};

/* Decides something about up to three objects of one file: 0 where that comes to nothing. */
int decide(struct decisions *decisions, const struct mlf_objects *objects, const struct mlf_driver *driver,
           uint64_t *state);

/* Decides to give a photo one more label, of the file that is decided about already or of any: a photo that has a set
 * of labels (label-sets.h), loses none of them, and has not that one. 0 where there is none. */
int decide_label(struct decisions *decisions, const struct mlf_objects *objects, uint64_t *state);

const struct mlf_change *change_of(const struct decisions *decisions, size_t object);

/* "voc: relabel a.xml#0 to 'neu', remove a.xml#2": for messages. */
const char *describe(const char *format, const struct mlf_objects *before, const struct decisions *decisions);

/* NULL is the same as NULL. */
int same_text(const char *a, const char *b);

/* A photo that is not where it is said to be is searched for, with an outcome that depends on what else is named. */
int same_photo(const struct mlf_object *a, const struct mlf_object *b);

const char *text_or(const char *text, const char *otherwise);

#endif
