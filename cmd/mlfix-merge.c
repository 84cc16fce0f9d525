/* Brings the parts of a stream back into the one that one machine would have written. */
#include <stdio.h>
#include <string.h>

#include "mlfix/base/cli.h"
#include "mlfix/base/err.h"
#include "mlfix/base/message.h"
#include "mlfix/merge/merge-ledgers.h"
#include "mlfix/merge/merge.h"
#include "mlfix/merge/part-vectors.h"

static struct {
    const char *vectors, *network, *vectors_of, *network_of;
    int some, drop_rows;
} options = {.vectors_of = "*.npy", .network_of = "*-net.npy"};

static const struct mlf_option option_table[] = {
    {.name = "What is written", .kind = MLF_HEADING},
    {"some", 0, MLF_FLAG, &options.some, NULL,
     "parts may be missing; the records keep where they stand, and can be merged again", 0, 0, NULL},
    {.name = "Vectors beside the records", .kind = MLF_HEADING},
    {"vectors", 0, MLF_TEXT, &options.vectors, "FILE.npy", "write the vectors of all parts to this file", 0, 0, NULL},
    {"vectors-of", 0, MLF_TEXT, &options.vectors_of, "PATTERN",
     "the vectors of each part, * being its name without extension (default: *.npy)", 0, 0, NULL},
    {"net-vectors", 0, MLF_TEXT, &options.network, "FILE.npy", "the same of a network's vectors", 0, 0, NULL},
    {"net-vectors-of", 0, MLF_TEXT, &options.network_of, "PATTERN",
     "the network's vectors of each part (default: *-net.npy)", 0, 0, NULL},
    {"drop-rows", 0, MLF_FLAG, &options.drop_rows, NULL, "merge no vectors, and leave the field row out", 0, 0, NULL},
    {0},
};

static const struct mlf_command command = {
    .name = "mlfix-merge",
    .operands = "FILE...",
    .summary = "bring the parts of a stream back into one",
    .options = option_table,
    .min_operands = 1,
    .max_operands = 1000000,
};

static const char *check_options(void)
{
    size_t stdins = 0;
    for (size_t i = 0; i < mlf_operand_count; i++)
        stdins += strcmp(mlf_operands[i], "-") == 0;
    if (stdins > 1)
        return "standard input is one part: - may be given once";
    if (options.drop_rows && (options.vectors || options.network))
        return "--drop-rows leaves out what --vectors and --net-vectors need";
    if (mlf_cli_given("vectors-of") && !options.vectors)
        return "--vectors-of needs --vectors";
    if (mlf_cli_given("net-vectors-of") && !options.network)
        return "--net-vectors-of needs --net-vectors";
    if (mlf_operand_count > 1 && ((options.vectors && !strchr(options.vectors_of, '*')) ||
                                  (options.network && !strchr(options.network_of, '*'))))
        return "--vectors-of and --net-vectors-of name a file for each part: a * stands for the part's name";
    if (options.vectors && options.network && strcmp(options.vectors, options.network) == 0)
        return "--vectors and --net-vectors name one file";
    return NULL;
}

/* Ledgers, or records; a report is neither. */
static int look_at_kinds(int *ledgers, struct mlf_err *err)
{
    size_t n = 0;
    for (size_t i = 0; i < mlf_operand_count; i++) {
        enum mlf_merge_kind kind = mlf_merge_kind_of(mlf_operands[i]);
        if (kind == MLF_MERGE_REPORT)
            return mlf_fail(err,
                            "'%s' is a report, and no report is the sum of its parts: merge the records, then make it "
                            "of them all; mlfix-check takes several files",
                            mlf_operands[i]);
        n += kind == MLF_MERGE_LEDGER;
    }
    *ledgers = n > 0;
    if (n > 0 && n < mlf_operand_count)
        return mlf_fail(err, "some files are ledgers and others are not: merge them apart");
    if (n > 0 && (options.vectors || options.network))
        return mlf_fail(err, "ledgers have no vectors: leave out --vectors and --net-vectors");
    return 0;
}

static int merge(int ledgers, FILE *out, struct mlf_merge_result *result, struct mlf_err *err)
{
    struct mlf_merge_options how = {.parts = mlf_operands,
                                    .parts_n = mlf_operand_count,
                                    .some = options.some,
                                    .drop_rows = options.drop_rows,
                                    .jobs = mlf_common.jobs};
    if (ledgers)
        return mlf_merge_ledgers(mlf_operands, mlf_operand_count, mlf_common.jobs, out, result, err);
    if (options.vectors)
        how.vectors[how.vectors_n++] = (struct mlf_merge_vectors){options.vectors, options.vectors_of};
    if (options.network)
        how.vectors[how.vectors_n++] = (struct mlf_merge_vectors){options.network, options.network_of};
    return mlf_merge_records(&how, out, result, err);
}

static int run(struct mlf_err *err)
{
    struct mlf_merge_result result;
    int ledgers;
    if (look_at_kinds(&ledgers, err) || merge(ledgers, stdout, &result, err))
        return -1;
    mlf_note("%zu %s of %zu part%s, %s", result.records, ledgers ? "decisions" : "records", mlf_operand_count,
             mlf_operand_count == 1 ? "" : "s", result.order);
    if (result.twice > 0)
        mlf_note("left out: %zu that came again and are the same", result.twice);
    if (result.end_unknown)
        mlf_note("whether records are missing at the end cannot be known: the parts do not say how many there are");
    return 0;
}

int main(int argc, char **argv)
{
    struct mlf_err err = {""};
    mlf_cli_start(&command, argc, argv);
    const char *wrong = check_options();
    if (wrong)
        mlf_cli_usage_error("%s", wrong);
    return mlf_cli_finish(run(&err), &err);
}
