/* Describes each object by a vector learnt from the pictures themselves. */
#include <math.h>
#include <stdlib.h>

#include "embed-network.h"
#include "embed-parts.h"
#include "mlfix/base/cli.h"
#include "mlfix/base/limits.h"
#include "mlfix/base/message.h"
#include "mlfix/base/stages.h"
#include "mlfix/embed/mirror.h"
#include "mlfix/embed/model-file.h"
#include "mlfix/embed/model.h"
#include "mlfix/embed/thumbnails.h"
#include "mlfix/network/family.h"
#include "mlfix/network/network.h"
#include "mlfix/numeric/npy-ids.h"
#include "mlfix/numeric/npy-write.h"
#include "mlfix/numeric/npy.h"
#include "mlfix/photo/vips.h"

/* As MLF_CHOICE counts them. */
enum mirror {
    MIRROR_NO,
    MIRROR_YES,
    MIRROR_AUTO,
};
static const char *const mirror_names[] = {"no", "yes", "auto", NULL};

struct embed_options options = {.preset = MLF_PRESETS, .flip = -1, .mirror = -1, .seed = -1};

static const struct mlf_option option_table[] = {
    {.name = "What is learnt", .kind = MLF_HEADING},
    {"preset", 0, MLF_CHOICE, &options.preset, NULL, "how much work goes into the vectors (default: default)", 0, 0,
     mlf_recipe_preset_names},
    {"dim", 0, MLF_INTEGER, &options.dim, "N",
     "length of the vectors, at most (default: 576, 512, 1536 by preset; not for bovw)", 1, 4096, NULL},
    {"mirror", 0, MLF_CHOICE, &options.mirror, NULL,
     "whether a mirrored picture means the same; auto: find out by the labels (default: no)", 0, 0, mirror_names},
    {"flip", 0, MLF_FLAG, &options.flip, NULL, "a mirrored picture means the same: --mirror yes", 0, 0, NULL},
    {"seed", 0, MLF_INTEGER, &options.seed, "N", "start of the random numbers (default: 1)", 0, 1e15, NULL},
    {.name = "What was learnt, to be used again", .kind = MLF_HEADING},
    {"save", 0, MLF_TEXT, &options.save, "FILE", "write what was learnt to this file", 0, 0, NULL},
    {"model", 0, MLF_TEXT, &options.model, "FILE", "use what was learnt earlier instead of learning", 0, 0, NULL},
    {.name = "Vectors from and for other programs", .kind = MLF_HEADING},
    {"import", 0, MLF_TEXT, &options.import, "FILE.npy", "take the vectors from this file, row by row", 0, 0, NULL},
    {"ids", 0, MLF_TEXT, &options.ids, "FILE", "the ids of the imported rows, one a line", 0, 0, NULL},
    {"export", 0, MLF_TEXT, &options.export, "FILE.npy", "also write the vectors to this file", 0, 0, NULL},
    {"vectors", 0, MLF_TEXT, &options.vectors, "FILE.npy",
     "write the vectors to this file and only their rows into the records", 0, 0, NULL},
    {.name = "A pretrained network", .kind = MLF_HEADING},
    {"net", 0, MLF_TEXT, &network_options.model, "MODEL.onnx", "also describe each object by this pretrained network",
     0, 0, NULL},
    {"net-vectors", 0, MLF_TEXT, &network_options.vectors, "FILE.npy",
     "write the network's vectors to this file, row by row as --vectors", 0, 0, NULL},
    {"net-library", 0, MLF_TEXT, &network_options.library, "FILE",
     "ONNX Runtime (MLFIX_NET_LIBRARY, else libonnxruntime.so.1)", 0, 0, NULL},
    {"net-as", 0, MLF_CHOICE, &network_options.family, NULL,
     "how the network's pictures are prepared (what lies beside the model; else by its input)", 0, 0,
     mlf_network_family_names},
    {"net-side", 0, MLF_INTEGER, &network_options.side, "N", "side of its pictures (the model's, else 128)", 1,
     MLF_LIMIT_NETWORK_SIDE, NULL},
    {"net-mean", 0, MLF_TEXT, &network_options.mean, "R,G,B", "is taken from its pictures' numbers", 0, 0, NULL},
    {"net-std", 0, MLF_TEXT, &network_options.deviation, "R,G,B", "divides its pictures' numbers", 0, 0, NULL},
    {"net-output", 0, MLF_TEXT, &network_options.output, "NAME", "the output that is taken (the only vector)", 0, 0,
     NULL},
    {"net-root", 0, MLF_CHOICE, &network_options.root, NULL,
     "take the square root of its numbers (auto: where none is negative)", 0, 0, embed_root_names},
    {"net-batch", 0, MLF_INTEGER, &network_options.batch, "N", "pictures of one run (the model's, else 8)", 1,
     MLF_LIMIT_NETWORK_BATCH, NULL},
    {.name = "The records and their pictures", .kind = MLF_HEADING},
    {"shard", 0, MLF_TEXT, &options.shard, "I/N",
     "only the I-th of N parts of the records, cut by photo, with --model (I/N@0 counts from 0)", 0, 0, NULL},
    {"picture-quality", 0, MLF_FLAG, &options.quality, NULL,
     "also say which pictures are dark, bright, blurred, plain, of unusual size (default: no)", 0, 0, NULL},
    {0},
};

