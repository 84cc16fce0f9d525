#include "rank-options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/message.h"
#include "mlfix/judge/model-outputs.h"
#include "mlfix/rank/order.h"
#include "mlfix/record/filter-parse.h"

/* In the order of the library's enums. */
static const char *const preset_names[] = {"fast", "default", "best", NULL};
static const char *const measure_names[] = {"self-confidence", "margin", "entropy", "aum", NULL};
static const char *const alike_names[] = {"means", "looks", NULL};
static const char *const prune_names[] = {"confusion", "class", "noise-rate", "both", NULL};

static const char default_by[] = "suspicion";
struct rank_options options = {.rank = MLF_RANK_DEFAULTS, .by = default_by};

static char by_help[300];

static const struct mlf_option option_table[] = {
    {.name = "The order", .kind = MLF_HEADING},
    {.name = "by", .kind = MLF_TEXT, .value = &options.by, .argument = "WHAT", .help = by_help},
    {.name = "Judging by your own model's probabilities", .kind = MLF_HEADING},
    {.name = "from",
     .kind = MLF_TEXTS,
     .value = &options.from,
     .argument = "WHERE",
     .help = "judge by your own model's probabilities: a field such as probs, fields such as 'prob_*', FILE.npy "
             "(may be repeated: their mean)"},
    {.name = "classes",
     .kind = MLF_TEXT,
     .value = &options.rank.classes,
     .argument = "FILE",
     .help = "with --from: the classes in the order of the columns (default: the labels in alphabetical order)"},
    {.name = "ids",
     .kind = MLF_TEXT,
     .value = &options.rank.ids,
     .argument = "FILE",
     .help = "with --from FILE.npy: the id of each row, one a line (default: row i is of record i)"},
    {.name = "logits",
     .kind = MLF_FLAG,
     .value = &options.rank.logits,
     .help = "with --from: these are logits, or logarithms of probabilities"},
    {.name = "fuse",
     .kind = MLF_FLAG,
     .value = &options.rank.fuse,
     .help = "with --from: judge by the vectors as well, both in one score"},
    {.name = "stream",
     .kind = MLF_FLAG,
     .value = &options.rank.stream,
     .help = "with --from FILE.npy: keep no records, write them in the order in which they come"},
    {.name = "measure",
     .kind = MLF_CHOICE,
     .value = &options.rank.measure,
     .help = "with --from: what score is made of (default: self-confidence)",
     .choices = measure_names},
    {.name = "prune",
     .kind = MLF_CHOICE,
     .value = &options.rank.prune,
     .help = "with --from: what confident learning calls wrong (default: noise-rate)",
     .choices = prune_names},
    {.name = "What is shown, and where", .kind = MLF_HEADING},
    {.name = "group-by",
     .letter = 'g',
     .kind = MLF_TEXT,
     .value = &options.group_by,
     .argument = "FIELDS",
     .help = "make a section of each value of these fields, separated by commas (default: label; by outlier: none); "
             "by slice: the fields to test"},
    {.name = "top",
     .letter = 'n',
     .kind = MLF_TEXT,
     .value = &options.top,
     .argument = "N|N%",
     .help = "keep only the first N records, or N percent of them, over all sections"},
    {.name = "where",
     .letter = 'w',
     .kind = MLF_TEXT,
     .value = &options.where,
     .argument = "EXPR",
     .help = "show only records that match, such as 'label=stop and pred!=stop'; all take part in the judging"},
    {.name = "per-group",
     .kind = MLF_INTEGER,
     .value = &options.rank.per_group,
     .argument = "N",
     .help = "keep only the first N records of each section",
     .low = 1,
     .high = 1e15},
    {.name = "sample",
     .kind = MLF_INTEGER,
     .value = &options.rank.sample,
     .argument = "N",
     .help = "keep N records drawn at random with --seed, to estimate how many are wrong",
     .low = 1,
     .high = 1e15},
    {.name = "normalise",
     .kind = MLF_FLAG,
     .value = &options.rank.normalise,
     .help = "make score the share of its section that is less doubtful"},
    {.name = "lookalikes",
     .kind = MLF_FLAG,
     .value = &options.rank.lookalikes,
     .help = "suspected ones first, all others in one chain of look-alikes"},
    {.name = "alike",
     .kind = MLF_CHOICE,
     .value = &options.rank.alike,
     .help = "what stands side by side: what looks and means alike (default), or only looks alike",
     .choices = alike_names},
    {.name = "strict",
     .kind = MLF_FLAG,
     .value = &options.rank.strict,
     .help = "strictly by score, no chains of look-alikes"},
    {.name = "Judging by vectors", .kind = MLF_HEADING},
    {.name = "fold-by",
     .kind = MLF_TEXT,
     .value = &options.rank.fold_by,
     .argument = "FIELD",
     .help =
         "records with the same value never vouch for each other (default: track, else image, and near-duplicates)"},
    {.name = "fold-duplicates",
     .kind = MLF_FLAG,
     .value = &options.rank.fold_duplicates,
     .help = "near-duplicates never vouch for each other (default: unless --fold-by is given)"},
    {.name = "What is read and written", .kind = MLF_HEADING},
    {.name = "keep-embedding",
     .kind = MLF_FLAG,
     .value = &options.keep_embedding,
     .help = "leave the field embedding in the records"},
    {.name = "vectors",
     .kind = MLF_TEXTS,
     .value = &options.vectors,
     .argument = "FILE.npy",
     .help = "take the vectors from this file, by the field row (may be repeated: all judge together)"},
    {.name = "evidence",
     .kind = MLF_FLAG,
     .value = &options.rank.evidence,
     .help = "also write what a person decides by: the likeliest classes, the nearest other objects, and a place on a "
             "map of all"},
    {.name = "report",
     .kind = MLF_TEXT,
     .value = &options.report,
     .argument = "FILE",
     .help = "write a summary of classes, confusions and estimated noise as JSON"},
    {.name = "probs-out",
     .kind = MLF_TEXT,
     .value = &options.probs_out,
     .argument = "FILE.npy",
     .help = "write the probabilities of all classes, each record's own label left out, a row for each record"},
    {.name = "classes-out",
     .kind = MLF_TEXT,
     .value = &options.classes_out,
     .argument = "FILE",
     .help = "with --probs-out: write the names of its columns, as a JSON array"},
    {.name = "reviewed",
     .kind = MLF_TEXTS,
     .value = &options.reviewed,
     .argument = "FILE",
     .help = "flags of past reviews, or a dataset's ledger: what was decided is trusted, and not asked again "
             "(may be repeated)"},
    {.name = "stay",
     .kind = MLF_FLAG,
     .value = &options.stay,
     .help = "judge once for each line of standard input, which names one more file of flags, and end each time's "
             "records with an empty line; what vectors alone tell is kept in memory"},
    {.name = "How much work is done", .kind = MLF_HEADING},
    {.name = "preset",
     .kind = MLF_CHOICE,
     .value = &options.rank.preset,
     .help = "how much is compared with how much (default: default)",
     .choices = preset_names},
    {.name = "block",
     .kind = MLF_INTEGER,
     .value = &options.rank.block,
     .argument = "N",
     .help = "items compared exactly with each other (default: 5000, 10000, 17000 for the presets; of more than "
             "20000 items 2000, 4000, 10000)",
     .low = 2,
     .high = 100000},
    {.name = "seed",
     .kind = MLF_INTEGER,
     .value = &options.rank.seed,
     .argument = "N",
     .help = "deals the items to blocks, draws the sample (default: 0)",
     .low = 0,
     .high = 9007199254740991.0},
    {0},
};

