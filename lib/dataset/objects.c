/* See mlfix/objects.h. */

#include "mlfix/dataset/objects.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/attributes.h"
#include "mlfix/dataset/files.h"
#include "mlfix/dataset/finding.h"
#include "mlfix/record/mask.h"
#include "mlfix/record/pose.h"
#include "mlfix/record/shard.h"

/* Frees what a finding owns. */
static void finding_free(struct mlf_finding *finding)
{
    free(finding->error);
    free(finding->crop);
    free(finding->doctor);
    free(finding->rotated);
    if (finding->mask)
        mlf_mask_free(finding->mask);
    free(finding->mask);
    if (finding->pose)
        mlf_pose_free(finding->pose);
    free(finding->pose);
    finding->pose = NULL;
    finding->mask = NULL;
    finding->object.mask = NULL;
    finding->rotated = NULL;
    finding->object.corners = NULL;
    finding->doctor = NULL;
    finding->error = NULL;
    finding->crop = NULL;
}

/* The text, kept once for all objects that share it; NULL stays NULL. */
static int keep(struct mlf_string_set *texts, const char **text, struct mlf_err *err)
{
    if (!*text)
        return 0;
    *text = mlf_string_set_keep(texts, *text, err);
    return *text ? 0 : -1;
}

static int keep_mask(struct mlf_finding *finding, struct mlf_err *err)
{
    const struct mlf_mask *mask = finding->object.mask;

    finding->object.mask = NULL;
    if (!mask)
        return 0;
    if (!(finding->mask = mlf_alloc(1, sizeof *finding->mask, err)) || mlf_mask_copy(finding->mask, mask, err))
        return -1;
    finding->object.mask = finding->mask;
    return 0;
}

static int keep_corners(struct mlf_finding *finding, struct mlf_err *err)
{
    struct mlf_object *object = &finding->object;
    const double *corners = object->corners;

    object->corners = NULL;
    if (!corners || !object->has_bbox)
        return 0;
    if (!(finding->rotated = mlf_alloc(1, sizeof *finding->rotated, err)))
        return -1;
    memcpy(finding->rotated->corners, corners, sizeof finding->rotated->corners);
    object->corners = finding->rotated->corners;
    if (!object->normalised)
        mlf_obb_fit(&finding->rotated->obb, corners, object->turned);
    return 0;
}

/* Notes what can be told from the box alone, and from the photo's size as the annotation gives it. */
static int judge_box(struct mlf_finding *finding, struct mlf_err *err)
{
    const struct mlf_object *object = &finding->object;
    const double *bbox = object->bbox;

    if (!object->has_bbox)
        return 0;
    if (!isfinite(bbox[0]) || !isfinite(bbox[1]) || !isfinite(bbox[2]) || !isfinite(bbox[3])) {
        finding->object.has_bbox = 0; /* JSON could not say it */
        return mlf_finding_note(finding, MLF_ISSUE_DEGENERATE, "the box is not finite", err);
    }
    if (!(bbox[2] > 0) || !(bbox[3] > 0))
        return mlf_finding_note(finding, MLF_ISSUE_DEGENERATE, "the box has no area", err);
    if (finding->issues & 1U << MLF_ISSUE_SEAM || object->normalised)
        return 0;
    if (bbox[0] < -0.5 || bbox[1] < -0.5 ||
        (object->width > 0 && (bbox[0] + bbox[2] > object->width + 0.5 || bbox[1] + bbox[3] > object->height + 0.5)))
        return mlf_finding_note(finding, MLF_ISSUE_OUTSIDE, NULL, err);
    return 0;
}

static int judge(struct mlf_finding *finding, const char *issue, const char *error, struct mlf_err *err)
{
    if (error && !(finding->error = mlf_strdup(error, err)))
        return -1;
    if (finding->object.earlier.failed)
        return 0;
    if (issue && !strcmp(issue, "crowd") &&
        mlf_finding_note(finding, MLF_ISSUE_CROWD, "the box is of a crowd, not of one object", err))
        return -1;
    if (issue && !strcmp(issue, "ignored") &&
        mlf_finding_note(finding, MLF_ISSUE_IGNORED, "the annotation is marked as not to be used", err))
        return -1;
    if (issue && !strcmp(issue, "image-twice") && mlf_finding_note(finding, MLF_ISSUE_TWICE, NULL, err))
        return -1;
    if (issue && !strcmp(issue, "bbox-seam") && mlf_finding_note(finding, MLF_ISSUE_SEAM, NULL, err))
        return -1;
    if (!finding->object.label && !finding->object.no_labels &&
        mlf_finding_note(finding, MLF_ISSUE_UNLABELLED, NULL, err))
        return -1;
    if (!finding->object.image && mlf_finding_note(finding, MLF_ISSUE_MISSING, "no photo is named", err))
        return -1;
    return judge_box(finding, err);
}

