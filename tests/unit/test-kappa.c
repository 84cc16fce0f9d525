/* Kappa: against other programs, against the definitions written out as loops over
 * tables, and against what is drawn by lot. */

#include <stdlib.h>

#include "check.h"
#include "mlfix/agree/kappa.h"
#include "mlfix/base/err.h"
#include "mlfix/base/rng.h"
#include "mlfix/numeric/expected.h"

/* The items of a contingency table, row by row. */
static size_t spread(const size_t *table, size_t k, size_t *a, size_t *b)
{
    size_t n = 0;
    for (size_t i = 0; i < k; i++)
        for (size_t j = 0; j < k; j++)
            for (size_t c = 0; c < table[i * k + j]; c++, n++) {
                a[n] = i;
                b[n] = j;
            }
    return n;
}

/* python3-statsmodels 0.13.5 of Debian 12:
 *   from statsmodels.stats.inter_rater import cohens_kappa
 *   k = cohens_kappa([[13,0,0],[0,20,7],[0,4,56]]); k.kappa, k.std_kappa
 *   k = cohens_kappa([[14,3,2,1],[5,22,0,4],[1,6,9,0],[0,2,3,11]])
 * r-cran-psych 2.2.9, cohen.kappa(matrix(c(13,0,0,0,20,7,0,4,56),3,byrow=TRUE)), says of
 * the first 0.796409402184 and sqrt(var.kappa) = 0.0589107183261, and so do the documents
 * of the R package irrCAC 1.0 (kappa2.table(cont3x3abstractors): 0.7964094, 0.05891072). */
static void test_cohen(void)
{
    static const size_t small[] = {13, 0, 0, 0, 20, 7, 0, 4, 56};
    static const size_t large[] = {14, 3, 2, 1, 5, 22, 0, 4, 1, 6, 9, 0, 0, 2, 3, 11};
    size_t a[100], b[100], n;
    struct mlf_kappa kappa;
    struct mlf_err err = {""};

    n = spread(small, 3, a, b);
    CHECK(n == 100 && mlf_kappa_cohen(&kappa, a, b, n, 3, &err) == 0);
    CHECK(kappa.items == 100);
    CHECK_NEAR(kappa.agreement, 0.89, 1e-12);
    CHECK_NEAR(kappa.kappa, 0.7964094021839719, 1e-12);
    CHECK_NEAR(kappa.error, 0.05891071832608148, 1e-12);
    CHECK_NEAR(kappa.low, 0.7964094021839719 - 1.6448536269514722 * 0.05891071832608148, 1e-12);
    CHECK_NEAR(kappa.high, 0.7964094021839719 + 1.6448536269514722 * 0.05891071832608148, 1e-12);
    n = spread(large, 4, a, b);
    CHECK(mlf_kappa_cohen(&kappa, a, b, n, 9, &err) == 0); /* categories that nobody uses */
    CHECK_NEAR(kappa.kappa, 0.5505415162454873, 1e-12);
    CHECK_NEAR(kappa.error, 0.07135364778527231, 1e-12);
    /* who is a and who b makes no difference */
    struct mlf_kappa turned;
    CHECK(mlf_kappa_cohen(&turned, b, a, n, 4, &err) == 0);
    CHECK_NEAR(turned.kappa, kappa.kappa, 1e-12);
    CHECK_NEAR(turned.error, kappa.error, 1e-12);
}

/* The formulas over the whole table of p_ij. */
static void naive_cohen(const size_t *a, const size_t *b, size_t n, double *kappa, double *error)
{
    double p[5][5] = {{0}}, row[5] = {0}, column[5] = {0}, observed = 0, chance = 0, A = 0, B = 0, C;
    for (size_t i = 0; i < n; i++)
        p[a[i]][b[i]] += 1.0 / (double)n;
    for (int i = 0; i < 5; i++)
        for (int j = 0; j < 5; j++) {
            row[i] += p[i][j];
            column[j] += p[i][j];
        }
    for (int i = 0; i < 5; i++) {
        observed += p[i][i];
        chance += row[i] * column[i];
    }
    *kappa = (observed - chance) / (1 - chance);
    for (int i = 0; i < 5; i++)
        for (int j = 0; j < 5; j++) {
            double x = i == j ? 1 - (row[i] + column[i]) * (1 - *kappa) : column[i] + row[j];
            *(i == j ? &A : &B) += p[i][j] * x * x;
        }
    C = *kappa - chance * (1 - *kappa);
    *error = sqrt((A + (1 - *kappa) * (1 - *kappa) * B - C * C) / ((double)n * (1 - chance) * (1 - chance)));
}

