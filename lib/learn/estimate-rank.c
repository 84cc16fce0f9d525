/* What the stages of a ranking cost. Symbols as in the headers: n rows, d
 * numbers in each, C classes; a product of an a x b and a b x c matrix is 2abc
 * operations. */
#include <math.h>

#include "mlfix/chain.h"
#include "mlfix/estimate.h"
#include "mlfix/groups.h"
#include "mlfix/lookalike.h"
#include "mlfix/neighbours.h"
#include "mlfix/outlier.h"
#include "mlfix/rank.h"

/* ---- Measured: parts of the machine's rate of products that are reached ---- */

#define NEAR_SHARE 0.70  /* rows against rows, and looking through the cosines */
#define RIDGE_SHARE 0.80 /* F'F and V */
#define ASK_SHARE 0.60   /* rows against a block, and exp */
/* Of a block of n: near the first number for large ones, half of it at the second. */
#define BLOCK_SHARE 0.84
#define BLOCK_HALF 1200.0

/* ---- Measured: seconds of one thread ---- */

#define START 6e-2           /* the program loaded, threads begun */
#define READ_NUMBER 3.5e-8   /* a number of an embedding decoded and put in its place */
#define FETCH_NUMBER 2e-9    /* or fetched from a file beside the stream */
#define SPACE_NUMBER 6e-9    /* a number of a vector looked at for the space searched */
#define NEAR_ROW 1.2e-5      /* a row's list of neighbours kept and read */
#define CHAIN_ROW 5e-6       /* a row's place in a chain found */
#define RIDGE_NUMBER 4e-9    /* a number of a vector centred and weighted */
#define MEDIAN 6e-2          /* the median distance of a sample */
#define MIXTURE_NUMBER 5e-7  /* an item's class under all mixtures and temperatures */
#define NOISE_NUMBER 3e-7    /* an item's class in all rounds */
#define DISTANCE_NUMBER 1e-9 /* a number of one difference of vectors */
#define FIELD_RECORD 4e-7    /* a record's field found and sorted */
#define WRITE_RECORD 1.5e-6  /* a record's fields set, the line printed */

/* ---- Measured: bytes ---- */

#define PROCESS 27e6  /* the program and its libraries */
#define THREAD 5e5    /* what each thread works in */
#define RECORD 200.0  /* a record's places, numbers and new fields, beside its text */
#define CHUNK 2e6     /* a piece of the stream under way, and its vectors */
#define CHUNKS 1      /* of them, for each thread */
#define PREDICTIONS 4 /* matrices of n x C: two models, their mixture, its mean over groups */
#define PANEL 256.0   /* rows that are asked for at a time */

static double smaller(double a, double b)
{
    return a < b ? a : b;
}

double mlf_estimate_neighbours(size_t n, size_t d, const struct mlf_machine *machine)
{
    double rows = (double)n, width = (double)d, compared = rows * rows;
    if (n > MLF_NEIGHBOURS_EXACT) {
        struct mlf_lists lists;
        mlf_neighbours_plan(&lists, n);
        double l = (double)lists.lists, learnt = smaller(48 * l, rows) * 8;
        /* Lists are not equally long, and long ones are probed more often. */
        compared = (learnt + 2 * rows) * l + 1.6 * rows * rows * (double)lists.probes / l;
    }
    return 2 * compared * width / (NEAR_SHARE * machine->rate) + rows * NEAR_ROW * machine->slow / machine->jobs;
}

double mlf_estimate_neighbours_bytes(size_t n, size_t d, size_t k, const struct mlf_machine *machine)
{
    double copy = n > MLF_NEIGHBOURS_EXACT ? 4 * (double)n * (double)d + 16 * (double)n : 0;
    return 8 * (double)n * (double)k + copy + 1.2e6 * machine->jobs;
}

struct ranking {
    struct mlf_estimate *estimate;
    const struct mlf_rank_work *work;
    const struct mlf_rank_options *options;
    const struct mlf_machine *machine;
    double n, d, classes;
    size_t space; /* numbers of a row in the space searched */
    double held;  /* bytes: the process, the records */
};

