/* Dawid and Skene's model: their own example, another program's figures, and the
 * formulas written out with products. */

#include <stdlib.h>

#include "check.h"
#include "mlfix/agree/dawid-skene.h"
#include "mlfix/agree/kappa.h"
#include "mlfix/base/err.h"
#include "mlfix/base/rng.h"

/* Table 1 of the paper: of 45 patients each, what observer 1 said three times, and
 * observers 2 to 5 once, of 4 classes of fitness for anaesthesia. */
static const char said[] = "1111111"
                           "3334334"
                           "1122122"
                           "2223121"
                           "2223222"
                           "2223322"
                           "1222111"
                           "3333433"
                           "2222223"
                           "2322223"
                           "4444444"
                           "2223343"
                           "1111111"
                           "2223212"
                           "1211111"
                           "1112111"
                           "1111111"
                           "1111111"
                           "2222221"
                           "2221322"
                           "2222222"
                           "2222221"
                           "2223222"
                           "2212222"
                           "1111111"
                           "1111111"
                           "2322222"
                           "1111111"
                           "1111111"
                           "1121121"
                           "1111111"
                           "3333233"
                           "1111111"
                           "2222222"
                           "2223232"
                           "4334343"
                           "2212232"
                           "2323233"
                           "3333432"
                           "1111111"
                           "1111111"
                           "1212111"
                           "2322222"
                           "1211111"
                           "2222222";

enum { PATIENTS = 45, OBSERVERS = 5, CLASSES = 4, EACH = 7 };

/* Leaves out what observer k said of patient i where i + k can be divided by `gaps`. */
static size_t read_table(struct mlf_rating *ratings, size_t gaps)
{
    size_t n = 0;
    for (size_t i = 0; i < PATIENTS; i++)
        for (size_t c = 0; c < EACH; c++) {
            size_t k = c < 3 ? 0 : c - 2;
            if (gaps == 0 || (i + k) % gaps)
                ratings[n++] = (struct mlf_rating){i, k, (size_t)(said[i * EACH + c] - '1')};
        }
    return n;
}

/* The paper's table 2 has the shares .40 .42 .11 .07 and these error rates of observer 1.
 * More digits are from D. Card's program (dawid_skene.py, which holds the example), in
 * Python 3: run(responses, tol=1e-13, max_iter=20000) with
 * numpy.set_printoptions(precision=8, suppress=True). */
static void test_paper(void)
{
    static const double paper[] = {0.40, 0.42, 0.11, 0.07}, shares[] = {0.39955475, 0.42198339, 0.11179519, 0.06666667};
    static const double rates[][CLASSES] = {{0.88948835, 0.11051165, 0, 0},
                                            {0.07058545, 0.87637994, 0.05303461, 0},
                                            {0, 0.33882154, 0.66117846, 0},
                                            {0, 0, 0.55555556, 0.44444444},
                                            {0.83421408, 0.16578592, 0, 0},
                                            {0.0527067, 0.6329462, 0.3143471, 0},
                                            {0, 0, 1, 0},
                                            {0, 0, 0, 1}};
    struct mlf_rating ratings[PATIENTS * EACH];
    struct mlf_dawid_skene model = {.items = PATIENTS, .raters = OBSERVERS, .classes = CLASSES};
    struct mlf_err err = {""};
    size_t n = read_table(ratings, 0);
    CHECK(n == sizeof said - 1 && mlf_dawid_skene_fit(&model, ratings, n, &err) == 0);
    CHECK(model.still && model.rounds < 100);
    for (size_t j = 0; j < CLASSES; j++) {
        CHECK_NEAR(model.share[j], paper[j], 0.005);
        CHECK_NEAR(model.share[j], shares[j], 1e-8);
    }
    for (size_t row = 0; row < 2 * CLASSES; row++)
        for (size_t l = 0; l < CLASSES; l++)
            CHECK_NEAR(model.confusion[row * CLASSES + l], rates[row][l], 1e-8);
    CHECK_NEAR(model.p[6 * CLASSES], 0.9810203, 1e-7); /* patient 7, where the observers differ most */
    CHECK_NEAR(model.p[6 * CLASSES + 1], 0.0189797, 1e-7);
    CHECK_NEAR(model.p[35 * CLASSES + 3], 1, 1e-7);
    mlf_dawid_skene_free(&model);
}

