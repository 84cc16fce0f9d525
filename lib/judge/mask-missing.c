/* See mask-missing.h. */

#include "mask-missing.h"

#include <math.h>
#include <stdlib.h>

#include "mask-view.h"
#include "mlfix/base/array.h"
#include "mlfix/judge/mask-scene.h"

struct open {
    const struct mlf_mask_view *view;
    size_t class;
};

/* Whether the network sees the class at the pixel and no object of it is there. */
static int is_open(const void *context, size_t pixel)
{
    const struct open *open = context;
    int front = open->view->scene->front[pixel];

    return open->view->best[pixel] == open->class && (front < 0 || open->view->scene->class_of[front] != open->class);
}

struct region {
    double prob, covered; /* sums over its pixels */
    int low[2], high[2];
    int touches;    /* objects of its class, */
    double lacking; /* of which the network does not see so many pixels */
};

/* Of an object, how many of its pixels the network does not see as it, and the region that touched it last. */
struct touched {
    double lacking;
    int mark;
};

/* What is in the queue. */
static struct region measure(const struct mlf_mask_view *view, size_t class, struct touched *touched)
{
    const struct mlf_mask_scene *scene = view->scene;
    size_t width = (size_t)scene->width;
    struct region region = {.low = {scene->width, scene->height}, .high = {-1, -1}};

    for (size_t k = 0; k < view->queued; k++) {
        size_t pixel = view->queue[k];
        int place[] = {(int)(pixel % width), (int)(pixel / width)};
        size_t next[] = {pixel - 1, pixel + 1, pixel - width, pixel + width};
        int there[] = {place[0] > 0, place[0] + 1 < scene->width, place[1] > 0, place[1] + 1 < scene->height};

        region.prob += mlf_mask_view_prob(view, pixel, class);
        region.covered += scene->front[pixel] >= 0;
        for (int i = 0; i < 2; i++) {
            region.low[i] = place[i] < region.low[i] ? place[i] : region.low[i];
            region.high[i] = place[i] > region.high[i] ? place[i] : region.high[i];
        }
        for (int i = 0; i < 4; i++) {
            int object = there[i] ? scene->front[next[i]] : -1;

            if (object < 0 || scene->class_of[object] != class || touched[object].mark == view->mark)
                continue;
            touched[object].mark = view->mark;
            region.lacking += touched[object].lacking;
            region.touches = 1;
        }
    }
    return region;
}

/* Whether a square of so many steps around a pixel of the region is wholly in it. */
static int is_thick(const struct mlf_mask_view *view, int steps)
{
    const struct mlf_mask_scene *scene = view->scene;

    for (size_t k = 0; k < view->queued; k++) {
        int x = (int)(view->queue[k] % (size_t)scene->width);
        int y = (int)(view->queue[k] / (size_t)scene->width);
        int whole = x >= steps && y >= steps && x + steps < scene->width && y + steps < scene->height;

        for (int dy = -steps; dy <= steps && whole; dy++)
            for (int dx = -steps; dx <= steps && whole; dx++)
                whole = view->marks[(size_t)(y + dy) * (size_t)scene->width + (size_t)(x + dx)] == view->mark;
        if (whole)
            return 1;
    }
    return 0;
}

static struct touched *count_lacking(const struct mlf_mask_view *view, struct mlf_err *err)
{
    const struct mlf_mask_scene *scene = view->scene;
    struct touched *touched = mlf_alloc(scene->n, sizeof *touched, err);

    for (size_t i = 0; i < view->n && touched; i++)
        if (scene->front[i] >= 0 && view->best[i] != scene->class_of[scene->front[i]])
            touched[scene->front[i]].lacking++;
    return touched;
}

int mlf_mask_find_missing(struct mlf_mask_view *view, double sure, struct mlf_mask_result *result, struct mlf_err *err)
{
    const struct mlf_mask_scene *scene = view->scene;
    double least = fmax(MLF_MASKS_LEAST_PIXELS, MLF_MASKS_LEAST_PART * (double)view->n);
    int first = view->mark + 1;
    int steps = (int)fmax(1, floor(MLF_MASKS_RIM * view->distance));
    struct touched *touched = count_lacking(view, err);
    int failed = !touched;

    for (size_t i = 0; i < view->n && !failed; i++) {
        struct open open = {view, view->best[i]};
        struct region region;
        double pixels;

        if (open.class == scene->classes || !scene->is_object[open.class] || view->marks[i] >= first ||
            !is_open(&open, i))
            continue;
        view->mark++;
        view->queued = 1;
        view->queue[0] = i;
        view->marks[i] = view->mark;
        mlf_mask_view_flood(view, is_open, &open);
        pixels = (double)view->queued;
        region = measure(view, open.class, touched);
        if (pixels < least || region.prob / pixels < sure || 2 * region.covered >= pixels ||
            (region.touches && (2 * region.lacking > pixels || !is_thick(view, steps))))
            continue;
        failed = mlf_grow(&result->missing, &result->capacity, result->n + 1, sizeof *result->missing, err);
        if (failed)
            break;
        result->missing[result->n++] =
            (struct mlf_mask_missing){.class = open.class,
                                      .prob = region.prob / pixels,
                                      .bbox = {region.low[0], region.low[1], region.high[0] + 1 - region.low[0],
                                               region.high[1] + 1 - region.low[1]},
                                      .score = region.prob / pixels * (1 - region.covered / pixels)};
    }
    free(touched);
    return failed ? -1 : 0;
}