static void add(const struct ranking *r, const char *stage, double seconds, double bytes)
{
    mlf_estimate_add(r->estimate, stage, seconds, r->held + bytes);
}

static double vectors_bytes(const struct ranking *r)
{
    return 4 * r->n * r->d;
}

static double space_bytes(const struct ranking *r)
{
    return 4 * r->n * (double)r->space;
}

static double space_seconds(const struct ranking *r)
{
    return r->n * r->d * SPACE_NUMBER * r->machine->slow;
}

static void add_reading(const struct ranking *r, int vectorless, int beside)
{
    double jobs = r->machine->jobs, slow = r->machine->slow;
    double a_number = vectorless ? 0 : beside ? FETCH_NUMBER : READ_NUMBER;
    double under_way = CHUNKS * jobs * CHUNK;
    add(r, "read the records", START * slow + r->work->reading + r->n * r->d * a_number * slow / jobs,
        (vectorless ? 0 : vectors_bytes(r)) + smaller(under_way, 2 * r->work->bytes + vectors_bytes(r)));
}

/* Chains over parts of each section (order.h). Suspected records stand in none;
 * that they do is left out of the reckoning. */
static void add_order(const struct ranking *r, double width)
{
    static const double bands[] = {0.10, 0.15, 0.25, 0.50};
    const struct mlf_rank_work *w = r->work;
    double rows = 0, compared = 0, longest = 0;
    for (size_t s = 0; s < w->sections && r->options->mode != MLF_ORDER_SCORE; s++)
        for (size_t b = 0; b < (r->options->mode == MLF_ORDER_BANDS ? 4 : 1); b++) {
            double share = r->options->mode == MLF_ORDER_BANDS ? bands[b] : 1, m = share * (double)w->section[s];
            double length = smaller(m, (double)MLF_CHAIN_LIMIT);
            rows += m;
            compared += m * length;
            longest = length > longest ? length : longest;
        }
    double seconds =
        2 * compared * width / (NEAR_SHARE * r->machine->rate) + rows * CHAIN_ROW * r->machine->slow / r->machine->jobs;
    double bytes = 4 * r->n * width + longest * (4 * width + 8 * (double)MLF_CHAIN_NEIGHBOURS + 60);
    add(r, "order", seconds + (double)w->records * FIELD_RECORD * r->machine->slow, rows > 0 ? bytes : 0);
}

static double ridge_seconds(const struct ranking *r)
{
    double one = r->machine->rate / r->machine->jobs;
    return 3 * r->n * r->d * r->d / (RIDGE_SHARE * r->machine->rate) + r->n * r->d * RIDGE_NUMBER * r->machine->slow +
           2.5 * r->d * r->d * (r->d + 2000) / one;
}

static void add_kernel(const struct ranking *r, double predictions)
{
    const struct mlf_kernel *kernel = &r->options->suspicion.kernel;
    double parts = (double)r->work->parts, d = r->d / parts, rate = r->machine->rate, c = r->classes;
    double blocks = round(r->n / (double)kernel->block), own = r->n;
    blocks = blocks > 1 ? blocks : 1;
    own /= blocks;
    double asked = r->n < (double)MLF_KERNEL_ALL ? blocks - 1 : smaller((double)kernel->others, blocks - 1);
    double fit = blocks * own * own * (own * 2 / 3 + d + 2 * c), ask = 2 * r->n * own * asked * (d + c);
    double bytes = vectors_bytes(r) + space_bytes(r) + predictions + 4 * own * (own + d + 2 * c) +
                   (parts > 1 ? 4 * r->n * (d + c) : 0);
    add(r, "kernel: fit blocks",
        parts * (fit / (BLOCK_SHARE * own / (own + BLOCK_HALF) * rate) + MEDIAN * r->machine->slow / r->machine->jobs),
        bytes + 1200 * own * r->machine->jobs);
    if (blocks > 1)
        add(r, "kernel: ask the others", parts * ask / (ASK_SHARE * rate),
            bytes - 4 * own * own + 4 * PANEL * (own + d) * r->machine->jobs);
}

