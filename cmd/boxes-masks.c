/* See boxes-masks.h. The dataset says where objects are, the folder of the network's pictures what it sees; records and
 * objects are one by their ids. */

#include "boxes-masks.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "boxes-judge.h"
#include "boxes-network.h"
#include "boxes-scene.h"
#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/folder-list.h"
#include "mlfix/base/message.h"
#include "mlfix/base/parallel.h"
#include "mlfix/base/path.h"
#include "mlfix/base/progress.h"
#include "mlfix/dataset/dataset.h"
#include "mlfix/dataset/finding.h"
#include "mlfix/dataset/objects.h"
#include "mlfix/judge/mask-scene.h"
#include "mlfix/judge/mask-limits.h"
#include "mlfix/judge/record-boxes-data.h"
#include "mlfix/judge/record-masks.h"
#include "mlfix/photo/vips.h"
#include "mlfix/record/photo-index.h"
#include "mlfix/record/record.h"
#include "mlfix/record/records.h"

/* ---- What is there ---- */

static int read_dataset(struct masks *masks, struct mlf_err *err)
{
    struct mlf_hints hints = {.masks = 1};
    size_t any = 0;

    if (mlf_dataset_open(&masks->dataset, masks->options->dataset, &hints, err) ||
        mlf_objects_read(&masks->objects, &masks->dataset, err))
        return -1;
    for (size_t i = 0; i < masks->objects.n; i++)
        any += masks->objects.items[i].mask != NULL;
    if (any == 0)
        return mlf_fail(err, "no object of '%s' has a mask; boxes are judged with --detections",
                        masks->options->dataset);
    for (size_t i = 0; i < masks->objects.photo_count; i++) {
        char *path = mlf_path_join(masks->dataset.images, masks->objects.photos[i].name, err);
        size_t number = path ? mlf_photo_index_add(&masks->index, path, err) : (size_t)-1;

        free(path);
        if (number == (size_t)-1)
            return -1;
    }
    return 0;
}

/* Which classes objects have; an error where none is a label. */
static int match_classes(struct masks *masks, struct mlf_err *err)
{
    const struct mlf_string_set *names = &masks->classes.names;
    const struct mlf_string_set *labels = &masks->objects.labels;
    size_t known = 0;

    if (!(masks->is_object = mlf_alloc(names->n, 1, err)))
        return -1;
    for (size_t k = 0; k < names->n; k++)
        known += masks->is_object[k] = mlf_string_set_find(labels, names->items[k]) != MLF_NO_STRING;
    if (known == 0)
        return mlf_fail(err, "'%s': none of its classes, the first '%s', is a label of the dataset, such as '%s'",
                        masks->options->classes, names->items[0], labels->n ? labels->items[0] : "(none)");
    for (size_t k = 0; k < labels->n; k++)
        if (mlf_string_set_find(names, labels->items[k]) == MLF_NO_STRING)
            mlf_warn("the network has no class '%s': objects with that label are not judged", labels->items[k]);
    return 0;
}

static int is_picture(const char *name)
{
    const char *extension = mlf_path_extension(name);

    return !strcasecmp(extension, ".png") || !strcasecmp(extension, ".npy");
}

static int match_files(struct masks *masks, struct mlf_err *err)
{
    const char *folder = masks->options->masks;
    size_t pictures = 0;
    size_t strange = 0;

    if (mlf_folder_list(folder, NULL, NULL, &masks->files, &masks->file_count, err) ||
        !(masks->file_of = mlf_alloc(masks->objects.photo_count, sizeof *masks->file_of, err)))
        return -1;
    for (size_t i = 0; i < masks->file_count; i++) {
        size_t photo;
        int found;

        if (!is_picture(masks->files[i]))
            continue;
        char *stem = mlf_strndup(masks->files[i], (size_t)(mlf_path_extension(masks->files[i]) - masks->files[i]), err);
        found = stem ? mlf_photo_index_find(&masks->index, stem, &photo, err) : -1;
        free(stem);
        if (found < 0)
            return -1;
        pictures++;
        strange += !found;
        if (found && masks->file_of[photo])
            return mlf_fail(err, "'%s/%s' and '%s' there are both of the photo '%s'", folder,
                            masks->files[masks->file_of[photo] - 1], masks->files[i], masks->index.paths.items[photo]);
        if (found)
            masks->file_of[photo] = i + 1;
    }
    if (pictures == strange)
        return mlf_fail(err, "'%s' has no NAME.png or NAME.npy of a photo NAME of '%s'", folder,
                        masks->options->dataset);
    if (strange > 0)
        mlf_note("%zu files of '%s' are of photos without an object", strange, folder);
    return 0;
}

