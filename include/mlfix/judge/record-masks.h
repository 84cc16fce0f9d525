/* Records in the light of what a segmentation network sees: what mask-errors.h found about the masks of a whole stream
 * as fields of records, and new records for what was overlooked. How much of it is found: scripts/eval/segmented. */
#ifndef MLFIX_JUDGE_RECORD_MASKS_H
#define MLFIX_JUDGE_RECORD_MASKS_H

#include <stddef.h>

#include "mlfix/judge/mask-scene.h"

struct mlf_err;
struct mlf_photo_index;
struct mlf_record_boxes_photo;
struct mlf_records;

/* One judged object. */
struct mlf_judged_mask {
    size_t record, photo;
    const char *label;               /* its own */
    double bbox[4];                  /* of the record */
    struct mlf_mask_verdict verdict; /* bbox in pixels of the photo */
};

/* What is missing; bbox in pixels of the photo. */
struct mlf_missing_mask {
    size_t photo;
    struct mlf_mask_missing missing;
};

struct mlf_judged_masks {
    const struct mlf_judged_mask *masks; /* by photo */
    size_t n;
    const struct mlf_missing_mask *missing; /* by photo */
    size_t m;
    const char *const *names; /* of the network's classes */
    const double *quality;    /* of each photo; NAN: not judged */
    const struct mlf_photo_index *index;
    const struct mlf_record_boxes_photo *facts; /* of each photo */
    char *path;                                 /* of the network's word, for messages */
    int jobs;
};

/* Writes `detection`, `image_score`, `score`, `suggest` and `issues` of the records, and adds new ones; `added` says
 * how many. */
int mlf_record_masks_write(struct mlf_records *records, const struct mlf_judged_masks *judged, size_t *added,
                           struct mlf_err *err);

#endif
