#include <stdlib.h>

#include "check.h"
#include "mlfix/base/rng.h"
#include "mlfix/judge/labelled-vectors.h"
#include "mlfix/judge/score.h"
#include "mlfix/judge/suspicion-sets.h"
#include "mlfix/judge/suspicion.h"

enum { N = 400, C = 4, MEMBERS = 3, STEPS = 16 };

static size_t label[N];
static struct mlf_suspicion members[MEMBERS];

/* Members that know the label a little, a little more, and not at all, each at its own temperature. */
static void make_members(void)
{
    static const double knows[MEMBERS] = {0.2, 0.3, 0}, temperature[MEMBERS] = {0.3, 0.2, 0.1};
    struct mlf_rng rng;
    mlf_rng_seed(&rng, 5);
    for (size_t m = 0; m < MEMBERS; m++) {
        members[m] = (struct mlf_suspicion){.n = N, .classes = C, .temperature = temperature[m]};
        members[m].p = calloc((size_t)N * C, sizeof *members[m].p);
        members[m].found = calloc(N, sizeof *members[m].found);
        for (size_t i = 0; i < N; i++) {
            label[i] = i % C;
            for (size_t k = 0; k < C; k++)
                members[m].p[i * C + k] = (float)(0.3 * mlf_rng_normal(&rng) + (k == label[i] ? knows[m] : 0));
            mlf_score_item(members[m].p + i * C, C, label[i], temperature[m], &members[m].found[i]);
        }
    }
}

static void free_members(void)
{
    for (size_t m = 0; m < MEMBERS; m++)
        mlf_suspicion_free(&members[m]);
}

/* The probability of a class by one member, by the definition. */
static double by_member(size_t m, size_t item, size_t class)
{
    const float *p = members[m].p + item * C;
    double sum = 0;
    for (size_t k = 0; k < C; k++)
        sum += exp(((double)p[k] - (double)p[class]) / members[m].temperature);
    return 1 / sum;
}

/* The pooled probability of a class at `scale` times the sum of the weighted logarithms. */
static double pooled(const double *weight, size_t n, double scale, size_t item, size_t class)
{
    double z[C], sum = 0;
    for (size_t k = 0; k < C; k++) {
        z[k] = 0;
        for (size_t m = 0; m < n; m++)
            z[k] += scale * weight[m] * log(by_member(m, item, k));
    }
    for (size_t k = 0; k < C; k++)
        sum += exp(z[k] - z[class]);
    return 1 / sum;
}

/* The least mean capped surprise at these weights over all temperatures that may be chosen. */
static double least_surprise(const double *weight, size_t n)
{
    static const double temperatures[] = {.02, .03, .05, .07, .1, .15, .2, .3};
    double least = 1e9;
    for (size_t t = 0; t < 8; t++) {
        double sum = 0;
        for (size_t i = 0; i < N; i++)
            sum += fmin(-log(pooled(weight, n, 0.1 / temperatures[t], i, label[i])), MLF_SURPRISE_CAP);
        least = fmin(least, sum / N);
    }
    return least;
}

/* Of two members the best weights of all are found, and the numbers follow the formula. */
static void test_two(void)
{
    struct mlf_suspicion s = {0};
    double least = 1e9, chosen = -1;
    make_members();
    CHECK(mlf_suspicion_pool(&s, members, 2, label, 2, NULL) == 0);
    for (int w = 0; w <= STEPS; w++) {
        double weight[2] = {(double)w / STEPS, 1 - (double)w / STEPS}, here = least_surprise(weight, 2);
        if (here < least) {
            least = here;
            chosen = weight[0];
        }
    }
    CHECK(chosen > 0 && chosen < 1);
    CHECK_NEAR(members[0].weight, chosen, 0);
    CHECK_NEAR(members[0].weight + members[1].weight, 1, 0);
    CHECK_NEAR(s.surprise, least, 1e-5);
    double weight[2] = {members[0].weight, members[1].weight};
    for (size_t i = 0; i < N; i++) {
        double own = pooled(weight, 2, 0.1 / s.temperature, i, label[i]);
        CHECK_NEAR(s.found[i].nats, -log(own), 1e-4);
        for (size_t m = 0; m < 2; m++) {
            CHECK_NEAR((double)s.said[2 * (2 * i + m)], by_member(m, i, label[i]), 1e-6);
            CHECK_NEAR((double)s.said[2 * (2 * i + m) + 1], by_member(m, i, s.found[i].best), 1e-6);
        }
    }
    mlf_suspicion_free(&s);
    free_members();
}