static const struct mlf_command command = {
    .name = "mlfix-embed",
    .operands = "[FILE]",
    .summary = "describe each object by a vector learnt from the pictures",
    .options = option_table,
    .max_operands = 1,
};

static const char *check_options(const struct embed_options *o)
{
    int learning = o->preset != MLF_PRESETS || o->dim || o->flip != -1 || o->mirror != -1 || o->seed != -1 || o->save;
    if (o->model && o->import)
        return "--model and --import exclude each other";
    if ((o->model || o->import) && learning)
        return "--preset, --dim, --flip, --mirror, --seed and --save are for learning, not for --model or --import";
    if (o->flip != -1 && o->mirror != -1)
        return "--flip is --mirror yes: give one of them";
    if (o->preset == MLF_PRESET_BOVW && o->dim)
        return "--dim is not for bovw, whose vectors have a number for each of its 1024 words";
    if (o->ids && !o->import)
        return "--ids needs --import";
    if (o->export && o->vectors)
        return "--export and --vectors exclude each other";
    if (o->shard && !o->model && !o->import)
        return "--shard needs --model: vectors of what is learnt from each part alone cannot be compared";
    if (o->shard && o->import && !o->ids)
        return "--shard with --import needs --ids: the rows are those of all records";
    if (o->shard && o->quality)
        return "--shard and --picture-quality exclude each other: pictures are compared with those of all records";
    const char *wrong = o->shard ? mlf_shard_parse(&options.part, o->shard) : NULL;
    if (wrong)
        return wrong;
    return embed_network_check_options(&network_options, o->vectors);
}

static struct mlf_recipe chosen_recipe(void)
{
    struct mlf_recipe recipe = mlf_recipe_of(options.preset == MLF_PRESETS ? MLF_PRESET_DEFAULT : options.preset);
    recipe.dim = options.dim ? (size_t)options.dim : recipe.dim;
    recipe.flip = options.flip == 1 || options.mirror == MIRROR_YES;
    recipe.seed = options.seed < 0 ? recipe.seed : (uint64_t)options.seed;
    return recipe;
}

/* Whether the labels are foretold better with mirror images. */
static int choose_mirror(struct embed_job *job, struct mlf_recipe *recipe, struct mlf_err *err)
{
    struct mlf_mirror mirror;
    struct mlf_thumbs thumbs = {job->bytes, job->usable, job->records.n};
    size_t classes;
    size_t *label = embed_number_labels(&job->records, &classes, err);
    int status = label ? mlf_mirror_choose(&mirror, &thumbs, label, classes, recipe->seed, mlf_common.jobs, err) : -1;
    free(label);
    if (status)
        return -1;
    recipe->flip = mirror.keep;
    if (mirror.pictures == 0)
        mlf_note("mirror images are not used: too few pictures have labels to tell whether they mean the same");
    else
        mlf_note("mirror images are %s: they change the error of foretelling the labels of %zu pictures from %.4f to "
                 "%.4f, %.1f standard errors %s (agreement %.1f %%, with them %.1f %%)",
                 mirror.keep ? "used" : "not used", mirror.pictures, mirror.error[0], mirror.error[1],
                 fabs(mirror.certainty), mirror.certainty < 0 ? "worse" : "better", 100 * mirror.agree[0],
                 100 * mirror.agree[1]);
    return 0;
}

