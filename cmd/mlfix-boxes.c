#include <stdio.h>

#include "boxes-judge.h"
#include "boxes-masks.h"
#include "mlfix/base/cli.h"
#include "mlfix/base/err.h"
#include "mlfix/base/message.h"
#include "mlfix/base/stages.h"
#include "mlfix/record/detections.h"
#include "mlfix/record/records.h"

static struct boxes_options options;

static const struct mlf_option option_table[] = {
    {.name = "The detector's results", .kind = MLF_HEADING},
    {.name = "detections",
     .letter = 'd',
     .kind = MLF_TEXT,
     .value = &options.results,
     .argument = "FILE|DIR",
     .help = "the detector's results: COCO's results JSON, JSON Lines, or a folder of YOLO's text files"},
    {.name = "dataset",
     .kind = MLF_TEXT,
     .value = &options.dataset,
     .argument = "DATASET",
     .help = "the dataset that gave the records, for what its ids and classes are called"},
    {.name = "sure",
     .kind = MLF_NUMBER,
     .value = &options.sure,
     .argument = "P",
     .help = "confidence from which a detection counts against the labels (default: learnt)",
     .low = 1e-6,
     .high = 1},
    {.name = "A segmentation network's results", .kind = MLF_HEADING},
    {.name = "masks",
     .kind = MLF_TEXT,
     .value = &options.masks,
     .argument = "DIR",
     .help = "judge masks instead: a folder with NAME.png (classes) or NAME.npy (probabilities) for photos NAME"},
    {.name = "classes",
     .kind = MLF_TEXT,
     .value = &options.classes,
     .argument = "FILE",
     .help = "its classes in the order of their numbers, or labelmap.txt with their colours"},
    {0},
};

static const struct mlf_command command = {
    .name = "mlfix-boxes",
    .operands = "[FILE]",
    .summary = "judge boxes and masks by what a network sees in the photos",
    .options = option_table,
    .max_operands = 1,
};

static const char *check_options(void)
{
    if (options.results && options.masks)
        return "--detections and --masks judge different things: one at a time";
    if (options.classes && !options.masks)
        return "--classes names the classes of --masks, which is missing";
    if (options.masks && !options.classes)
        return "--masks needs --classes FILE: what the network's classes are called";
    if (options.masks && !options.dataset)
        return "--masks needs --dataset DATASET, which has the masks of the objects";
    return options.results || options.masks ? NULL : "--detections FILE|DIR, or --masks DIR, is missing";
}

static int run(const char *input, struct mlf_err *err)
{
    struct mlf_records records = {0};
    struct mlf_detections detections = {0};
    int status = -1;
    double begun = mlf_stage_begin("read the records");
    if (mlf_records_read(&records, input, mlf_common.jobs, err))
        goto done;
    mlf_stage_end("read the records", begun, 0);
    begun = mlf_stage_begin("judge the boxes");
    status =
        options.masks ? boxes_judge_masks(&records, &options, err) : boxes_judge(&records, &detections, &options, err);
    mlf_stage_end("judge the boxes", begun, 0);
    begun = mlf_stage_begin("write the records");
    if (status >= 0 && mlf_records_write(&records, NULL, records.n, NULL, stdout, mlf_common.jobs, err))
        status = -1;
    mlf_stage_end("write the records", begun, 0);
    mlf_stage_records(records.n);
done:
    mlf_records_free(&records);
    mlf_detections_free(&detections);
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
