/* Judging boxes by detections: tables worked out by hand, and a naive implementation. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "judge/box-limits.h"
#include "mlfix/base/err.h"
#include "mlfix/base/rng.h"
#include "mlfix/judge/box-errors.h"
#include "mlfix/record/photo-index.h"

static const struct mlf_box_limits limits = {.sure = 0.95, .low = 0.5, .shift = {0.5, 0.5, 0.5}};

static void test_iou_by_hand(void)
{
    const double a[4] = {0, 0, 10, 10}, half[4] = {5, 0, 10, 10}, inside[4] = {2, 2, 5, 5}, beside[4] = {10, 0, 10, 10};
    CHECK_NEAR(mlf_box_iou(a, a), 1, 0);
    CHECK_NEAR(mlf_box_iou(a, half), 50.0 / 150, 1e-9);
    CHECK_NEAR(mlf_box_iou(half, a), 50.0 / 150, 1e-9);
    CHECK_NEAR(mlf_box_iou(a, inside), 0.25, 1e-9);
    CHECK_NEAR(mlf_box_iou(a, beside), 0, 0);
    /* 0.9 / 3 + 0.1 exp(-0.5) */
    CHECK_NEAR(mlf_box_similarity(a, half), 0.3 + 0.1 * 0.6065306597, 1e-9);
    CHECK_NEAR(mlf_box_similarity(a, a), 1, 0);
    /* middles at 5,5 and 4.5,4.5: 0.707107 apart */
    CHECK_NEAR(mlf_box_similarity(a, inside), 0.225 + 0.1 * exp(-0.0707106781), 1e-9);
    CHECK(mlf_box_size(a) == 0 && mlf_box_size((double[]){0, 0, 32, 32}) == 1 &&
          mlf_box_size((double[]){0, 0, 96, 96}) == 2);
}

static void test_each_kind(void)
{
    /* a cat rightly, a dog off by 30 of 100 pixels, a sheep called a cat, a crowd of cats */
    const struct mlf_box boxes[] = {{{0, 0, 100, 100}, 0, 0, 0},
                                    {{230, 0, 100, 100}, 1, 0, 0},
                                    {{400, 0, 100, 100}, 0, 0, 0},
                                    {{0, 600, 400, 400}, 0, 0, 1}};
    const struct mlf_box found[] = {{{0, 0, 100, 100}, 0, 0.9, 0},    {{190, 0, 100, 100}, 1, 0.8, 0},
                                    {{400, 0, 100, 100}, 2, 0.96, 0}, {{0, 300, 50, 50}, 1, 0.97, 0},
                                    {{2, 302, 50, 50}, 0, 0.96, 0},   {{300, 300, 50, 50}, 1, 0.9, 0},
                                    {{10, 610, 80, 80}, 0, 0.99, 0},  {{10, 800, 80, 80}, 1, 0.99, 0}};
    struct mlf_box_photo photo = {boxes, 4, found, 8};
    struct mlf_box_verdict box[4], detection[8];
    CHECK(!mlf_box_errors_judge(&photo, &limits, box, detection, NULL));
    CHECK(box[0].finding == MLF_BOX_AGREES && box[0].other == 0);
    CHECK_NEAR(box[0].shifted, 0, 0);
    CHECK(box[1].finding == MLF_BOX_SHIFTED && box[1].other == 1);
    CHECK_NEAR(box[1].iou, 60.0 / 140, 1e-9);
    CHECK_NEAR(box[1].distance, 40, 1e-9);
    CHECK_NEAR(box[1].shifted, 0.8 * (1 - (0.9 * 60 / 140 + 0.1 * exp(-4))), 2e-9);
    CHECK(box[2].finding == MLF_BOX_SWAPPED && box[2].other == 2);
    CHECK(box[3].finding == MLF_BOX_UNKNOWN);
    /* own: the cat's detection, 400 pixels away */
    CHECK_NEAR(box[2].own, 0.9 * 0.1 * exp(-40), 1e-9);
    CHECK_NEAR(box[2].swapped, 0.96, 1e-8);
    CHECK(detection[3].finding == MLF_BOX_MISSING);
    CHECK_NEAR(detection[3].missing, 0.97, 1e-8);   /* nothing of its kind is near */
    CHECK(detection[4].finding == MLF_BOX_UNKNOWN); /* the same thing again, less sure */
    CHECK(detection[5].finding == MLF_BOX_UNKNOWN); /* not sure */
    CHECK(detection[6].finding == MLF_BOX_UNKNOWN); /* a cat among the crowd */
    CHECK(detection[7].finding == MLF_BOX_MISSING); /* a dog among cats */
}

