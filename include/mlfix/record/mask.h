/* The shape of an object: polygons, or runs of pixels that are in it and that are not. */
#ifndef MLFIX_RECORD_MASK_H
#define MLFIX_RECORD_MASK_H

#include <stddef.h>
#include <stdint.h>

struct mlf_err;

/* Zero-initialise, free with mlf_mask_free. A point is in the mask where it is inside an odd number of times of any
 * ring, or in a run. */
struct mlf_mask {
    float *points; /* x, y of each: n_points pairs, in the annotation's frame, in pixels or (normalised) fractions */
    size_t n_points, point_capacity;
    uint32_t *ends; /* of ring i: behind its last point */
    size_t n_rings, ring_capacity;
    uint32_t *runs; /* pixels before the end of run i; runs 1, 3, 5, ... are in the mask */
    size_t n_runs, run_capacity;
    int left, top, width, height; /* of the runs' frame; width 0: there are no runs */
    int by_rows;                  /* runs go along rows; else down columns, as COCO's do */
    const char *broken;           /* why it cannot be read, which outlives it; or NULL */
};

/* Forgets what the mask holds and keeps the memory. */
void mlf_mask_clear(struct mlf_mask *mask);
void mlf_mask_free(struct mlf_mask *mask);

/* Adds a point to the ring that is open, and closes it: the next point begins another. A ring of no points is none. */
int mlf_mask_add_point(struct mlf_mask *mask, double x, double y, struct mlf_err *err);
int mlf_mask_end_ring(struct mlf_mask *mask, struct mlf_err *err);

/* Adds a run of `length` pixels. */
int mlf_mask_add_run(struct mlf_mask *mask, double length, struct mlf_err *err);

/* The runs that the text says as pycocotools writes them (cocoapi, common/maskApi.c, rleFrString: numbers of five bits
 * a byte from '0' on, the third and later as differences to the one before the last). A text that is none makes the
 * mask `broken`. */
int mlf_mask_add_compressed(struct mlf_mask *mask, const char *text, size_t length, struct mlf_err *err);

/* After all runs: a mask whose runs are not as long as its frame is `broken`. */
void mlf_mask_check_runs(struct mlf_mask *mask);

/* A copy with no more memory than it needs. */
int mlf_mask_copy(struct mlf_mask *copy, const struct mlf_mask *mask, struct mlf_err *err);

/* The envelope: x, y, width, height; 1, or 0 where nothing is in the mask. */
int mlf_mask_envelope(const struct mlf_mask *mask, double bbox[4]);

/* Sets each of columns x rows cells, into which the window x, y, width, height is parted, to 1 where its middle is in
 * the mask and else to 0. */
int mlf_mask_fill(const struct mlf_mask *mask, const double window[4], int columns, int rows, unsigned char *cells,
                  struct mlf_err *err);

/* Whether two sides of one ring cross each other, and where. Touching is no crossing. Rings of more than 4000 points
 * are not looked at. */
int mlf_mask_crosses(const struct mlf_mask *mask, double at[2]);

#endif