static void test_cohen_by_loops(void)
{
    struct mlf_rng rng;
    struct mlf_err err = {""};
    size_t a[80], b[80];
    mlf_rng_seed(&rng, 7);
    for (int round = 0; round < 200; round++) {
        struct mlf_kappa kappa;
        double value, error;
        size_t n = 5 + mlf_rng_below(&rng, 75);
        for (size_t i = 0; i < n; i++) {
            a[i] = mlf_rng_below(&rng, 5) * mlf_rng_below(&rng, 2);
            b[i] = mlf_rng_below(&rng, 3) ? a[i] : mlf_rng_below(&rng, 5);
        }
        a[0] = b[1] = 0;
        b[0] = a[1] = 1; /* neither undefined nor wholly alike */
        naive_cohen(a, b, n, &value, &error);
        CHECK(mlf_kappa_cohen(&kappa, a, b, n, 5, &err) == 0);
        CHECK_NEAR(kappa.kappa, value, 1e-10);
        CHECK_NEAR(kappa.error, error, 1e-10);
    }
}

/* Krippendorff's example of 12 units and 4 observers ("Computing Krippendorff's
 * alpha-reliability", 2011), 0 for what is missing; irrCAC's cac.raw4raters. */
static const unsigned char units[12][4] = {{1, 1, 0, 1}, {2, 2, 3, 2}, {3, 3, 3, 3}, {3, 3, 3, 3},
                                           {2, 2, 2, 2}, {1, 2, 3, 4}, {4, 4, 4, 4}, {1, 1, 2, 1},
                                           {2, 2, 2, 2}, {0, 5, 5, 5}, {0, 0, 1, 1}, {0, 0, 3, 0}};

/* R, irrCAC 1.0: fleiss.kappa.raw(m[1:11, ]) of these, without the unit that one observer
 * alone rates, its rounding to 5 digits taken out: kappa 0.762483130904, standard error
 * 0.135438598518. (Of all 12 it says 0.76117 and 0.15302, as its documents do: it lets
 * that unit count in q_k.) */
static void test_fleiss_with_gaps(void)
{
    struct mlf_rating ratings[48];
    struct mlf_kappa kappa;
    struct mlf_err err = {""};
    size_t n = 0;
    for (size_t i = 0; i < 12; i++)
        for (size_t k = 0; k < 4; k++)
            if (units[i][k])
                ratings[n++] = (struct mlf_rating){i, k, units[i][k]};
    CHECK(mlf_kappa_fleiss(&kappa, ratings, n, 6, &err) == 0);
    CHECK(n == 41 && kappa.items == 11);
    CHECK_NEAR(kappa.agreement, 0.818181818182, 1e-11);
    CHECK_NEAR(kappa.chance, 0.234504132231, 1e-11);
    CHECK_NEAR(kappa.kappa, 0.762483130904, 1e-11);
    CHECK_NEAR(kappa.error, 0.135438598518, 1e-11);
    CHECK_NEAR(kappa.high, 0.762483130904 + 1.6448536269514722 * 0.135438598518, 1e-10);
}

/* Table 1 of Fleiss (1971): 30 patients, 6 psychiatrists, 5 diagnoses; he gives 0.430.
 * python3-statsmodels: inter_rater.fleiss_kappa(table) = 0.43024452006014074. */
