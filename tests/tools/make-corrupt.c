/* Damages a file in a way that a seed decides, for tests: a few bytes changed,
 * a run taken out, doubled or moved, the end cut off. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/buf.h"
#include "mlfix/base/cli.h"
#include "mlfix/base/err.h"
#include "mlfix/base/file.h"
#include "mlfix/base/rng.h"

static long seed = 1;

static const struct mlf_option table[] = {
    {"seed", 's', MLF_INTEGER, &seed, "N", "another damage for each seed (1)", 0, 1e9, NULL},
    {0},
};

static const struct mlf_command command = {
    .name = "make-corrupt",
    .operands = "FILE",
    .summary = "damage a file, and write it to standard output",
    .options = table,
    .min_operands = 1,
    .max_operands = 1,
};

/* What stands in annotations and may be where it should not. */
static const char *const pieces[] = {"\"", "{",    "}",      "[",   "]",  ",",    ":",    "\\u0000", "\\ud800",
                                     "<",  "</",   ">",      "&x;", "/>", "\n",   "\r\n", "\xff",    "1e999",
                                     "-1", "null", "\"id\"", "\t",  ";",  "<!--", "]]>",  "'",       "0x1p3"};

static void damage(struct mlf_rng *rng, const char *text, size_t length, struct mlf_buf *out)
{
    size_t at = mlf_rng_below(rng, length);
    size_t run = 1 + mlf_rng_below(rng, length - at < 64 ? length - at : 64);

    mlf_buf_add(out, text, at);
    switch (mlf_rng_below(rng, 6)) {
    case 0: /* one byte becomes another */
        mlf_buf_putc(out, (char)mlf_rng_below(rng, 256));
        mlf_buf_add(out, text + at + 1, length - at - 1);
        break;
    case 1: /* a run is missing */
        mlf_buf_add(out, text + at + run, length - at - run);
        break;
    case 2: /* a run stands twice */
        mlf_buf_add(out, text + at, run);
        mlf_buf_add(out, text + at, length - at);
        break;
    case 3: /* the end is missing */
        break;
    default:
        mlf_buf_puts(out, pieces[mlf_rng_below(rng, sizeof(pieces) / sizeof(*pieces))]);
        mlf_buf_add(out, text + at, length - at);
    }
}

static int run(struct mlf_err *err)
{
    size_t length;
    char *text = mlf_file_read(mlf_operands[0], (size_t)1 << 30, &length, err);
    struct mlf_rng rng;
    int status = 0;

    if (!text)
        return -1;
    mlf_rng_seed(&rng, (uint64_t)seed);
    for (uint64_t times = 1 + mlf_rng_below(&rng, 3); times > 0 && length > 0 && !status; times--) {
        struct mlf_buf out = {0};

        damage(&rng, text, length, &out);
        status = mlf_buf_check(&out, err);
        if (!status) {
            free(text);
            length = out.length;
            text = mlf_buf_take(&out, err);
            status = text ? 0 : -1;
        }
        mlf_buf_free(&out);
    }
    if (!status && fwrite(text, 1, length, stdout) != length)
        status = mlf_fail_errno(err, "cannot write to stdout");
    free(text);
    return status;
}

int main(int argc, char **argv)
{
    struct mlf_err err = {""};

    mlf_cli_start(&command, argc, argv);
    return mlf_cli_finish(run(&err), &err);
}
