/* Comparing boxes as records carry them. */
#ifndef MLFIX_FLAGS_SAME_BOX_H
#define MLFIX_FLAGS_SAME_BOX_H

/* Whether two boxes are the same to the digits that records carry; two numbers that
 * are both NAN are the same. */
int mlf_same_box(const double a[4], const double b[4]);

#endif
