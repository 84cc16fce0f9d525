#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "mlfix/agree/agreement.h"
#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/cli.h"
#include "mlfix/base/err.h"
#include "mlfix/base/file.h"
#include "mlfix/base/message.h"
#include "mlfix/base/stages.h"
#include "mlfix/flags/flags.h"
#include "mlfix/flags/record-flags.h"
#include "mlfix/flags/sheet-targets.h"
#include "mlfix/flags/targets.h"
#include "mlfix/judge/benefit-data.h"
#include "mlfix/judge/benefit-report.h"
#include "mlfix/judge/benefit.h"
#include "mlfix/judge/suspicion.h"
#include "mlfix/numeric/vector-files.h"
#include "mlfix/numeric/vectors.h"
#include "mlfix/rank/benefit-of-review.h"
#include "mlfix/record/honeypots.h"
#include "mlfix/record/record.h"

#define FOLDS 5

static struct {
    struct mlf_texts flags;
    const char *sheets;
    long rounds;
    const char *fold_by;
    int fold_duplicates; /* -1: where there is no --fold-by */
    const char *vectors;
    const char *report;
    long seed;
} options = {.rounds = 5, .fold_duplicates = -1};

static const struct mlf_option option_table[] = {
    {.name = "What is compared", .kind = MLF_HEADING},
    {.name = "flags",
     .letter = 'f',
     .kind = MLF_TEXTS,
     .value = &options.flags,
     .argument = "FILE",
     .help = "flag file whose corrections are judged (may be repeated)"},
    {.name = "sheets",
     .kind = MLF_TEXT,
     .value = &options.sheets,
     .argument = "DIR|FILE",
     .help = "the sheets whose cells the flags name"},
    {.name = "How it is measured", .kind = MLF_HEADING},
    {.name = "rounds",
     .kind = MLF_INTEGER,
     .value = &options.rounds,
     .argument = "N",
     .help = "how often the objects are dealt to folds (default: 5)",
     .low = 2,
     .high = 1000},
    {.name = "fold-by",
     .kind = MLF_TEXT,
     .value = &options.fold_by,
     .argument = "FIELD",
     .help = "records with the same value are held out together (default: track, else image, and near-duplicates)"},
    {.name = "fold-duplicates",
     .kind = MLF_FLAG,
     .value = &options.fold_duplicates,
     .help = "near-duplicates are held out together (default: unless --fold-by is given)"},
    {.name = "What is read and written", .kind = MLF_HEADING},
    {.name = "vectors",
     .kind = MLF_TEXT,
     .value = &options.vectors,
     .argument = "FILE.npy",
     .help = "take the vectors from this file, by the field row"},
    {.name = "report",
     .kind = MLF_TEXT,
     .value = &options.report,
     .argument = "FILE",
     .help = "write the figures as JSON"},
    {.name = "seed",
     .kind = MLF_INTEGER,
     .value = &options.seed,
     .argument = "N",
     .help = "deals the objects to folds (default: 0)",
     .low = 0,
     .high = 9007199254740991.0},
    {0},
};

static const struct mlf_command command = {
    .name = "mlfix-compare",
    .operands = "[FILE]",
    .summary = "tell whether a review helped: a model's error by the labels before and after",
    .options = option_table,
    .max_operands = 1,
};

static const char *check_options(void)
{
    return options.flags.n ? NULL : "--flags FILE is missing";
}

struct compare {
    struct mlf_vectors vectors;
    struct mlf_targets targets;
    struct mlf_flags flags;
    const char **label; /* of each record, corrected; NULL: as it was */
    unsigned char *gone;
    size_t conflicts, undecided;
    struct mlf_string_set classes;
    struct mlf_benefit benefit;
};

