/* Masks beside what a network sees: soft minima, means and boundaries beside their definitions. */
#include <stdlib.h>

#include "check.h"
#include "mlfix/base/rng.h"
#include "mlfix/judge/mask-errors.h"

enum { W = 26, H = 19, N = W * H, CLASSES = 4, OBJECTS = 4 };

static double uniform(struct mlf_rng *rng, double low, double high)
{
    return low + (high - low) * mlf_rng_below(rng, 1000001) / 1e6;
}

/* What is left of a mask when all pixels with a neighbour, also aslant, that is not in it are taken out, as cv2.erode
 * with 3 x 3 ones and a border of zeros does. */
static void erode(unsigned char *mask)
{
    unsigned char before[N];

    memcpy(before, mask, N);
    for (int i = 0; i < N; i++)
        for (int dy = -1; dy <= 1; dy++)
            for (int dx = -1; dx <= 1; dx++) {
                int x = i % W + dx;
                int y = i / W + dy;

                if (x < 0 || y < 0 || x >= W || y >= H || !before[y * W + x])
                    mask[i] = 0;
            }
}

static double boundary_iou(const unsigned char *a, const unsigned char *b, int distance)
{
    unsigned char inner[2][N];
    int both = 0;
    int either = 0;

    memcpy(inner[0], a, N);
    memcpy(inner[1], b, N);
    for (int k = 0; k < distance; k++) {
        erode(inner[0]);
        erode(inner[1]);
    }
    for (int i = 0; i < N; i++) {
        int in_a = a[i] && !inner[0][i];
        int in_b = b[i] && !inner[1][i];

        both += in_a && in_b;
        either += in_a || in_b;
    }
    return either ? (double)both / either : 1;
}

static void boundaries_are_what_erosion_leaves(void)
{
    struct mlf_rng rng;

    mlf_rng_seed(&rng, 5);
    for (int set = 0; set < 300; set++) {
        unsigned char a[N] = {0};
        unsigned char b[N] = {0};
        double iou;
        int distance = 1 + (int)mlf_rng_below(&rng, 5);

        for (int k = 0; k < 3; k++) { /* boxes, often up to the edge, and holes */
            int x = (int)mlf_rng_below(&rng, W);
            int y = (int)mlf_rng_below(&rng, H);
            int w = (int)mlf_rng_below(&rng, W);
            int h = (int)mlf_rng_below(&rng, H);
            int dx = (int)mlf_rng_below(&rng, 3) - 1;

            for (int i = 0; i < N; i++) {
                int inside = i % W >= x && i % W < x + w && i / W >= y && i / W < y + h;
                int there = i % W >= x + dx && i % W < x + dx + w && i / W >= y && i / W < y + h;

                a[i] = inside ? k < 2 : a[i];
                b[i] = there ? k < 2 : b[i];
            }
        }
        CHECK(mlf_mask_boundary_iou(a, b, W, H, distance, &iou, NULL) == 0);
        CHECK_NEAR(iou, boundary_iou(a, b, distance), 1e-12);
    }
}

/* A scene of boxes over each other, and a network that is unsure. */
static void draw(struct mlf_rng *rng, int *front, size_t *class_of, float *probs)
{
    for (int i = 0; i < N; i++)
        front[i] = -1;
    for (int o = 0; o < OBJECTS; o++) {
        int x = (int)mlf_rng_below(rng, W - 5);
        int y = (int)mlf_rng_below(rng, H - 5);
        int w = 4 + (int)mlf_rng_below(rng, 12);

        class_of[o] = 1 + mlf_rng_below(rng, CLASSES - 1);
        for (int i = 0; i < N; i++)
            if (i % W >= x && i % W < x + w && i / W >= y && i / W < y + w)
                front[i] = o;
    }
    for (int i = 0; i < N; i++) {
        size_t given = front[i] < 0 ? 0 : class_of[front[i]];
        double sum = 0;

        for (size_t k = 0; k < CLASSES; k++) {
            probs[k * N + (size_t)i] = (float)(uniform(rng, 0, 1) + (k == given ? uniform(rng, 0, 3) : 0));
            sum += probs[k * N + (size_t)i];
        }
        for (size_t k = 0; k < CLASSES; k++)
            probs[k * N + (size_t)i] /= (float)sum;
    }
}

/* The soft minimum over the pixels of one object, or (-2) of all. */
static double soft_minimum(const int *front, const size_t *class_of, const float *probs, int object)
{
    double sum = 0;
    double weights = 0;

    for (int i = 0; i < N; i++) {
        double s = probs[(front[i] < 0 ? 0 : class_of[front[i]]) * N + (size_t)i];
        double weight = object == -2 || front[i] == object ? exp((1 - s) / 0.1) : 0;

        sum += s * weight;
        weights += weight;
    }
    return sum / weights;
}

