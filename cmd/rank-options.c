#include "rank-options.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/cli.h"
#include "mlfix/base/err.h"
#include "mlfix/base/message.h"
#include "mlfix/judge/confident.h"
#include "mlfix/judge/model-outputs.h"
#include "mlfix/judge/suspicion.h"
#include "mlfix/rank/ranking.h"
#include "mlfix/rank/review-order.h"
#include "mlfix/record/filter-parse.h"

enum preset {
    PRESET_FAST,
    PRESET_DEFAULT,
    PRESET_BEST,
};
static const char *const preset_names[] = {"fast", "default", "best", NULL};
static const long preset_blocks[] = {5000, 10000, 17000};
static const double preset_lambdas[] = {0.25, 0.25, 0.4};

static const char *const measure_names[] = {"self-confidence", "margin", "entropy", "aum", NULL};
static const char *const alike_names[] = {"means", "looks", NULL};
static const char *const prune_names[] = {"confusion", "class", "noise-rate", "both", NULL};

struct rank_options options = {.fold_duplicates = -1, .preset = PRESET_DEFAULT, .prune = -1, .alike = -1, .rounds = 5};

static const struct mlf_option option_table[] = {
    {.name = "What to judge by, and what to write", .kind = MLF_HEADING},
    {.name = "by",
     .kind = MLF_TEXT,
     .value = &options.by,
     .argument = "WHAT",
     .help = "order by suspicion (default), similarity, outlier, duplicate, lookalike, slice, or FIELD, FIELD:asc, "
             "FIELD:desc; "
             "FIELD+FIELD: their mean"},
    {.name = "from",
     .kind = MLF_TEXTS,
     .value = &options.from,
     .argument = "WHERE",
     .help = "judge by your own model's probabilities: a field such as probs, fields such as 'prob_*', FILE.npy "
             "(may be repeated: their mean)"},
    {.name = "classes",
     .kind = MLF_TEXT,
     .value = &options.classes,
     .argument = "FILE",
     .help = "with --from: the classes in the order of the columns (default: the labels in alphabetical order)"},
    {.name = "ids",
     .kind = MLF_TEXT,
     .value = &options.ids,
     .argument = "FILE",
     .help = "with --from FILE.npy: the id of each row, one a line (default: row i is of record i)"},
    {.name = "logits",
     .kind = MLF_FLAG,
     .value = &options.logits,
     .help = "with --from: these are logits, or logarithms of probabilities"},
    {.name = "fuse",
     .kind = MLF_FLAG,
     .value = &options.fuse,
     .help = "with --from: judge by the vectors as well, both in one score"},
    {.name = "stream",
     .kind = MLF_FLAG,
     .value = &options.stream,
     .help = "with --from FILE.npy: keep no records, write them in the order in which they come"},
    {.name = "measure",
     .kind = MLF_CHOICE,
     .value = &options.measure,
     .help = "with --from: what score is made of (default: self-confidence)",
     .choices = measure_names},
    {.name = "prune",
     .kind = MLF_CHOICE,
     .value = &options.prune,
     .help = "with --from: what confident learning calls wrong (default: noise-rate)",
     .choices = prune_names},
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
    {.name = "join",
     .kind = MLF_TEXTS,
     .value = &options.join,
     .argument = "FILE",
     .help = "bring the columns of this CSV, TSV or JSON Lines file into the records (may be repeated)"},
    {.name = "on",
     .kind = MLF_TEXTS,
     .value = &options.on,
     .argument = "COLUMN=FIELD",
     .help = "which row of --join belongs to which record: its column, by name or number, has the field's text"},
    {.name = "detections",
     .letter = 'd',
     .kind = MLF_TEXT,
     .value = &options.detections,
     .argument = "FILE|DIR",
     .help = "judge boxes by a detector's results: COCO's results JSON, JSON Lines, or a folder of YOLO's text files"},
    {.name = "dataset",
     .kind = MLF_TEXT,
     .value = &options.dataset,
     .argument = "DATASET",
     .help = "with --detections: the dataset that gave the records, for what its ids and classes are called"},
    {.name = "sure",
     .kind = MLF_NUMBER,
     .value = &options.sure,
     .argument = "P",
     .help = "with --detections: confidence from which a detection counts against the labels (default: learnt)",
     .low = 1e-6,
     .high = 1},
    {.name = "where",
     .letter = 'w',
     .kind = MLF_TEXT,
     .value = &options.where,
     .argument = "EXPR",
     .help = "show only records that match, such as 'label=stop and pred!=stop'; all take part in the judging"},
    {.name = "per-group",
     .kind = MLF_INTEGER,
     .value = &options.per_group,
     .argument = "N",
     .help = "keep only the first N records of each section",
     .low = 1,
     .high = 1e15},
    {.name = "sample",
     .kind = MLF_INTEGER,
     .value = &options.sample,
     .argument = "N",
     .help = "keep N records drawn at random with --seed, to estimate how many are wrong",
     .low = 1,
     .high = 1e15},
    {.name = "normalise",
     .kind = MLF_FLAG,
     .value = &options.normalise,
     .help = "make score the share of its section that is less doubtful"},
    {.name = "lookalikes",
     .kind = MLF_FLAG,
     .value = &options.lookalikes,
     .help = "suspected ones first, all others in one chain of look-alikes"},
    {.name = "alike",
     .kind = MLF_CHOICE,
     .value = &options.alike,
     .help = "what stands side by side: what looks and means alike (default), or only looks alike",
     .choices = alike_names},
    {.name = "strict",
     .kind = MLF_FLAG,
     .value = &options.strict,
     .help = "strictly by score, no chains of look-alikes"},
    {.name = "fold-by",
     .kind = MLF_TEXT,
     .value = &options.fold_by,
     .argument = "FIELD",
     .help = "records with the same value never vouch for each other (default: image, and near-duplicates)"},
    {.name = "fold-duplicates",
     .kind = MLF_FLAG,
     .value = &options.fold_duplicates,
     .help = "near-duplicates never vouch for each other (default: unless --fold-by is given)"},
    {.name = "keep-embedding",
     .kind = MLF_FLAG,
     .value = &options.keep_embedding,
     .help = "leave the field embedding in the records"},
    {.name = "vectors",
     .kind = MLF_TEXT,
     .value = &options.vectors,
     .argument = "FILE.npy",
     .help = "take the vectors from this file, by the field row"},
    {.name = "report",
     .kind = MLF_TEXT,
     .value = &options.report,
     .argument = "FILE",
     .help = "write a summary of classes, confusions and estimated noise as JSON"},
    {.name = "reviewed",
     .kind = MLF_TEXTS,
     .value = &options.reviewed,
     .argument = "FILE",
     .help = "flags of past reviews, or a dataset's ledger: what was decided is trusted, and not asked again "
             "(may be repeated)"},
    {.name = "compare",
     .kind = MLF_TEXTS,
     .value = &options.compare,
     .argument = "FLAGS",
     .help = "print a model's error by the labels as they are and as this flag file corrects them (may be repeated)"},
    {.name = "sheets",
     .kind = MLF_TEXT,
     .value = &options.sheets,
     .argument = "DIR|FILE",
     .help = "with --compare: the sheets whose cells the flags name"},
    {.name = "rounds",
     .kind = MLF_INTEGER,
     .value = &options.rounds,
     .argument = "N",
     .help = "with --compare: how often the objects are dealt to folds (default: 5)",
     .low = 2,
     .high = 1000},
    {.name = "preset",
     .kind = MLF_CHOICE,
     .value = &options.preset,
     .help = "how much is compared with how much (default: default)",
     .choices = preset_names},
    {.name = "block",
     .kind = MLF_INTEGER,
     .value = &options.block,
     .argument = "N",
     .help = "items compared exactly with each other (default: 5000, 10000, 17000 for the presets)",
     .low = 2,
     .high = 100000},
    {.name = "seed",
     .kind = MLF_INTEGER,
     .value = &options.seed,
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

/* Cut into names in place. */
static char *by_text, *group_by_text;

static const char *check_from(const struct mlf_rank_options *rank)
{
    if (options.from.n == 0 && (options.classes || options.ids || options.logits || options.fuse || options.stream))
        return "--classes, --ids, --logits, --fuse and --stream go with --from";
    if (options.from.n > 0 && rank->by != MLF_BY_SUSPICION)
        return "--from goes with --by suspicion";
    if (options.from.n > 0 && !options.fuse && (options.lookalikes || options.fold_by || options.vectors))
        return "--from needs no vectors: --lookalikes, --fold-by and --vectors have no meaning with it";
    if (options.fuse && (options.measure != MLF_MEASURE_SELF_CONFIDENCE || options.prune >= 0))
        return "--fuse has its own score: --measure and --prune have no meaning with it";
    return NULL;
}

static const char *check_stream(void)
{
    if (options.from.n == 0 || options.ids || options.fuse)
        return "--stream needs --from FILE.npy, without --ids and --fuse";
    if (options.group_by || options.top || options.per_group || options.sample || options.normalise ||
        options.join.n > 0 || options.reviewed.n > 0 || options.detections || options.strict)
        return "--stream keeps no records: it cannot join, order, number or choose them, save by --where";
    if (mlf_operand_count == 0 || strcmp(mlf_operands[0], "-") == 0)
        return "--stream reads its FILE twice: standard input will not do";
    return NULL;
}

/* A comparison judges the labels and ranks nothing. */
static const char *check_compare(const struct mlf_rank_options *rank)
{
    if (options.compare.n == 0)
        return options.sheets || options.rounds != 5 ? "--sheets and --rounds go with --compare" : NULL;
    if (rank->by != MLF_BY_SUSPICION || options.from.n > 0 || options.detections || options.join.n > 0 ||
        options.reviewed.n > 0 || options.where || options.group_by || options.top || options.per_group ||
        options.sample || options.normalise || options.lookalikes || options.strict || options.alike >= 0 ||
        options.keep_embedding)
        return "--compare writes no records: it goes with --sheets, --rounds, --fold-by, --fold-duplicates, --vectors, "
               "--report and --seed";
    return NULL;
}

/* What has no meaning where the boxes alone are judged. */
static const char *check_boxes(void)
{
    if (options.lookalikes || options.strict || options.alike >= 0 || options.fold_by || options.vectors ||
        options.report)
        return "--lookalikes, --strict, --alike, --fold-by, --vectors and --report need --by suspicion beside "
               "--detections";
    return NULL;
}

static const char *check_options(struct mlf_rank_options *rank, int boxes)
{
    const char *wrong = boxes ? check_boxes() : NULL;
    if (!wrong)
        wrong = rank_read_by(rank, by_text);
    if (!wrong && options.top)
        wrong = rank_read_top(rank);
    if (wrong)
        return wrong;
    if (options.lookalikes && options.strict)
        return "--lookalikes and --strict are two orders: give one of them";
    if (rank->by != MLF_BY_SUSPICION && (options.lookalikes || options.strict))
        return "--lookalikes and --strict go with --by suspicion";
    if (options.alike >= 0 && (options.strict || rank->by != MLF_BY_SUSPICION || (options.from.n > 0 && !options.fuse)))
        return "--alike is about the chains of --by suspicion: there are none with --strict, and none with --from "
               "without --fuse";
    if (rank->by != MLF_BY_SUSPICION && rank->by != MLF_BY_SLICE && options.report)
        return "--report goes with --by suspicion and --by slice";
    if (options.reviewed.n > 0 && rank->by != MLF_BY_SUSPICION)
        return "--reviewed goes with --by suspicion";
    if (!wrong)
        wrong = check_from(rank);
    if (!wrong)
        wrong = check_compare(rank);
    if (!wrong && options.stream)
        wrong = check_stream();
    if (wrong)
        return wrong;
    if (options.join.n > 0 && options.on.n == 0)
        return "--join needs --on COLUMN=FIELD, such as --on 1=crop";
    if (options.on.n > 1 && options.on.n != options.join.n)
        return "--on is given once for all --join, or once for each";
    if (options.on.n > 0 && options.join.n == 0)
        return "--on goes with --join";
    if (!options.detections && (options.dataset || options.sure > 0))
        return "--dataset and --sure go with --detections";
    if (options.sample && (options.top || options.per_group))
        return "--sample draws from all records, not from the first: give it without --top and --per-group";
    if (options.normalise &&
        (rank->by == MLF_BY_SIMILARITY || rank->by == MLF_BY_DUPLICATE || rank->by == MLF_BY_LOOKALIKE))
        return "--normalise needs a score or a field, which --by similarity, duplicate and lookalike have not";
    return NULL;
}

static int read_group_by(struct mlf_rank_options *rank, struct mlf_err *err)
{
    size_t n = 1;
    for (const char *c = group_by_text; *c; c++)
        n += *c == ',';
    const char **names = mlf_alloc(n, sizeof *names, err);
    if (!names)
        return -1;
    rank->group_by = names;
    for (char *rest = group_by_text, *name; (name = strsep(&rest, ",")) != NULL;)
        if (*name)
            names[rank->group_by_n++] = name;
    return 0;
}

static enum mlf_order_mode chosen_mode(const struct mlf_rank_options *rank)
{
    if (rank->by == MLF_BY_SIMILARITY)
        return MLF_ORDER_SIMILARITY;
    if (rank->by != MLF_BY_SUSPICION || (options.from.n > 0 && !options.fuse) || options.strict)
        return MLF_ORDER_SCORE;
    return options.lookalikes ? MLF_ORDER_LOOKALIKES : MLF_ORDER_BANDS;
}

int rank_options_settle(struct mlf_rank_options *rank, struct mlf_err *err)
{
    int boxes = options.detections && !options.by && options.from.n == 0;
    const char *by = options.by ? options.by : "suspicion";
    int sections = strcmp(by, "outlier") != 0 && strcmp(by, "slice") != 0;
    by_text = mlf_strdup(by, err);
    group_by_text = mlf_strdup(options.group_by ? options.group_by
                               : boxes          ? "detection.class"
                               : sections       ? "label"
                                                : "",
                               err);
    if (!by_text || !group_by_text)
        return -1;
    const char *wrong = check_options(rank, boxes);
    if (wrong)
        mlf_cli_usage_error("%s", wrong);
    if (read_group_by(rank, err))
        return -1;
    if (options.where && !(rank->where = mlf_filter_parse(options.where, err)))
        return mlf_fail_at(err, "--where");
    if (boxes)
        rank->by = MLF_BY_BOXES;
    rank->mode = boxes ? MLF_ORDER_SCORE : chosen_mode(rank);
    rank->from = options.from.items;
    rank->from_n = options.from.n;
    rank->classes = options.classes;
    rank->ids = options.ids;
    rank->logits = options.logits;
    rank->fuse = options.fuse;
    rank->measure = (enum mlf_measure)options.measure;
    rank->prune = options.prune < 0 ? MLF_PRUNE_NOISE_RATE : (enum mlf_prune)options.prune;
    rank->fold_by = options.fold_by;
    rank->fold_duplicates = options.fold_duplicates > 0                       ? MLF_FOLD_DUPLICATES_YES
                            : options.fold_duplicates < 0 && !options.fold_by ? MLF_FOLD_DUPLICATES_AUTO
                                                                              : MLF_FOLD_DUPLICATES_NO;
    rank->looks = options.alike == 1;
    rank->per_group = (size_t)options.per_group;
    rank->sample = (size_t)options.sample;
    rank->seed = (uint64_t)options.seed;
    rank->normalise = options.normalise;
    rank->jobs = mlf_common.jobs;
    mlf_suspicion_defaults(&rank->suspicion);
    rank->suspicion.kernel.block = (size_t)(options.block ? options.block : preset_blocks[options.preset]);
    rank->suspicion.kernel.lambda = preset_lambdas[options.preset];
    rank->suspicion.kernel.seed = (uint64_t)options.seed;
    return 0;
}

void rank_options_free(struct mlf_rank_options *rank)
{
    free((void *)rank->group_by);
    mlf_filter_free((struct mlf_filter *)rank->where);
    free(by_text);
    free(group_by_text);
    by_text = group_by_text = NULL;
}
