/* Comparing boxes as records give them. */
#ifndef MLFIX_FLAGS_SAME_BOX_H
#define MLFIX_FLAGS_SAME_BOX_H

/* Whether two boxes are the same to the 9 digits with which records give them. Numbers
 * that are both NAN are the same. */
int mlf_same_box(const double a[4], const double b[4]);

#endif