/* Of three, no single step from the chosen weights is better; who knows nothing has next to no word. */
static void test_three(void)
{
    struct mlf_suspicion s = {0};
    make_members();
    CHECK(mlf_suspicion_pool(&s, members, MEMBERS, label, 1, NULL) == 0);
    CHECK(members[2].weight < 0.2);
    for (size_t from = 0; from < MEMBERS; from++)
        for (size_t to = 0; to < MEMBERS; to++) {
            double weight[MEMBERS];
            for (size_t m = 0; m < MEMBERS; m++)
                weight[m] = members[m].weight;
            weight[from] -= 1.0 / STEPS;
            weight[to] += 1.0 / STEPS;
            CHECK(weight[from] < 0 || least_surprise(weight, MEMBERS) > s.surprise - 1e-5);
        }
    mlf_suspicion_free(&s);
    free_members();
}

/* Vectors of which the first set tells classes 0 and 1 apart, the second 2 and 3: both together tell all, and what is
 * found is the same for any number of threads. One set is judged as if there were no others. */
static void test_sets(void)
{
    enum { D = 3, EACH = 160 };
    static float z[2][EACH * D];
    static size_t own[EACH], group[EACH];
    struct mlf_rng rng;
    struct mlf_suspicion_options options;
    struct mlf_suspicion one = {0}, both[2] = {{0}, {0}}, alone = {0};
    struct mlf_labelled_vectors sets[2];
    mlf_suspicion_defaults(&options);
    mlf_rng_seed(&rng, 9);
    for (size_t i = 0; i < EACH; i++) {
        own[i] = i % C;
        group[i] = i;
        for (size_t k = 0; k < 2; k++)
            for (size_t j = 0; j < D; j++)
                z[k][i * D + j] = (float)(mlf_rng_normal(&rng) + (own[i] / 2 == k && j == own[i] % 2 ? 6 : 0));
    }
    for (size_t k = 0; k < 2; k++)
        sets[k] = (struct mlf_labelled_vectors){
            .z = z[k], .n = EACH, .d = D, .label = own, .classes = C, .group = group, .groups = EACH};
    CHECK(mlf_suspicion_run_sets(&one, sets, 1, &options, 2, NULL) == 0);
    CHECK(mlf_suspicion_run(&alone, sets, &options, 1, NULL) == 0);
    CHECK(one.set_n == 0 && one.terms != NULL);
    for (size_t i = 0; i < EACH; i++)
        CHECK_NEAR(one.found[i].nats, alone.found[i].nats, 0);
    for (int jobs = 1; jobs <= 2; jobs++)
        CHECK(mlf_suspicion_run_sets(&both[jobs - 1], sets, 2, &options, jobs, NULL) == 0);
    CHECK(both[0].set_n == 2 && both[0].terms == NULL);
    CHECK(both[0].agreement > one.agreement + 0.1);
    CHECK(both[0].surprise < one.surprise && both[0].sets[0].weight > 0 && both[0].sets[1].weight > 0);
    for (size_t i = 0; i < EACH; i++)
        CHECK_NEAR(both[0].found[i].nats, both[1].found[i].nats, 0);
    mlf_suspicion_free(&one);
    mlf_suspicion_free(&alone);
    mlf_suspicion_free(&both[0]);
    mlf_suspicion_free(&both[1]);
}

int main(void)
{
    RUN(test_two);
    RUN(test_three);
    RUN(test_sets);
    return check_done();
}
