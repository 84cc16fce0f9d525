/* Between the dataset's files, which say what a detector's results mean, and
 * the judging of records. */

#include "boxes-judge.h"

#include <stdlib.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/message.h"
#include "mlfix/dataset/catalogue-read.h"
#include "mlfix/dataset/catalogue.h"
#include "mlfix/results/results.h"
#include "mlfix/judge/record-boxes-data.h"
#include "mlfix/judge/record-boxes.h"
#include "mlfix/photo/decode.h"
#include "mlfix/photo/photo.h"
#include "mlfix/photo/vips.h"
#include "mlfix/record/detections.h"
#include "mlfix/record/photo-index.h"
#include "mlfix/record/record.h"
#include "mlfix/record/records.h"

struct bridge {
    const struct boxes_options *options;
    const struct mlf_detections *detections;
    struct mlf_catalogue catalogue;
    struct mlf_photo_index index;
    struct mlf_string_set labels; /* of the records */
    size_t *catalogue_photo;      /* of each of its photos: the number in the index */
    size_t *photo_of;
    const char **label_of;
    struct mlf_record_boxes_photo *facts;
};

/* The dataset's photos beside those of the records. */
static int add_catalogue(struct bridge *bridge, struct mlf_err *err)
{
    const struct mlf_catalogue *catalogue = &bridge->catalogue;
    if (!(bridge->catalogue_photo = mlf_alloc(catalogue->n, sizeof *bridge->catalogue_photo, err)))
        return -1;
    for (size_t i = 0; i < catalogue->n; i++) {
        size_t *photo = &bridge->catalogue_photo[i];
        int found = mlf_photo_index_ending(&bridge->index, catalogue->photos[i].relative, photo, err);
        if (!found)
            *photo = mlf_photo_index_add(&bridge->index, catalogue->photos[i].path, err);
        if (found < 0 || *photo == (size_t)-1)
            return -1;
    }
    if (!(bridge->facts = mlf_alloc(bridge->index.paths.n, sizeof *bridge->facts, err)))
        return -1;
    for (size_t i = 0; i < catalogue->n; i++) {
        const struct mlf_catalogue_photo *photo = &catalogue->photos[i];
        bridge->facts[bridge->catalogue_photo[i]] = (struct mlf_record_boxes_photo){
            photo->relative, catalogue->format, photo->file, photo->width, photo->height};
    }
    return 0;
}

/* None of the names is known; the first stands in the first detection. */
static int fail_strange(const struct bridge *bridge, const char *what, const char *first, struct mlf_err *err)
{
    char *place = mlf_detections_place(bridge->detections, 0, err);
    if (place)
        mlf_fail(err, "%s: none of the detections' %s, the first: '%s'%s", place, what, first,
                 bridge->options->dataset ? "" : "; name the dataset with --dataset where these are its ids");
    free(place);
    return -1;
}

/* What the results' names for photos mean. */
static int resolve_photos(struct bridge *bridge, struct mlf_err *err)
{
    const struct mlf_string_set *names = &bridge->detections->photos;
    size_t known = 0;
    if (!(bridge->photo_of = mlf_alloc(names->n, sizeof *bridge->photo_of, err)))
        return -1;
    for (size_t i = 0; i < names->n; i++) {
        size_t *photo = &bridge->photo_of[i];
        int found = mlf_catalogue_photo(&bridge->catalogue, names->items[i], photo, err);
        if (found > 0)
            *photo = bridge->catalogue_photo[*photo];
        else if (found == 0)
            found = mlf_photo_index_find(&bridge->index, names->items[i], photo, err);
        if (found < 0)
            return mlf_fail_at(err, "%s", bridge->options->results);
        if (!found)
            *photo = MLF_NO_BOX;
        known += (size_t)found;
    }
    if (names->n == 0 || known > 0)
        return 0;
    return fail_strange(bridge, "photos has a record", names->items[0], err);
}

static int list_labels(struct bridge *bridge, const struct mlf_records *records, struct mlf_err *err)
{
    for (size_t i = 0; i < records->n; i++) {
        char *label = mlf_record_string(&records->items[i], "label", err);
        int failed = label && mlf_string_set_add(&bridge->labels, label, NULL, NULL, err);
        free(label);
        if (failed || (!label && *err->text))
            return -1;
    }
    return 0;
}

