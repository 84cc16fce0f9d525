/* Which CSV files of an Open Images dataset are what. */
#ifndef MLFIX_FORMATS_OPENIMAGES_FILES_H
#define MLFIX_FORMATS_OPENIMAGES_FILES_H

#include <stddef.h>

#include "mlfix/base/err.h"
#include "mlfix/base/string-set.h"
#include "mlfix/dataset/driver.h"

struct mlf_dataset;
struct mlf_err;

enum openimages_kind {
    OPENIMAGES_BOXES = 1,     /* rows of boxes */
    OPENIMAGES_LABELS = 2,    /* rows of labels of whole photos, people's or a machine's */
    OPENIMAGES_CLASSES = 4,   /* names of classes */
    OPENIMAGES_ROTATIONS = 8, /* a row a photo, with the degrees to turn it by */
    OPENIMAGES_OBJECTS = OPENIMAGES_BOXES | OPENIMAGES_LABELS,
};

/* By its name and its first line; 0: none of them. */
int openimages_kind(const struct mlf_dataset *dataset, const char *file);

/* Adds the files of these kinds, sorted within each folder. */
int openimages_list(const struct mlf_dataset *dataset, int kinds, struct mlf_string_set *files, struct mlf_err *err);

/* Those whose rows are objects: the one that the user named, else those of boxes, else those of labels. */
int openimages_list_objects(const struct mlf_dataset *dataset, struct mlf_string_set *files, struct mlf_err *err);

/* By how many degrees each photo has to be turned counterclockwise to stand as its author meant, where that is any: so
 * its objects are turned clockwise by as many (Open Images, "Rotated images in Open Images", 2018). */
struct openimages_turns {
    struct mlf_string_set images;
    short *degrees;
    size_t capacity;
};

int openimages_turns_read(struct openimages_turns *turns, const struct mlf_dataset *dataset, struct mlf_err *err);
void openimages_turns_free(struct openimages_turns *turns);
double openimages_turn(const struct openimages_turns *turns, const char *image_id);

#endif
