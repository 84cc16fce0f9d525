/* The key points of COCO's annotations (private to the driver). */
#ifndef MLFIX_FORMATS_COCO_POSE_H
#define MLFIX_FORMATS_COCO_POSE_H

#include <stddef.h>

#include "mlfix/base/err.h"
#include "mlfix/base/string-set.h"
#include "mlfix/record/pose.h"

struct coco_file;
struct mlf_err;

/* The names of the points of each category, and room for those of an annotation. Zero-initialise. */
struct coco_pose {
    struct mlf_string_set names; /* of all */
    const char ***of_category;   /* by its number in coco_file.category_ids: its names, NULL behind the last; or NULL */
    size_t categories;
    struct mlf_pose pose;
};

void coco_pose_free(struct coco_pose *pose);

/* Fills pose->pose with the "keypoints" of the annotation at `offset`, whose category has this id (may be NULL): 1, or
 * 0 where it has none. */
int coco_pose_read(struct coco_pose *pose, const struct coco_file *coco, size_t offset, const char *category_id,
                   struct mlf_err *err);

#endif
