#include "mlfix/dataset/label-sets.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/dataset/finding.h"
#include "mlfix/dataset/objects.h"

/* One in so many photos has to have two labels, or none. */
#define RARE ((size_t)50)

static int is_member(const struct mlf_finding *finding)
{
    return !finding->object.has_bbox && !finding->error && !(finding->issues & UINT64_C(1) << MLF_ISSUE_TWICE) &&
           !finding->object.track && (finding->object.label || finding->object.no_label_set);
}

static int by_pointer(const void *a, const void *b)
{
    const char *x = *(const char *const *)a, *y = *(const char *const *)b;
    return x < y ? -1 : x > y;
}

/* The different labels of the photo's members, which are kept once each. *twice: an annotator gave two. */
static size_t count_labels(const struct mlf_objects *objects, const struct mlf_photo_group *photo, const char **labels,
                           int *twice)
{
    const char *last_by = NULL, *last = NULL;
    size_t n = 0, different = 0;

    *twice = 0;
    for (size_t i = 0; i < photo->n; i++) {
        const struct mlf_finding *finding = &objects->items[photo->objects[i]];
        const char *by = finding->object.annotator ? finding->object.annotator : "";

        if (!is_member(finding) || !finding->object.label)
            continue;
        *twice |= last && last != finding->object.label && !strcmp(last_by, by);
        last = finding->object.label;
        last_by = by;
        labels[n++] = finding->object.label;
    }
    if (n > 0)
        qsort(labels, n, sizeof *labels, by_pointer);
    for (size_t i = 0; i < n; i++)
        different += i == 0 || labels[i] != labels[i - 1];
    return different;
}

static void mark(struct mlf_objects *objects, const struct mlf_photo_group *photo, size_t labels)
{
    for (size_t i = 0; i < photo->n; i++) {
        struct mlf_finding *finding = &objects->items[photo->objects[i]];

        if (!is_member(finding))
            continue;
        finding->in_set = 1;
        finding->set_labels = labels < UINT_MAX ? (unsigned)labels : UINT_MAX;
    }
}

/* Records say of themselves what they are. */
static void mark_records(struct mlf_objects *objects)
{
    for (size_t i = 0; i < objects->n; i++) {
        struct mlf_finding *finding = &objects->items[i];

        finding->in_set = !finding->object.has_bbox && finding->object.fields &&
                          strstr(finding->object.fields, ",\"labels\":") != NULL;
        objects->label_sets |= finding->in_set;
        if (finding->in_set) /* that it has no label is no finding */
            finding->issues &= ~(UINT64_C(1) << MLF_ISSUE_UNLABELLED);
    }
}

int mlf_label_sets_find(struct mlf_objects *objects, const struct mlf_dataset *dataset, struct mlf_err *err)
{
    const char **labels;
    size_t *count;
    size_t photos = 0, several = 0, labelled = 0;
    int twice, result = -1;

    if (!dataset->driver->add_labels || dataset->attributes) {
        mark_records(objects);
        return 0;
    }
    labels = mlf_alloc(objects->n, sizeof *labels, err);
    count = mlf_alloc(objects->photo_count, sizeof *count, err);
    if (!labels || !count)
        goto done;
    for (size_t i = 0; i < objects->photo_count; i++) {
        const struct mlf_photo_group *photo = &objects->photos[i];
        int members = 0;

        for (size_t k = 0; k < photo->n; k++)
            members |= is_member(&objects->items[photo->objects[k]]);
        count[i] = count_labels(objects, photo, labels, &twice);
        photos += (size_t)members;
        labelled += count[i] > 0;
        several += members && (twice || count[i] == 0);
    }
    objects->label_sets = labelled > 0 && several > 0 && several * RARE >= photos;
    for (size_t i = 0; i < objects->photo_count && objects->label_sets; i++)
        mark(objects, &objects->photos[i], count[i]);
    result = 0;
    for (size_t i = 0; i < objects->n && !objects->label_sets && !result; i++)
        if (objects->items[i].object.no_label_set)
            result = mlf_finding_note(&objects->items[i], MLF_ISSUE_UNLABELLED, NULL, err);
done:
    free(labels);
    free(count);
    return result;
}

size_t mlf_label_sets_first(const struct mlf_objects *objects, const struct mlf_photo_group *photo)
{
    for (size_t i = 0; i < photo->n; i++) {
        const struct mlf_finding *finding = &objects->items[photo->objects[i]];

        if (finding->in_set && !finding->error)
            return photo->objects[i];
    }
    return MLF_NO_PHOTO;
}

int mlf_label_sets_share_crop(struct mlf_objects *objects, const struct mlf_photo_group *photo, struct mlf_err *err)
{
    const uint64_t shared = UINT64_C(1) << MLF_ISSUE_UNREADABLE | UINT64_C(1) << MLF_ISSUE_SIZE;
    const struct mlf_finding *first = NULL;

    for (size_t i = 0; i < photo->n; i++) {
        struct mlf_finding *finding = &objects->items[photo->objects[i]];

        if (!finding->in_set)
            continue;
        if (!first && (finding->crop || finding->issues & shared)) {
            first = finding;
            continue;
        }
        if (!first || finding == first || finding->crop)
            continue;
        if (first->issues & shared &&
            mlf_finding_note(
                finding, first->issues & UINT64_C(1) << MLF_ISSUE_UNREADABLE ? MLF_ISSUE_UNREADABLE : MLF_ISSUE_SIZE,
                first->issues & UINT64_C(1) << MLF_ISSUE_UNREADABLE ? first->error : NULL, err))
            return -1;
        if (first->crop && !finding->error && !(finding->crop = mlf_strdup(first->crop, err)))
            return -1;
    }
    return 0;
}
