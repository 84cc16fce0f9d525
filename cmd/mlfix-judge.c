#include <stdio.h>
#include <string.h>

#include "mlfix/agree/settled.h"
#include "mlfix/base/cli.h"
#include "mlfix/base/err.h"
#include "mlfix/base/message.h"
#include "mlfix/base/stages.h"
#include "mlfix/numeric/vector-files.h"
#include "mlfix/numeric/vectors.h"
#include "mlfix/rank/judge-apply.h"
#include "mlfix/rank/judge-part.h"
#include "mlfix/rank/judge-sum.h"
#include "mlfix/rank/ranking.h"

/* In the order of the library's enum. */
static const char *const preset_names[] = {"fast", "default", "best", NULL};

static struct {
    struct mlf_rank_options rank;
    struct mlf_texts vectors, reviewed;
    const char *output;
    int keep_embedding;
} options = {.rank = MLF_RANK_DEFAULTS};

static const struct mlf_option option_table[] = {
    {.name = "What is written", .kind = MLF_HEADING},
    {.name = "output",
     .letter = 'o',
     .kind = MLF_TEXT,
     .value = &options.output,
     .argument = "FILE",
     .help = "learn: the part; sum: the judge"},
    {.name = "keep-embedding",
     .kind = MLF_FLAG,
     .value = &options.keep_embedding,
     .help = "apply: leave the field embedding in the records"},
    {.name = "What is read", .kind = MLF_HEADING},
    {.name = "vectors",
     .kind = MLF_TEXTS,
     .value = &options.vectors,
     .argument = "FILE.npy",
     .help = "learn, apply: take the vectors from this file, by the field row (may be repeated: all judge together)"},
    {.name = "reviewed",
     .kind = MLF_TEXTS,
     .value = &options.reviewed,
     .argument = "FILE",
     .help = "learn: flags of past reviews, or a dataset's ledger: what was decided is trusted (may be repeated)"},
    {.name = "Learning", .kind = MLF_HEADING},
    {.name = "fold-by",
     .kind = MLF_TEXT,
     .value = &options.rank.fold_by,
     .argument = "FIELD",
     .help = "learn: records with the same value never vouch for each other (default: track, else image, and "
             "near-duplicates)"},
    {.name = "witnesses",
     .kind = MLF_INTEGER,
     .value = &options.rank.witnesses,
     .argument = "N",
     .help = "learn: how many objects the judge keeps at most (default: 200000)",
     .low = 10,
     .high = 1000000},
    {.name = "preset",
     .kind = MLF_CHOICE,
     .value = &options.rank.preset,
     .help = "sum: how much is compared with how much (default: default)",
     .choices = preset_names},
    {.name = "block",
     .kind = MLF_INTEGER,
     .value = &options.rank.block,
     .argument = "N",
     .help = "sum: items compared exactly with each other (default: 5000, 10000, 17000 for the presets; of more "
             "than 20000 items 2000, 4000, 10000)",
     .low = 2,
     .high = 100000},
    {.name = "seed",
     .kind = MLF_INTEGER,
     .value = &options.rank.seed,
     .argument = "N",
     .help = "sum: deals the items to blocks (default: 0)",
     .low = 0,
     .high = 9007199254740991.0},
    {0},
};

static const struct mlf_command command = {
    .name = "mlfix-judge",
    .operands = "learn [FILE] | sum PART... | apply JUDGE [FILE]",
    .summary = "learn in parts what labels look like, and judge labels by it",
    .options = option_table,
    .min_operands = 1,
    .max_operands = 100000,
};

/* ---- What the steps are, and which options they read ---- */

static int learn(struct mlf_err *err);
static int sum(struct mlf_err *err);
static int apply(struct mlf_err *err);

