/* Limbs of poses and directions of rotated boxes, beside what loops without thought say. */
#include <stdlib.h>

#include "check.h"
#include "doctor/doctor-pose-limbs.h"
#include "doctor/doctor-turned.h"
#include "mlfix/base/rng.h"
#include "mlfix/dataset/finding.h"
#include "mlfix/dataset/objects.h"

enum { POSES = 60, KINDS = 7, BOXES = 80 };

static double uniform(struct mlf_rng *rng, double low, double high)
{
    return low + (high - low) * mlf_rng_below(rng, 1000001) / 1e6;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;

    return (x > y) - (x < y);
}

static double quantile(double *values, int n, double share)
{
    double at = share * (n - 1);
    int below = (int)at;

    qsort(values, (size_t)n, sizeof *values, by_value);
    return below + 1 < n ? values[below] + (at - below) * (values[below + 1] - values[below]) : values[below];
}

/* The lengths between two kinds; returns how many poses have both. */
static int lengths(const struct mlf_posed_point *table, int a, int b, double *values)
{
    int n = 0;

    for (int i = 0; i < POSES; i++)
        if (!isnan(table[i * KINDS + a].x) && !isnan(table[i * KINDS + b].x))
            values[n++] =
                hypot(table[i * KINDS + a].x - table[i * KINDS + b].x, table[i * KINDS + a].y - table[i * KINDS + b].y);
    return n;
}

/* The tree of least lengths by Kruskal's way: limbs[a][b] of what is joined. */
static void join(const struct mlf_posed_point *table, int limbs[KINDS][KINDS])
{
    int part[KINDS];
    double values[POSES];

    memset(limbs, 0, sizeof(int[KINDS][KINDS]));
    for (int i = 0; i < KINDS; i++)
        part[i] = i;
    for (int step = 1; step < KINDS; step++) {
        double least = INFINITY;
        int best[2] = {0, 0};

        for (int a = 0; a < KINDS; a++)
            for (int b = a + 1; b < KINDS; b++) {
                int n = lengths(table, a, b, values);
                double far = n < MLF_LEAST_POSES ? INFINITY : quantile(values, n, 0.9);

                if (part[a] != part[b] && far < least) {
                    least = far;
                    best[0] = a;
                    best[1] = b;
                }
            }
        int from = part[best[1]];
        limbs[best[0]][best[1]] = best[0] != best[1];
        for (int i = 0; i < KINDS; i++)
            part[i] = part[i] == from ? part[best[0]] : part[i];
    }
}

/* The most deviations that a limb of the pose is too long, and which it is. */
static double longest(const struct mlf_posed_point *table, int limbs[KINDS][KINDS], int pose, int which[2])
{
    double most = 0;

    for (int a = 0; a < KINDS; a++)
        for (int b = a + 1; b < KINDS; b++) {
            const struct mlf_posed_point *p = &table[pose * KINDS + a];
            const struct mlf_posed_point *q = &table[pose * KINDS + b];
            double values[POSES];
            double above[POSES];
            int n = limbs[a][b] ? lengths(table, a, b, values) : 0;
            int k = 0;

            if (n < MLF_LEAST_POSES || isnan(p->x) || isnan(q->x))
                continue;
            double middle = quantile(values, n, 0.5);
            for (int i = 0; i < n; i++)
                if (values[i] > middle)
                    above[k++] = values[i] - middle;
            double deviation = fmax(1.4826 * quantile(above, k, 0.5), MLF_LIMB_LEAST * middle);
            double z = (hypot(p->x - q->x, p->y - q->y) - middle) / deviation;
            if (z > most) {
                most = z;
                which[0] = a;
                which[1] = b;
            }
        }
    return most;
}