/* What the network sees of the object, by growing until nothing changes. */
static void see(const int *front, const size_t *class_of, const float *probs, int object, unsigned char *seen)
{
    unsigned char can[N];

    for (int i = 0; i < N; i++) {
        size_t best = 0;

        for (size_t k = 1; k < CLASSES; k++)
            best = probs[k * N + (size_t)i] > probs[best * N + (size_t)i] ? k : best;
        can[i] =
            best == class_of[object] && (front[i] < 0 || front[i] == object || class_of[front[i]] != class_of[object]);
        seen[i] = can[i] && front[i] == object;
    }
    for (int changed = 1; changed;) {
        changed = 0;
        for (int i = 0; i < N; i++)
            if (can[i] && !seen[i] &&
                ((i % W > 0 && seen[i - 1]) || (i % W < W - 1 && seen[i + 1]) || (i >= W && seen[i - W]) ||
                 (i < N - W && seen[i + W])))
                changed = seen[i] = 1;
    }
}

static void objects_are_measured_by_their_definitions(void)
{
    static const unsigned char is_object[CLASSES] = {0, 1, 1, 1};
    struct mlf_rng rng;
    int compared = 0;

    mlf_rng_seed(&rng, 6);
    for (int set = 0; set < 100; set++) {
        int front[N];
        size_t class_of[OBJECTS];
        static float probs[CLASSES * N];
        struct mlf_mask_verdict verdicts[OBJECTS];
        struct mlf_mask_result result = {.n = 0};
        const struct mlf_mask_scene scene = {W, H, CLASSES, is_object, probs, NULL, front, class_of, OBJECTS};

        draw(&rng, front, class_of, probs);
        CHECK(mlf_mask_errors_measure(&scene, 0.5, verdicts, &result, NULL) == 0);
        CHECK_NEAR(result.quality, soft_minimum(front, class_of, probs, -2), 1e-9);
        for (int o = 0; o < OBJECTS; o++) {
            unsigned char given[N];
            unsigned char seen[N];
            double own = 0;
            int pixels = 0;
            int both = 0;
            int either = 0;

            see(front, class_of, probs, o, seen);
            for (int i = 0; i < N; i++) {
                given[i] = front[i] == o;
                pixels += given[i];
                own += given[i] ? probs[class_of[o] * N + (size_t)i] : 0;
                both += given[i] && seen[i];
                either += given[i] || seen[i];
            }
            CHECK((verdicts[o].finding == MLF_MASK_UNKNOWN) == (pixels == 0));
            if (pixels == 0)
                continue;
            CHECK_NEAR(verdicts[o].quality, soft_minimum(front, class_of, probs, o), 1e-9);
            CHECK_NEAR(verdicts[o].own, own / pixels, 1e-9);
            CHECK_NEAR(verdicts[o].iou, (double)both / either, 1e-12);
            CHECK_NEAR(verdicts[o].boundary, boundary_iou(given, seen, 1), 1e-12); /* 0.02 of 32 pixels */
            compared++;
        }
        free(result.missing);
    }
    CHECK(compared > 300);
}

/* A picture of 60 x 40 pixels whose network sees three squares of class 1 and one of class 2. */
static void what_nobody_annotated_is_missing(void)
{
    static const unsigned char is_object[] = {0, 1, 1};
    static const size_t class_of[] = {1, 1};
    unsigned short hard[60 * 40] = {0};
    int front[60 * 40];
    struct mlf_mask_verdict verdicts[2];
    struct mlf_mask_result result = {.n = 0};
    const struct mlf_mask_scene scene = {60, 40, 3, is_object, NULL, hard, front, class_of, 2};

    for (int i = 0; i < 60 * 40; i++) {
        int x = i % 60;
        int y = i / 60;

        front[i] = x >= 4 && x < 16 && y >= 4 && y < 16 ? 0 : x >= 30 && x < 42 && y >= 4 && y < 16 ? 1 : -1;
        hard[i] = x >= 3 && x < 17 && y >= 3 && y < 17     ? 1 /* a rim of the first object */
                  : x >= 36 && x < 48 && y >= 4 && y < 16  ? 1 /* the second one moved */
                  : x >= 10 && x < 20 && y >= 25 && y < 35 ? 1 /* nobody's */
                  : x >= 50 && y >= 30                     ? 2 /* nobody's, up to the edge */
                  : x == 25 && y < 15                      ? 2 /* too small */
                                                           : 0;
    }
    CHECK(mlf_mask_errors_measure(&scene, 0.5, verdicts, &result, NULL) == 0);
    CHECK(result.n == 2);
    if (result.n == 2) {
        CHECK(result.missing[0].class == 1 && result.missing[0].bbox[0] == 10 && result.missing[0].bbox[2] == 10);
        CHECK(result.missing[1].class == 2 && result.missing[1].bbox[1] == 30 && result.missing[1].bbox[3] == 10);
        CHECK(result.missing[1].prob == 1 && result.missing[1].score == 1);
    }
    CHECK_NEAR(verdicts[0].iou, 144. / 196, 1e-12);
    CHECK_NEAR(verdicts[1].iou, 72. / 216, 1e-12);
    free(result.missing);
}

int main(void)
{
    RUN(boundaries_are_what_erosion_leaves);
    RUN(objects_are_measured_by_their_definitions);
    RUN(what_nobody_annotated_is_missing);
    return check_done();
}
