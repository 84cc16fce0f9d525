#include "resize-weights.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/photo/pixels.h"
#include "thread-memory.h"

/* values[t] = max(0, 1 - |x + t step|). Returns their sum. */
static double fill_triangle(double *values, int taps, double x, double step)
{
    double sum = 0;

    for (int t = 0; t < taps; t++) {
        double away = fabs(x + t * step);
        sum += values[t] = away < 1 ? 1 - away : 0;
    }
    return sum;
}

/* values[t] = Keys' cubic at x + t step. Returns their sum. */
static double fill_cubic(double *values, int taps, double x, double step)
{
    double sum = 0;

    for (int t = 0; t < taps; t++) {
        double away = fabs(x + t * step), inner = (1.5 * away - 2.5) * away * away + 1;
        double outer = ((-0.5 * away + 2.5) * away - 4) * away + 2;
        sum += values[t] = away < 1 ? inner : away < 2 ? outer : 0;
    }
    return sum;
}

/* An angle that is advanced by the same step again and again. */
struct turning {
    double sine, cosine, step_sine, step_cosine;
};

static void turn(struct turning *angle)
{
    double sine = angle->sine * angle->step_cosine + angle->cosine * angle->step_sine;

    angle->cosine = angle->cosine * angle->step_cosine - angle->sine * angle->step_sine;
    angle->sine = sine;
}

/* values[t] = sinc(z) sinc(z / 3) at z = x + t step where |z| < 3, else 0. Returns their
 * sum. Each sine follows from the one before by the addition theorem, since computing
 * them anew took a tenth of the time of a sheet when no weights were kept. whole, third:
 * angles whose steps are pi step and a third of it. */
static double fill_lanczos(double *values, int taps, double x, double step, struct turning *whole,
                           struct turning *third)
{
    double sum = 0;

    sincos(M_PI * x, &whole->sine, &whole->cosine);
    sincos(M_PI * x / 3, &third->sine, &third->cosine);
    for (int t = 0; t < taps; t++) {
        double at = x + t * step, away = fabs(at);
        values[t] = away >= 3 ? 0 : away < 1e-9 ? 1 : 3 * whole->sine * third->sine / (M_PI * M_PI * at * at);
        sum += values[t];
        turn(whole);
        turn(third);
    }
    return sum;
}

static int radius_of(enum mlf_resampling kernel)
{
    return kernel == MLF_TRIANGLE ? 1 : kernel == MLF_CUBIC ? 2 : 3;
}

/* The largest number of inputs that are nearer to an output than the filter's radius. */
static int count_taps(int in, int out, enum mlf_resampling kernel)
{
    double scale = (double)in / out;
    int taps = (int)ceil(2 * radius_of(kernel) * (scale > 1 ? scale : 1));

    return taps < in ? taps : in;
}

/* Computes weights. Also after an error they are to be freed with free_weights. */
static int make_weights(struct mlf_resize_weights *weights, int in, int out, enum mlf_resampling kernel,
                        struct mlf_err *err)
{
    double scale = (double)in / out;
    double stretch = scale > 1 ? scale : 1;
    double radius = radius_of(kernel) * stretch;
    struct turning whole, third;

    *weights = (struct mlf_resize_weights){.taps = count_taps(in, out, kernel)};
    double *values = mlf_alloc((size_t)weights->taps, sizeof(double), err);
    if (!values || !(weights->first = mlf_alloc((size_t)out, sizeof(int), err)) ||
        !(weights->weights = mlf_alloc((size_t)out * (size_t)weights->taps, sizeof(float), err))) {
        free(values);
        return -1;
    }
    sincos(M_PI / stretch, &whole.step_sine, &whole.step_cosine);
    sincos(M_PI / stretch / 3, &third.step_sine, &third.step_cosine);
    for (int i = 0; i < out; i++) {
        double centre = (i + 0.5) * scale;
        int first = (int)floor(centre - radius - 0.5) + 1;
        float *row = weights->weights + (size_t)i * (size_t)weights->taps;

        if (first > in - weights->taps)
            first = in - weights->taps;
        if (first < 0)
            first = 0;
        weights->first[i] = first;
        double at = (first + 0.5 - centre) / stretch;
        double sum = kernel == MLF_TRIANGLE ? fill_triangle(values, weights->taps, at, 1 / stretch)
                     : kernel == MLF_CUBIC  ? fill_cubic(values, weights->taps, at, 1 / stretch)
                                            : fill_lanczos(values, weights->taps, at, 1 / stretch, &whole, &third);
        for (int t = 0; t < weights->taps; t++)
            row[t] = (float)(values[t] / sum);
    }
    free(values);
    return 0;
}

static void free_weights(struct mlf_resize_weights *weights)
{
    free(weights->first);
    free(weights->weights);
    *weights = (struct mlf_resize_weights){0};
}

/* ---- Weights that a thread keeps ---- */

/* A thread keeps up to PLACES tables for each direction, each of at most MOST_WEIGHTS
 * numbers: 8 MB at most, and about 2 MB after thousands of crops of all sizes. */
enum { PLACES = 512, MOST_WEIGHTS = 2048 };

struct place {
    int in, out; /* 0: empty */
    enum mlf_resampling kernel;
    struct mlf_resize_weights weights;
};

struct kept_weights {
    struct place places[2][PLACES];
};

static void drop_weights(void *data)
{
    struct kept_weights *kept = data;

    for (int direction = 0; direction < 2; direction++)
        for (int i = 0; i < PLACES; i++)
            free_weights(&kept->places[direction][i].weights);
    free(kept);
}

static struct kept_weights *kept_of_thread(struct mlf_err *err)
{
    struct kept_weights *kept = mlf_thread_memory_get(MLF_THREAD_WEIGHTS);

    if (kept || !(kept = mlf_alloc(1, sizeof *kept, err)))
        return kept;
    return mlf_thread_memory_set(MLF_THREAD_WEIGHTS, kept, drop_weights, err) ? NULL : kept;
}

int mlf_resize_weights_get(enum mlf_resize_direction direction, int in, int out, enum mlf_resampling kernel,
                           struct mlf_resize_use *use, struct mlf_err *err)
{
    struct kept_weights *kept;
    struct place *place;

    *use = (struct mlf_resize_use){0};
    if ((double)out * count_taps(in, out, kernel) > MOST_WEIGHTS) {
        use->weights = &use->own;
        return make_weights(&use->own, in, out, kernel, err);
    }
    if (!(kept = kept_of_thread(err)))
        return -1;
    place = &kept->places[direction][((unsigned)in * 97 + (unsigned)out) % PLACES];
    if (place->in != in || place->out != out || place->kernel != kernel) {
        free_weights(&place->weights);
        place->in = 0;
        if (make_weights(&place->weights, in, out, kernel, err))
            return -1;
        place->in = in;
        place->out = out;
        place->kernel = kernel;
    }
    use->weights = &place->weights;
    return 0;
}

void mlf_resize_weights_done(struct mlf_resize_use *use)
{
    free_weights(&use->own);
    use->weights = NULL;
}