static void add_suspicion(const struct ranking *r)
{
    const struct mlf_rank_options *o = r->options;
    double jobs = r->machine->jobs, numbers = r->n * r->classes, predictions = 4 * PREDICTIONS * numbers + 80 * r->n;
    double near = 0, near_bytes = 0;
    if (o->fold_duplicates != MLF_FOLD_DUPLICATES_NO) {
        near = mlf_estimate_neighbours(r->work->items, r->space, r->machine);
        near_bytes =
            mlf_estimate_neighbours_bytes(r->work->items, r->space, MLF_DUPLICATE_BACKGROUND, r->machine) + 48 * r->n;
    }
    add(r, "find near-duplicates", space_seconds(r) + near, vectors_bytes(r) + space_bytes(r) + near_bytes);
    add(r, "ridge regression", ridge_seconds(r),
        vectors_bytes(r) + space_bytes(r) + predictions + 8 * r->d * r->d + 16384 * r->d * (1 + jobs));
    add_kernel(r, predictions);
    add(r, "choose the mixture",
        smaller(r->n, (double)MLF_CHOICE_SAMPLE) * r->classes * MIXTURE_NUMBER * r->machine->slow / jobs,
        vectors_bytes(r) + space_bytes(r) + predictions);
    add(r, "estimate the noise", numbers * NOISE_NUMBER * r->machine->slow / jobs, space_bytes(r) + predictions);
    add_order(r, (double)r->space + (o->looks ? 0 : r->classes));
}

static void add_by(const struct ranking *r)
{
    double near = mlf_estimate_neighbours(r->work->vectors, r->space, r->machine), found = space_seconds(r);
    double bytes = vectors_bytes(r) + space_bytes(r);
    switch (r->options->by) {
    case MLF_BY_SUSPICION:
        add_suspicion(r);
        return;
    case MLF_BY_SIMILARITY:
        add(r, "take the space", found, bytes);
        add_order(r, (double)r->space);
        return;
    case MLF_BY_OUTLIER:
        near += r->n * r->d * (double)MLF_OUTLIER_NEIGHBOURS * DISTANCE_NUMBER * r->machine->slow / r->machine->jobs;
        bytes += mlf_estimate_neighbours_bytes(r->work->vectors, r->space, MLF_OUTLIER_NEIGHBOURS, r->machine);
        add(r, "look for outliers", found + near, bytes);
        break;
    case MLF_BY_DUPLICATE:
        bytes += mlf_estimate_neighbours_bytes(r->work->vectors, r->space, MLF_DUPLICATE_BACKGROUND, r->machine);
        add(r, "look for duplicates", found + near, bytes + 100 * r->n);
        break;
    case MLF_BY_LOOKALIKE:
        bytes += mlf_estimate_neighbours_bytes(r->work->items, r->space, MLF_LOOKALIKE_ASKED, r->machine);
        add(r, "look for look-alikes", found + 2 * near, bytes + 32 * r->n * (double)MLF_LOOKALIKE_ASKED);
        break;
    case MLF_BY_SLICE:
    case MLF_BY_FIELD:
    case MLF_BY_BOXES:
        break;
    }
    add_order(r, 0);
}

void mlf_estimate_rank(struct mlf_estimate *estimate, const struct mlf_rank_work *work,
                       const struct mlf_rank_options *options, const struct mlf_machine *machine)
{
    int judging = options->by == MLF_BY_SUSPICION;
    int vectorless = options->by == MLF_BY_FIELD || options->by == MLF_BY_SLICE;
    struct ranking r = {.estimate = estimate,
                        .work = work,
                        .options = options,
                        .machine = machine,
                        .n = (double)(judging ? work->items : work->vectors),
                        .d = (double)work->dim,
                        .classes = (double)work->classes};
    size_t own = work->dim / work->parts;
    r.space = own < MLF_SPACE_DIMS ? own : MLF_SPACE_DIMS;
    r.held = PROCESS + THREAD * machine->jobs + work->bytes + RECORD * (double)work->records;
    add_reading(&r, vectorless, work->beside);
    add_by(&r);
    add(&r, "write the records", (double)work->records * WRITE_RECORD * machine->slow, 2e6 * machine->jobs);
}