static int match_records(struct masks *masks, const struct mlf_records *records, struct mlf_err *err)
{
    struct mlf_string_set ids = {0};
    size_t *record = mlf_alloc(records->n, sizeof *record, err);
    int result = record && (masks->record_of = mlf_alloc(masks->objects.n, sizeof *masks->record_of, err)) ? 0 : -1;

    for (size_t i = 0; i < records->n && !result; i++) {
        char *id = mlf_record_string(&records->items[i], "id", err);
        size_t number;
        int added;

        result = !id || mlf_string_set_add(&ids, id, &number, &added, err) ? -1 : 0;
        if (!result && added)
            record[number] = i + 1;
        free(id);
        if (result && !(err && err->text[0]))
            result = mlf_fail(err, "%s:%zu: a record without an id", records->items[i].file, records->items[i].number);
    }
    for (size_t i = 0; i < masks->objects.n && !result; i++) {
        size_t number = mlf_string_set_find(&ids, masks->objects.items[i].object.id);

        masks->record_of[i] = number == MLF_NO_STRING ? 0 : record[number];
    }
    mlf_string_set_free(&ids);
    free(record);
    return result;
}

/* ---- All of them ---- */

/* The lists that records are written by. */
struct lists {
    struct mlf_judged_mask *masks;
    struct mlf_mask_verdict *verdicts;
    size_t *class_of;
    size_t n;
    struct mlf_missing_mask *missing;
    size_t m, capacity;
    double *quality;
    struct mlf_record_boxes_photo *facts;
};

static void scale_box(double bbox[4], const double scale[2])
{
    for (int k = 0; k < 4; k++)
        bbox[k] = rint(bbox[k] * scale[k % 2] * 100) / 100;
}

static int list_photo(const struct masks *masks, const struct mlf_records *records, size_t photo, struct lists *lists,
                      struct mlf_err *err)
{
    const struct mlf_photo_group *group = &masks->objects.photos[photo];
    const struct scene *scene = &masks->scenes[photo];
    const struct mlf_object *first = &masks->objects.items[group->objects[0]].object;

    lists->quality[photo] = scene->result.quality;
    lists->facts[photo] = (struct mlf_record_boxes_photo){group->name, masks->dataset.driver->name, first->file,
                                                          first->width, first->height};
    for (size_t k = 0; k < group->n && scene->verdicts; k++) {
        size_t object = group->objects[k];
        const struct mlf_finding *finding = &masks->objects.items[object];
        struct mlf_judged_mask mask = {.photo = photo, .label = finding->object.label, .verdict = scene->verdicts[k]};

        if (!masks->record_of[object] || !finding->mask || boxes_class_of(masks, finding) == masks->classes.names.n)
            continue;
        mask.record = masks->record_of[object] - 1;
        mlf_record_bbox(&records->items[mask.record], mask.bbox);
        scale_box(mask.verdict.bbox, scene->scale);
        lists->verdicts[lists->n] = mask.verdict;
        lists->class_of[lists->n] = boxes_class_of(masks, finding);
        lists->masks[lists->n++] = mask;
    }
    for (size_t k = 0; k < scene->result.n; k++) {
        if (mlf_grow(&lists->missing, &lists->capacity, lists->m + 1, sizeof *lists->missing, err))
            return -1;
        lists->missing[lists->m] = (struct mlf_missing_mask){photo, scene->result.missing[k]};
        scale_box(lists->missing[lists->m++].missing.bbox, scene->scale);
    }
    return 0;
}

static void say_found(const struct lists *lists, size_t photos, size_t added, const struct mlf_mask_limits *limits)
{
    size_t counts[5] = {0};
    size_t judged = 0;

    for (size_t i = 0; i < lists->n; i++)
        counts[lists->masks[i].verdict.finding]++;
    for (size_t p = 0; p < photos; p++)
        judged += !isnan(lists->quality[p]);
    mlf_note(
        "%zu masks in %zu photos that the network saw: %zu agree, %zu badly drawn, %zu with another label, %zu not "
        "seen; %zu missing, %zu of them new",
        lists->n, judged, counts[MLF_MASK_AGREES], counts[MLF_MASK_SHIFTED], counts[MLF_MASK_SWAPPED],
        counts[MLF_MASK_UNSEEN] + counts[MLF_MASK_UNKNOWN], lists->m, added);
    mlf_detail("the network is sure from a probability of %.3g on, masks are badly drawn below a boundary IoU of %.3g "
               "(small), %.3g (medium), %.3g (large)",
               limits->sure, limits->shift[0], limits->shift[1], limits->shift[2]);
}

