#include <stdio.h>

#include "mlfix/base/cli.h"
#include "mlfix/base/err.h"
#include "mlfix/base/message.h"
#include "mlfix/base/stages.h"
#include "mlfix/join/join.h"
#include "mlfix/record/embedded-by.h"
#include "mlfix/record/record.h"
#include "mlfix/record/records.h"

static struct {
    struct mlf_texts on;
    const char *records;
    int keep_names;
} options = {.records = "-"};

static const struct mlf_option option_table[] = {
    {.name = "What is joined", .kind = MLF_HEADING},
    {.name = "on",
     .kind = MLF_TEXTS,
     .value = &options.on,
     .argument = "COLUMN=FIELD",
     .help = "which row belongs to which record: its column, by name or number, has the field's text"},
    {.name = "records",
     .kind = MLF_TEXT,
     .value = &options.records,
     .argument = "FILE",
     .help = "the records (default: standard input)"},
    {.name = "keep-names",
     .kind = MLF_FLAG,
     .value = &options.keep_names,
     .help =
         "columns may become the fields pred, prob, suggest, score, wrong and reasons, which mlfix-rank overwrites"},
    {0},
};

static const struct mlf_command command = {
    .name = "mlfix-join",
    .operands = "FILE...",
    .summary = "bring the columns of tables into records",
    .options = option_table,
    .min_operands = 1,
    .max_operands = 1000,
};

static const char *check_options(void)
{
    if (options.on.n == 0)
        return "--on COLUMN=FIELD is missing, such as --on 1=crop";
    if (options.on.n > 1 && options.on.n != mlf_operand_count)
        return "--on is given once for all files, or once for each";
    return NULL;
}

static void say_joined(const struct mlf_join *join, const char *file)
{
    mlf_note("'%s': %zu of %zu records have a row", file, join->joined, join->records);
    if (join->by_ends > 0)
        mlf_note("'%s': %zu of them by the end of a path", file, join->by_ends);
    if (join->joined < join->records)
        mlf_note("'%s': %zu records have none, the first: %s%s%s", file, join->records - join->joined,
                 join->record ? "'" : "", join->record ? join->record : "it lacks the field", join->record ? "'" : "");
    if (join->unused > 0)
        mlf_note("'%s': %zu of %zu rows have no record, the first: '%s' in line %zu", file, join->unused, join->rows,
                 join->row, join->line);
    if (join->renamed)
        mlf_note("'%s': comes in as another field: %s", file, join->renamed);
}

static int join_file(struct mlf_records *records, size_t file, struct mlf_err *err)
{
    struct mlf_join join = {0};
    struct mlf_join_options how = {.file = mlf_operands[file],
                                   .on = options.on.items[options.on.n > 1 ? file : 0],
                                   .keep_names = options.keep_names,
                                   .jobs = mlf_common.jobs};
    int result = mlf_join(records, &how, &join, err);
    if (result == 0)
        say_joined(&join, how.file);
    mlf_join_free(&join);
    return result;
}

/* Vectors of two models in one stream are told before more is built upon it. */
static int check_models(const struct mlf_records *records, struct mlf_err *err)
{
    struct mlf_embedded_by model = {0};
    int result = 0;
    for (size_t i = 0; i < records->n && result == 0; i++)
        result = mlf_embedded_by_see(&model, &records->items[i], err);
    mlf_embedded_by_free(&model);
    return result;
}

static int run(struct mlf_err *err)
{
    struct mlf_records records = {0};
    double begun = mlf_stage_begin("read the records");
    int result = mlf_records_read(&records, options.records, mlf_common.jobs, err);
    mlf_stage_end("read the records", begun, 0);
    if (result == 0)
        result = check_models(&records, err);
    begun = mlf_stage_begin("join the tables");
    for (size_t i = 0; i < mlf_operand_count && result == 0; i++)
        result = join_file(&records, i, err);
    mlf_stage_end("join the tables", begun, 0);
    begun = mlf_stage_begin("write the records");
    if (result == 0)
        result = mlf_records_write(&records, NULL, records.n, NULL, stdout, mlf_common.jobs, err);
    mlf_stage_end("write the records", begun, 0);
    mlf_stage_records(records.n);
    mlf_records_free(&records);
    return result;
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