const struct mlf_command rank_command = {
    .name = "mlfix-rank",
    .operands = "[FILE]",
    .summary = "put the most doubtful labels first, look-alikes side by side",
    .options = option_table,
    .max_operands = 1,
};

/* Options that mean nothing without another. What an order has no use for is said in its descriptor. */
static const struct {
    const char *option, *needed;
} needs[] = {
    {"classes", "from"}, {"ids", "from"},     {"logits", "from"}, {"fuse", "from"},
    {"stream", "from"},  {"measure", "from"}, {"prune", "from"},  {"classes-out", "probs-out"},
};

/* Options that say different things about the same. */
static const struct {
    const char *one, *other, *sentence;
} apart[] = {
    {"lookalikes", "strict", "--lookalikes and --strict are two orders: give one of them"},
    {"alike", "strict", "--alike is about chains of look-alikes: there are none with --strict"},
    {"sample", "top", "--sample draws from all records, not from the first: give it without --top and --per-group"},
    {"sample", "per-group",
     "--sample draws from all records, not from the first: give it without --top and --per-group"},
};

/* Cut into names in place. */
static char *by_text, *group_by_text;

void rank_options_begin(void)
{
    const char *before = "";
    size_t n = (size_t)snprintf(by_help, sizeof by_help, "order by ");
    for (const struct mlf_rank_order *const *order = mlf_rank_orders; (*order)->name && n < sizeof by_help; order++) {
        int is_default = strcmp((*order)->name, default_by) == 0;
        if (strcmp(before, (*order)->name) != 0)
            n += (size_t)snprintf(by_help + n, sizeof by_help - n, is_default ? "%s (default), " : "%s, ",
                                  (*order)->name);
        before = (*order)->name;
    }
    if (n < sizeof by_help)
        snprintf(by_help + n, sizeof by_help - n,
                 "or FIELD, FIELD:asc, FIELD:desc; FIELD+FIELD: their mean; list: what each is for");
}