/* Learns from the pictures held, and has the vectors of all in job->vectors; none
 * where no record has a picture. */
static int learn(struct embed_job *job, struct mlf_err *err)
{
    struct mlf_recipe recipe = chosen_recipe();
    size_t n = job->records.n, usable = 0;
    for (size_t i = 0; i < n; i++)
        usable += job->usable[i];
    job->dim = 1;
    if (usable == 0 && !options.save)
        return 0;
    if (options.mirror == MIRROR_AUTO && choose_mirror(job, &recipe, err))
        return -1;
    struct mlf_thumbs thumbs = {job->bytes, job->usable, n};
    if (mlf_model_learn(&job->model, &recipe, &thumbs, &job->vectors, mlf_common.jobs, err) ||
        (options.save && mlf_model_write(&job->model, options.save, err)))
        return -1;
    job->dim = job->model.dim;
    mlf_detail("learnt from %zu pictures: vectors of %zu", usable, job->dim);
    return 0;
}

static int open_import(struct embed_job *job, struct mlf_err *err)
{
    if (mlf_npy_open(&job->import, options.import, err))
        return -1;
    job->dim = job->import.columns;
    return options.ids ? mlf_npy_ids_read(&job->ids, options.ids, job->import.rows, err) : 0;
}

static int start(struct embed_job *job, const char *input, struct mlf_err *err)
{
    const char *out = options.vectors ? options.vectors : options.export;
    int learning = !options.model && !options.import;
    if (embed_network_open(job, err))
        return -1;
    if (options.model) {
        if (mlf_model_read(&job->model, options.model, err))
            return -1;
        job->dim = job->model.dim;
    } else if (options.import && open_import(job, err)) {
        return -1;
    }
    if (learning || options.quality ? embed_hold(job, input, err) : mlf_reader_open(&job->reader, input, err))
        return -1;
    if (learning && learn(job, err))
        return -1;
    return out ? mlf_npy_create(&job->out, out, job->dim, err) : 0;
}

static int finish(struct embed_job *job, struct mlf_err *err)
{
    if (options.import && !options.ids && job->next != job->import.rows)
        return mlf_fail(err, "'%s' has %zu rows for %zu records", options.import, job->import.rows, job->next);
    if (job->out.temp.file && mlf_npy_finish(&job->out, err))
        return -1;
    if (job->network_out.temp.file && mlf_npy_finish(&job->network_out, err))
        return -1;
    size_t failures = atomic_load(&job->failures);
    if (failures)
        mlf_note("%zu of %zu records could not be embedded", failures, job->next);
    return mlf_cli_items_failed(failures, job->next);
}

static int run(const char *input, struct mlf_err *err)
{
    struct embed_job job = {0};
    int status = -1;
    if (mlf_vips_start(err) || start(&job, input, err))
        goto done;
    double begun = mlf_stage_begin("write the records");
    if (embed_stream(&job, err))
        goto done;
    mlf_stage_end("write the records", begun, 0);
    mlf_stage_records(job.next);
    status = finish(&job, err);
done:
    mlf_npy_discard(&job.out);
    mlf_npy_discard(&job.network_out);
    mlf_network_close(job.network);
    mlf_model_free(&job.model);
    mlf_npy_close(&job.import);
    mlf_npy_ids_free(&job.ids);
    mlf_reader_close(&job.reader);
    mlf_records_free(&job.records);
    free(job.bytes);
    free(job.usable);
    free(job.quality);
    free(job.unusual);
    free(job.vectors);
    mlf_vips_stop();
    return status;
}

int main(int argc, char **argv)
{
    struct mlf_err err = {""};
    mlf_cli_start(&command, argc, argv);
    const char *wrong = check_options(&options);
    if (wrong)
        mlf_cli_usage_error("%s", wrong);
    return mlf_cli_finish(run(mlf_operand_count ? mlf_operands[0] : "-", &err), &err);
}
