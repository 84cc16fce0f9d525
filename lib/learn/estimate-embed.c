/* What the stages of describing pictures cost. Symbols as in the headers: S
 * patches of d numbers, K filters, o positions a side, D features, r numbers in a
 * vector. */
#include <math.h>

#include "mlfix/estimate.h"
#include "mlfix/matrix.h"
#include "mlfix/mirror.h"
#include "mlfix/model.h"
#include "mlfix/neighbours.h"

/* ---- Measured: parts of the machine's rate of products that are reached ---- */

#define CLUSTER_SHARE 0.50    /* k-means of patches */
#define ENCODE_SHARE 0.88     /* patches against filters */
#define ENCODE_SHARE_FEW 0.72 /* the same with few filters */
#define FEW ((size_t)100)
#define GRAM_SHARE 0.75    /* F'F */
#define PROJECT_SHARE 0.27 /* features to vectors */

/* ---- Measured: operations of one thread, in terms of sizes ---- */

#define WHITEN 12.0   /* covariance of patches, and whitening them: of S d^2 */
#define EIGEN 6.5     /* all eigenpairs: of D^3 */
#define SUBSPACE 10.0 /* one round's orthogonal basis: of D k^2 */
#define SUBSPACE_MORE 64

/* ---- Measured: seconds of one thread ---- */

#define START 6e-2          /* the program loaded, threads begun */
#define FEATURE 4e-9        /* a feature measured and standardised */
#define WRITE_NUMBER 1e-8   /* a number of a vector as text */
#define WRITE_RECORD 1.5e-6 /* a record's line printed */

/* ---- Measured: bytes ---- */

#define PROCESS 34e6 /* the program and its libraries */
#define THREAD 1e6   /* what each thread works in */
#define RECORD 250.0 /* a record's places, its new fields, beside its text */
#define KEPT 32e6    /* smaller pieces are not given back to the system when they are freed */
#define BATCHES 4    /* under way, for each thread */

static double smaller(double a, double b)
{
    return a < b ? a : b;
}

struct describing {
    struct mlf_estimate *estimate;
    const struct mlf_embed_work *work;
    const struct mlf_recipe *recipe;
    const struct mlf_machine *machine;
    double n, dim; /* dim: of one part */
    double held;   /* bytes: the process, the records, the pictures, what is made already */
};

static void add(const struct describing *e, const char *stage, double seconds, double bytes)
{
    mlf_estimate_add(e->estimate, stage, seconds, e->held + bytes);
}

static double features_of(const struct mlf_recipe *recipe)
{
    return (double)(recipe->grid ? recipe->grid * recipe->grid * recipe->filters : recipe->filters);
}

/* No longer than what there is to tell apart. */
static double dim_of_part(const struct mlf_recipe *recipe, double n)
{
    double features = features_of(recipe), asked = (double)(recipe->dim / mlf_recipe_parts(recipe));
    return recipe->grid ? smaller(asked, smaller(features, fmax(n - 1, 1))) : features;
}

/* Patches of one picture. */
static double positions(const struct mlf_recipe *recipe, size_t side)
{
    double o = (double)((MLF_THUMB_SIDE - side) / recipe->stride + 1);
    return o * o;
}

/* Seconds to encode n pictures with one dictionary. */
static double encode_seconds(const struct describing *e, double n, size_t side)
{
    const struct mlf_recipe *r = e->recipe;
    double share = r->filters < FEW ? ENCODE_SHARE_FEW : ENCODE_SHARE;
    return 2 * n * positions(r, side) * (double)(MLF_PATCH_SIZE(side) * r->filters * (r->flip ? 2 : 1)) /
           (share * e->machine->rate);
}

static double project_seconds(const struct describing *e, double n)
{
    return e->recipe->grid ? 2 * n * features_of(e->recipe) * e->dim / (PROJECT_SHARE * e->machine->rate) : 0;
}

struct learning {
    double dictionary, encode, projection, project; /* seconds */
    double patches, features, products;             /* bytes, of the largest part */
};

static void learn_dictionary(const struct describing *e, size_t side, struct learning *all)
{
    const struct mlf_recipe *r = e->recipe;
    double d = (double)MLF_PATCH_SIZE(side), k = (double)r->filters, every = (double)(MLF_THUMB_SIDE - side + 1);
    double patches = smaller((double)r->patches, e->n * every * every), one = e->machine->rate / e->machine->jobs;
    all->dictionary += 2 * patches * d * k * (double)r->iterations / (CLUSTER_SHARE * e->machine->rate) +
                       WHITEN * patches * d * d / one;
    all->patches = fmax(all->patches, 8 * patches * d + 64 * k * d);
}