static void test_fleiss(void)
{
    static const char table[] = "00060 03003 01401 00006 03030 20400 00402 20310 20040 00006 10050 11040 03300 10050 "
                                "02031 00501 30012 51000 02040 10203 00006 01050 02013 20040 10041 05010 40002 02040 "
                                "10500 00006";
    struct mlf_rating ratings[180];
    struct mlf_kappa kappa;
    struct mlf_err err = {""};
    size_t n = 0;
    for (size_t i = 0; i < 30; i++)
        for (size_t k = 0; k < 5; k++)
            for (char c = '0'; c < table[6 * i + k]; c++, n++)
                ratings[n] = (struct mlf_rating){i, n % 6, k};
    CHECK(n == 180 && mlf_kappa_fleiss(&kappa, ratings, n, 5, &err) == 0);
    CHECK_NEAR(kappa.kappa, 0.43024452006014074, 1e-12);
}

/* What the estimate would have been without each item: the jackknife's standard error,
 * another estimate of the same. */
static void test_fleiss_error(void)
{
    enum { ITEMS = 400 };
    struct mlf_rating *ratings = malloc(ITEMS * 4 * sizeof *ratings), *rest = malloc(ITEMS * 4 * sizeof *rest);
    struct mlf_rng rng;
    struct mlf_kappa kappa, without;
    struct mlf_err err = {""};
    double sum = 0, squares = 0, left[ITEMS];
    size_t n = 0;
    mlf_rng_seed(&rng, 3);
    for (size_t i = 0; i < ITEMS && ratings; i++) {
        size_t raters = 2 + mlf_rng_below(&rng, 3), truth = mlf_rng_below(&rng, 4);
        for (size_t k = 0; k < raters; k++)
            ratings[n++] = (struct mlf_rating){i, k, mlf_rng_below(&rng, 4) ? truth : mlf_rng_below(&rng, 4)};
    }
    CHECK(rest && mlf_kappa_fleiss(&kappa, ratings, n, 4, &err) == 0);
    for (size_t out = 0; out < ITEMS && rest; out++) {
        size_t m = 0;
        for (size_t i = 0; i < n; i++)
            if (ratings[i].item != out)
                rest[m++] = ratings[i];
        CHECK(mlf_kappa_fleiss(&without, rest, m, 4, &err) == 0);
        left[out] = without.kappa;
        sum += without.kappa;
    }
    for (size_t i = 0; i < ITEMS; i++)
        squares += pow(left[i] - sum / ITEMS, 2);
    CHECK_NEAR(sqrt(squares * (ITEMS - 1) / ITEMS) / kappa.error, 1, 0.01);
    free(ratings);
    free(rest);
}

/* Two raters say what is true of 150 items with probability .8, else any of three
 * categories: the intervals hold the true kappa, (p_a - 1/3) / (2/3) with
 * p_a = .64 + .36 / 3, 9 times in 10. */
static void test_coverage(void)
{
    enum { ITEMS = 150, ROUNDS = 2000 };
    double truth = (0.64 + 0.36 / 3 - 1.0 / 3) / (2.0 / 3);
    int cohen = 0, fleiss = 0;
    struct mlf_rng rng;
    struct mlf_err err = {""};
    mlf_rng_seed(&rng, 11);
    for (int round = 0; round < ROUNDS; round++) {
        size_t said[2][ITEMS];
        struct mlf_rating ratings[2 * ITEMS];
        struct mlf_kappa kappa;
        for (size_t i = 0; i < ITEMS; i++) {
            size_t right = mlf_rng_below(&rng, 3);
            for (size_t k = 0; k < 2; k++) {
                said[k][i] = mlf_rng_uniform(&rng) < 0.8 ? right : mlf_rng_below(&rng, 3);
                ratings[2 * i + k] = (struct mlf_rating){i, k, said[k][i]};
            }
        }
        CHECK(mlf_kappa_cohen(&kappa, said[0], said[1], ITEMS, 3, &err) == 0);
        cohen += kappa.low <= truth && truth <= kappa.high;
        CHECK(mlf_kappa_fleiss(&kappa, ratings, (size_t)2 * ITEMS, 3, &err) == 0);
        fleiss += kappa.low <= truth && truth <= kappa.high;
    }
    /* 9 in 10, give or take three deviations of the count */
    CHECK_NEAR(cohen / (double)ROUNDS, MLF_EXPECTED_COVERAGE, 3 * sqrt(0.9 * 0.1 / ROUNDS));
    CHECK_NEAR(fleiss / (double)ROUNDS, MLF_EXPECTED_COVERAGE, 3 * sqrt(0.9 * 0.1 / ROUNDS));
}