/* ---- What goes together ---- */

/* The user's order may read fewer options than were given. */
static void check_order(const struct mlf_rank_order *order)
{
    for (const struct mlf_option *option = option_table; option->name; option++)
        if (option->kind != MLF_HEADING && mlf_cli_given(option->name) && !mlf_rank_order_reads(order, option->name))
            mlf_cli_usage_error("--%s has no meaning with %s", option->name, order->with);
    if (options.vectors.n > 1 && !order->sets)
        mlf_cli_usage_error("%s goes by one set of vectors: give --vectors once", order->with);
}

static void check_pairs(void)
{
    for (size_t i = 0; i < sizeof needs / sizeof *needs; i++)
        if (mlf_cli_given(needs[i].option) && !mlf_cli_given(needs[i].needed))
            mlf_cli_usage_error("--%s needs --%s", needs[i].option, needs[i].needed);
    for (size_t i = 0; i < sizeof apart / sizeof *apart; i++)
        if (mlf_cli_given(apart[i].one) && mlf_cli_given(apart[i].other))
            mlf_cli_usage_error("%s", apart[i].sentence);
}

/* ---- What the words mean ---- */

static void read_top(const char *text)
{
    char *end;
    double number = strtod(text, &end);
    if (end == text || !(number > 0))
        mlf_cli_usage_error("--top needs a number above 0, or a percentage such as 5%%");
    if (strcmp(end, "%") == 0 && number <= 100) {
        options.rank.top_percent = number;
        return;
    }
    if (*end != '\0' || number > 1e15 || number != (double)(size_t)number)
        mlf_cli_usage_error("--top needs a whole number, or a percentage up to 100%%");
    options.rank.top = (size_t)number;
}

/* The name of a field, with :asc or :desc behind it, which is cut off in place. */
static void read_field(char *text)
{
    char *colon = strrchr(text, ':');
    options.rank.field = text;
    if (colon && (strcmp(colon, ":asc") == 0 || strcmp(colon, ":desc") == 0)) {
        options.rank.descending = colon[1] == 'd';
        *colon = '\0';
    }
    if (!*text)
        mlf_cli_usage_error("--by needs suspicion, similarity or the name of a field");
}

static int read_group_by(struct mlf_err *err)
{
    size_t n = 1;
    for (const char *c = group_by_text; *c; c++)
        n += *c == ',';
    const char **names = mlf_alloc(n, sizeof *names, err);
    if (!names)
        return -1;
    options.rank.group_by = names;
    for (char *rest = group_by_text, *name; (name = strsep(&rest, ",")) != NULL;)
        if (*name)
            names[options.rank.group_by_n++] = name;
    return 0;
}

int rank_options_settle(struct mlf_err *err)
{
    struct mlf_rank_options *rank = &options.rank;
    rank->from = options.from.items;
    rank->from_n = options.from.n;
    rank->vectors = options.vectors.items;
    rank->vectors_n = options.vectors.n;
    const struct mlf_rank_order *order = rank->order = mlf_rank_order_find(options.by, rank);
    check_pairs();
    check_order(order);
    if (options.top)
        read_top(options.top);
    if (!order->run && (mlf_operand_count == 0 || strcmp(mlf_operands[0], "-") == 0))
        mlf_cli_usage_error("--stream reads its FILE twice: standard input will not do");
    if (options.stay && (mlf_operand_count == 0 || strcmp(mlf_operands[0], "-") == 0))
        mlf_cli_usage_error("--stay reads its FILE each time: standard input will not do");
    rank->jobs = mlf_common.jobs;
    rank->sections_named = options.group_by != NULL;
    by_text = mlf_strdup(options.by, err);
    group_by_text = mlf_strdup(options.group_by ? options.group_by : order->sections ? order->sections : "", err);
    if (!by_text || !group_by_text)
        return -1;
    if (!order->name)
        read_field(by_text);
    if (read_group_by(err))
        return -1;
    if (options.where && !(rank->where = mlf_filter_parse(options.where, err)))
        return mlf_fail_at(err, "--where");
    return 0;
}

void rank_options_free(void)
{
    free((void *)options.rank.group_by);
    mlf_filter_free((struct mlf_filter *)options.rank.where);
    free(by_text);
    free(group_by_text);
    by_text = group_by_text = NULL;
}