/* The same with what observer k said of patient i left out where 3 divides i + k (from
 * 0), ratings added, and two truths known. NumPy 1.24.2, n[i, k, l] the counts:
 *   p = n.sum(1); p /= p.sum(1, keepdims=True); fix(p)    # fix: p[4] = 0 1 0 0, p[20] = 1 0 0 0
 *   a = numpy.full((4, 4), 1 / 3); numpy.fill_diagonal(a, 3)
 *   until p moves by less than 1e-13:
 *     s = (p.sum(0) + 1) / (45 + 4)
 *     c = numpy.einsum('ij,ikl->kjl', p, n) + a; c /= c.sum(2, keepdims=True)
 *     p = s * numpy.prod(c[None] ** n[:, :, None, :], axis=(1, 3)); p /= p.sum(1, keepdims=True); fix(p) */
static void test_priors(void)
{
    static const double shares[] = {0.4570353219, 0.3595422269, 0.1422771311, 0.0411453202};
    static const double third[] = {0.0239895187, 0.8050411701, 0.1495606759, 0.0214086353};
    static const double patient[] = {0.0009003091, 0.9990989399, 0.0000006577, 0.0000000933};
    struct mlf_rating ratings[PATIENTS * EACH];
    size_t known[PATIENTS];
    struct mlf_dawid_skene model = {.items = PATIENTS,
                                    .raters = OBSERVERS,
                                    .classes = CLASSES,
                                    .right = 3,
                                    .wrong = 1,
                                    .prior_items = 1,
                                    .known = known};
    struct mlf_err err = {""};
    for (size_t i = 0; i < PATIENTS; i++)
        known[i] = i == 4 ? 1 : i == 20 ? 0 : CLASSES;
    CHECK(mlf_dawid_skene_fit(&model, ratings, read_table(ratings, 3), &err) == 0 && model.still);
    for (size_t j = 0; j < CLASSES; j++) {
        CHECK_NEAR(model.share[j], shares[j], 2e-9);
        CHECK_NEAR(model.confusion[(2 * CLASSES + 1) * CLASSES + j], third[j], 2e-9);
        CHECK_NEAR(model.p[19 * CLASSES + j], patient[j], 2e-9);
        CHECK(model.p[4 * CLASSES + j] == (j == 1) && model.p[20 * CLASSES + j] == (j == 0));
    }
    mlf_dawid_skene_free(&model);
}

enum { ITEMS = 60, RATERS = 6, KINDS = 3 };

/* p by the formulas, `rounds` times. */
static void naive(const struct mlf_rating *ratings, size_t n, double p[ITEMS][KINDS], size_t rounds)
{
    double c[RATERS][KINDS][KINDS], s[KINDS];
    for (size_t r = 0; r < n; r++)
        p[ratings[r].item][ratings[r].category]++;
    for (size_t round = 0; round <= rounds; round++) {
        for (int i = 0; i < ITEMS; i++) { /* p is a distribution */
            double sum = p[i][0] + p[i][1] + p[i][2];
            for (int j = 0; j < KINDS; j++)
                p[i][j] /= sum;
        }
        if (round == rounds)
            break;
        for (int j = 0; j < KINDS; j++) {
            s[j] = 0.5;
            for (int i = 0; i < ITEMS; i++)
                s[j] += p[i][j];
            for (int k = 0; k < RATERS; k++)
                for (int l = 0; l < KINDS; l++)
                    c[k][j][l] = j == l ? 2 : 0.25;
        }
        for (size_t r = 0; r < n; r++)
            for (int j = 0; j < KINDS; j++)
                c[ratings[r].rater][j][ratings[r].category] += p[ratings[r].item][j];
        for (int k = 0; k < RATERS; k++)
            for (int j = 0; j < KINDS; j++) {
                double sum = c[k][j][0] + c[k][j][1] + c[k][j][2];
                for (int l = 0; l < KINDS; l++)
                    c[k][j][l] /= sum;
            }
        for (int i = 0; i < ITEMS; i++)
            for (int j = 0; j < KINDS; j++)
                p[i][j] = s[j];
        for (size_t r = 0; r < n; r++)
            for (int j = 0; j < KINDS; j++)
                p[ratings[r].item][j] *= c[ratings[r].rater][j][ratings[r].category];
    }
}