static int add_object(void *context, const struct mlf_object *object, struct mlf_err *err)
{
    struct mlf_objects *objects = context;
    struct mlf_finding *finding;

    if (mlf_grow(&objects->items, &objects->capacity, objects->n + 1, sizeof *objects->items, err))
        return -1;
    finding = &objects->items[objects->n++];
    *finding = (struct mlf_finding){.object = *object, .photo = MLF_NO_PHOTO};
    if (object->fields && strstr(object->fields, ",\"shard\":{")) {
        objects->is_part = 1;
        finding->twin = strstr(object->fields, "\"twin\":true") != NULL;
    }
    finding->pose = mlf_pose_keep(object->pose, &objects->texts, err);
    finding->object.pose = finding->pose;
    if (!finding->pose != !object->pose || keep_corners(finding, err) || keep_mask(finding, err) ||
        keep(&objects->texts, &finding->object.id, err) || keep(&objects->texts, &finding->object.file, err) ||
        keep(&objects->texts, &finding->object.key, err) || keep(&objects->texts, &finding->object.split, err) ||
        keep(&objects->texts, &finding->object.fields, err) || keep(&objects->texts, &finding->object.annotator, err) ||
        keep(&objects->texts, &finding->object.own_label, err) || keep(&objects->texts, &finding->object.track, err) ||
        keep(&objects->texts, &finding->object.earlier.source, err) ||
        keep(&objects->texts, &finding->object.earlier.issues, err) ||
        keep(&objects->texts, &finding->object.earlier.crop, err) ||
        keep(&objects->labels, &finding->object.label, err))
        return -1;
    finding->object.issue = NULL;
    finding->object.error = NULL;
    finding->object.named = NULL;
    if (object->earlier.failed) {
        if (keep(&objects->texts, &finding->object.image, err))
            return -1;
    } else if (object->image) {
        if (mlf_photo_list_add(&objects->list, object->image, object->named, &finding->photo, err))
            return -1;
        finding->object.image = objects->list.said.items[finding->photo];
    }
    return judge(finding, object->issue, object->error, err);
}

/* The objects of each photo, from the photo of each object. */
static void fill_groups(struct mlf_objects *objects)
{
    size_t at = 0;

    for (size_t i = 0; i < objects->photo_count; i++)
        objects->photos[i].n = 0;
    for (size_t i = 0; i < objects->n; i++)
        if (objects->items[i].photo != MLF_NO_PHOTO)
            objects->photos[objects->items[i].photo].n++;
    for (size_t i = 0; i < objects->photo_count; i++) {
        objects->photos[i].objects = objects->order + at;
        at += objects->photos[i].n;
        objects->photos[i].n = 0;
    }
    for (size_t i = 0; i < objects->n; i++) {
        struct mlf_photo_group *photo;

        if (objects->items[i].photo == MLF_NO_PHOTO)
            continue;
        photo = &objects->photos[objects->items[i].photo];
        photo->objects[photo->n++] = i;
    }
}

static int group_by_photo(struct mlf_objects *objects, struct mlf_err *err)
{
    size_t count = objects->list.paths.n;

    objects->class_count = objects->labels.n;
    if (!(objects->photos = mlf_alloc(count, sizeof *objects->photos, err)) ||
        !(objects->order = mlf_alloc(objects->n, sizeof *objects->order, err)))
        return -1;
    objects->photo_count = count;
    for (size_t i = 0; i < count; i++)
        objects->photos[i].name = objects->list.paths.items[i];
    fill_groups(objects);
    return 0;
}

