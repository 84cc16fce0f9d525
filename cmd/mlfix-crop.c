/* Finds the labelled objects of a dataset, cuts them out of their photos, and
 * writes a record for each. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crop-formats.h"
#include "crop-notes.h"
#include "crop-pipe.h"
#include "crop-shards.h"
#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/cli.h"
#include "mlfix/base/err.h"
#include "mlfix/base/message.h"
#include "mlfix/base/progress.h"
#include "mlfix/base/path.h"
#include "mlfix/base/pipeline.h"
#include "mlfix/dataset/crop-names.h"
#include "mlfix/dataset/label-sets.h"
#include "mlfix/dataset/dataset.h"
#include "mlfix/doctor/doctor.h"
#include "mlfix/dataset/finding.h"
#include "mlfix/dataset/objects.h"
#include "mlfix/dataset/summary.h"
#include "mlfix/photo/cutter.h"
#include "mlfix/photo/vips.h"
#include "mlfix/record/shard.h"

static const char *const fits[] = {"contain", "cover", "squish", NULL};
static const char *const crop_masks[] = {"no", "cut", "dim", "outline", NULL}; /* enum mlf_cut_mask */
static const char *const file_types[] = {"jpg", "png", "webp", NULL};

static struct {
    struct mlf_hints hints;
    const char *output;
    long size;
    int fit;
    int mask;
    double context;
    long quality;
    int type;
    int resume;
    int doctor;
    const char *fixes;
    int unlabelled;
    int explain;
    const char *shard;
    struct mlf_shard part; /* from `shard` */
    long shards;
    const char *shards_to;
} options = {.size = 256, .quality = 95, .shards_to = "shard-*.jsonl"};

static const struct mlf_option table[] = {
    {.name = "The dataset", .kind = MLF_HEADING},
    {"format", 0, MLF_TEXT, &options.hints.format, "FORMAT",
     "the dataset's format, or 'list' to see those known (default: found by itself)", 0, 0, NULL},
    {"images", 'i', MLF_TEXT, &options.hints.images, "DIR", "where the photos are (default: found by itself)", 0, 0,
     NULL},
    {"columns", 'c', MLF_TEXT, &options.hints.columns, "MAP",
     "columns of a CSV file by name or number: 'image=file,label=3,xmin=x1,...'", 0, 0, NULL},
    {"encoding", 0, MLF_TEXT, &options.hints.encoding, "NAME",
     "how annotation files without a byte order mark are written, as 'iconv -l' names it (default: UTF-8)", 0, 0, NULL},
    {"label-field", 0, MLF_TEXT, &options.hints.label_field, "FIELD",
     "judge this attribute of the objects, such as occluded, as if it were their label", 0, 0, NULL},
    {"class-depth", 0, MLF_INTEGER, &options.hints.class_depth, "N",
     "the N-th folder of a photo's path is its class, where folders are the labels (default: found by itself)", 1, 64,
     NULL},
    {"explain", 0, MLF_FLAG, &options.explain, NULL,
     "say what was seen, what it was taken for and why, and what was left unread; no records", 0, 0, NULL},
    {"unlabelled", 0, MLF_FLAG, &options.unlabelled, NULL, "a record also for each photo without annotations", 0, 0,
     NULL},
    {"shard", 0, MLF_TEXT, &options.shard, "I/N",
     "only the I-th of N parts of the dataset, cut by photo (I/N@0 counts from 0)", 0, 0, NULL},
    {"shards", 0, MLF_INTEGER, &options.shards, "N", "write the records of all N parts, a file each, and no crops", 1,
     1000000, NULL},
    {"shards-to", 0, MLF_TEXT, &options.shards_to, "PATTERN",
     "these files, * being the number of the part (default: shard-*.jsonl)", 0, 0, NULL},
    {.name = "The crops", .kind = MLF_HEADING},
    {"output", 'o', MLF_TEXT, &options.output, "DIR",
     "write the crops below this folder (without it records only, and no photo is decoded)", 0, 0, NULL},
    {"size", 's', MLF_INTEGER, &options.size, "PIXELS",
     "longest side of a crop, larger ones are shrunk; 0 keeps them as they are (default: 256)", 0, 8192, NULL},
    {"fit", 0, MLF_CHOICE, &options.fit, NULL,
     "keep the aspect, cut to a square, or squeeze into a square (default: contain)", 0, 0, fits},
    {"context", 0, MLF_NUMBER, &options.context, "PERCENT",
     "show this much around a box, in percent of its longer side (default: 0)", 0, 400, NULL},
    {"mask", 0, MLF_CHOICE, &options.mask, NULL,
     "show the object's mask: what is not in it grey, or dark, or its outline (default: no)", 0, 0, crop_masks},
    {"type", 0, MLF_CHOICE, &options.type, NULL, "file type of the crops (default: jpg)", 0, 0, file_types},
    {"quality", 0, MLF_INTEGER, &options.quality, "N", "quality of jpg and webp files (default: 95)", 1, 100, NULL},
    {"resume", 0, MLF_FLAG, &options.resume, NULL, "leave alone crops that are there and newer than their photo", 0, 0,
     NULL},
    {.name = "Mistakes that need no model to be found", .kind = MLF_HEADING},
    {"doctor", 0, MLF_FLAG, &options.doctor, NULL, "look for doubtful boxes and labels that need no model to be found",
     0, 0, NULL},
    {"fixes", 0, MLF_TEXT, &options.fixes, "FILE",
     "write flags for the boxes that can be set right by arithmetic, for mlfix-apply", 0, 0, NULL},
    {0},
};

