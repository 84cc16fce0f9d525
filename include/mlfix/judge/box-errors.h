/* Comparing the annotated boxes of a photo with those that a detector found, to tell
 * which objects were overlooked, which boxes are badly placed and which have the wrong
 * label. After U. Tkachenko, A. Thyagarajan, J. Mueller, "ObjectLab:
 * Automated Diagnosis of Mislabeled Images in Object Detection Data", ICML 2023
 * workshop on data-centric machine learning research.
 *
 * Box b and detection d, d's confidence c(d):
 *     iou(b,d)         intersection over union, 0..1
 *     distance(b,d)    between their middles, pixels
 *     similarity(b,d)  = 0.9 iou + 0.1 exp(-0.1 distance), 0..1
 *
 * 1. Boxes are paired with detections of the same label whose confidence is at least
 *    `low`, one to one, where iou >= 0.25: greedily, the most similar pair first; of
 *    equally similar ones that with the more confident detection, then the earlier
 *    detection, then the earlier box.
 * 2. swapped (the label is wrong): a box is paired with a detection of another label
 *    that is sure (confidence at least `sure`) and has no box in 1, where iou >= 0.5;
 *    one to one, greedily by
 *        score = c (similarity - own), at least 0,
 *    where own is the largest c(e) similarity(b,e) over detections e of b's label.
 * 3. missing (the object was overlooked): a sure detection that has no box in 1 or 2,
 *    has iou < 0.5 with every box, lies by less than half of its area in a crowd of its
 *    label, and has iou < 0.5 with every more confident missing one:
 *        score = c (1 - best),
 *    best being the largest similarity to a box of its label and the largest iou
 *    with any box.
 * 4. shifted (badly placed): for each pair of 1
 *        score = c (1 - similarity).
 *
 * How ours differs from ObjectLab: there the scores lack the factor c and pairs are
 * not one to one, so that the detection of a neighbouring object counts in favour of a
 * box, and a box that the detector did not find counts as badly placed. And there the
 * confidence of a sure detection is 0.95 for every detector; here it is learnt
 * (box-limits.h in lib/judge). */
#ifndef MLFIX_JUDGE_BOX_ERRORS_H
#define MLFIX_JUDGE_BOX_ERRORS_H

#include <stddef.h>

struct mlf_err;

/* ObjectLab's constants (section 3; cleanlab 2.x, internal/constants.py). */
#define MLF_BOXES_ALPHA 0.9       /* share of the iou in the similarity */
#define MLF_BOXES_DISTANCE 0.1    /* per pixel */
#define MLF_BOXES_LOW 0.5         /* confidence from which a detection tells where a box should be */
#define MLF_BOXES_SURE 0.95       /* and from which it tells of missing boxes and wrong labels */
#define MLF_BOXES_TEMPERATURE 0.1 /* of the softmin over a photo */

/* Ours: the least iou of a pair in 1; that of boxes around the same object, as COCO has
 * it; and the bounds of the iou below which a box counts as shifted. */
#define MLF_BOXES_PAIR 0.25
#define MLF_BOXES_SAME 0.5
#define MLF_BOXES_SHIFT_LEAST 0.4
#define MLF_BOXES_SHIFT_MOST 0.7

/* A box counts as swapped only where the evidence for its own label (`own` above) is at
 * most this share of c similarity, the evidence for the other label: a detector that
 * finds both labels there does not tell which is right. */
#define MLF_BOXES_SWAP_OWN 0.5

/* Small, medium and large boxes: those with less than 32 x 32 pixels, 96 x 96, more (COCO's). */
#define MLF_BOXES_SIZES 3

#define MLF_NO_LABEL ((size_t)-1)
#define MLF_NO_BOX ((size_t)-1)

struct mlf_box {
    double bbox[4];    /* x, y, w, h; w, h > 0 */
    size_t label;      /* MLF_NO_LABEL: none, which is the same as no other box's */
    double confidence; /* of a detection */
    int crowd;         /* a region with many objects, not a single one */
};

/* The boxes and the detections of one photo. */
struct mlf_box_photo {
    const struct mlf_box *boxes;
    size_t n;
    const struct mlf_box *found;
    size_t m;
};

/* The limits for one detector and dataset. */
struct mlf_box_limits {
    double sure, low;              /* confidences, see above */
    double shift[MLF_BOXES_SIZES]; /* for boxes of each size: a pair with a smaller iou is a badly placed box */
};

enum mlf_box_finding {
    MLF_BOX_UNKNOWN, /* no detection says anything about the box; a detection that is neither paired nor missing */
    MLF_BOX_AGREES,
    MLF_BOX_SHIFTED,
    MLF_BOX_SWAPPED,
    MLF_BOX_MISSING, /* of detections */
};

struct mlf_box_verdict {
    enum mlf_box_finding finding;
    size_t other;      /* of a box: the detection that it is paired with; of a missing one: the most similar box of
                          its label; or MLF_NO_BOX */
    double iou;        /* with `other` */
    double distance;   /* from `other`, pixels */
    double similarity; /* with `other` */
    double own;        /* of a box that may be swapped: the evidence for its own label, see 2 */
    double shifted;    /* the scores; 0 where there is none */
    double swapped;
    double missing;
};

/* Boxes are x, y, w, h. */
double mlf_box_iou(const double a[4], const double b[4]);
double mlf_box_similarity(const double a[4], const double b[4]);
size_t mlf_box_size(const double bbox[4]); /* 0 small, 1 medium, 2 large */

/* Judges one photo: fills n verdicts on its boxes and m on the detections in it. Cost
 * n * m + m * m. */
int mlf_box_errors_judge(const struct mlf_box_photo *photo, const struct mlf_box_limits *limits,
                         struct mlf_box_verdict *box, struct mlf_box_verdict *found, struct mlf_err *err);

/* How doubtful a photo is as a whole, 0..1: 1 - (Q1 Q2 Q3)^(1/3). Q1 is the softmin
 * over its boxes of q = 1 - shifted score,
 *     sum q exp(-q/T) / sum exp(-q/T),   T = MLF_BOXES_TEMPERATURE,
 * Q2 the same of the swapped scores and Q3 of those of its missing boxes; 1 where there
 * are none (ObjectLab, section 3). */
double mlf_box_errors_photo_score(const struct mlf_box_photo *photo, const struct mlf_box_verdict *box,
                                  const struct mlf_box_verdict *found);

#endif