int mlf_objects_keep_shard(struct mlf_objects *objects, const struct mlf_shard *shard, struct mlf_err *err)
{
    size_t *renumbered = mlf_alloc(objects->photo_count, sizeof *renumbered, err);
    struct mlf_string_set labels = {0};
    size_t photos = 0;
    size_t n = 0;
    int result = renumbered ? 0 : -1;

    objects->whole = objects->n;
    for (size_t i = 0; renumbered && i < objects->photo_count; i++) {
        renumbered[i] = MLF_NO_PHOTO;
        if (mlf_shard_holds(shard, objects->photos[i].name)) {
            renumbered[i] = photos;
            objects->photos[photos++].name = objects->photos[i].name;
        }
    }
    for (size_t i = 0; i < objects->n && !result; i++) {
        struct mlf_finding *item = &objects->items[i];
        int none = item->photo == MLF_NO_PHOTO;

        if (none ? !mlf_shard_holds(shard, item->object.id) : renumbered[item->photo] == MLF_NO_PHOTO) {
            finding_free(item);
            continue;
        }
        if (!none)
            item->photo = renumbered[item->photo];
        item->at = i;
        if (item->object.label)
            result = mlf_string_set_add(&labels, item->object.label, NULL, NULL, err);
        if (n < i) {
            objects->items[n] = *item;
            *item = (struct mlf_finding){.photo = MLF_NO_PHOTO};
        }
        n++;
    }
    if (!result) {
        objects->n = n;
        objects->photo_count = photos;
        objects->class_count = labels.n;
        fill_groups(objects);
    }
    mlf_string_set_free(&labels);
    free(renumbered);
    return result;
}

/* The answer for the archive that was asked about last. An archive holds many photos, so most questions
 * are about the same one. */
struct asked {
    char *archive;
    int inside;
};

/* Whether the photo's file, or the archive that it stands in, lies below the folder of the photos; one that the user
 * named does. *error says what to do where it does not. */
static int resolves_inside(const struct mlf_dataset *dataset, const char *photo, struct asked *asked,
                           const char **error, struct mlf_err *err)
{
    char *file;
    int member;

    if (mlf_archive_name(dataset->images, photo, &file, err))
        return -1;
    member = !file || strcmp(file, photo) != 0;
    if (member)
        *error = "the archive that holds the photo is a link that leads out of the dataset; name the archive itself";
    if (!file)
        return 1;
    if (asked->archive && !strcmp(file, asked->archive)) {
        free(file);
        return asked->inside;
    }
    free(asked->archive);
    asked->archive = file;
    asked->inside = member && dataset->start && !strcmp(file, dataset->start)
                        ? 1
                        : mlf_path_resolves_inside(dataset->images, file, err);
    return asked->inside;
}

/* Notes an issue for all objects of a photo that is missing or lies outside the dataset. */
static int judge_photo(struct mlf_objects *objects, const struct mlf_dataset *dataset,
                       const struct mlf_photo_group *photo, struct asked *asked, struct mlf_err *err)
{
    const struct mlf_photo_place *place = &objects->list.places[photo - objects->photos];
    enum mlf_issue issue = MLF_ISSUE_OUTSIDE_DATASET;
    const char *error = "the photo lies outside the dataset; name its folder with --images";
    int inside = mlf_path_is_inside(photo->name);

    if (place->why || (inside && !place->there)) {
        issue = MLF_ISSUE_MISSING;
        error = place->why ? place->why : "the photo is not there";
    } else if (inside) {
        inside = resolves_inside(dataset, photo->name, asked, &error, err);
        if (inside)
            return inside < 0 ? -1 : 0;
    }
    for (size_t i = 0; i < photo->n; i++)
        if (mlf_finding_note(&objects->items[photo->objects[i]], issue, error, err))
            return -1;
    return 0;
}

/* The photos from number `from` on. */
static int judge_photos(struct mlf_objects *objects, const struct mlf_dataset *dataset, size_t from,
                        struct mlf_err *err)
{
    struct asked asked = {0};
    int result = 0;

    for (size_t i = from; i < objects->photo_count && !result; i++)
        result = judge_photo(objects, dataset, &objects->photos[i], &asked, err);
    free(asked.archive);
    return result;
}

/* Finds the photos of the findings from number `finding` on, whose names are those from number `name` on. */
static int settle_photos(struct mlf_objects *objects, const struct mlf_dataset *dataset, size_t name, size_t finding,
                         struct mlf_err *err)
{
    size_t *of = NULL;
    int result = mlf_photo_list_settle(&objects->list, dataset, name, &of, err);