/* The eigenpairs of F'F, or of FF' where that is smaller. */
static void learn_projection(const struct describing *e, double held, struct learning *all)
{
    double width = features_of(e->recipe), rate = e->machine->rate, one = rate / e->machine->jobs;
    double order = smaller(held, width), k = e->dim + SUBSPACE_MORE, rounds = MLF_EIGEN_ROUNDS + 1;
    all->projection += order * held * width / (GRAM_SHARE * rate) + held * width * FEATURE * e->machine->slow;
    if (order <= MLF_EIGEN_EXACT)
        all->projection += EIGEN * order * order * order / one;
    else
        all->projection += rounds * (2 * order * order * k / rate + SUBSPACE * order * k * k / one);
    if (held < width)
        all->projection += 2 * e->dim * width * held / rate;
    all->features = 4 * held * width;
    all->products = fmax(all->products, 4 * order * order * (order <= MLF_EIGEN_EXACT ? 2 : 1) + 8 * k * order);
}

static void add_learning(struct describing *e)
{
    const struct mlf_recipe *r = e->recipe;
    struct learning all = {0};
    size_t parts = mlf_recipe_parts(r);
    double held = smaller(e->n, (double)r->sample), vectors = 4 * e->n * e->dim;
    for (size_t p = 0; p < parts; p++) {
        learn_dictionary(e, r->sides[p], &all);
        all.encode += encode_seconds(e, held, r->sides[p]);
        all.project += project_seconds(e, e->n) + (held < e->n ? encode_seconds(e, e->n, r->sides[p]) : 0);
        if (r->grid)
            learn_projection(e, held, &all);
        else
            all.features = 4 * held * features_of(r);
    }
    /* Of the earlier parts, for the last one: vectors, projections, and what the
     * allocator keeps of features that are not many. */
    e->held += (vectors + 4 * features_of(r) * e->dim) * (double)(parts - 1);
    e->held += parts > 1 && all.features < KEPT ? all.features : 0;
    add(e, "learn the dictionary", all.dictionary, all.patches);
    add(e, "encode", all.encode, all.features);
    add(e, "learn the projection", all.projection, all.features + all.products);
    add(e, "project", all.project, (held < e->n ? 0 : all.features) + vectors + (parts > 1 ? vectors : 0));
    e->held += vectors;
}

/* The sample is described twice, without what was held for the larger run. */
static void add_mirror(const struct describing *e)
{
    struct mlf_estimate tried = {0};
    double n = smaller(e->n, (double)MLF_MIRROR_SAMPLE);
    for (int flip = 0; flip < 2; flip++) {
        struct mlf_recipe recipe = mlf_mirror_recipe(flip, 0);
        struct describing one = {&tried, e->work, &recipe, e->machine, n, dim_of_part(&recipe, n), 0};
        add_learning(&one);
    }
    double seconds = tried.seconds + mlf_estimate_neighbours((size_t)n, MLF_SPACE_DIMS, e->machine);
    add(e, "try mirror images", seconds, tried.bytes + MLF_THUMB_BYTES * n);
}

static void add_streaming(const struct describing *e, int learn)
{
    double jobs = e->machine->jobs, n = e->n, numbers = (double)e->work->dim;
    double describing = e->work->held ? 0 : START * e->machine->slow, batch = MLF_MODEL_BATCH * (4 + 6) * numbers;
    if (e->recipe && !learn) {
        for (size_t p = 0; p < mlf_recipe_parts(e->recipe); p++)
            describing += encode_seconds(e, n, e->recipe->sides[p]) + project_seconds(e, n);
        batch += MLF_MODEL_BATCH * (4 * features_of(e->recipe) + MLF_THUMB_BYTES);
    }
    if (e->recipe && !e->work->held)
        describing += e->work->reading + n * e->work->a_picture / jobs;
    add(e, "write the records", describing + n * (numbers * WRITE_NUMBER + WRITE_RECORD) * e->machine->slow / jobs,
        BATCHES * jobs * batch);
}

size_t mlf_estimate_dim(const struct mlf_recipe *recipe, size_t n)
{
    return (size_t)dim_of_part(recipe, (double)n) * mlf_recipe_parts(recipe);
}

void mlf_estimate_embed(struct mlf_estimate *estimate, const struct mlf_embed_work *work,
                        const struct mlf_recipe *recipe, int learn, const struct mlf_machine *machine)
{
    struct describing e = {
        .estimate = estimate, .work = work, .recipe = recipe, .machine = machine, .n = (double)work->records};
    struct mlf_embed_work own = *work;
    e.held = PROCESS + THREAD * machine->jobs;
    if (recipe) {
        e.dim = dim_of_part(recipe, e.n);
        own.dim = mlf_estimate_dim(recipe, work->records);
    }
    e.work = &own;
    if (work->held) {
        e.held += work->bytes + (RECORD + MLF_THUMB_BYTES) * e.n;
        add(&e, "read the pictures", START * machine->slow + work->reading + e.n * work->a_picture / machine->jobs, 0);
    }
    if (recipe && learn && work->mirror)
        add_mirror(&e);
    if (recipe && learn)
        add_learning(&e);
    add_streaming(&e, learn);
}
