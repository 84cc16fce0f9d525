#include <math.h>
#include <stdlib.h>

#include "check.h"
#include "mlfix/base/rng.h"
#include "mlfix/judge/class-told.h"
#include "mlfix/judge/score.h"
#include "mlfix/judge/suggestion.h"
#include "mlfix/judge/suspicion.h"

enum { N = 4000, C = 5 };

static float p[N * C];
static size_t truth[N], label[N];
static double wrong[N];
static struct mlf_surprise found[N];

/* Classes 0 to 2 are known to the model, but for a twentieth of their items; classes 3 and 4 it takes for class 0, but
 * for a tenth of theirs. Labels are wrong with the probability `rate`, and of class 4 there are no labels with `small`.
 */
static struct mlf_suspicion draw(double rate, int small)
{
    struct mlf_rng rng;
    mlf_rng_seed(&rng, 11);
    for (size_t i = 0; i < N; i++) {
        truth[i] = mlf_rng_next(&rng) % C;
        label[i] = mlf_rng_uniform(&rng) < rate ? (truth[i] + 1 + mlf_rng_next(&rng) % (C - 1)) % C : truth[i];
        label[i] = small && label[i] == 4 ? 3 : label[i];
        double known = truth[i] < 3 ? 0.95 : 0.1;
        size_t seen = mlf_rng_uniform(&rng) < known ? truth[i] : 0;
        for (size_t k = 0; k < C; k++)
            p[i * C + k] = (float)(mlf_rng_next(&rng) % 1000) / 10000;
        p[i * C + seen] += 0.5F;
        mlf_score_item(p + i * C, C, label[i], 0.1, &found[i]);
        wrong[i] = NAN;
    }
    return (struct mlf_suspicion){.n = N, .classes = C, .p = p, .found = found, .temperature = 0.1};
}

struct fitted {
    struct mlf_told told;
    struct mlf_suggestion suggestion;
};

/* For labels of told classes the share of wrong ones among those that are contradicted is stated. */
static struct fitted fit(const struct mlf_suspicion *s)
{
    struct fitted f = {0};
    double n[2] = {0}, sum[2] = {0};
    CHECK(mlf_told_find(&f.told, s, label, NULL, NULL) == 0);
    for (size_t i = 0; i < N; i++) {
        n[found[i].best != label[i]] += f.told.told[label[i]];
        sum[found[i].best != label[i]] += f.told.told[label[i]] && truth[i] != label[i];
    }
    for (size_t i = 0; i < N; i++)
        if (f.told.told[label[i]])
            wrong[i] = sum[found[i].best != label[i]] / n[found[i].best != label[i]];
    CHECK(mlf_suggestion_fit(&f.suggestion, s, &f.told, label, wrong, NULL) == 0);
    return f;
}

static void clear(struct fitted *f)
{
    mlf_told_free(&f->told);
    mlf_suggestion_free(&f->suggestion);
}

static double said(const struct fitted *f, const struct mlf_suspicion *s, size_t i, size_t class)
{
    double w = mlf_suggestion_wrong(&f->suggestion, s, &f->told, i, label[i], wrong[i]);
    return class == label[i] ? 1 - w : mlf_suggestion_probability(&f->suggestion, s, i, label[i], class, w);
}

/* What is said of suggestions for labels of classes that the model does not know is about the share that is right. */
static void test_holds(void)
{
    const double rates[] = {0.02, 0.05, 0.1};
    for (size_t r = 0; r < sizeof rates / sizeof rates[0]; r++) {
        struct mlf_suspicion s = draw(rates[r], 0);
        struct fitted f = fit(&s);
        double n = 0, right = 0, sum = 0, blind = 0;
        CHECK(f.told.told[0] && f.told.told[1] && f.told.told[2] && !f.told.told[3] && !f.told.told[4]);
        for (size_t i = 0; i < N; i++)
            if (found[i].best != label[i] && !f.told.told[label[i]]) {
                n++;
                right += truth[i] == found[i].best;
                sum += said(&f, &s, i, found[i].best);
                blind += found[i].probability;
            }
        CHECK(n > 500);
        CHECK(sum < 3 * right);
        CHECK(sum > right / 3);
        CHECK(blind > 10 * right); /* what the picture alone says */
        clear(&f);
    }
}

/* Probabilities are such, those of all classes of an item do not add up to more than 1, and the formulas of the header
 * are the naive ones. */
static void test_definition(void)
{
    struct mlf_suspicion s = draw(0.05, 0);
    struct fitted f = fit(&s);
    double r = f.suggestion.rate, u = f.suggestion.unknown, agree[C] = {0}, sound[C] = {0};
    CHECK(r > 0 && r < 1 && u > 0 && u < 1);
    for (size_t i = 0; i < N; i++) {
        double g = exp(-found[i].nats), share = f.told.share[label[i]], w = wrong[i], all = 0;
        if (isnan(w))
            w = r * share * (1 - g) / (r * share * (1 - g) + (1 - r) * ((1 - u) * g + u * share));
        CHECK(fabs(1 - w - said(&f, &s, i, label[i])) < 1e-9);
        agree[found[i].best] += found[i].best == label[i];
        sound[found[i].best] += found[i].best == label[i] ? 1 : 1 - w;
        for (size_t k = 0; k < C; k++) {
            double here = said(&f, &s, i, k);
            CHECK(here >= 0 && here <= 1);
            all += here;
        }
        CHECK(all <= 1 + 1e-6);
    }
    for (size_t k = 0; k < C; k++)
        CHECK_NEAR(f.suggestion.worth[k], (agree[k] + 0.5) / (sound[k] + 1), 1e-9);
    clear(&f);
}

/* Of a label that the predictions have no class for nothing is known but how often labels are wrong; and where nothing
 * is told apart, labels are wrong as often as elsewhere. */
static void test_little(void)
{
    struct mlf_suspicion s = draw(0.05, 1), none = {.classes = C};
    struct fitted f = fit(&s);
    struct mlf_suggestion alone = {0};
    CHECK(fabs(mlf_suggestion_wrong(&f.suggestion, &s, &f.told, 0, C, NAN) - f.suggestion.rate) < 1e-9);
    CHECK(mlf_suggestion_fit(&alone, &none, &f.told, NULL, NULL, NULL) == 0);
    CHECK_NEAR(alone.rate, MLF_SUGGESTION_RATE, 1e-9);
    CHECK_NEAR(alone.unknown, 0.5, 1e-9);
    mlf_suggestion_free(&alone);
    clear(&f);
}

int main(void)
{
    RUN(test_holds);
    RUN(test_definition);
    RUN(test_little);
    return check_done();
}
