/* What the descriptors of orders say must agree with itself. */
#include "check.h"
#include "mlfix/rank/order.h"
#include "mlfix/rank/ranking.h"

static void test_descriptors(void)
{
    const struct mlf_rank_order *const *order = mlf_rank_orders;
    for (; *order; order++) {
        const struct mlf_rank_order *o = *order;
        CHECK(o->with && o->purpose && strlen(o->purpose) < 90);
        CHECK(mlf_rank_order_reads(o, "by") && mlf_rank_order_reads(o, "where"));
        CHECK(mlf_rank_order_reads(o, "report") == (o->report != NULL));
        CHECK(mlf_rank_order_reads(o, "vectors") == o->vectors);
        CHECK(mlf_rank_order_reads(o, "stream") == !o->run);
        CHECK(!mlf_rank_order_reads(o, "group-by") || o->sections); /* and who makes its own reads none */
        CHECK(mlf_rank_order_reads(o, "fuse") + mlf_rank_order_reads(o, "stream") <= mlf_rank_order_reads(o, "from"));
        CHECK(o->name || !order[1]); /* the order by fields takes what is left */
    }
}

static void test_words_are_whole(void)
{
    const struct mlf_rank_order order = {.reads = "fold-by top by"};
    CHECK(mlf_rank_order_reads(&order, "fold-by") && mlf_rank_order_reads(&order, "top"));
    CHECK(mlf_rank_order_reads(&order, "by"));
    CHECK(!mlf_rank_order_reads(&order, "fold") && !mlf_rank_order_reads(&order, "to"));
    const struct mlf_rank_order other = {.reads = "fold-by"};
    CHECK(!mlf_rank_order_reads(&other, "by"));
}

/* For each way to ask for suspicion exactly one order feels meant. */
static void test_find(void)
{
    struct mlf_rank_options options = MLF_RANK_DEFAULTS;
    const struct mlf_rank_order *suspicion = mlf_rank_order_find("suspicion", &options);
    CHECK_TEXT(suspicion->with, "--by suspicion");
    options.from_n = 1;
    CHECK_TEXT(mlf_rank_order_find("suspicion", &options)->with, "--from without --fuse");
    options.fuse = 1;
    CHECK_TEXT(mlf_rank_order_find("suspicion", &options)->with, "--fuse");
    options.stream = 1;
    CHECK_TEXT(mlf_rank_order_find("suspicion", &options)->with, "--stream");
    for (options.from_n = 0; options.from_n < 2; options.from_n++)
        for (options.fuse = 0; options.fuse < 2; options.fuse++)
            for (options.stream = 0; options.stream < 2; options.stream++) {
                int chosen = 0;
                for (const struct mlf_rank_order *const *order = mlf_rank_orders; *order; order++)
                    chosen += (*order)->chosen && (*order)->chosen(&options);
                CHECK(chosen == (options.from_n || options.fuse || options.stream));
            }
    CHECK_TEXT(mlf_rank_order_find("outlier", &options)->name, "outlier");
    CHECK(!mlf_rank_order_find("loss", &options)->name && mlf_rank_order_find("loss", &options)->place);
    CHECK(!mlf_rank_order_find("", &options)->name);
}

int main(void)
{
    RUN(test_descriptors);
    RUN(test_words_are_whole);
    RUN(test_find);
    return check_done();
}