static int read_vectors(struct compare *c, const char *input, struct mlf_err *err)
{
    struct mlf_vector_files files = {0};
    struct mlf_vectors_options reading = {.vectors = 1, .keep = 0};
    if (options.vectors && mlf_vector_files_open(&files, &options.vectors, 1, err)) {
        mlf_vector_files_close(&files);
        return -1;
    }
    reading.beside = options.vectors ? &files : NULL;
    double begun = mlf_stage_begin("read the records");
    int result = mlf_vectors_read(&c->vectors, input, &reading, mlf_common.jobs, err);
    mlf_stage_end("read the records", begun, 0);
    mlf_vector_files_close(&files);
    if (result == 0 && c->vectors.embeddings == 0)
        result = mlf_vectors_none(&c->vectors, 1, err);
    return result;
}

/* Each object has to have one label: a photo's set of them would be learnt as so many labels of one object. */
static int refuse_sets(const struct mlf_records *records, struct mlf_err *err)
{
    for (size_t i = 0; i < records->n; i++)
        if (mlf_record_of_set(&records->items[i]))
            return mlf_fail(err,
                            "%s:%zu: a label of a photo that may have several, which mlfix-compare does not judge: "
                            "'mlfix-check --ratchet' tells what mlfix-rank finds after a review and did not before",
                            records->items[i].file, records->items[i].number);
    return 0;
}

/* Planted objects are made for the sheets; who learnt from them would learn what
 * is known to be wrong. */
static int refuse_honeypots(const struct mlf_records *records, struct mlf_err *err)
{
    for (size_t i = 0; i < records->n; i++)
        if (mlf_honeypot_is(&records->items[i]))
            return mlf_fail(err, "%s:%zu: a planted object: compare by the records that mlfix-embed wrote",
                            records->items[i].file, records->items[i].number);
    return 0;
}

static int read_flags(struct compare *c, struct mlf_err *err)
{
    const struct mlf_records *records = &c->vectors.records;
    c->flags.targets = &c->targets;
    if (options.sheets && mlf_sheet_targets_read(&c->targets, options.sheets, err))
        return -1;
    for (size_t i = 0; i < records->n && !options.sheets; i++)
        if (mlf_targets_add(&c->targets, &records->items[i], err))
            return mlf_fail_at(err, "%s:%zu", records->items[i].file, records->items[i].number);
    if (mlf_targets_finish(&c->targets, err))
        return -1;
    for (size_t i = 0; i < options.flags.n; i++)
        if (mlf_flags_read(&c->flags, options.flags.items[i], err))
            return -1;
    return mlf_agreement_settle(&c->flags, NULL, NULL, NULL, err);
}

static int say_problems(const struct mlf_flags *flags, struct mlf_err *err)
{
    if (flags->n_problems == 0)
        return 0;
    for (size_t i = 0; i < flags->n_problems && i < MLF_FLAG_PROBLEMS; i++)
        mlf_warn("%s", flags->problems[i]);
    return mlf_fail(err, "%zu problem%s in the flags: nothing is compared", flags->n_problems,
                    flags->n_problems == 1 ? "" : "s");
}

/* What the labels will be. */
static int correct(struct compare *c, struct mlf_err *err)
{
    const struct mlf_records *records = &c->vectors.records;
    size_t *flag_of = mlf_alloc(records->n, sizeof *flag_of, err), lost = 0;
    c->label = mlf_alloc(records->n, sizeof *c->label, err);
    c->gone = mlf_alloc(records->n, 1, err);
    int result = flag_of && c->label && c->gone ? 0 : -1;
    if (result == 0)
        result = say_problems(&c->flags, err) || mlf_record_flags_match(records, &c->flags, flag_of, &lost, err) ||
                         say_problems(&c->flags, err)
                     ? -1
                     : 0;
    for (size_t i = 0; i < records->n && result == 0; i++) {
        const struct mlf_flag *flag = flag_of[i] ? &c->flags.items[flag_of[i] - 1] : NULL;
        if (flag && flag->standing != MLF_DECIDED) {
            c->conflicts++;
            continue;
        }
        /* a label that is known to be wrong teaches and measures nothing until somebody gives another */
        c->undecided += flag && flag->verdict == MLF_WRONG;
        c->gone[i] = flag && (flag->verdict == MLF_REMOVED || flag->verdict == MLF_WRONG);
        c->label[i] = flag && flag->verdict == MLF_RELABELLED ? flag->label : NULL;
    }
    if (result == 0 && lost)
        mlf_warn("%zu flagged object%s not among the records", lost, lost == 1 ? " is" : "s are");
    if (c->conflicts)
        mlf_warn("%zu object%s, about which two files differ, keep%s the label", c->conflicts,
                 c->conflicts == 1 ? "" : "s", c->conflicts == 1 ? "s" : "");
    if (c->undecided)
        mlf_note("%zu object%s, whose label is wrong and to be decided, count%s as removed", c->undecided,
                 c->undecided == 1 ? "" : "s", c->undecided == 1 ? "s" : "");
    free(flag_of);
    return result;
}

