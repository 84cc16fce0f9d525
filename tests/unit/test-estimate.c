#include "mlfix/estimate.h"

#include <stdlib.h>
#include <unistd.h>

#include "check.h"
#include "mlfix/buf.h"
#include "mlfix/matrix.h"
#include "mlfix/model.h"
#include "mlfix/neighbours.h"
#include "mlfix/rank.h"

/* A machine of round numbers. */
static const struct mlf_machine machine = {.jobs = 2, .rate = 1e11, .slow = 1};

static double seconds_of(const struct mlf_estimate *estimate, const char *stage)
{
    for (size_t i = 0; i < estimate->n; i++)
        if (strcmp(estimate->stages[i].stage, stage) == 0)
            return estimate->stages[i].seconds;
    return -1;
}

static void test_sums(void)
{
    struct mlf_estimate estimate = {0};
    struct mlf_buf buf = {0};
    mlf_estimate_add(&estimate, "first", 1.5, 3e6);
    mlf_estimate_add(&estimate, "second", 0.25, 2000001);
    CHECK_NEAR(estimate.seconds, 1.75, 0);
    CHECK_NEAR(estimate.bytes, 3e6, 0);
    mlf_estimate_print(&estimate, &machine, &buf);
    CHECK_TEXT(buf.data, "\"threads\":2,\"gflops\":100.0,\"seconds\":1.75,\"bytes\":3000000,\"stages\":["
                         "{\"stage\":\"first\",\"seconds\":1.50,\"bytes\":3000000},"
                         "{\"stage\":\"second\",\"seconds\":0.25,\"bytes\":3000000}]}\n");
    mlf_buf_free(&buf);
    for (size_t i = 0; i < 2 * MLF_COSTS; i++)
        mlf_estimate_add(&estimate, "more", 1, 1);
    CHECK(estimate.n == MLF_COSTS);
}

/* As the headers say: the exact search grows with the square, the lists with the
 * power 1.5 about, the encoder with the number of pictures, a block with its
 * cube. */
static void test_growth(void)
{
    double exact = mlf_estimate_neighbours(80000, 128, &machine) / mlf_estimate_neighbours(40000, 128, &machine);
    double lists = mlf_estimate_neighbours(800000, 128, &machine) / mlf_estimate_neighbours(400000, 128, &machine);
    CHECK(exact > 3.5 && exact < 4.1);
    CHECK(lists > 2.4 && lists < 3.1);
    CHECK(mlf_estimate_neighbours_bytes(1000000, 128, 30, &machine) > 4.0 * 128 * 1000000);

    struct mlf_recipe recipe = mlf_recipe_preset(MLF_PRESET_DEFAULT);
    struct mlf_embed_work few = {.records = 5000, .held = 1}, many = {.records = 10000, .held = 1};
    struct mlf_estimate one = {0}, two = {0}, mirrored = {0};
    mlf_estimate_embed(&one, &few, &recipe, 1, &machine);
    mlf_estimate_embed(&two, &many, &recipe, 1, &machine);
    CHECK_NEAR(seconds_of(&two, "encode"), 2 * seconds_of(&one, "encode"), 1e-9);
    recipe.flip = 1;
    mlf_estimate_embed(&mirrored, &many, &recipe, 1, &machine);
    CHECK_NEAR(seconds_of(&mirrored, "encode"), 2 * seconds_of(&two, "encode"), 1e-9);
    CHECK(two.bytes > one.bytes);
}

/* An encoder that did nothing but products at the machine's rate would take
 * this long; the estimate lies between that and twice as long. */
static void test_encoder_is_bounded(void)
{
    struct mlf_recipe recipe = mlf_recipe_preset(MLF_PRESET_DEFAULT);
    struct mlf_embed_work work = {.records = 10000, .held = 1};
    struct mlf_estimate estimate = {0};
    double products = 2.0 * 10000 * 25 * 25 * 192 * 200 / machine.rate;
    mlf_estimate_embed(&estimate, &work, &recipe, 1, &machine);
    CHECK(seconds_of(&estimate, "encode") >= products && seconds_of(&estimate, "encode") <= 2 * products);
    CHECK(mlf_estimate_dim(&recipe, 10000) == 512 && mlf_estimate_dim(&recipe, 100) == 99);
    recipe = mlf_recipe_preset(MLF_PRESET_BEST);
    CHECK(mlf_estimate_dim(&recipe, 10000) == 1536 && mlf_estimate_dim(&recipe, 100) == 297);
    recipe = mlf_recipe_preset(MLF_PRESET_BOVW);
    CHECK(mlf_estimate_dim(&recipe, 100) == 1024);
}

