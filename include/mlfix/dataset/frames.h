/* The photos of a sequence, by the numbers in their names. */
#ifndef MLFIX_DATASET_FRAMES_H
#define MLFIX_DATASET_FRAMES_H

#include <stddef.h>

#include "mlfix/base/err.h"
#include "mlfix/base/string-set.h"
#include "mlfix/dataset/driver.h"

struct mlf_dataset;
struct mlf_err;

struct frames {
    struct mlf_string_set photos; /* relative to dataset->images */
    struct frame {
        double number;
        const char *photo;
    } * items; /* sorted by number */
    size_t n, capacity;
    char *folder;          /* relative to dataset->images */
    int digits;            /* of the numbers in names of photos that are not there */
    const char *extension; /* of these */
};

/* Lists the photos in the folder. Close also after a failure. */
int frames_list(struct frames *frames, const struct mlf_dataset *dataset, const char *folder, struct mlf_err *err);
void frames_free(struct frames *frames);

/* The photo of a frame in new memory; one that is not there gets the name that it would have. */
char *frames_photo(const struct frames *frames, double number, struct mlf_err *err);

#endif
