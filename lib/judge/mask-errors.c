/* See mlfix/judge/mask-errors.h. What is missing is found in mask-missing.c. */

#include "mlfix/judge/mask-errors.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mask-missing.h"
#include "mask-view.h"
#include "mlfix/base/array.h"

/* ---- Boundaries ---- */

/* Of each pixel of the mask how many steps it is from one that is not in it, or from beyond the edge; 0 outside. */
static void measure_depths(const unsigned char *mask, int width, int height, int *depths)
{
    for (int pass = 0; pass < 2; pass++)
        for (int k = 0; k < width * height; k++) {
            int at = pass ? width * height - 1 - k : k;
            int x = at % width;
            int y = at / width;
            int step = pass ? 1 : -1;
            int least = pass ? depths[at] - 1 : width + height;

            if (!mask[at]) {
                depths[at] = 0;
                continue;
            }
            if (y + step < 0 || y + step >= height || x == 0 || x == width - 1)
                least = 0;
            for (int dx = -1; dx <= 1 && least > 0; dx++)
                least = depths[at + step * width + dx] < least ? depths[at + step * width + dx] : least;
            if (least > 0 && depths[at + step] < least)
                least = depths[at + step];
            depths[at] = least + 1;
        }
}

int mlf_mask_boundary_iou(const unsigned char *a, const unsigned char *b, int width, int height, int distance,
                          double *iou, struct mlf_err *err)
{
    size_t n = (size_t)width * (size_t)height;
    int *of_a = mlf_alloc(n, sizeof *of_a, err);
    int *of_b = mlf_alloc(n, sizeof *of_b, err);
    size_t both = 0;
    size_t either = 0;

    if (of_a && of_b) {
        measure_depths(a, width, height, of_a);
        measure_depths(b, width, height, of_b);
        for (size_t i = 0; i < n; i++) {
            int in_a = of_a[i] > 0 && of_a[i] <= distance;
            int in_b = of_b[i] > 0 && of_b[i] <= distance;

            both += (size_t)(in_a & in_b);
            either += (size_t)(in_a | in_b);
        }
        *iou = either ? (double)both / (double)either : 1;
    }
    free(of_a);
    free(of_b);
    return of_a && of_b ? 0 : -1;
}

/* ---- Soft minima ---- */

struct soft {
    double sum, weights;
};

static void add_soft(struct soft *soft, double s)
{
    double weight = exp((1 - s) / MLF_MASKS_TEMPERATURE);

    soft->sum += s * weight;
    soft->weights += weight;
}

/* Qualities, and mean probabilities of all classes over each object: means holds n rows of `classes`. */
static int measure_pixels(const struct mlf_mask_view *view, struct mlf_mask_verdict *verdicts, double *means,
                          size_t *pixels, double *quality, struct mlf_err *err)
{
    const struct mlf_mask_scene *scene = view->scene;
    struct soft *softs = mlf_alloc(scene->n, sizeof *softs, err);
    struct soft all = {0, 0};

    for (size_t i = 0; i < view->n && softs; i++) {
        int object = scene->front[i];
        size_t given = object < 0 ? MLF_MASK_NOTHING : scene->class_of[object];
        double s = mlf_mask_view_prob(view, i, given);

        if (!isnan(s))
            add_soft(&all, s);
        if (object < 0)
            continue;
        if (!isnan(s))
            add_soft(&softs[object], s);
        if (view->best[i] < scene->classes)
            pixels[object]++;
        for (size_t k = 0; k < scene->classes && view->best[i] < scene->classes; k++)
            means[(size_t)object * scene->classes + k] += mlf_mask_view_prob(view, i, k);
    }
    for (size_t o = 0; o < scene->n && softs; o++) {
        verdicts[o].quality = softs[o].weights > 0 ? softs[o].sum / softs[o].weights : NAN;
        for (size_t k = 0; k < scene->classes && pixels[o]; k++)
            means[o * scene->classes + k] /= (double)pixels[o];
    }
    *quality = all.weights > 0 ? all.sum / all.weights : NAN;
    free(softs);
    return softs ? 0 : -1;
}

/* The greatest mean; what is nothing counts together, by its greatest class. */
static void take_means(const struct mlf_mask_scene *scene, const double *means, struct mlf_mask_verdict *verdict,
                       size_t own)
{
    double nothing = 0;
    size_t greatest = 0;

    verdict->own = means[own];
    verdict->best = own;
    verdict->prob = means[own];
    for (size_t k = 0; k < scene->classes; k++) {
        if (!scene->is_object[k]) {
            greatest = nothing == 0 || means[k] > means[greatest] ? k : greatest;
            nothing += means[k];
        } else if (means[k] > verdict->prob) {
            verdict->best = k;
            verdict->prob = means[k];
        }
    }
    if (nothing > verdict->prob) {
        verdict->best = greatest;
        verdict->prob = nothing;
    }
}

/* ---- The network's mask ---- */

/* Compares the object with what the network sees of its class there. */
static int measure_shape(struct mlf_mask_view *view, size_t object, struct mlf_mask_verdict *verdict,
                         struct mlf_err *err)
{
    struct mlf_mask_window window;
    size_t counts[2] = {0, 0};
    int result;

    mlf_mask_view_grow(view, object, &window);
    if (!(window.given = mlf_alloc(2 * (size_t)window.width * (size_t)window.height, 1, err)))
        return -1;
    window.seen = window.given + (size_t)window.width * (size_t)window.height;
    mlf_mask_view_cut(view, object, &window);
    for (int i = 0; i < window.width * window.height; i++) {
        counts[0] += window.given[i] & window.seen[i];
        counts[1] += window.given[i] | window.seen[i];
    }
    verdict->iou = counts[1] ? (double)counts[0] / (double)counts[1] : 0;
    memcpy(verdict->bbox, window.bbox, sizeof window.bbox);
    result = mlf_mask_boundary_iou(window.given, window.seen, window.width, window.height, view->distance,
                                   &verdict->boundary, err);
    free(window.given);
    return result;
}

int mlf_mask_errors_measure(const struct mlf_mask_scene *scene, double sure, struct mlf_mask_verdict *verdicts,
                            struct mlf_mask_result *result, struct mlf_err *err)
{
    struct mlf_mask_view view;
    double *means = mlf_alloc(scene->n * scene->classes, sizeof *means, err);
    size_t *pixels = mlf_alloc(scene->n, sizeof *pixels, err);
    int status = -1;

    if (mlf_mask_view_open(&view, scene, err) || !means || !pixels)
        goto done;
    for (size_t o = 0; o < scene->n; o++)
        verdicts[o] = (struct mlf_mask_verdict){.finding = MLF_MASK_UNKNOWN};
    if (measure_pixels(&view, verdicts, means, pixels, &result->quality, err))
        goto done;
    for (size_t o = 0; o < scene->n; o++) {
        size_t own = scene->class_of[o];

        if (pixels[o] == 0 || own >= scene->classes)
            continue;
        verdicts[o].finding = MLF_MASK_AGREES;
        verdicts[o].part = (double)pixels[o] / (double)view.n;
        take_means(scene, means + o * scene->classes, &verdicts[o], own);
        if (measure_shape(&view, o, &verdicts[o], err))
            goto done;
    }
    status = mlf_mask_find_missing(&view, sure, result, err);
done:
    mlf_mask_view_close(&view);
    free(means);
    free(pixels);
    return status;
}