static void limbs_are_as_long_as_loops_say(void)
{
    struct mlf_rng rng;
    int found = 0;

    mlf_rng_seed(&rng, 11);
    for (int set = 0; set < 20; set++) {
        struct mlf_posed_point table[POSES * KINDS];
        struct mlf_finding findings[POSES] = {{.photo = 0}};
        struct mlf_finding *pointers[POSES];
        const char *names[KINDS] = {NULL};
        int mirrors[KINDS];
        int limbs[KINDS][KINDS];
        struct mlf_posed posed = {pointers, POSES, names, mirrors, KINDS, table};

        for (int i = 0; i < POSES; i++) {
            pointers[i] = &findings[i];
            for (int k = 0; k < KINDS; k++) { /* a chain whose links turn, now and then torn */
                struct mlf_posed_point *point = &table[i * KINDS + k];
                double turn = uniform(&rng, 0, 1.5);
                double far = mlf_rng_below(&rng, 60) ? uniform(&rng, 0.1, 0.14) : uniform(&rng, 0.2, 0.9);

                *point = (struct mlf_posed_point){0, 0, 2};
                if (k > 0 && !isnan(point[-1].x)) {
                    point->x = (float)(point[-1].x + far * cos(turn));
                    point->y = (float)(point[-1].y + far * sin(turn));
                }
                if (mlf_rng_below(&rng, 12) == 0)
                    point->x = NAN;
            }
        }
        CHECK(mlf_doctor_examine_limbs(&posed, NULL) == 0);
        join(table, limbs);
        for (int i = 0; i < POSES; i++) {
            int which[2] = {0, 0};
            double z = longest(table, limbs, i, which);
            char text[96] = "";

            if (z > MLF_LIMB_DEVIATIONS)
                snprintf(text, sizeof text, "\"keypoint-limb\":{\"limb\":[%d,%d],\"deviations\":%.9g}", which[0],
                         which[1], round(z * 100) / 100);
            CHECK_TEXT(findings[i].doctor ? findings[i].doctor : "", text);
            found += z > MLF_LIMB_DEVIATIONS;
            free(findings[i].doctor);
        }
    }
    CHECK(found > 50);
}

/* Between two directions: 0 to 90 degrees. */
static double between(double a, double b)
{
    double apart = fabs(fmod(a - b, 180));

    return apart > 90 ? 180 - apart : apart;
}

static void directions_are_as_unusual_as_loops_say(void)
{
    struct mlf_rng rng;
    int found = 0;

    mlf_rng_seed(&rng, 12);
    for (int set = 0; set < 20; set++) {
        static struct mlf_finding findings[BOXES];
        static struct mlf_rotated rotated[BOXES];
        struct mlf_objects objects = {.items = findings, .n = BOXES};
        double usual = uniform(&rng, 0, 180);
        double values[BOXES];
        double best = INFINITY;
        int middle = 0;

        for (int i = 0; i < BOXES; i++) {
            double degrees = usual + (i % 10 ? uniform(&rng, -5, 5) : uniform(&rng, 0, 180));

            rotated[i] = (struct mlf_rotated){.obb = {100, 100, 40, 10, degrees}};
            mlf_obb_corners(&rotated[i].obb, rotated[i].corners);
            if (i % 3 == 0) /* the same box by its other sides */
                rotated[i].obb = (struct mlf_obb){100, 100, 10, 40, degrees - 90};
            findings[i] = (struct mlf_finding){.object = {.label = "x"}, .rotated = &rotated[i]};
        }
        CHECK(mlf_doctor_examine_turned(&objects, NULL) == 0);
        for (int degrees = 0; degrees < 180; degrees++) {
            int distances[BOXES];
            int n = 0;
            int least;

            for (least = 0; 2 * n < BOXES; least++) {
                n = 0;
                for (int i = 0; i < BOXES; i++) {
                    double direction = fmod(rotated[i].obb.degrees + (rotated[i].obb.h > 20 ? 90 : 0) + 360, 180);
                    distances[i] = (int)between(floor(direction), degrees);
                    n += distances[i] <= least;
                }
            }
            if (least < best) {
                best = least;
                middle = degrees;
            }
        }
        for (int i = 0; i < BOXES; i++)
            values[i] = between(rotated[i].obb.degrees + (rotated[i].obb.h > 20 ? 90 : 0), middle);
        double deviation = fmax(1.4826 * quantile(values, BOXES, 0.5), MLF_TURNED_LEAST);
        for (int i = 0; i < BOXES; i++) {
            double z = between(rotated[i].obb.degrees + (rotated[i].obb.h > 20 ? 90 : 0), middle) / deviation;
            char text[64] = "";

            if (z > MLF_TURNED_DEVIATIONS)
                snprintf(text, sizeof text, "\"obb-angle\":%.9g", round(z * 100) / 100);
            CHECK_TEXT(findings[i].doctor ? findings[i].doctor : "", text);
            found += z > MLF_TURNED_DEVIATIONS;
            free(findings[i].doctor);
        }
    }
    CHECK(found > 50);
}

int main(void)
{
    RUN(limbs_are_as_long_as_loops_say);
    RUN(directions_are_as_unusual_as_loops_say);
    return check_done();
}
