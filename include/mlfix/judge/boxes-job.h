/* What the judging of a stream's boxes takes, what it finds, and its state in between
 * (record-boxes.h). */
#ifndef MLFIX_JUDGE_BOXES_JOB_H
#define MLFIX_JUDGE_BOXES_JOB_H

#include <stddef.h>

#include "mlfix/base/string-set.h"
#include "mlfix/judge/box-errors.h"

struct mlf_detections;
struct mlf_photo_index;
struct mlf_records;

/* What is known of a photo beside its records; all may be NULL or 0. */
struct mlf_boxes_photo_facts {
    const char *name;          /* below the folder of the photos: what its ids begin with */
    const char *format, *file; /* for `source` */
    int width, height;
};

struct mlf_record_boxes_options {
    const struct mlf_detections *detections;
    const struct mlf_photo_index *index; /* holds the photos of all records, mlf_record_boxes_index */
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

struct mlf_record_boxes {
    struct mlf_boxes_limits limits;
    size_t boxes;                               /* that took part */
    size_t agreeing, shifted, swapped, missing; /* of them; new records */
    size_t detections, elsewhere, foreign,
        sizeless; /* used; of other photos; of other classes; of photos without a size */
};

struct mlf_boxes_job {
    struct mlf_records *records;
    const struct mlf_record_boxes_options *options;
    struct mlf_record_boxes *result;
    struct mlf_string_set labels;
    size_t photos; /* of the index */
    /* Grouped by photo; those of photo p begin at start[p] and end at start[p + 1]. */
    struct mlf_box *boxes;
    size_t *box_start, *box_record; /* the record of each */
    struct mlf_box *found;
    size_t *found_start, *found_item; /* the detection of each */
    size_t n, m;
    struct mlf_box_photo *photo; /* views of these */
    struct mlf_box_verdict *box_verdict, *found_verdict;
    double *photo_score;
    size_t *first; /* per photo: its first record, or MLF_NO_BOX */
};

#endif