static void test_two_minds_are_no_contradiction(void)
{
    const struct mlf_box boxes[] = {{{0, 0, 100, 100}, 0, 0, 0}};
    struct mlf_box found[] = {{{0, 0, 100, 100}, 1, 0.96, 0}, {{0, 0, 100, 100}, 0, 0.4, 0}};
    struct mlf_box_photo photo = {boxes, 1, found, 2};
    struct mlf_box_verdict box[1], detection[2];
    CHECK(!mlf_box_errors_judge(&photo, &limits, box, detection, NULL));
    CHECK(box[0].finding == MLF_BOX_SWAPPED);
    CHECK_NEAR(box[0].swapped, 0.96 * (1 - 0.4), 1e-9);
    found[1].confidence = 0.49;
    CHECK(!mlf_box_errors_judge(&photo, &limits, box, detection, NULL));
    CHECK(box[0].finding != MLF_BOX_SWAPPED);
    CHECK(detection[0].finding != MLF_BOX_MISSING);
}

static void test_no_label_is_like_no_other(void)
{
    const struct mlf_box boxes[] = {{{0, 0, 100, 100}, MLF_NO_LABEL, 0, 0}};
    const struct mlf_box found[] = {{{0, 0, 100, 90}, 0, 0.99, 0}};
    struct mlf_box_photo photo = {boxes, 1, found, 1};
    struct mlf_box_verdict box[1], detection[1];
    CHECK(!mlf_box_errors_judge(&photo, &limits, box, detection, NULL));
    CHECK(box[0].finding == MLF_BOX_SWAPPED && box[0].other == 0);
}

static void test_empty_photos(void)
{
    const struct mlf_box one[] = {{{0, 0, 10, 10}, 0, 0.99, 0}};
    struct mlf_box_verdict verdict[1], none[1];
    struct mlf_box_photo boxes = {one, 1, NULL, 0}, found = {NULL, 0, one, 1};
    CHECK(!mlf_box_errors_judge(&boxes, &limits, verdict, none, NULL));
    CHECK(verdict[0].finding == MLF_BOX_UNKNOWN);
    CHECK_NEAR(mlf_box_errors_photo_score(&boxes, verdict, none), 0, 0);
    CHECK(!mlf_box_errors_judge(&found, &limits, none, verdict, NULL));
    CHECK(verdict[0].finding == MLF_BOX_MISSING && verdict[0].other == MLF_NO_BOX);
    CHECK_NEAR(verdict[0].missing, 0.99, 0);
    /* (1 x 1 x 0.01)^(1/3) */
    CHECK_NEAR(mlf_box_errors_photo_score(&found, none, verdict), 1 - cbrt(0.01), 1e-9);
}

static void test_photo_score_by_hand(void)
{
    struct mlf_box_photo photo = {NULL, 2, NULL, 1};
    const struct mlf_box_verdict box[2] = {{.finding = MLF_BOX_AGREES, .shifted = 0.1},
                                           {.finding = MLF_BOX_SHIFTED, .shifted = 0.5}};
    const struct mlf_box_verdict found[1] = {{.finding = MLF_BOX_MISSING, .missing = 0.8}};
    /* softmin of 0.9 and 0.5 at 0.1: weights exp(-9), exp(-5) */
    double softmin = (0.9 * exp(-9) + 0.5 * exp(-5)) / (exp(-9) + exp(-5));
    CHECK_NEAR(mlf_box_errors_photo_score(&photo, box, found), 1 - cbrt(softmin * 1 * 0.2), 2e-9);
}

/* ---- A naive implementation, in which every greedy step looks at all pairs again ---- */

static double naive_iou(const double a[4], const double b[4])
{
    double w = (a[0] + a[2] < b[0] + b[2] ? a[0] + a[2] : b[0] + b[2]) - (a[0] > b[0] ? a[0] : b[0]);
    double h = (a[1] + a[3] < b[1] + b[3] ? a[1] + a[3] : b[1] + b[3]) - (a[1] > b[1] ? a[1] : b[1]);
    return w <= 0 || h <= 0 ? 0 : w * h / (a[2] * a[3] + b[2] * b[3] - w * h);
}

static double naive_similarity(const double a[4], const double b[4])
{
    double x = a[0] + a[2] / 2 - b[0] - b[2] / 2, y = a[1] + a[3] / 2 - b[1] - b[3] / 2;
    return 0.9 * naive_iou(a, b) + 0.1 * exp(-0.1 * hypot(x, y));
}

#define MOST 12

struct naive {
    int own[MOST], other[MOST];
    double swapped[MOST];
    int taken[MOST], missing[MOST];
};

