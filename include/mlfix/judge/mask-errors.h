/* Comparing the masks of a photo's objects with what a segmentation network says of each pixel, to tell which objects
 * were overlooked, which masks are badly drawn and which have the wrong label.
 *
 * Pixel i has the given class l(i), that of the object in front there, or "nothing" where there is none; p(i, k) is the
 * network's probability of class k, 1 or 0 where it says classes only, and that of nothing the sum over the classes
 * that are no object's.
 *
 * Quality of an image and of an object (V. Lad, J. Mueller, "Estimating label quality and errors in semantic
 * segmentation data via any model", ICML 2023 workshop on data-centric machine learning research; cleanlab 2.x,
 * segmentation/rank.py): the soft minimum of s(i) = p(i, l(i)) over the image's pixels, and over the object's,
 *     sum s exp((1 - s) / T) / sum exp((1 - s) / T),   T = 0.1.
 *
 * Boundary IoU of a mask G and the network's P (B. Cheng, R. Girshick, P. Dollar, A. Berg, A. Kirillov, "Boundary IoU:
 * Improving object-centric image segmentation evaluation", CVPR 2021; its published boundary_utils.py): the
 * intersection over union of those pixels of each that are at most d steps (also aslant) from a pixel that is not in it
 * or from the photo's edge, d being 0.02 of the photo's diagonal, rounded, at least 1. P is what of the pixels with G's
 * class as the likeliest hangs together (by sides) with those in G, without the pixels of other objects of the class.
 *
 * Ours: an object is swapped where another class has the greatest mean probability over its pixels, at least `sure`,
 * and its own at most half of that; where that class is nothing, the network does not see it. It is shifted where its
 * own class has the greatest and the boundary IoU is below a limit that is learnt (mask-limits.h).
 * Missing is what hangs together of the pixels whose likeliest class is one of objects and that are in no object of
 * that class, where their mean probability is at least `sure` and less than half lies on other objects; and, where they
 * touch objects of the class, they are no mere rim, and these do not lack half as many pixels elsewhere, as masks do
 * that were moved. */
#ifndef MLFIX_JUDGE_MASK_ERRORS_H
#define MLFIX_JUDGE_MASK_ERRORS_H

#include "mlfix/base/err.h"
#include "mlfix/judge/mask-scene.h"

struct mlf_err;
struct mlf_mask_result;
struct mlf_mask_scene;
struct mlf_mask_verdict;

/* Measures one photo: n verdicts, of which `finding` is UNKNOWN, or AGREES for all that can be judged, and scores are
 * 0; the result's missing ones are appended and owned by the caller. */
int mlf_mask_errors_measure(const struct mlf_mask_scene *scene, double sure, struct mlf_mask_verdict *verdicts,
                            struct mlf_mask_result *result, struct mlf_err *err);

/* The boundary IoU of two masks, each width x height of 0 and 1: also for tests. 1 where both are empty. */
int mlf_mask_boundary_iou(const unsigned char *a, const unsigned char *b, int width, int height, int distance,
                          double *iou, struct mlf_err *err);

#endif
