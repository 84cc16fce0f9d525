/* What a detector found in photos: boxes with a class and a confidence. Photos and
 * classes are named as in the detector's file. Readers of such files fill it, and the
 * judging of boxes (mlfix/judge/record-boxes.h) takes it. */
#ifndef MLFIX_RECORD_DETECTIONS_H
#define MLFIX_RECORD_DETECTIONS_H

#include <stddef.h>

#include "mlfix/base/string-set.h"

struct mlf_err;

struct mlf_detection {
    size_t photo, label; /* numbers in the lists below */
    double bbox[4];      /* x, y, w, h from the top left: pixels, or fractions of the photo's width and height */
    double confidence;   /* 0..1 */
    size_t line;         /* of its file, from 1 */
};

struct mlf_detections {
    struct mlf_detection *items;
    size_t n, capacity;
    struct mlf_string_set photos; /* image ids, paths or names without extension */
    struct mlf_string_set labels; /* category ids, numbers of classes, or names */
    int normalised;               /* boxes are fractions */
    char *path;                   /* of the file, or of the folder with a file NAME.txt a photo */
    int per_photo;                /* `path` is such a folder */
};

/* Zero-initialise. Adds a detection after checking it: a box of finite numbers
 * (none beyond 1e9) with an area, a confidence in 0..1. The error says what is wrong, not where. */
int mlf_detections_add(struct mlf_detections *detections, const char *photo, const char *label, const double bbox[4],
                       double confidence, size_t line, struct mlf_err *err);

/* "preds.json:17" or "labels/a.txt:3": where detection i stands; new memory. */
char *mlf_detections_place(const struct mlf_detections *detections, size_t i, struct mlf_err *err);

void mlf_detections_free(struct mlf_detections *detections);

#endif