static double naive_own(const struct mlf_box_photo *p, size_t b)
{
    double own = 0;
    for (size_t d = 0; d < p->m; d++)
        if (p->found[d].label == p->boxes[b].label)
            own = fmax(own, p->found[d].confidence * naive_similarity(p->boxes[b].bbox, p->found[d].bbox));
    return own;
}

/* Takes the best pair that is still free, or returns 0 where there is none. step 1: boxes and
 * detections of the same label, step 2: of different labels. */
static int naive_step(const struct mlf_box_photo *p, struct naive *o, int step)
{
    double best = -1, surest = 0;
    size_t at_box = 0, at = 0;
    for (size_t d = 0; d < p->m; d++)
        for (size_t b = 0; b < p->n; b++) {
            int same = p->found[d].label == p->boxes[b].label;
            double iou = naive_iou(p->boxes[b].bbox, p->found[d].bbox), c = p->found[d].confidence;
            double similarity = naive_similarity(p->boxes[b].bbox, p->found[d].bbox);
            if (p->boxes[b].crowd || o->taken[d] || (step == 1 ? o->own[b] : o->other[b]) >= 0)
                continue;
            if (step == 1 ? !same || c < 0.5 || iou < 0.25 : same || c < 0.95 || iou < 0.5)
                continue;
            double weight = step == 1 ? similarity : fmax(c * (similarity - naive_own(p, b)), 0);
            if (weight > best + 1e-12 || (fabs(weight - best) <= 1e-12 && c > surest)) {
                best = weight;
                surest = c;
                at_box = b;
                at = d;
            }
        }
    if (best < 0)
        return 0;
    o->taken[at] = 1;
    (step == 1 ? o->own : o->other)[at_box] = (int)at;
    if (step == 2)
        o->swapped[at_box] = best;
    return 1;
}

static void naive_missing(const struct mlf_box_photo *p, struct naive *o)
{
    int done[MOST] = {0};
    for (;;) {
        size_t best = MOST;
        for (size_t d = 0; d < p->m; d++)
            if (!done[d] && !o->taken[d] && p->found[d].confidence >= 0.95 &&
                (best == MOST || p->found[d].confidence > p->found[best].confidence))
                best = d;
        if (best == MOST)
            return;
        int shows = 1;
        for (size_t b = 0; b < p->n; b++)
            shows &= p->boxes[b].crowd || naive_iou(p->boxes[b].bbox, p->found[best].bbox) < 0.5;
        for (size_t d = 0; d < p->m; d++)
            shows &= !o->missing[d] || naive_iou(p->found[d].bbox, p->found[best].bbox) < 0.5;
        done[best] = 1;
        o->missing[best] = shows;
    }
}

static void fill_random(struct mlf_rng *rng, struct mlf_box *boxes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        boxes[i] =
            (struct mlf_box){{(double)mlf_rng_below(rng, 40), (double)mlf_rng_below(rng, 40),
                              (double)(20 + mlf_rng_below(rng, 30)), (double)(20 + mlf_rng_below(rng, 30))},
                             mlf_rng_below(rng, 3),
                             mlf_rng_uniform(rng) < 0.5 ? 0.95 + 0.05 * mlf_rng_uniform(rng) : mlf_rng_uniform(rng),
                             0};
}

static void test_against_a_naive_judge(void)
{
    struct mlf_rng rng;
    size_t kinds[5] = {0};
    mlf_rng_seed(&rng, 7);
    for (int round = 0; round < 2000; round++) {
        struct mlf_box boxes[MOST], found[MOST];
        struct mlf_box_verdict box[MOST], detection[MOST];
        struct mlf_box_photo photo = {boxes, mlf_rng_below(&rng, MOST), found, mlf_rng_below(&rng, MOST)};
        struct naive o = {.taken = {0}};
        int same = 1;
        fill_random(&rng, boxes, photo.n);
        fill_random(&rng, found, photo.m);
        memset(o.own, -1, sizeof o.own);
        memset(o.other, -1, sizeof o.other);
        while (naive_step(&photo, &o, 1))
            ;
        while (naive_step(&photo, &o, 2))
            ;
        naive_missing(&photo, &o);
        CHECK(!mlf_box_errors_judge(&photo, &limits, box, detection, NULL));
        for (size_t b = 0; b < photo.n; b++) {
            double shifted =
                o.own[b] < 0 ? 0
                             : found[o.own[b]].confidence * (1 - naive_similarity(boxes[b].bbox, found[o.own[b]].bbox));
            same &= fabs(box[b].shifted - shifted) < 1e-8 && fabs(box[b].swapped - o.swapped[b]) < 1e-8;
            same &= box[b].finding != MLF_BOX_SWAPPED || (int)box[b].other == o.other[b];
            same &= (box[b].finding == MLF_BOX_AGREES || box[b].finding == MLF_BOX_SHIFTED ? (int)box[b].other : -1) ==
                        o.own[b] ||
                    box[b].finding == MLF_BOX_SWAPPED;
            kinds[box[b].finding]++;
        }
        for (size_t d = 0; d < photo.m; d++) {
            same &= (detection[d].finding == MLF_BOX_MISSING) == o.missing[d];
            kinds[MLF_BOX_MISSING] += (size_t)o.missing[d];
        }
        CHECK(same);
    }
    for (int k = 0; k < 5; k++)
        CHECK(kinds[k] > 100);
}