/* What its names for classes mean: ids and names of the dataset, or labels of records. */
static int resolve_labels(struct bridge *bridge, struct mlf_err *err)
{
    const struct mlf_string_set *names = &bridge->detections->labels;
    size_t known = 0;
    if (!(bridge->label_of = mlf_alloc(names->n, sizeof *bridge->label_of, err)))
        return -1;
    for (size_t i = 0; i < names->n; i++) {
        const char *key = names->items[i], *label = mlf_catalogue_label(&bridge->catalogue, key, err);
        if (!label && *err->text)
            return mlf_fail_at(err, "%s", bridge->options->results);
        if (!label && mlf_string_set_find(&bridge->labels, key) != (size_t)-1)
            label = key;
        bridge->label_of[i] = label;
        known += label != NULL;
    }
    if (names->n == 0 || known > 0)
        return 0;
    return fail_strange(bridge, "classes is a label of the records", names->items[0], err);
}

static int size_of(const char *path, int size[2])
{
    struct mlf_photo photo;
    struct mlf_err why = {""};
    if (mlf_photo_size(&photo, path, &why))
        return 1;
    size[0] = photo.width;
    size[1] = photo.height;
    return 0;
}

/* The first detection that is of no photo, or of no class, of ours. */
static int say_strange(const struct bridge *bridge, const struct mlf_record_boxes_result *found, struct mlf_err *err)
{
    const struct mlf_detections *d = bridge->detections;
    size_t photo = d->n, label = d->n;
    for (size_t i = d->n; i-- > 0;) {
        if (bridge->photo_of[d->items[i].photo] == MLF_NO_BOX)
            photo = i;
        else if (!bridge->label_of[d->items[i].label])
            label = i;
    }
    char *photo_place = photo < d->n ? mlf_detections_place(d, photo, err) : NULL;
    char *label_place = label < d->n ? mlf_detections_place(d, label, err) : NULL;
    if (photo_place)
        mlf_note("%zu detections are of photos without a record, the first: %s: '%s'%s", found->elsewhere, photo_place,
                 d->photos.items[d->items[photo].photo],
                 bridge->options->dataset ? "" : " (--dataset tells of photos without annotations)");
    if (label_place)
        mlf_note("%zu detections are of classes that are no labels, the first: %s: '%s'", found->foreign, label_place,
                 d->labels.items[d->items[label].label]);
    int failed = (photo < d->n && !photo_place) || (label < d->n && !label_place);
    free(photo_place);
    free(label_place);
    return failed ? -1 : 0;
}

static int say_found(const struct bridge *bridge, const struct mlf_record_boxes_result *found, struct mlf_err *err)
{
    mlf_note("%zu boxes, %zu detections: %zu boxes agree, %zu badly placed, %zu with another label, %zu not seen; "
             "%zu missing",
             found->boxes, found->detections, found->agreeing, found->shifted, found->swapped,
             found->boxes - found->agreeing - found->shifted - found->swapped, found->missing);
    mlf_detail("detections are sure from a confidence of %.3g on, boxes badly placed below an IoU of %.3g (small), "
               "%.3g (medium), %.3g (large)",
               found->limits.sure, found->limits.shift[0], found->limits.shift[1], found->limits.shift[2]);
    if (found->sizeless > 0)
        mlf_warn("%zu detections are of photos that cannot be read, so that they have no place", found->sizeless);
    return say_strange(bridge, found, err);
}

int boxes_judge(struct mlf_records *records, struct mlf_detections *detections, const struct boxes_options *options,
                struct mlf_err *err)
{
    struct bridge bridge = {.options = options, .detections = detections};
    struct mlf_record_boxes_result found;
    int status = -1;
    if (mlf_results_read(detections, options->results, err) ||
        (options->dataset && mlf_catalogue_read(&bridge.catalogue, options->dataset, err)) ||
        mlf_record_boxes_index(&bridge.index, records, err) || list_labels(&bridge, records, err) ||
        add_catalogue(&bridge, err) || resolve_photos(&bridge, err) || resolve_labels(&bridge, err))
        goto done;
    if (detections->normalised && mlf_vips_start(err))
        goto done;
    struct mlf_record_boxes_options how = {.detections = detections,
                                           .index = &bridge.index,
                                           .photo_of = bridge.photo_of,
                                           .label_of = bridge.label_of,
                                           .facts = bridge.facts,
                                           .sure = options->sure,
                                           .jobs = mlf_common.jobs,
                                           .size_of = size_of};
    status = mlf_record_boxes_judge(records, &how, &found, err);
    if (detections->normalised)
        mlf_vips_stop();
    if (!status)
        status = say_found(&bridge, &found, err) ? -1 : found.sizeless > 0;
done:
    mlf_catalogue_free(&bridge.catalogue);
    mlf_photo_index_free(&bridge.index);
    mlf_string_set_free(&bridge.labels);
    free(bridge.catalogue_photo);
    free(bridge.photo_of);
    free((void *)bridge.label_of);
    free(bridge.facts);
    return status;
}
