/* Masks, by themselves and beside their boxes and each other. */
#ifndef MLFIX_DOCTOR_DOCTOR_MASKS_H
#define MLFIX_DOCTOR_DOCTOR_MASKS_H

#include "mlfix/base/err.h"
#include "mlfix/dataset/objects.h"

struct mlf_err;
struct mlf_objects;

/* A mask is looked at as a grid of at most so many cells across and down, each at least a pixel. */
#define MLF_MASK_CELLS 192

/* The mask's envelope and the box disagree where the intersection over union is less than this, and a side is further
 * away than so many pixels. */
#define MLF_MASK_BOX_IOU 0.85
#define MLF_MASK_BOX_PIXELS 2.0

/* Two masks of a photo cover each other where so much of the smaller one is in the other, which is less than so many
 * times as large: what stands in front of something else leaves it out. */
#define MLF_MASK_COVER 0.75
#define MLF_MASK_COVER_TIMES 4.0

/* Holes are told of that are more than this part of the mask. */
#define MLF_MASK_HOLE 0.005

/* A part is an island where it is less than this part of the mask, and as far from the largest part as the root of
 * the mask's area, times this. */
#define MLF_MASK_ISLAND 0.2
#define MLF_MASK_ISLAND_SIZES 0.5

/* Notes mask-empty, mask-broken, mask-crossing, mask-box, mask-overlap, mask-hole, mask-island, and mask-area: how many
 * deviations the share of the box that the mask fills, or how elongated it is (the root of the ratio of its second
 * moments along its axes), is from the class's median, by the rule of doctor-measure.h. */
int mlf_doctor_examine_masks(struct mlf_objects *objects, struct mlf_err *err);

#endif
