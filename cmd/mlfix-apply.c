/* mlfix-apply: carries a reviewer's flags into a dataset, or into records. */
#include "apply-options.h"

#include <string.h>

#include "mlfix/agree/agreement.h"

struct apply_options options = {.accept_suggestions = -1};

static const char *const invalid_ways[] = {"usual", "remove", "mark", "move", NULL}; /* enum mlf_plan_invalid */

static const char *const agreements[] = {"any", "majority", "all", "weighted", NULL}; /* enum mlf_agreement_rule */

static const struct mlf_option table[] = {
    {.name = "What reviewers said", .kind = MLF_HEADING},
    {"flags", 'f', MLF_TEXTS, &options.flags, "FILE", "a reviewer's flags; - is standard input (may be repeated)", 0, 0,
     NULL},
    {"sheets", 0, MLF_TEXTS, &options.sheets, "DIR|FILE",
     "the contact sheets that were reviewed, or one of them: resolves sheets and cells (may be repeated)", 0, 0, NULL},
    {"records", 0, MLF_TEXT, &options.records, "FILE", "records that were reviewed, where there are no sheets", 0, 0,
     NULL},
    {"reviewer", 0, MLF_TEXTS, &options.reviewers, "NAME",
     "the reviewer, for flags that name none; given several times: of the first file, of the second, ...", 0, 0, NULL},
    {.name = "What reviewers painted", .kind = MLF_HEADING},
    {"painted", 0, MLF_TEXTS, &options.painted, "FILE",
     "with --sheets: a copy of a sheet with marks painted on it (may be repeated)", 0, 0, NULL},
    {"paint", 0, MLF_TEXT, &options.paint, "MAP",
     "what colours mean (default: green=ok,blue=unsure,cyan=remove,any=wrong); also COLOUR=relabel:LABEL", 0, 0, NULL},
    {"proof", 0, MLF_TEXT, &options.proof, "DIR", "write there what was read from --painted, outlined on the copies", 0,
     0, NULL},
    {.name = "What becomes of it (by itself the plan is shown)", .kind = MLF_HEADING},
    {"write", 0, MLF_FLAG, &options.write, NULL, "change the dataset; without it or -o the plan is shown only", 0, 0,
     NULL},
    {"output", 'o', MLF_TEXT, &options.output, "DIR", "write a corrected copy of the dataset instead", 0, 0, NULL},
    {"diff", 0, MLF_FLAG, &options.diff, NULL, "show the plan as a unified diff, for patch -p1", 0, 0, NULL},
    {"undo", 0, MLF_TEXT, &options.undo, "JOURNAL", "take back what an earlier --write did", 0, 0, NULL},
    {"blame", 0, MLF_TEXT, &options.blame, "ID", "show what was decided on this object, by whom and when", 0, 0, NULL},
    {"times", 0, MLF_TEXTS, &options.times, "FILE",
     "say how many cells a minute were looked at and how many errors were found, by what the page exported (may be "
     "repeated)",
     0, 0, NULL},
    {.name = "How objects are changed", .kind = MLF_HEADING},
    {"invalid", 0, MLF_CHOICE, &options.invalid, NULL,
     "what becomes of objects with the verdict remove (default: usual, photos that are objects move to _invalid/, "
     "others are taken out)",
     0, 0, invalid_ways},
    {"accept-suggestions", 0, MLF_NUMBER, &options.accept_suggestions, "P",
     "labels that are wrong get the suggested one where it is at least so probable (default: they are left and listed)",
     0, 1, NULL},
    {"force", 0, MLF_FLAG, &options.force, NULL,
     "change objects also that have another label or box than when they were reviewed", 0, 0, NULL},
    {"new-labels", 0, MLF_FLAG, &options.new_labels, NULL, "allow labels that the dataset does not have", 0, 0, NULL},
    {"drop-invalid", 0, MLF_FLAG, &options.drop_invalid, NULL,
     "as a filter: leave out records that are to be removed, and those whose label is wrong and to be decided", 0, 0,
     NULL},
    {.name = "Several reviewers", .kind = MLF_HEADING},
    {"agree", 0, MLF_CHOICE, &options.agree, NULL,
     "what of several reviewers' words is done (default: any, one is enough and two that differ are a conflict)", 0, 0,
     agreements},
    {"quorum", 0, MLF_INTEGER, &options.quorum, "N", "with --agree: so many must have looked (default: 2)", 1, 1000,
     NULL},
    {"certainty", 0, MLF_NUMBER, &options.certainty, "P", "with --agree weighted: the least probability (default: 0.9)",
     0.5, 1, NULL},
    {"supervisor", 0, MLF_TEXT, &options.supervisor, "NAME", "the reviewer whose word is last", 0, 0, NULL},
    {"agreement", 0, MLF_TEXT, &options.agreement, "FILE", "write there how far the reviewers agree, as JSON", 0, 0,
     NULL},
    {"conflicts", 0, MLF_TEXT, &options.conflicts, "FILE",
     "write there the records of undecided objects, for mlfix-mosaic", 0, 0, NULL},
    {.name = "The dataset", .kind = MLF_HEADING},
    {"format", 0, MLF_TEXT, &options.hints.format, "FORMAT", "the dataset's format (default: found by itself)", 0, 0,
     NULL},
    {"images", 'i', MLF_TEXT, &options.hints.images, "DIR", "the folder of the photos (default: found by itself)", 0, 0,
     NULL},
    {"columns", 'c', MLF_TEXT, &options.hints.columns, "MAP", "column names of a CSV file, as for mlfix-crop", 0, 0,
     NULL},
    {"encoding", 0, MLF_TEXT, &options.hints.encoding, "NAME", "the encoding of annotation files, as for mlfix-crop", 0,
     0, NULL},
    {"label-field", 0, MLF_TEXT, &options.hints.label_field, "FIELD",
     "the attribute that was judged, as for mlfix-crop (default: what the records say)", 0, 0, NULL},
    {"class-depth", 0, MLF_INTEGER, &options.hints.class_depth, "N", "which folder is the class, as for mlfix-crop", 1,
     64, NULL},
    {0},
};