static int print(const struct compare *c, struct mlf_err *err)
{
    struct mlf_buf buf = {0};
    int result = 0;
    if (options.report) {
        mlf_benefit_report(&c->benefit, &c->classes, &buf);
        result = mlf_buf_check(&buf, err) ? -1 : mlf_file_write(options.report, buf.data, buf.length, err);
        mlf_buf_clear(&buf);
    }
    mlf_benefit_table(&c->benefit, &c->classes, &buf);
    if (result == 0)
        result = mlf_buf_check(&buf, err);
    if (result == 0 && fwrite(buf.data, 1, buf.length, stdout) != buf.length)
        result = mlf_fail_errno(err, "cannot write the table");
    mlf_buf_free(&buf);
    return result;
}

static int measure(struct compare *c, struct mlf_err *err)
{
    struct mlf_suspicion_options model;
    mlf_suspicion_defaults(&model);
    const struct mlf_rank_held_out together = {.fold_by = options.fold_by,
                                               .duplicates = options.fold_duplicates < 0 ? !options.fold_by
                                                                                         : options.fold_duplicates};
    const struct mlf_benefit_options how = {.folds = FOLDS,
                                            .rounds = (size_t)options.rounds,
                                            .seed = (uint64_t)options.seed,
                                            .ridge = &model.ridge,
                                            .jobs = mlf_common.jobs};
    double begun = mlf_stage_begin("learn and judge");
    int result = mlf_rank_benefit(&c->benefit, &c->vectors, c->label, c->gone, &together, &how, &c->classes, err);
    mlf_stage_end("learn and judge", begun, 0);
    return result;
}

static int run(const char *input, struct mlf_err *err)
{
    struct compare c = {0};
    int status = -1;
    if (read_vectors(&c, input, err) || refuse_honeypots(&c.vectors.records, err) ||
        refuse_sets(&c.vectors.records, err) || read_flags(&c, err) || correct(&c, err) || measure(&c, err) ||
        print(&c, err))
        goto done;
    mlf_stage_records(c.vectors.records.n);
    if (c.vectors.failed)
        mlf_warn("%zu of %zu records have no part in it: no usable embedding", c.vectors.failed, c.vectors.records.n);
    status = mlf_cli_items_failed(c.vectors.failed, c.vectors.records.n);
done:
    mlf_benefit_free(&c.benefit);
    mlf_string_set_free(&c.classes);
    free(c.label);
    free(c.gone);
    mlf_flags_free(&c.flags);
    mlf_targets_free(&c.targets);
    mlf_vectors_free(&c.vectors);
    return status;
}

int main(int argc, char **argv)
{
    struct mlf_err err = {""};
    mlf_cli_start(&command, argc, argv);
    const char *wrong = check_options();
    if (wrong)
        mlf_cli_usage_error("%s", wrong);
    return mlf_cli_finish(run(mlf_operand_count ? mlf_operands[0] : "-", &err), &err);
}