static const struct mlf_command command = {
    .name = "mlfix-crop",
    .operands = "DATASET",
    .summary = "cuts labelled objects out of the photos of a dataset",
    .options = table,
    .min_operands = 0,
    .max_operands = 1,
};

static int wants_list(void)
{
    return options.hints.format && !strcmp(options.hints.format, "list");
}

static const char *check_options(void)
{
    if (wants_list())
        return NULL;
    if (mlf_operand_count == 0)
        return "name the folder or annotation file of a dataset";
    if (options.fit != MLF_CUT_CONTAIN && options.size == 0)
        return "--fit cover and squish need a --size";
    if (options.output && !*options.output)
        return "--output needs the name of a folder";
    if (options.fixes && !*options.fixes)
        return "--fixes needs the name of a file";
    if (options.mask && !options.output)
        return "--mask shows masks in crops: it needs --output";
    if (options.resume && !options.output)
        return "--resume needs --output";
    if (options.shards && (options.output || options.shard))
        return "--shards writes all parts and no crops: --output and --shard are for who reads them";
    if (options.shards && crop_shards_check(options.shards_to))
        return crop_shards_check(options.shards_to);
    if (!options.shards && mlf_cli_given("shards-to"))
        return "--shards-to needs --shards";
    return options.shard ? mlf_shard_parse(&options.part, options.shard) : NULL;
}

/* One photo on its way through the pipeline. */
struct job {
    size_t photo;
    struct mlf_cut *cuts;
    size_t *objects; /* whose cuts they are */
    size_t n;
    int unreadable;
    struct mlf_err why;
};

struct run {
    struct mlf_dataset dataset;
    struct mlf_objects objects;
    struct mlf_cut_style style;
    size_t next_photo;
    char *done;     /* objects whose photo is done */
    size_t printed; /* all before this one are printed */
    size_t photos_done;
    size_t failed; /* items that could not be done */
    struct mlf_buf lines;
};

/* Prints what is ready, in the dataset's order. */
static int print_ready(struct run *run, struct mlf_err *err)
{
    struct mlf_objects *objects = &run->objects;

    mlf_buf_clear(&run->lines);
    for (; run->printed < objects->n && run->done[run->printed]; run->printed++) {
        const struct mlf_finding *finding = &objects->items[run->printed];
        const struct mlf_shard_place place = {.shard = options.part, .at = finding->at, .of = objects->whole};

        run->failed += mlf_finding_failed(finding) != 0;
        mlf_finding_print(finding, &run->dataset, options.shard ? &place : NULL, &run->lines);
    }
    if (mlf_buf_check(&run->lines, err))
        return -1;
    if (!options.shards && run->lines.length &&
        fwrite(run->lines.data, 1, run->lines.length, stdout) != run->lines.length)
        return mlf_fail_errno(err, "cannot write to stdout");
    return 0;
}

/* Whether the photo's size is needed, to make pixels of the box, and can be had. */
static int wants_size(const struct mlf_finding *finding)
{
    return finding->object.normalised &&
           !(finding->issues & (1U << MLF_ISSUE_MISSING | 1U << MLF_ISSUE_OUTSIDE_DATASET));
}