    for (size_t i = finding; i < objects->n && !result; i++) {
        struct mlf_finding *item = &objects->items[i];

        if (item->photo == MLF_NO_PHOTO)
            continue;
        item->photo = of[item->photo - name];
        item->object.image = objects->list.paths.items[item->photo];
    }
    free(of);
    return result;
}

/* Drops the objects without the attribute that is asked for, where no object of their class has it. */
static void keep_bearers(struct mlf_objects *objects, const struct mlf_attributes *attributes)
{
    size_t n = 0;

    for (size_t i = 0; i < objects->n; i++) {
        struct mlf_finding *item = &objects->items[i];

        if (!item->object.label && !mlf_attributes_of_class(attributes, item->object.own_label)) {
            finding_free(item);
            continue;
        }
        if (n < i) {
            objects->items[n] = *item;
            *item = (struct mlf_finding){.photo = MLF_NO_PHOTO};
        }
        n++;
    }
    objects->without_field = objects->n - n;
    objects->n = n;
}

int mlf_objects_read(struct mlf_objects *objects, const struct mlf_dataset *dataset, struct mlf_err *err)
{
    int result;

    *objects = (struct mlf_objects){0};
    result = mlf_attributes_read(dataset, add_object, objects, err);
    if (!result && dataset->attributes)
        keep_bearers(objects, dataset->attributes);
    if (result || settle_photos(objects, dataset, 0, 0, err) || group_by_photo(objects, err) ||
        judge_photos(objects, dataset, 0, err)) {
        mlf_objects_free(objects);
        return -1;
    }
    return 0;
}

int mlf_objects_add_unlabelled(struct mlf_objects *objects, const struct mlf_dataset *dataset, struct mlf_err *err)
{
    struct mlf_string_set photos = {0};
    size_t known = objects->photo_count;
    size_t names = objects->list.said.n;
    size_t findings = objects->n;
    int result = dataset->driver->photos ? dataset->driver->photos(dataset, &photos, err)
                                         : mlf_files_below(dataset->images, "", NULL, &photos, err);

    for (size_t i = 0; i < photos.n && !result; i++) {
        const struct mlf_object object = {
            .id = photos.items[i], .image = photos.items[i], .file = photos.items[i], .no_labels = 1};

        if (mlf_string_set_find(&objects->list.paths, photos.items[i]) != MLF_NO_STRING)
            continue;
        result = add_object(objects, &object, err);
        if (!result)
            result = mlf_finding_note(&objects->items[objects->n - 1], MLF_ISSUE_NOTHING,
                                      "nothing in the photo is annotated", err);
    }
    mlf_string_set_free(&photos);
    if (result || settle_photos(objects, dataset, names, findings, err))
        return -1;
    free(objects->photos);
    free(objects->order);
    objects->photos = NULL;
    objects->order = NULL;
    objects->photo_count = 0;
    return group_by_photo(objects, err) || judge_photos(objects, dataset, known, err) ? -1 : 0;
}

void mlf_objects_free(struct mlf_objects *objects)
{
    for (size_t i = 0; i < objects->n; i++)
        finding_free(&objects->items[i]);
    free(objects->items);
    free(objects->photos);
    free(objects->order);
    mlf_string_set_free(&objects->texts);
    mlf_string_set_free(&objects->labels);
    mlf_photo_list_free(&objects->list);
    *objects = (struct mlf_objects){0};
}

char *mlf_objects_summary(const struct mlf_objects *objects, struct mlf_err *err)
{
    struct mlf_buf buf = {0};

    mlf_buf_printf(&buf, "%zu object%s of %zu class%s in %zu photo%s", objects->n, objects->n == 1 ? "" : "s",
                   objects->class_count, objects->class_count == 1 ? "" : "es", objects->photo_count,
                   objects->photo_count == 1 ? "" : "s");
    for (int issue = 0; issue < MLF_ISSUES; issue++) {
        size_t count = 0;

        for (size_t i = 0; i < objects->n; i++)
            count += objects->items[i].issues >> issue & 1;
        if (count)
            mlf_buf_printf(&buf, ", %zu %s", count, mlf_issue_phrase((enum mlf_issue)issue));
    }
    return mlf_buf_take(&buf, err);
}