static const struct mlf_command command = {
    .name = "mlfix-apply",
    .operands = "[DATASET]",
    .summary = "carry a reviewer's flags into a dataset, or into records",
    .options = table,
    .max_operands = 1,
};

static const char *check_painted(void)
{
    if (options.painted.n && options.sheets.n == 0)
        return "--painted needs --sheets: the sheets that the copies were made of";
    if (options.sheets.n > 1 && (options.painted.n || options.conflicts))
        return "--painted and --conflicts take one --sheets: give what concerns each folder apart";
    for (size_t i = 1; i < options.sheets.n; i++)
        for (size_t k = 0; k < i; k++)
            if (strcmp(options.sheets.items[i], options.sheets.items[k]) == 0)
                return "--sheets names the same sheets twice";
    if ((options.paint || options.proof) && !options.painted.n)
        return "--paint and --proof are for --painted";
    if (options.proof && !*options.proof)
        return "--proof needs a folder's name";
    return NULL;
}

/* Whether the name is none that a file can be written under beside what goes to stdout. */
static int is_no_file(const char *name)
{
    return name && (!*name || (name[0] == '-' && !name[1]));
}

static const char *check_agreement(void)
{
    for (size_t i = 0; i < options.reviewers.n; i++)
        if (!*options.reviewers.items[i])
            return "--reviewer needs a name";
    if (options.supervisor && !*options.supervisor)
        return "--supervisor needs a name";
    if (options.quorum && options.agree == MLF_AGREE_ANY)
        return "--quorum is for --agree majority, all and weighted";
    if (options.certainty > 0 && options.agree != MLF_AGREE_WEIGHTED)
        return "--certainty is for --agree weighted";
    if (is_no_file(options.agreement) || is_no_file(options.conflicts))
        return "--agreement and --conflicts need the name of a file";
    if (options.conflicts && mlf_operand_count && options.sheets.n == 0 && !options.records)
        return "--conflicts needs --sheets or --records: the records of which it is to write some";
    if (options.conflicts && mlf_operand_count && is_no_file(options.records))
        return "--conflicts reads --records a second time: give a file";
    return NULL;
}

/* --undo and --blame. */
static const char *check_alone(void)
{
    if (mlf_operand_count == 0)
        return options.blame ? "--blame needs DATASET" : "--write, -o, --diff and --undo need DATASET";
    if ((options.undo && options.blame) || options.diff || options.write || options.output || options.flags.n ||
        options.painted.n || options.agree || options.supervisor || options.agreement || options.conflicts)
        return options.blame ? "--blame goes with nothing but DATASET" : "--undo goes with nothing but DATASET";
    if (options.reviewers.n > 1)
        return "--reviewer names one who takes it back";
    return NULL;
}

static const char *check_options(void)
{
    if (options.times.n)
        return mlf_operand_count || options.flags.n || options.painted.n || options.sheets.n || options.records ||
                       options.write || options.output || options.undo || options.blame
                   ? "--times goes with nothing else"
                   : NULL;
    if (options.sheets.n && options.records)
        return "--sheets and --records exclude each other";
    if (options.write && options.output)
        return "--write and -o exclude each other";
    if (options.output && !*options.output)
        return "-o needs a folder's name";
    if (options.diff && (options.write || options.output))
        return "--diff shows the plan: leave out --write and -o";
    if (options.undo || options.blame)
        return check_alone();
    if (mlf_operand_count == 0 && (options.write || options.output || options.diff))
        return "--write, -o, --diff and --undo need DATASET";
    if (mlf_operand_count == 0 && (options.invalid || options.force))
        return "--invalid and --force need DATASET";
    if (mlf_operand_count == 0 && (options.hints.format || options.hints.images || options.hints.columns ||
                                   options.hints.encoding || options.hints.class_depth || options.hints.label_field))
        return "--format, --images, --columns, --encoding, --label-field and --class-depth need DATASET";
    if (mlf_operand_count && options.drop_invalid)
        return "--drop-invalid is for records: give no DATASET";
    if (options.accept_suggestions >= 0 && mlf_operand_count && options.sheets.n == 0 && !options.records)
        return "--accept-suggestions needs --sheets or --records: the suggestions stand there";
    if (options.flags.n == 0 && options.painted.n == 0)
        return "--flags is missing";
    const char *wrong = check_painted();
    return wrong ? wrong : check_agreement();
}

int main(int argc, char **argv)
{
    mlf_cli_start(&command, argc, argv);
    const char *wrong = check_options();
    if (wrong)
        mlf_cli_usage_error("%s", wrong);
    struct mlf_err err = {""};
    int status = options.times.n     ? apply_print_times(&err)
                 : mlf_operand_count ? apply_to_dataset(&err)
                                     : apply_to_records(&err);
    return mlf_cli_finish(status, &err);
}