/* The next photo with the objects that are to be cut out of it. */
static void *next_job(void *context, int *failed, struct mlf_err *err)
{
    struct run *run = context;
    const struct mlf_photo_group *group;
    struct job *job;

    if (run->next_photo >= run->objects.photo_count)
        return NULL;
    group = &run->objects.photos[run->next_photo];
    job = mlf_alloc(1, sizeof(*job), err);
    if (!job || !(job->cuts = mlf_alloc(group->n, sizeof(*job->cuts), err)) ||
        !(job->objects = mlf_alloc(group->n, sizeof(*job->objects), err))) {
        if (job)
            free(job->cuts);
        free(job);
        *failed = 1;
        return NULL;
    }
    job->photo = run->next_photo++;
    for (size_t i = 0; i < group->n; i++) {
        const struct mlf_finding *finding = &run->objects.items[group->objects[i]];
        struct mlf_cut *cut = &job->cuts[job->n];

        if (!finding->crop && !wants_size(finding))
            continue;
        *cut = (struct mlf_cut){.has_bbox = finding->object.has_bbox,
                                .normalised = finding->object.normalised,
                                .seam = (finding->issues & 1U << MLF_ISSUE_SEAM) != 0,
                                .corners = finding->object.corners,
                                .mask = finding->mask,
                                .turned = finding->object.turned,
                                .frame_width = finding->object.width,
                                .frame_height = finding->object.height,
                                .target = finding->crop};
        memcpy(cut->bbox, finding->object.bbox, sizeof(cut->bbox));
        job->objects[job->n++] = group->objects[i];
    }
    return job;
}

static int cut_job(void *context, void *item, int worker, struct mlf_err *err)
{
    const struct run *run = context;
    struct job *job = item;
    char *path;
    int status;

    (void)worker;
    if (job->n == 0)
        return 0;
    if (!(path = mlf_path_join(run->dataset.images, run->objects.photos[job->photo].name, err)))
        return -1;
    status = mlf_cut_photo(path, &run->style, job->cuts, job->n, &job->why, err);
    job->unreadable = status > 0;
    free(path);
    return status < 0 ? -1 : 0;
}

/* The photo has another size than the annotation says. */
static int note_size(struct mlf_finding *finding, const struct mlf_cut *cut, struct mlf_err *err)
{
    char size[64];

    snprintf(size, sizeof(size), "[%d,%d]", cut->photo_width, cut->photo_height);
    return mlf_finding_measure(finding, MLF_ISSUE_SIZE, size, err);
}

/* What cutting found out about one object. */
static int take_cut(struct mlf_finding *finding, const struct job *job, const struct mlf_cut *cut, struct mlf_err *err)
{
    int status = 0;

    finding->frame = cut->frame;
    finding->object.normalised = cut->normalised;
    finding->turned = memcmp(finding->object.bbox, cut->bbox, sizeof(cut->bbox)) != 0;
    memcpy(finding->given, finding->object.bbox, sizeof(finding->given));
    memcpy(finding->object.bbox, cut->bbox, sizeof(cut->bbox));
    if (finding->rotated && cut->photo_width > 0)
        finding->rotated->obb = cut->obb;
    if (job->unreadable)
        status = mlf_finding_note(finding, MLF_ISSUE_UNREADABLE, job->why.text, err);
    if (cut->other_size)
        status |= note_size(finding, cut, err);
    if (cut->outside && !(finding->issues & 1U << MLF_ISSUE_SEAM))
        status |= mlf_finding_note(finding, MLF_ISSUE_OUTSIDE, NULL, err);
    if (cut->photo_width > 0 && finding->object.width == 0)
        status |= mlf_doctor_place(finding, cut->bbox, cut->photo_width, cut->photo_height, err);
    if (cut->empty)
        status |= mlf_finding_note(finding, MLF_ISSUE_OUTSIDE, "nothing of the photo is inside the box", err);
    if (!cut->written) {
        free(finding->crop);
        finding->crop = NULL;
    }
    return status;
}

static int finish_job(void *context, void *item, struct mlf_err *err)
{
    struct run *run = context;
    const struct job *job = item;
    const struct mlf_photo_group *group = &run->objects.photos[job->photo];

    for (size_t i = 0; i < job->n; i++)
        if (take_cut(&run->objects.items[job->objects[i]], job, &job->cuts[i], err))
            return -1;
    if (run->objects.label_sets && mlf_label_sets_share_crop(&run->objects, group, err))
        return -1;
    for (size_t i = 0; i < group->n; i++)
        run->done[group->objects[i]] = 1;
    if (job->unreadable)
        mlf_detail("%s", job->why.text);
    mlf_progress("photos", ++run->photos_done, run->objects.photo_count);
    return print_ready(run, err);
}

static void free_job(void *context, void *item)
{
    struct job *job = item;

    (void)context;
    free(job->cuts);
    free(job->objects);
    free(job);
}