/* Learns what the network can be trusted with, and leaves of what is missing that of which it is sure. */
static int decide(const struct masks *masks, struct lists *lists, struct mlf_mask_limits *limits, struct mlf_err *err)
{
    double *missing = mlf_alloc(lists->m, sizeof *missing, err);
    size_t kept = 0;

    if (!missing)
        return -1;
    for (size_t k = 0; k < lists->m; k++)
        missing[k] = lists->missing[k].missing.prob;
    if (mlf_mask_limits_learn(lists->verdicts, lists->class_of, lists->n, missing, lists->m, masks->options->sure,
                              limits, err)) {
        free(missing);
        return -1;
    }
    mlf_mask_limits_decide(limits, lists->verdicts, lists->class_of, lists->n, masks->is_object);
    for (size_t k = 0; k < lists->m; k++)
        if (missing[k] >= limits->sure)
            lists->missing[kept++] = lists->missing[k];
    lists->m = kept;
    for (size_t i = 0; i < lists->n; i++)
        lists->masks[i].verdict = lists->verdicts[i];
    free(missing);
    return 0;
}

static int write_all(struct masks *masks, struct mlf_records *records, struct lists *lists, struct mlf_err *err)
{
    size_t photos = masks->objects.photo_count;
    struct mlf_judged_masks judged = {.index = &masks->index, .names = (const char *const *)masks->classes.names.items};
    struct mlf_mask_limits limits;
    size_t added;

    if (!(lists->masks = mlf_alloc(masks->objects.n, sizeof *lists->masks, err)) ||
        !(lists->verdicts = mlf_alloc(masks->objects.n, sizeof *lists->verdicts, err)) ||
        !(lists->class_of = mlf_alloc(masks->objects.n, sizeof *lists->class_of, err)) ||
        !(lists->quality = mlf_alloc(photos, sizeof *lists->quality, err)) ||
        !(lists->facts = mlf_alloc(photos, sizeof *lists->facts, err)))
        return -1;
    for (size_t p = 0; p < photos; p++)
        if (list_photo(masks, records, p, lists, err))
            return -1;
    if (decide(masks, lists, &limits, err))
        return -1;
    judged.masks = lists->masks;
    judged.n = lists->n;
    judged.missing = lists->missing;
    judged.m = lists->m;
    judged.quality = lists->quality;
    judged.facts = lists->facts;
    judged.path = (char *)masks->options->masks;
    judged.jobs = mlf_common.jobs;
    if (mlf_record_masks_write(records, &judged, &added, err))
        return -1;
    say_found(lists, photos, added, &limits);
    return 0;
}

static void masks_free(struct masks *masks, struct lists *lists)
{
    for (size_t p = 0; p < masks->objects.photo_count && masks->scenes; p++) {
        free(masks->scenes[p].verdicts);
        free(masks->scenes[p].result.missing);
    }
    free(masks->scenes);
    network_classes_free(&masks->classes);
    free(masks->is_object);
    mlf_photo_index_free(&masks->index);
    mlf_folder_list_free(masks->files, masks->file_count);
    free(masks->file_of);
    free(masks->record_of);
    mlf_objects_free(&masks->objects);
    mlf_dataset_close(&masks->dataset);
    free(lists->masks);
    free(lists->verdicts);
    free(lists->class_of);
    free(lists->missing);
    free(lists->quality);
    free(lists->facts);
}

int boxes_judge_masks(struct mlf_records *records, const struct boxes_options *options, struct mlf_err *err)
{
    struct masks masks = {.options = options,
                          .sure = options->sure > 0 && options->sure < MLF_MASKS_SURE ? options->sure : MLF_MASKS_SURE};
    struct lists lists = {.n = 0};
    int result = -1;

    mlf_progress_enter("judge the masks");
    if (network_classes_read(&masks.classes, options->classes, err) || read_dataset(&masks, err) ||
        match_classes(&masks, err) || match_files(&masks, err) || match_records(&masks, records, err) ||
        !(masks.scenes = mlf_alloc(masks.objects.photo_count, sizeof *masks.scenes, err)) || mlf_vips_start(err))
        goto done;
    result = mlf_parallel(masks.objects.photo_count, mlf_common.jobs, boxes_judge_photo, &masks, err);
    mlf_vips_stop();
    if (!result)
        result = write_all(&masks, records, &lists, err);
done:
    mlf_progress_leave("judge the masks");
    masks_free(&masks, &lists);
    return result;
}
