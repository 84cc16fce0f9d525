/* What the judging of a stream's boxes takes and what it reports (record-boxes.h). */
#ifndef MLFIX_JUDGE_RECORD_BOXES_DATA_H
#define MLFIX_JUDGE_RECORD_BOXES_DATA_H

#include <stddef.h>

#include "mlfix/judge/box-errors.h"

struct mlf_detections;
struct mlf_photo_index;

/* What is known of a photo beside its records; all may be NULL or 0. */
struct mlf_record_boxes_photo {
    const char *name;          /* below the folder of the photos: what the ids of its new records begin with */
    const char *format, *file; /* for the field `source` of new records */
    int width, height;         /* pixels, as displayed */
};

struct mlf_record_boxes_options {
    const struct mlf_detections *detections;
    const struct mlf_photo_index *index; /* the photos of all records (mlf_record_boxes_index) */
    const size_t *photo_of;              /* of each name in detections->photos: its number in the index, or
                                            MLF_NO_BOX where it is none of our photos */
    const char *const *label_of;         /* of each name in detections->labels: the dataset's name of the class, or
                                            NULL where the dataset does not have it */
    const struct mlf_record_boxes_photo *facts; /* of each photo in the index */
    double sure;                                /* confidence of a sure detection; 0: learnt (box-limits.h) */
    int jobs;
    /* The size of a photo as displayed, for detections in fractions of it whose photo has no
     * size in `facts`: 0, or 1 where it cannot be told. Called from several threads. */
    int (*size_of)(const char *path, int size[2]);
};

struct mlf_record_boxes_result {
    struct mlf_box_limits limits;
    size_t boxes;                      /* records that were judged: */
    size_t agreeing, shifted, swapped; /* so many of them */
    size_t missing;                    /* records that were added */
    size_t detections;                 /* that were used */
    size_t elsewhere;                  /* detections in photos that are none of ours, */
    size_t foreign;                    /* of classes that the dataset does not have, */
    size_t sizeless;                   /* in photos whose size cannot be told */
};

#endif
