/* The key points of YOLO's rows (private to the driver). */
#ifndef MLFIX_FORMATS_YOLO_POSE_H
#define MLFIX_FORMATS_YOLO_POSE_H

#include <stddef.h>

#include "mlfix/base/err.h"
#include "mlfix/record/pose.h"

struct mlf_dataset;
struct mlf_err;
struct word_rows;

/* What data.yaml says of them, and room for those of a row. */
struct yolo_pose {
    size_t points, size; /* kpt_shape: how many, and numbers of each, 2 or 3; 0: it does not say */
    int *mirrors;        /* flip_idx, as many as there are points; NULL: it does not say */
    struct mlf_pose pose;
};

int yolo_pose_open(struct yolo_pose *pose, const struct mlf_dataset *dataset, struct mlf_err *err);
void yolo_pose_free(struct yolo_pose *pose);

/* How many numbers each point of the row read last has, behind its class and box; 0: it has none. Without kpt_shape
 * they are triples whose last is a flag: a 2 is beyond any photo, and otherwise the points lie within the box (middle
 * and size in fractions of the photo; NULL: it is none), or are missing. */
size_t yolo_pose_size(const struct yolo_pose *pose, const struct word_rows *rows, const double box[4]);

/* Fills pose->pose with those of the row; with none where it has none. */
int yolo_pose_read(struct yolo_pose *pose, const struct word_rows *rows, struct mlf_err *err);

#endif
