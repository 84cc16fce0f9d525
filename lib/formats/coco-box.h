/* Where the objects of COCO's annotations are (private to the driver). */
#ifndef MLFIX_FORMATS_COCO_BOX_H
#define MLFIX_FORMATS_COCO_BOX_H

#include <stddef.h>

#include "mlfix/base/err.h"
#include "mlfix/dataset/driver.h"
#include "mlfix/json/json-members.h"
#include "mlfix/record/mask.h"

struct coco_file;
struct mlf_err;
struct mlf_mask;
struct mlf_member;
struct mlf_object;

/* Room for what object->corners points to. */
struct coco_place {
    double numbers[5];
    int n;           /* of them; -1: "bbox" is no array of numbers, or of more */
    double rotation; /* "rotation" of "attributes", in degrees */
    double corners[8];
};

/* Fills in the box of the annotation at `offset`, of which two members are given: by "bbox" and "attributes", or where
 * it has no box as the envelope of its segmentation, which `mask` then holds. 1; 0 where it is a label of the whole
 * photo; *why says why it is neither (else NULL). -1 on error. */
int coco_read_place(struct coco_place *place, const struct coco_file *coco, size_t offset,
                    const struct mlf_member *bbox, const struct mlf_member *attributes, struct mlf_mask *mask,
                    struct mlf_object *object, const char **why, struct mlf_err *err);

#endif
