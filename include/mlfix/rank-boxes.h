/* Records in the light of a detector's results: the judging of boxes (boxes.h)
 * for a whole stream, and new records for what was overlooked. How much of it is
 * found: scripts/eval/detections. */
#ifndef MLFIX_RANK_BOXES_H
#define MLFIX_RANK_BOXES_H

#include <stddef.h>

#include "mlfix/boxes.h"
#include "mlfix/detections.h"
#include "mlfix/photo-index.h"
#include "mlfix/record.h"

struct mlf_err;

/* What is known of a photo beside its records; all may be NULL or 0. */
struct mlf_boxes_photo_facts {
    const char *name;          /* below the folder of the photos: what its ids begin with */
    const char *format, *file; /* for `source` */
    int width, height;
};

struct mlf_rank_boxes_options {
    const struct mlf_detections *detections;
    const struct mlf_photo_index *index; /* holds the photos of all records, mlf_rank_boxes_index */
    const size_t *photo_of;              /* of each name in detections->photos: its number in the index, or
                                            MLF_NO_BOX: it is none of ours */
    const char *const *label_of;         /* of each in detections->labels: the dataset's name, or NULL: it has none */
    const struct mlf_boxes_photo_facts *facts; /* of each photo in the index */
    double sure;                               /* 0: learnt, see mlf_boxes_learn */
    int jobs;
    /* The size of a photo as displayed, where detections are in fractions of it and
     * `facts` does not say: 0, or 1 where it cannot be told. Called from several threads. */
    int (*size_of)(const char *path, int size[2]);
};

struct mlf_rank_boxes {
    struct mlf_boxes_limits limits;
    size_t boxes;                               /* that took part */
    size_t agreeing, shifted, swapped, missing; /* of them; new records */
    size_t detections, elsewhere, foreign,
        sizeless; /* used; of other photos; of other classes; of photos without a size */
};

/* Adds the photos of all records that name one. */
int mlf_rank_boxes_index(struct mlf_photo_index *index, const struct mlf_records *records, struct mlf_err *err);

/* Records with a box, without an error, or with the issue crowd, take part; those with
 * the issue bbox-missing do not. Those on which a detection bears get `score`,
 * `suggest`, `issues`, `detection` and `image_score` (mlfix-records(5)); of what an earlier run
 * said in these nothing is left in any record with a box. Behind them come the new records, by
 * photo, the surest first; one that is there already is written anew. */
int mlf_rank_boxes(struct mlf_records *records, const struct mlf_rank_boxes_options *options,
                   struct mlf_rank_boxes *result, struct mlf_err *err);

#endif
