/* What a segmentation network says of a photo's pixels: private to mlfix-boxes. */
#ifndef MLFIX_CMD_BOXES_NETWORK_H
#define MLFIX_CMD_BOXES_NETWORK_H

#include <stddef.h>

#include "mlfix/base/string-set.h"

struct mlf_err;

/* The classes in the order of their numbers. */
struct network_classes {
    struct mlf_string_set names;
    unsigned char (*colours)[3]; /* of each; NULL: the file names none */
};

/* Names a line each, or as --classes of mlfix-rank has them; or CVAT's labelmap.txt, "name:red,green,blue:...:...",
 * whose lines that begin with '#' are none. */
int network_classes_read(struct network_classes *classes, const char *path, struct mlf_err *err);
void network_classes_free(struct network_classes *classes);

/* One photo's pixels: probabilities, planes of rows by class, or classes; 65535: none. */
struct network_word {
    int width, height;
    float *probs;
    unsigned short *hard;
};

/* Reads a PNG of numbers or colours of classes, or a .npy: two dimensions are rows of numbers of classes, three are
 * probabilities, classes first or last. Errors name the file. Free also after one. */
int network_word_read(struct network_word *word, const struct network_classes *classes, const char *path,
                      struct mlf_err *err);
void network_word_free(struct network_word *word);

#endif