static void test_ranking(void)
{
    size_t sections[] = {1000, 9000};
    struct mlf_rank_work work = {.records = 10000,
                                 .vectors = 10000,
                                 .items = 10000,
                                 .dim = 512,
                                 .parts = 1,
                                 .classes = 2,
                                 .section = sections,
                                 .sections = 2};
    struct mlf_rank_options options = {
        .by = MLF_BY_SUSPICION, .mode = MLF_ORDER_BANDS, .fold_duplicates = MLF_FOLD_DUPLICATES_AUTO, .jobs = 2};
    struct mlf_estimate whole = {0}, halved = {0}, strict = {0}, similar = {0};
    mlf_suspicion_defaults(&options.suspicion);
    mlf_estimate_rank(&whole, &work, &options, &machine);
    /* One block of 10,000: the kernel matrix is the largest thing there is. */
    CHECK(whole.bytes > 4e8 && whole.bytes < 6e8);
    CHECK(seconds_of(&whole, "kernel: ask the others") < 0);
    options.suspicion.kernel.block = 5000;
    mlf_estimate_rank(&halved, &work, &options, &machine);
    CHECK(halved.bytes < whole.bytes / 2);
    CHECK(seconds_of(&halved, "kernel: fit blocks") < seconds_of(&whole, "kernel: fit blocks") / 3);
    CHECK(seconds_of(&halved, "kernel: ask the others") > 0);
    options.mode = MLF_ORDER_SCORE; /* no chains */
    mlf_estimate_rank(&strict, &work, &options, &machine);
    CHECK(seconds_of(&strict, "order") < seconds_of(&halved, "order") / 2);
    options.by = MLF_BY_SIMILARITY;
    options.mode = MLF_ORDER_SIMILARITY;
    mlf_estimate_rank(&similar, &work, &options, &machine);
    CHECK(similar.seconds < whole.seconds / 5 && similar.bytes < whole.bytes / 3);
}

static void test_counting(void)
{
    static const char lines[] = "{\"id\":\"a\",\"label\":\"x\",\"camera\":1,\"embedding\":[1,2,3,4],\"parts\":2}\n"
                                "{\"id\":\"b\",\"label\":\"y\",\"camera\":2,\"embedding\":[1,2,3,4]}\n"
                                "{\"id\":\"c\",\"camera\":2,\"embedding\":[1,2,3,4]}\n"
                                "{\"id\":\"d\",\"label\":\"x\",\"error\":\"no picture\"}\n"
                                "{\"id\":\"e\",\"label\":\"z\"}\n";
    static const char *const camera[] = {"camera"};
    struct mlf_rank_options options = {.group_by = camera, .group_by_n = 1, .jobs = 2};
    struct mlf_rank_work work;
    char path[] = "/tmp/mlfix-test-XXXXXX";
    int fd = mkstemp(path);
    CHECK(fd >= 0 && write(fd, lines, sizeof lines - 1) == (ssize_t)sizeof lines - 1);
    close(fd);
    CHECK(mlf_rank_work_count(&work, path, NULL, &options, NULL) == 0);
    CHECK(work.records == 5 && work.vectors == 3 && work.items == 2 && work.classes == 2);
    CHECK(work.dim == 4 && work.parts == 2 && !work.beside && work.bytes > 5 * sizeof(struct mlf_record));
    CHECK(work.sections == 2 && work.section[0] == 1 && work.section[1] == 2);
    mlf_rank_work_free(&work);
    unlink(path);
    CHECK(mlf_rank_work_count(&work, path, NULL, &options, NULL) == -1);
    mlf_rank_work_free(&work);
}

static void test_machine(void)
{
    struct mlf_machine here;
    CHECK(mlf_machine_measure(&here, 0, NULL) == 0);
    CHECK(here.jobs == 1 && here.rate > 1e7 && here.rate < 1e14 && here.slow >= 1 && here.slow < 1e3);
}

int main(void)
{
    RUN(test_sums);
    RUN(test_growth);
    RUN(test_encoder_is_bounded);
    RUN(test_ranking);
    RUN(test_counting);
    RUN(test_machine);
    return check_done();
}