static void test_by_loops(void)
{
    struct mlf_rng rng;
    struct mlf_err err = {""};
    mlf_rng_seed(&rng, 5);
    for (int trial = 0; trial < 10; trial++) {
        struct mlf_rating ratings[ITEMS * RATERS];
        double p[ITEMS][KINDS] = {{0}};
        size_t n = 0;
        for (size_t i = 0; i < ITEMS; i++) {
            size_t truth = mlf_rng_below(&rng, KINDS), raters = 1 + mlf_rng_below(&rng, RATERS);
            for (size_t k = 0; k < raters; k++)
                ratings[n++] = (struct mlf_rating){i, (i + k) % RATERS,
                                                   mlf_rng_below(&rng, 3) ? truth : mlf_rng_below(&rng, KINDS)};
        }
        struct mlf_dawid_skene model = {
            .items = ITEMS, .raters = RATERS, .classes = KINDS, .right = 2, .wrong = 0.5, .prior_items = 0.5};
        CHECK(mlf_dawid_skene_fit(&model, ratings, n, &err) == 0);
        naive(ratings, n, p, model.rounds);
        for (size_t i = 0; i < ITEMS; i++)
            for (size_t j = 0; j < KINDS; j++)
                CHECK_NEAR(model.p[i * KINDS + j], p[i][j], 1e-9);
        mlf_dawid_skene_free(&model);
    }
}

/* 9 raters of known reliability: it is found again, and who guesses is found out. */
static void test_reliability(void)
{
    enum { MANY = 3000, WHO = 9 };
    struct mlf_rating *ratings = malloc(MANY * WHO * sizeof *ratings);
    struct mlf_dawid_skene model = {
        .items = MANY, .raters = WHO, .classes = 2, .right = 3, .wrong = 1, .prior_items = 1};
    struct mlf_rng rng;
    struct mlf_err err = {""};
    double tally = 0;
    CHECK(ratings != NULL);
    if (!ratings)
        return;
    mlf_rng_seed(&rng, 9);
    for (size_t i = 0; i < MANY; i++) {
        size_t truth = mlf_rng_below(&rng, 4) == 0;
        for (size_t k = 0; k < WHO; k++) /* right 50, 55, ... 90 times in 100 */
            ratings[i * WHO + k] =
                (struct mlf_rating){i, k, mlf_rng_uniform(&rng) < 0.5 + 0.05 * (double)k ? truth : 1 - truth};
    }
    CHECK(mlf_dawid_skene_fit(&model, ratings, (size_t)MANY * WHO, &err) == 0 && model.still);
    CHECK_NEAR(model.share[1], 0.25, 0.03);
    for (size_t k = 0; k < WHO; k++) {
        /* within 4 deviations of what so many ratings can tell */
        CHECK_NEAR(model.confusion[k * 4], 0.5 + 0.05 * (double)k, 4 * sqrt(0.25 / (0.75 * MANY)));
        CHECK_NEAR(model.confusion[k * 4 + 3], 0.5 + 0.05 * (double)k, 4 * sqrt(0.25 / (0.25 * MANY)));
    }
    for (size_t i = 0; i < MANY; i++)
        tally += fmax(model.p[2 * i], model.p[2 * i + 1]);
    CHECK(tally / MANY > 0.9 && tally / MANY < 1);
    mlf_dawid_skene_free(&model);
    free(ratings);
}

int main(void)
{
    RUN(test_paper);
    RUN(test_priors);
    RUN(test_by_loops);
    RUN(test_reliability);
    return check_done();
}