static int cut_all(struct run *run, struct mlf_err *err)
{
    const struct mlf_pipeline pipeline = {next_job, cut_job, finish_job, free_job, run};
    int status;

    run->style = (struct mlf_cut_style){.size = (int)options.size,
                                        .fit = (enum mlf_cut_fit)options.fit,
                                        .pad = options.context,
                                        .quality = (int)options.quality,
                                        .mask = (enum mlf_cut_mask)options.mask,
                                        .resume = options.resume};
    if (mlf_vips_start(err))
        return -1;
    status = mlf_pipeline_run(&pipeline, mlf_common.jobs, err);
    mlf_vips_stop();
    return status;
}

/* What the doctor says and how crops are called depends on all objects; then
 * comes the choice of those that are wanted. */
static int choose(struct run *run, struct mlf_err *err)
{
    if ((options.unlabelled && mlf_objects_add_unlabelled(&run->objects, &run->dataset, err)) ||
        (!run->dataset.driver->may_be_empty && mlf_dataset_check_objects(&run->dataset, &run->objects, err)) ||
        (options.mask && crop_check_masks(&run->dataset, &run->objects, err)) ||
        (!run->objects.is_part && mlf_doctor_examine(&run->objects, &run->dataset, options.doctor, err)))
        return -1;
    if (run->objects.is_part && (options.shard || options.shards || options.doctor))
        return mlf_fail(err,
                        "the records are a part of a whole already, as their field 'shard' says: --shard, --shards "
                        "and --doctor are for the whole");
    if (options.shards && mlf_objects_mark_twins(&run->objects, err))
        return -1;
    if (options.output && (mlf_dataset_check_output(&run->dataset, options.output, err) ||
                           mlf_objects_name_crops(&run->objects, options.output, file_types[options.type], err)))
        return -1;
    if (!options.shard)
        return 0;
    return mlf_objects_keep_shard(&run->objects, &options.part, err);
}

/* Without crops photos are opened only for the sizes that make pixels of fractions. */
static int opens_photos(const struct mlf_objects *objects)
{
    for (size_t i = 0; i < objects->n; i++)
        if (wants_size(&objects->items[i]))
            return 1;
    return options.output != NULL;
}

static int run_crop(const char *path, struct mlf_err *err)
{
    struct run run = {.next_photo = 0};
    int opens;
    int status = -1;

    if (wants_list())
        return crop_list_formats(err);
    if (options.explain)
        return crop_explain(path, &options.hints, err);
    options.hints.masks = options.mask || options.doctor;
    if (mlf_dataset_open(&run.dataset, path, &options.hints, err))
        return -1;
    mlf_progress_enter("read the annotations");
    if (mlf_objects_read(&run.objects, &run.dataset, err) || mlf_label_sets_find(&run.objects, &run.dataset, err) ||
        choose(&run, err) || !(run.done = mlf_alloc(run.objects.n, 1, err)))
        goto done;
    mlf_progress_leave("read the annotations");
    opens = opens_photos(&run.objects);
    for (size_t i = 0; i < run.objects.n; i++)
        run.done[i] = !opens || run.objects.items[i].photo == MLF_NO_PHOTO;
    if (opens && cut_all(&run, err))
        goto done;
    if (print_ready(&run, err) ||
        (options.shards && crop_shards_write(&run.objects, &run.dataset, options.shards, options.shards_to, err)) ||
        crop_note_reading(&run.objects, &run.dataset, err) ||
        crop_note_doctor(&run.objects, &run.dataset, options.doctor, err) ||
        (options.fixes && crop_write_fixes(&run.objects, options.fixes, err)))
        goto done;
    status = mlf_cli_items_failed(run.failed, run.objects.n);
done:
    free(run.done);
    mlf_buf_free(&run.lines);
    mlf_objects_free(&run.objects);
    mlf_dataset_close(&run.dataset);
    return status;
}

/* The dataset that is named, or "-", which comes through a pipe. */
static int run_named(const char *name, struct mlf_err *err)
{
    struct crop_pipe pipe = {.path = NULL};
    int piped = name && strcmp(name, "-") == 0;
    int status = piped && crop_pipe_read(&pipe, err) ? -1 : run_crop(piped ? pipe.path : name, err);

    crop_pipe_name(&pipe, err);
    crop_pipe_close(&pipe);
    return status;
}

int main(int argc, char **argv)
{
    struct mlf_err err = {""};
    const char *wrong;

    mlf_cli_start(&command, argc, argv);
    wrong = check_options();
    if (wrong)
        mlf_cli_usage_error("%s", wrong);
    return mlf_cli_finish(run_named(mlf_operand_count ? mlf_operands[0] : NULL, &err), &err);
}
