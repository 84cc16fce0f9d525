/* Annotated boxes in the light of a detector's: overlooked, badly placed, with
 * another's label. After U. Tkachenko, A. Thyagarajan, J. Mueller, "ObjectLab:
 * Automated Diagnosis of Mislabeled Images in Object Detection Data", ICML 2023
 * workshop on data-centric machine learning research.
 *
 * Box b and detection d, d's confidence c(d):
 *     iou(b,d)         intersection over union, 0..1
 *     distance(b,d)    between their middles, pixels
 *     similarity(b,d)  = 0.9 iou + 0.1 exp(-0.1 distance), 0..1
 *
 * 1. Each box gets at most one detection of its label with a confidence of at
 *    least `low`, each such detection at most one box, of those pairs with
 *    iou >= 0.25: greedily, the most similar pair first; of equals the more
 *    confident detection, then the earlier detection, then the earlier box.
 * 2. swapped: a box and a detection of another label that is sure (confidence
 *    at least `sure`), has no box of its own, and iou >= 0.5; one to one,
 *    greedily by
 *        score = c (similarity - own), at least 0,
 *    where own is the largest c(e) similarity(b,e) over detections e of b's label.
 * 3. missing: a sure detection without a box in 1 and 2 that covers no box with
 *    iou >= 0.5, lies not by half or more of its area in a crowd of its label,
 *    and has no more confident missing one beside it with iou >= 0.5:
 *        score = c (1 - best),
 *    best being the largest similarity to a box of its label and the largest iou
 *    with any box.
 * 4. shifted: for each pair of 1
 *        score = c (1 - similarity).
 *
 * ObjectLab's scores are the same 1 - similarity and similarity without the
 * factor c and without one-to-one pairs: there a neighbour's detection vouches
 * for a box, and a box that the detector did not see is badly placed. Its sure
 * confidence is 0.95 for every detector; see mlf_box_limits below. */
#ifndef MLFIX_JUDGE_BOX_ERRORS_H
#define MLFIX_JUDGE_BOX_ERRORS_H

#include <stddef.h>

struct mlf_err;

/* ObjectLab's constants (section 3; cleanlab 2.x, internal/constants.py). */
#define MLF_BOXES_ALPHA 0.9       /* share of the iou in the similarity */
#define MLF_BOXES_DISTANCE 0.1    /* per pixel */
#define MLF_BOXES_LOW 0.5         /* confidence of a detection that tells where a box should be */
#define MLF_BOXES_SURE 0.95       /* of one that tells of missing boxes and other labels */
#define MLF_BOXES_TEMPERATURE 0.1 /* of the softmin over a photo */

/* Ours: the iou of a pair, of boxes that are the same object (COCO's), and between what
 * the iou below which a box counts as shifted is kept. */
#define MLF_BOXES_PAIR 0.25
#define MLF_BOXES_SAME 0.5
#define MLF_BOXES_SHIFT_LEAST 0.4
#define MLF_BOXES_SHIFT_MOST 0.7

/* A box counts as swapped where its own label has at most this share of the
 * other's evidence, c similarity: a detector that names both is of two minds. */
#define MLF_BOXES_SWAP_OWN 0.5

/* Small, medium and large boxes: those with less than 32 x 32 pixels, 96 x 96, more (COCO's). */
#define MLF_BOXES_SIZES 3

#define MLF_NO_LABEL ((size_t)-1)
#define MLF_NO_BOX ((size_t)-1)

struct mlf_box {
    double bbox[4];    /* x, y, w, h; w, h > 0 */
    size_t label;      /* MLF_NO_LABEL: like no other */
    double confidence; /* of a detection */
    int crowd;         /* a region of many objects, no single one */
};

/* The boxes and the detections of one photo. */
struct mlf_box_photo {
    const struct mlf_box *boxes;
    size_t n;
    const struct mlf_box *found;
    size_t m;
};

struct mlf_box_limits {
    double sure, low;              /* confidences */
    double shift[MLF_BOXES_SIZES]; /* a pair with a smaller iou is a badly placed box, by the box's size */
};

enum mlf_box_finding {
    MLF_BOX_UNKNOWN, /* no detection bears on it; of detections: nothing to say */
    MLF_BOX_AGREES,
    MLF_BOX_SHIFTED,
    MLF_BOX_SWAPPED,
    MLF_BOX_MISSING, /* of detections */
};

struct mlf_box_verdict {
    enum mlf_box_finding finding;
    size_t other;      /* of a box: the detection that it was found by; of a missing one: the nearest box of
                          its label; or MLF_NO_BOX */
    double iou;        /* with it */
    double distance;   /* from it, pixels */
    double similarity; /* with it */
    double own;        /* of a box with a detection of another label: see 2 */
    double shifted;    /* scores; 0 where there is none */
    double swapped;
    double missing;
};

double mlf_box_iou(const double a[4], const double b[4]);
double mlf_box_similarity(const double a[4], const double b[4]);
size_t mlf_box_size(const double bbox[4]); /* 0 small, 1 medium, 2 large */

/* Judges one photo: `box` takes n verdicts, `found` m. Cost n * m + m * m. */
int mlf_box_errors_judge(const struct mlf_box_photo *photo, const struct mlf_box_limits *limits,
                         struct mlf_box_verdict *box, struct mlf_box_verdict *found, struct mlf_err *err);

/* How doubtful a photo is as a whole, 0..1: 1 - (q1 q2 q3)^(1/3), each q the
 * softmin of 1 - score over its boxes' shifted scores, its swapped ones and its
 * missing boxes', sum q exp(-q/T) / sum exp(-q/T), 1 where there is none. */
double mlf_box_errors_photo_score(const struct mlf_box_photo *photo, const struct mlf_box_verdict *box,
                                  const struct mlf_box_verdict *found);

#endif