static const struct step {
    const char *name, *reads;
    size_t least, most; /* operands behind the name */
    int writes;         /* a file: --output */
    int (*run)(struct mlf_err *err);
} steps[] = {
    {"learn", "output vectors reviewed fold-by witnesses", 0, 1, 1, learn},
    {"sum", "output preset block seed", 1, 99999, 1, sum},
    {"apply", "keep-embedding vectors", 1, 2, 0, apply},
};

/* Whether a name is one of several that are separated by blanks. */
static int is_among(const char *names, const char *name)
{
    size_t length = strlen(name);
    for (const char *at = names; (at = strstr(at, name)) != NULL; at += length)
        if ((at == names || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0'))
            return 1;
    return 0;
}

static const struct step *find_step(void)
{
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++)
        if (strcmp(mlf_operands[0], steps[i].name) == 0)
            return &steps[i];
    mlf_cli_usage_error("the first word is learn, sum or apply, not '%s'", mlf_operands[0]);
}

static void check_options(const struct step *step)
{
    for (const struct mlf_option *option = option_table; option->name; option++)
        if (option->kind != MLF_HEADING && mlf_cli_given(option->name) && !is_among(step->reads, option->name))
            mlf_cli_usage_error("--%s has no meaning with %s", option->name, step->name);
    if (mlf_operand_count - 1 < step->least)
        mlf_cli_usage_error("%s needs %s", step->name, step->writes ? "the parts to add up" : "a judge");
    if (mlf_operand_count - 1 > step->most)
        mlf_cli_usage_error("'%s' is one word too many", mlf_operands[1 + step->most]);
    if (step->writes && !options.output)
        mlf_cli_usage_error("%s needs -o FILE: where to write", step->name);
}

/* ---- The steps ---- */

/* So many records are judged at a time: a judge's blocks are looked at once for each piece. */
#define PIECE ((size_t)16384)

struct applying {
    struct mlf_judge *judge;
    struct mlf_judge_applied applied;
};

/* Judges what is there and writes it. */
static int take_piece(void *context, struct mlf_vectors *vectors, struct mlf_err *err)
{
    struct applying *a = context;
    return mlf_judge_apply(a->judge, vectors, mlf_common.jobs, &a->applied, err)
               ? -1
               : mlf_records_write(&vectors->records, NULL, vectors->records.n, NULL, stdout, mlf_common.jobs, err);
}

static int check_embeddings(const struct mlf_vectors *vectors, struct mlf_err *err)
{
    if (vectors->taken + vectors->records.n == 0 || vectors->embeddings > 0)
        return 0;
    return mlf_vectors_none(vectors, options.vectors.n, err);
}

/* piece: how many records are taken at a time; 0: all stay in `vectors`. */
static int read_records(struct mlf_vectors *vectors, const char *path, size_t piece, struct applying *applying,
                        struct mlf_err *err)
{
    struct mlf_vectors_options reading = {
        .vectors = 1, .keep = options.keep_embedding, .piece = piece, .take = take_piece, .context = applying};
    struct mlf_vector_files files = {0};
    double begun = mlf_stage_begin("read the records");
    int result = 0;
    if (options.vectors.n > 0) {
        result = mlf_vector_files_open(&files, options.vectors.items, options.vectors.n, err);
        reading.beside = &files;
    }
    if (result == 0)
        result = mlf_vectors_read(vectors, path, &reading, mlf_common.jobs, err);
    mlf_vector_files_close(&files);
    mlf_stage_end("read the records", begun, 0);
    mlf_stage_records(vectors->taken + vectors->records.n);
    return result ? -1 : check_embeddings(vectors, err);
}

static const char *operand(size_t at)
{
    return mlf_operand_count > at ? mlf_operands[at] : "-";
}

static void say_sentence(const char *sentence)
{
    mlf_note("%s", sentence);
}

static int learn(struct mlf_err *err)
{
    struct mlf_vectors vectors = {0};
    struct mlf_settled_records reviewed = {0};
    struct mlf_judge_part part = {0};
    int result = read_records(&vectors, operand(1), 0, NULL, err);
    if (result == 0 && options.reviewed.n > 0)
        result = mlf_settled_read(&reviewed, &vectors.records, options.reviewed.items, options.reviewed.n, say_sentence,
                                  err);
    options.rank.settled = reviewed.settled;
    if (result == 0)
        result = mlf_judge_part_write(&part, &vectors, &options.rank, options.output, err);
    if (result == 0) {
        mlf_note("%zu of %zu records have a vector and a label, of %zu class%s", part.items, vectors.records.n,
                 part.classes, part.classes == 1 ? "" : "es");
        if (part.witnesses < part.items)
            mlf_note("%zu of them are in '%s'", part.witnesses, options.output);
        result = mlf_cli_items_failed(vectors.failed, vectors.records.n);
    }
    mlf_settled_free(&reviewed);
    mlf_vectors_free(&vectors);
    return result;
}

static int sum(struct mlf_err *err)
{
    struct mlf_judge_sum found;
    if (mlf_judge_sum(&found, mlf_operands + 1, mlf_operand_count - 1, &options.rank, options.output, err))
        return -1;
    mlf_note("%zu objects of %zu classes in %zu part%s; %zu are kept; labels agree with the others' word: %.1f %%",
             found.items, found.classes, mlf_operand_count - 1, mlf_operand_count == 2 ? "" : "s", found.witnesses,
             100 * found.agreement);
    mlf_note("of those that are kept, %.0f to %.0f labels are wrong", found.wrong_low, found.wrong_high);
    if (found.too_small > 0)
        mlf_note("%zu of the classes ha%s objects of fewer than %zu photos and %s not judged", found.too_small,
                 found.too_small == 1 ? "s" : "ve", MLF_JUDGE_GROUPS, found.too_small == 1 ? "is" : "are");
    if (found.untold > 0)
        mlf_note("%zu of the classes %s not told from the others: little in %s is suspected", found.untold,
                 found.untold == 1 ? "is" : "are", found.untold == 1 ? "it" : "them");
    puts("done");
    return 0;
}

static void say_applied(const struct mlf_judge_applied *applied, size_t records)
{
    mlf_note("%zu records, %zu judged, %zu suspected, %zu not judged", records, applied->judged, applied->suspected,
             records - applied->judged);
    if (applied->known > 0)
        mlf_note("%zu of them the judge learnt from: they are judged without their own labels", applied->known);
    if (applied->moved > 0)
        mlf_note("%zu of these were cut a little differently then", applied->moved);
    if (applied->unknown > 0)
        mlf_warn("%zu record%s of %zu class%s that the judge does not know, the first: '%s'", applied->unknown,
                 applied->unknown == 1 ? " is" : "s are", applied->classes.n, applied->classes.n == 1 ? "" : "es",
                 applied->classes.items[0]);
}

static int apply(struct mlf_err *err)
{
    struct mlf_vectors vectors = {0};
    struct applying a = {.judge = mlf_judge_apply_open(mlf_operands[1], err)};
    int result = -1;
    if (!a.judge || read_records(&vectors, operand(2), mlf_judge_by_photo(a.judge) ? 0 : PIECE, &a, err) ||
        take_piece(&a, &vectors, err))
        goto done;
    size_t records = vectors.taken + vectors.records.n;
    say_applied(&a.applied, records);
    if (vectors.failed > 0)
        mlf_warn("%zu of %zu records could not be judged (field error)", vectors.failed, records);
    result = mlf_cli_items_failed(vectors.failed, records);
done:
    mlf_string_set_free(&a.applied.classes);
    mlf_judge_release(a.judge);
    mlf_vectors_free(&vectors);
    return result;
}

int main(int argc, char **argv)
{
    struct mlf_err err = {""};
    mlf_cli_start(&command, argc, argv);
    const struct step *step = find_step();
    check_options(step);
    options.rank.jobs = mlf_common.jobs;
    return mlf_cli_finish(step->run(&err), &err);
}
