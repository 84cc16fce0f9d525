/* A scene (mlfix/judge/mask-errors.h) with what is made of it once: which class is the likeliest where, and regions. */
#ifndef MLFIX_JUDGE_MASK_VIEW_H
#define MLFIX_JUDGE_MASK_VIEW_H

#include <stddef.h>

#include "mlfix/judge/mask-scene.h"

struct mlf_err;
struct mlf_mask_scene;

#define MLF_MASK_NOTHING ((size_t)-1)

struct mlf_mask_view {
    const struct mlf_mask_scene *scene;
    size_t n;     /* pixels */
    size_t *best; /* of each: the likeliest class; `classes` where nothing is said */
    int nothing;  /* there is a class that is nothing */
    int distance; /* d of the boundary IoU */
    int *marks;   /* of each pixel: the region that it was taken into last, by a number that counts up */
    int mark;
    size_t *queue;
    size_t queued;
};

/* A piece of the scene around an object, with a pixel more on each side where the scene goes on. */
struct mlf_mask_window {
    int left, top, width, height;
    unsigned char *given, *seen; /* the object, and what the network sees of it; width x height of 0 and 1 */
    double bbox[4];              /* of what is seen; w = 0: nothing is */
};

int mlf_mask_view_open(struct mlf_mask_view *view, const struct mlf_mask_scene *scene, struct mlf_err *err);
void mlf_mask_view_close(struct mlf_mask_view *view);

/* The probability of the class, or of nothing, at the pixel; NAN where that is not said. */
double mlf_mask_view_prob(const struct mlf_mask_view *view, size_t pixel, size_t class);

/* Marks the pixels for which `belongs` says so and that hang together with those in the queue, which it belongs to,
 * too; all of them stand in the queue then. */
void mlf_mask_view_flood(struct mlf_mask_view *view, int (*belongs)(const void *context, size_t pixel),
                         const void *context);

/* The object's region as the network sees it is marked, and the window that holds both. */
void mlf_mask_view_grow(struct mlf_mask_view *view, size_t object, struct mlf_mask_window *window);

/* Then: both as cells of the window. */
void mlf_mask_view_cut(const struct mlf_mask_view *view, size_t object, struct mlf_mask_window *window);

#endif
