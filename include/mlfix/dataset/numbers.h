/* Numbers of annotations: sizes of photos, and the corners of boxes. */
#ifndef MLFIX_DATASET_NUMBERS_H
#define MLFIX_DATASET_NUMBERS_H

/* A photo's width or height as a whole number; 0 where it is none that can be. */
int mlf_size(double number);

/* Corners of a box: left, top, right, bottom. */
void mlf_corners(const double bbox[4], double edges[4]);

#endif
