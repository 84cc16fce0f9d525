/* Writes a long stream of ranked records to measure with: what mlfix-crop and
 * mlfix-rank write about a dataset of signs, about 400 bytes a line. */
#include <stdio.h>

#include "mlfix/base/cli.h"
#include "mlfix/base/err.h"
#include "mlfix/base/rng.h"

#define BOXES 7 /* a photo */
#define CLASSES 80

static long records = 1000000;

static const struct mlf_option table[] = {
    {"records", 0, MLF_INTEGER, &records, "N", "how many (1000000)", 1, 1e9, NULL},
    {0},
};

static const struct mlf_command command = {
    .name = "make-records",
    .operands = "",
    .summary = "write many records to standard output",
    .options = table,
};

static void put_label(const char *key, size_t class)
{
    static const char *const names[] = {"stop", "yield", "regulatory--keep-right--g1", "warning--curve-left--g2"};
    if (class < sizeof names / sizeof *names)
        printf(",\"%s\":\"%s\"", key, names[class]);
    else
        printf(",\"%s\":\"regulatory--class-%zu--g1\"", key, class);
}

static void put_record(long i, struct mlf_rng *rng)
{
    size_t label = mlf_rng_below(rng, CLASSES);
    size_t pred = mlf_rng_below(rng, 10) ? label : mlf_rng_below(rng, CLASSES);
    double score = mlf_rng_uniform(rng), prob = mlf_rng_uniform(rng);
    printf("{\"id\":\"annotations.json#%ld\",\"image\":\"dataset/images/street-%06ld.jpg\"", 100000 + i, i / BOXES);
    printf(",\"bbox\":[%.2f,%.2f,%.2f,%.2f]", 0.01 + mlf_rng_uniform(rng) * 3000, 0.01 + mlf_rng_uniform(rng) * 2000,
           10.01 + mlf_rng_uniform(rng) * 200, 10.01 + mlf_rng_uniform(rng) * 200);
    put_label("label", label);
    printf(",\"source\":{\"format\":\"coco\",\"file\":\"dataset/annotations.json\",\"key\":%ld,\"index\":%ld}",
           100000 + i, i);
    printf(",\"crop\":\"crops/%02zu/street-%06ld-%ld.jpg\",\"score\":%.9g", label, i / BOXES, i, score);
    put_label("pred", pred);
    printf(",\"prob\":%.9g", prob);
    if (pred != label) {
        put_label("suggest", pred);
        printf(",\"issues\":[\"label\"]");
    }
    printf("}\n");
}

static int run(struct mlf_err *err)
{
    struct mlf_rng rng;
    mlf_rng_seed(&rng, 1);
    for (long i = 0; i < records; i++)
        put_record(i, &rng);
    return ferror(stdout) ? mlf_fail_errno(err, "cannot write to stdout") : 0;
}

int main(int argc, char **argv)
{
    struct mlf_err err = {""};
    mlf_cli_start(&command, argc, argv);
    int status = run(&err);
    return mlf_cli_finish(status, &err);
}
