/* A photo's masks and what a segmentation network sees, and what is found out about them (mask-errors.h). */
#ifndef MLFIX_JUDGE_MASK_SCENE_H
#define MLFIX_JUDGE_MASK_SCENE_H

#include <stddef.h>

#define MLF_MASKS_TEMPERATURE 0.1
#define MLF_MASKS_BOUNDARY 0.02
#define MLF_MASKS_SURE 0.5

/* What is missing has at least so many pixels, and this part of the photo. */
#define MLF_MASKS_LEAST_PIXELS 16
#define MLF_MASKS_LEAST_PART 2e-4

/* A photo as the network sees it, of its own width and height. */
struct mlf_mask_scene {
    int width, height;
    size_t classes;                 /* of the network */
    const unsigned char *is_object; /* of each class: objects have it; else it is nothing, such as sky */
    const float *probs;             /* `classes` planes, each `height` rows of `width`; or NULL: */
    const unsigned short *hard;     /* the class of each pixel; one beyond the last says nothing of it */
    const int *front;               /* of each pixel: the number of the object in front, or -1 */
    const size_t *class_of;         /* of each object; at least `classes`: the network does not know it */
    size_t n;                       /* objects */
};

enum mlf_mask_finding { MLF_MASK_UNKNOWN, MLF_MASK_AGREES, MLF_MASK_SHIFTED, MLF_MASK_SWAPPED, MLF_MASK_UNSEEN };

struct mlf_mask_verdict {
    enum mlf_mask_finding finding; /* unknown: nothing of it is in front, or the network does not know its class */
    size_t best;                   /* the class with the greatest mean probability over its pixels */
    double prob, own;              /* that, and of its own class; 0..1 */
    double iou, boundary;          /* with the network's mask; 0..1 */
    double part;                   /* of the photo that it covers; 0..1 */
    double quality;                /* soft minimum; 0..1, 1 is good */
    double bbox[4];                /* of the network's mask, in its pixels; w = 0: there is none */
    double shifted, swapped;       /* scores, 0..1; 0 where there is none: 1 - boundary times own; prob - own */
};

struct mlf_mask_missing {
    size_t class;
    double prob;    /* mean probability of the class */
    double bbox[4]; /* in the network's pixels */
    double score;   /* prob times the part that lies on no object */
};

struct mlf_mask_result {
    double quality; /* of the image; NAN where no pixel is judged */
    struct mlf_mask_missing *missing;
    size_t n, capacity;
};

#endif
