/* See mask-view.h. */

#include "mask-view.h"

#include <math.h>
#include <stdlib.h>

#include "mlfix/base/array.h"

static size_t best_of(const struct mlf_mask_scene *scene, size_t pixel, size_t n)
{
    size_t best = scene->classes;

    if (!scene->probs)
        return scene->hard[pixel] < scene->classes ? scene->hard[pixel] : scene->classes;
    for (size_t k = 0; k < scene->classes; k++)
        if (scene->probs[k * n + pixel] > (best < scene->classes ? scene->probs[best * n + pixel] : 0))
            best = k;
    return best;
}

int mlf_mask_view_open(struct mlf_mask_view *view, const struct mlf_mask_scene *scene, struct mlf_err *err)
{
    double diagonal = hypot(scene->width, scene->height);

    *view = (struct mlf_mask_view){.scene = scene, .n = (size_t)scene->width * (size_t)scene->height};
    view->distance = (int)fmax(1, rint(MLF_MASKS_BOUNDARY * diagonal));
    for (size_t k = 0; k < scene->classes; k++)
        view->nothing |= !scene->is_object[k];
    if (!(view->best = mlf_alloc(view->n, sizeof *view->best, err)) ||
        !(view->marks = mlf_alloc(view->n, sizeof *view->marks, err)) ||
        !(view->queue = mlf_alloc(view->n, sizeof *view->queue, err)))
        return -1;
    for (size_t i = 0; i < view->n; i++)
        view->best[i] = best_of(scene, i, view->n);
    return 0;
}

void mlf_mask_view_close(struct mlf_mask_view *view)
{
    free(view->best);
    free(view->marks);
    free(view->queue);
}

double mlf_mask_view_prob(const struct mlf_mask_view *view, size_t pixel, size_t class)
{
    const struct mlf_mask_scene *scene = view->scene;
    double sum = 0;

    if (view->best[pixel] == scene->classes || (class == MLF_MASK_NOTHING ? !view->nothing : class >= scene->classes))
        return NAN;
    if (class != MLF_MASK_NOTHING)
        return scene->probs ? (double)scene->probs[class * view->n + pixel] : view->best[pixel] == class;
    if (!scene->probs)
        return !scene->is_object[view->best[pixel]];
    for (size_t k = 0; k < scene->classes; k++)
        sum += scene->is_object[k] ? 0 : (double)scene->probs[k * view->n + pixel];
    return sum;
}

static void take(struct mlf_mask_view *view, size_t pixel)
{
    view->marks[pixel] = view->mark;
    view->queue[view->queued++] = pixel;
}

void mlf_mask_view_flood(struct mlf_mask_view *view, int (*belongs)(const void *context, size_t pixel),
                         const void *context)
{
    size_t width = (size_t)view->scene->width;

    for (size_t at = 0; at < view->queued; at++) {
        size_t pixel = view->queue[at];
        size_t next[] = {pixel - 1, pixel + 1, pixel - width, pixel + width};
        int there[] = {pixel % width > 0, pixel % width + 1 < width, pixel >= width, pixel + width < view->n};

        for (int k = 0; k < 4; k++)
            if (there[k] && view->marks[next[k]] != view->mark && belongs(context, next[k]))
                take(view, next[k]);
    }
}

/* The pixels that count as the network's word on one object. */
struct own {
    const struct mlf_mask_view *view;
    int object;
    size_t class;
};

static int is_own(const void *context, size_t pixel)
{
    const struct own *own = context;
    int front = own->view->scene->front[pixel];

    return own->view->best[pixel] == own->class &&
           (front < 0 || front == own->object || own->view->scene->class_of[front] != own->class);
}

/* Widens the reach low[2], high[2] by a pixel. */
static void include(int low[2], int high[2], int x, int y)
{
    low[0] = x < low[0] ? x : low[0];
    low[1] = y < low[1] ? y : low[1];
    high[0] = x > high[0] ? x : high[0];
    high[1] = y > high[1] ? y : high[1];
}

void mlf_mask_view_grow(struct mlf_mask_view *view, size_t object, struct mlf_mask_window *window)
{
    const struct mlf_mask_scene *scene = view->scene;
    struct own own = {view, (int)object, scene->class_of[object]};
    int low[] = {scene->width, scene->height};
    int high[] = {-1, -1};

    view->mark++;
    view->queued = 0;
    *window = (struct mlf_mask_window){.bbox = {0, 0, 0, 0}};
    for (size_t i = 0; i < view->n; i++)
        if (scene->front[i] == own.object && view->best[i] == own.class)
            take(view, i);
    mlf_mask_view_flood(view, is_own, &own);
    for (size_t k = 0; k < view->queued; k++)
        include(low, high, (int)(view->queue[k] % (size_t)scene->width), (int)(view->queue[k] / (size_t)scene->width));
    for (int k = 0; k < 2 && view->queued; k++) {
        window->bbox[k] = low[k];
        window->bbox[k + 2] = high[k] + 1 - low[k];
    }
    for (size_t i = 0; i < view->n; i++)
        if (scene->front[i] == own.object)
            include(low, high, (int)(i % (size_t)scene->width), (int)(i / (size_t)scene->width));
    window->left = low[0] > 0 ? low[0] - 1 : 0;
    window->top = low[1] > 0 ? low[1] - 1 : 0;
    window->width = (high[0] + 2 < scene->width ? high[0] + 2 : scene->width) - window->left;
    window->height = (high[1] + 2 < scene->height ? high[1] + 2 : scene->height) - window->top;
}

void mlf_mask_view_cut(const struct mlf_mask_view *view, size_t object, struct mlf_mask_window *window)
{
    for (int y = 0; y < window->height; y++)
        for (int x = 0; x < window->width; x++) {
            size_t pixel = (size_t)(window->top + y) * (size_t)view->scene->width + (size_t)(window->left + x);

            window->given[y * window->width + x] = view->scene->front[pixel] == (int)object;
            window->seen[y * window->width + x] = view->marks[pixel] == view->mark;
        }
}