static void test_degenerate(void)
{
    size_t same[] = {1, 1, 1}, mixed[] = {0, 1, 1}, other[] = {1, 0, 0};
    struct mlf_rating alone[] = {{0, 0, 0}, {1, 1, 1}}, one[] = {{0, 0, 0}, {0, 1, 1}, {0, 2, 1}},
                      alike[] = {{0, 0, 0}, {0, 1, 0}, {1, 0, 1}, {1, 1, 1}}, twice[] = {{4, 0, 1}, {4, 1, 1}};
    struct mlf_kappa kappa;
    struct mlf_err err = {""};
    double low, high;
    CHECK(mlf_kappa_cohen(&kappa, same, same, 3, 2, &err) == 0);
    CHECK(kappa.agreement == 1 && kappa.chance == 1 && isnan(kappa.kappa) && isnan(kappa.error) && isnan(kappa.low));
    CHECK(mlf_kappa_cohen(&kappa, same, same, 0, 2, &err) == 0);
    CHECK(kappa.items == 0 && isnan(kappa.agreement) && isnan(kappa.kappa));
    /* no chance of agreement but by chance: one always says the same */
    CHECK(mlf_kappa_cohen(&kappa, same, mixed, 3, 2, &err) == 0);
    CHECK_NEAR(kappa.kappa, 0, 1e-12);
    CHECK(isnan(kappa.error) && isnan(kappa.low));
    /* all alike: no variance, and yet no certainty. p_e = 5/9 */
    CHECK(mlf_kappa_cohen(&kappa, mixed, mixed, 3, 2, &err) == 0);
    mlf_expected_share(3, 3, &low, &high);
    CHECK(kappa.kappa == 1 && kappa.error == 0 && kappa.high == 1);
    CHECK_NEAR(kappa.low, (low - 5.0 / 9) / (4.0 / 9), 1e-12);
    /* all unlike: p_e = 4/9 */
    CHECK(mlf_kappa_cohen(&kappa, mixed, other, 3, 2, &err) == 0);
    CHECK_NEAR(kappa.kappa, -0.8, 1e-12);
    CHECK(kappa.low >= -1 && kappa.low <= -0.8);
    CHECK(mlf_kappa_fleiss(&kappa, alone, 2, 2, &err) == 0 && kappa.items == 0 && isnan(kappa.agreement));
    CHECK(mlf_kappa_fleiss(&kappa, twice, 2, 2, &err) == 0 && kappa.items == 1 && isnan(kappa.kappa));
    /* one item: 1 of 3 pairs alike, q = 1/3, 2/3 */
    CHECK(mlf_kappa_fleiss(&kappa, one, 3, 2, &err) == 0);
    CHECK_NEAR(kappa.kappa, (1.0 / 3 - 5.0 / 9) / (4.0 / 9), 1e-12);
    CHECK(isnan(kappa.error) && isnan(kappa.low) && isnan(kappa.high));
    CHECK(mlf_kappa_fleiss(&kappa, alike, 4, 2, &err) == 0 && kappa.kappa == 1 && kappa.error == 0);
    mlf_expected_share(2, 2, &low, &high);
    CHECK_NEAR(kappa.low, fmax(-1, (low - 0.5) / 0.5), 1e-12);
    CHECK_TEXT(err.text, "");
}

int main(void)
{
    RUN(test_cohen);
    RUN(test_cohen_by_loops);
    RUN(test_fleiss_with_gaps);
    RUN(test_fleiss);
    RUN(test_fleiss_error);
    RUN(test_coverage);
    RUN(test_degenerate);
    return check_done();
}