static void test_learns_what_is_sure(void)
{
    /* 100 photos of a box; the detector is right from a confidence of 0.6 on */
    struct mlf_box boxes[200], found[200];
    struct mlf_box_photo photos[200];
    struct mlf_box_limits learnt;
    for (size_t i = 0; i < 200; i++) {
        double confidence = 1 - (double)i / 200;
        boxes[i] = (struct mlf_box){{0, 0, 100, 100}, 0, 0, 0};
        found[i] = (struct mlf_box){{0, 0, 100, 100 - (double)(i % 5)}, confidence < 0.6, confidence, 0};
        photos[i] = (struct mlf_box_photo){&boxes[i], 1, &found[i], 1};
    }
    CHECK(!mlf_box_limits_learn(photos, 200, 0, &learnt, NULL));
    /* 81 of them are right; 85 is the last number of which 0.95 are at most 81 */
    CHECK_NEAR(learnt.sure, found[84].confidence, 1e-12);
    CHECK_NEAR(learnt.low, 0.5, 0);
    /* ious 1 .99 .98 .97 .96: median .98, deviation .01 */
    CHECK_NEAR(learnt.shift[2], 0.7, 0);
    CHECK_NEAR(learnt.shift[0], 0.5, 0);
    CHECK(!mlf_box_limits_learn(photos, 200, 0.3, &learnt, NULL));
    CHECK_NEAR(learnt.sure, 0.3, 0);
    CHECK_NEAR(learnt.low, 0.3, 0);
    CHECK(!mlf_box_limits_learn(photos, 10, 0, &learnt, NULL));
    CHECK_NEAR(learnt.sure, 0.95, 0);
    CHECK_NEAR(learnt.shift[2], 0.5, 0);
}

static void test_names_of_photos(void)
{
    static const char *const paths[] = {"d/images/a/1.jpg", "d/images/b/1.jpg", "d/images/000000000009.jpg",
                                        "d/images/x.v2.png"};
    struct mlf_photo_index index = {0};
    struct mlf_err err = {""};
    size_t photo = 99;
    for (size_t i = 0; i < 4; i++)
        CHECK(mlf_photo_index_add(&index, paths[i], NULL) == i);
    CHECK(mlf_photo_index_add(&index, paths[1], NULL) == 1);
    CHECK(mlf_photo_index_find(&index, "9", &photo, NULL) == 1 && photo == 2);
    CHECK(mlf_photo_index_find(&index, "000000000009", &photo, NULL) == 1 && photo == 2);
    CHECK(mlf_photo_index_find(&index, "/other/b/1.png", &photo, NULL) == 1 && photo == 1);
    CHECK(mlf_photo_index_find(&index, "a/1", &photo, NULL) == 1 && photo == 0);
    CHECK(mlf_photo_index_find(&index, "x.v2", &photo, NULL) == 1 && photo == 3);
    CHECK(mlf_photo_index_find(&index, "x", &photo, NULL) == 0);
    CHECK(mlf_photo_index_find(&index, "", &photo, NULL) == 0);
    CHECK(mlf_photo_index_find(&index, "1", &photo, &err) == -1);
    CHECK_TEXT(err.text, "'1' may be the photo 'd/images/a/1.jpg' or 'd/images/b/1.jpg'");
    CHECK(mlf_photo_index_ending(&index, "b/1.jpg", &photo, NULL) == 1 && photo == 1);
    CHECK(mlf_photo_index_ending(&index, "/1.jpg", &photo, NULL) == 0);
    CHECK(mlf_photo_index_ending(&index, "s/a/1.jpg", &photo, NULL) == 0);
    mlf_photo_index_free(&index);
}

int main(void)
{
    RUN(test_iou_by_hand);
    RUN(test_each_kind);
    RUN(test_two_minds_are_no_contradiction);
    RUN(test_no_label_is_like_no_other);
    RUN(test_empty_photos);
    RUN(test_photo_score_by_hand);
    RUN(test_against_a_naive_judge);
    RUN(test_learns_what_is_sure);
    RUN(test_names_of_photos);
    return check_done();
}
