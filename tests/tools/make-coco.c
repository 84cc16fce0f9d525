/* Writes a large COCO file to measure with: N annotations of 40-point polygons,
 * seven to a photo, eighty classes. There are no photos. */
#include <stdio.h>

#include "mlfix/base/cli.h"
#include "mlfix/base/err.h"
#include "mlfix/base/rng.h"

#define POINTS 40
#define BOXES 7 /* a photo */

static long annotations = 1000000;

static const struct mlf_option table[] = {
    {"annotations", 0, MLF_INTEGER, &annotations, "N", "how many (1000000)", 1, 1e9, NULL},
    {0},
};

static const struct mlf_command command = {
    .name = "make-coco",
    .operands = "",
    .summary = "write a large COCO file to standard output",
    .options = table,
};

static void put_annotation(long i, struct mlf_rng *rng)
{
    double width = 10 + mlf_rng_uniform(rng) * 200;
    double height = 10 + mlf_rng_uniform(rng) * 200;
    double x = mlf_rng_uniform(rng) * (640 - width);
    double y = mlf_rng_uniform(rng) * (480 - height);

    printf("%s{\"segmentation\": [[", i ? ", " : "");
    for (int k = 0; k < POINTS; k++)
        printf("%s%.2f, %.2f", k ? ", " : "", x + mlf_rng_uniform(rng) * width, y + mlf_rng_uniform(rng) * height);
    printf("]], \"area\": %.4f, \"iscrowd\": 0, \"image_id\": %ld, \"bbox\": [%.2f, %.2f, %.2f, %.2f], "
           "\"category_id\": %d, \"id\": %ld}",
           width * height / 2, i / BOXES, x, y, width, height, 1 + (int)mlf_rng_below(rng, 80), 100000 + i);
}

static int run(struct mlf_err *err)
{
    struct mlf_rng rng;

    mlf_rng_seed(&rng, 1);
    printf("{\"images\": [");
    for (long i = 0; i * BOXES < annotations; i++)
        printf("%s{\"license\": 1, \"file_name\": \"%012ld.jpg\", \"height\": 480, \"width\": 640, \"id\": %ld}",
               i ? ", " : "", i, i);
    printf("], \"categories\": [");
    for (int i = 1; i <= 80; i++)
        printf("%s{\"supercategory\": \"thing\", \"id\": %d, \"name\": \"class %d\"}", i > 1 ? ", " : "", i, i);
    printf("], \"annotations\": [");
    for (long i = 0; i < annotations; i++)
        put_annotation(i, &rng);
    printf("]}\n");
    return ferror(stdout) ? mlf_fail_errno(err, "cannot write to stdout") : 0;
}

int main(int argc, char **argv)
{
    struct mlf_err err = {""};

    mlf_cli_start(&command, argc, argv);
    return mlf_cli_finish(run(&err), &err);
}
