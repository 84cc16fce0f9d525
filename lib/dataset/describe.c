/* Objects as records, files and sentences. See mlfix/objects.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/objects.h"
#include "mlfix/json/json-text.h"
#include "private.h"

/* The name in records, and what the summary says after a number. */
static const struct {
    const char *name;
    const char *phrase;
} issues[MLF_ISSUES] = {
    [MLF_ISSUE_DEGENERATE] = {"bbox-degenerate", "with a degenerate box"},
    [MLF_ISSUE_OUTSIDE] = {"bbox-outside", "with a box that leaves the photo"},
    [MLF_ISSUE_SEAM] = {"bbox-seam", "across the seam of a panorama"},
    [MLF_ISSUE_CROWD] = {"crowd", "of crowds (left out)"},
    [MLF_ISSUE_IGNORED] = {"ignored", "marked as not to be used (left out)"},
    [MLF_ISSUE_SIZE] = {"image-size", "in a photo of another size than the annotation says"},
    [MLF_ISSUE_MISSING] = {"image-missing", "whose photo is missing"},
    [MLF_ISSUE_UNREADABLE] = {"image-unreadable", "whose photo cannot be read"},
    [MLF_ISSUE_OUTSIDE_DATASET] = {"image-outside", "whose photo lies outside the dataset"},
    [MLF_ISSUE_UNLABELLED] = {"label-missing", "without a label"},
    [MLF_ISSUE_TWICE] = {"image-twice", "in a photo that is listed again"},
    [MLF_ISSUE_NOTHING] = {"image-unlabelled", "standing for a photo without annotations"},
    [MLF_ISSUE_DUPLICATE] = {"bbox-duplicate", "annotated twice"},
    [MLF_ISSUE_CONFLICT] = {"bbox-conflict", "annotated with two labels"},
    [MLF_ISSUE_TINY] = {"bbox-tiny", "with a tiny box"},
    [MLF_ISSUE_EXTREME_SIZE] = {"bbox-size", "of unusual size for the class"},
    [MLF_ISSUE_EXTREME_ASPECT] = {"bbox-aspect", "of unusual aspect for the class"},
    [MLF_ISSUE_FRAME] = {"bbox-frame", "whose box fits only a turned photo"},
    [MLF_ISSUE_CORNERS] = {"bbox-corners", "whose box fits only as two corners"},
    [MLF_ISSUE_FRACTIONS] = {"bbox-fractions", "whose box is in fractions"},
    [MLF_ISSUE_SPELLING] = {"label-spelling", "with a commoner spelling of the label"},
};

static void put_text(struct mlf_buf *buf, const char *key, const char *text)
{
    if (!text)
        return;
    mlf_buf_printf(buf, ",\"%s\":", key);
    mlf_json_put_string(buf, text);
}

static void put_bbox(struct mlf_buf *buf, const double bbox[4])
{
    mlf_buf_puts(buf, ",\"bbox\":[");
    for (int i = 0; i < 4; i++) {
        if (i)
            mlf_buf_putc(buf, ',');
        mlf_json_put_number(buf, bbox[i]);
    }
    mlf_buf_putc(buf, ']');
}

static void put_obb(struct mlf_buf *buf, const struct mlf_rotated *rotated)
{
    if (!rotated || !(rotated->obb.w > 0))
        return;
    const double numbers[] = {rotated->obb.cx, rotated->obb.cy, rotated->obb.w, rotated->obb.h, rotated->obb.degrees};

    mlf_buf_puts(buf, ",\"obb\":[");
    for (int i = 0; i < 5; i++) {
        if (i)
            mlf_buf_putc(buf, ',');
        mlf_json_put_number(buf, numbers[i]);
    }
    mlf_buf_putc(buf, ']');
}

/* `before` (may be NULL) is an array of them that stays. */
static void put_issues(struct mlf_buf *buf, const char *before, unsigned bits)
{
    size_t length = before ? strlen(before) - 1 : 0; /* up to its closing bracket */
    int any = before && before[1 + strspn(before + 1, " \t")] != ']';

    if (!before && !bits)
        return;
    mlf_buf_puts(buf, ",\"issues\":");
    mlf_buf_add(buf, before ? before : "[", before ? length : 1);
    for (int i = 0; i < MLF_ISSUES; i++) {
        char name[32];

        if (!(bits & 1U << i))
            continue;
        snprintf(name, sizeof(name), "\"%s\"", issues[i].name);
        if (before && strstr(before, name))
            continue;
        mlf_buf_printf(buf, "%s%s", any ? "," : "", name);
        any = 1;
    }
    mlf_buf_putc(buf, ']');
}

static void put_source(struct mlf_buf *buf, const struct mlf_finding *finding, const struct mlf_dataset *dataset)
{
    const struct mlf_object *object = &finding->object;

    if (object->earlier.source) { /* so that what is found out later still leads to the dataset it came from */
        mlf_buf_printf(buf, ",\"source\":%s", object->earlier.source);
        return;
    }
    mlf_buf_printf(buf, ",\"source\":{\"format\":\"%s\"", dataset->driver->name);
    put_text(buf, "file", object->file);
    if (object->key)
        mlf_buf_printf(buf, ",\"key\":%s", object->key);
    mlf_buf_printf(buf, ",\"index\":%zu", object->index);
    if (object->has_bbox && (finding->turned || object->normalised)) /* what the object is recognised by later */
        put_bbox(buf, finding->turned ? finding->given : object->bbox);
    put_text(buf, "frame", finding->frame);
    mlf_buf_putc(buf, '}');
}

int mlf_finding_measure(struct mlf_finding *finding, enum mlf_issue issue, const char *value, struct mlf_err *err)
{
    char *name = mlf_strf(err, "\"%s\":", issues[issue].name);
    char *longer = NULL;

    if (!name || mlf_finding_note(finding, issue, NULL, err)) {
        free(name);
        return -1;
    }
    if (finding->doctor && strstr(finding->doctor, name)) {
        free(name);
        return 0;
    }
    longer = mlf_strf(err, "%s%s%s%s", finding->doctor ? finding->doctor : "", finding->doctor ? "," : "", name, value);
    free(name);
    if (!longer)
        return -1;
    free(finding->doctor);
    finding->doctor = longer;
    return 0;
}

void mlf_finding_print(const struct mlf_finding *finding, const struct mlf_dataset *dataset, struct mlf_buf *buf)
{
    const struct mlf_object *object = &finding->object;
    char *image = object->image ? mlf_path_join(dataset->images, object->image, NULL) : NULL;

    if (object->image && !image)
        buf->failed = 1;
    mlf_buf_puts(buf, "{\"id\":");
    mlf_json_put_string(buf, object->id);
    put_text(buf, "image", image);
    if (object->has_bbox && !object->normalised) {
        put_bbox(buf, object->bbox);
        put_obb(buf, finding->rotated);
    }
    put_text(buf, "label", object->label);
    put_source(buf, finding, dataset);
    put_text(buf, "split", object->split);
    put_text(buf, "crop", finding->crop);
    if (!finding->crop && object->earlier.crop)
        mlf_buf_printf(buf, ",\"crop\":%s", object->earlier.crop);
    put_issues(buf, object->earlier.issues, finding->issues);
    if (finding->doctor && !(object->fields && strstr(object->fields, ",\"doctor\":"))) /* an earlier one's stays */
        mlf_buf_printf(buf, ",\"doctor\":{%s}", finding->doctor);
    put_text(buf, "error", finding->error);
    mlf_buf_puts(buf, object->fields ? object->fields : "");
    mlf_buf_puts(buf, "}\n");
    free(image);
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
            mlf_buf_printf(&buf, ", %zu %s", count, issues[issue].phrase);
    }
    return mlf_buf_take(&buf, err);
}

/* "Annotations-a.xml-3" of "Annotations/a.xml#3": what stands between the parts
 * of an id becomes '-', then the name is made safe. New memory. */
static char *plain_name(const char *id, struct mlf_err *err)
{
    char *text = mlf_strdup(id, err);
    char *name;

    if (!text)
        return NULL;
    for (char *at = text; *at; at++)
        if (*at == '/' || *at == '#' || *at == '~')
            *at = '-';
    name = mlf_path_component(text, err);
    free(text);
    return name;
}

/* CLASS/NAME, with the checksum of the id in NAME where that is taken. */
static char *crop_name(const struct mlf_finding *finding, struct mlf_names *taken, struct mlf_err *err)
{
    const struct mlf_object *object = &finding->object;
    char *class = mlf_path_component(object->label ? object->label : "", err);
    char *name = plain_name(object->id, err);
    char *path = class && name ? mlf_strf(err, "%s/%s", class, name) : NULL;
    int added = 0;

    if (path && !mlf_names_add(taken, path, NULL, &added, err) && !added) {
        free(name);
        free(path);
        name = mlf_path_unique(object->id, err);
        path = name ? mlf_strf(err, "%s/%s", class, name) : NULL;
        if (path && (mlf_names_add(taken, path, NULL, &added, err) || !added)) {
            mlf_fail(err, "the crops of two objects would have the same name '%s'", path);
            free(path);
            path = NULL;
        }
    }
    free(class);
    free(name);
    return path;
}

/* A folder that is not there yet is made when the first crop is written. */
static int check_class_folder(const char *folder, const char *crop, struct mlf_names *made, struct mlf_err *err)
{
    char *class = mlf_strndup(crop, (size_t)(strchr(crop, '/') - crop), err);
    int added = 0;
    int inside;
    int status = -1;

    if (!class || mlf_names_add(made, class, NULL, &added, err))
        goto done;
    if (!added || !mlf_is_folder(folder, class)) {
        status = 0;
        goto done;
    }
    inside = mlf_path_resolves_inside(folder, class, err);
    if (inside == 0)
        mlf_fail(err, "'%s' in '%s' is a link that leads out of it: nothing is written there", class, folder);
    status = inside > 0 ? 0 : -1;
done:
    free(class);
    return status;
}

int mlf_objects_name_crops(struct mlf_objects *objects, const char *folder, const char *type, struct mlf_err *err)
{
    struct mlf_names taken = {0};
    struct mlf_names made = {0};
    int status = mlf_path_make_folders(folder, err);

    for (size_t i = 0; i < objects->n && !status; i++) {
        struct mlf_finding *finding = &objects->items[i];
        char *name;
        char *file;

        if (finding->error)
            continue;
        name = crop_name(finding, &taken, err);
        status = name ? check_class_folder(folder, name, &made, err) : -1;
        file = status ? NULL : mlf_strf(err, "%s.%s", name, type);
        finding->crop = file ? mlf_path_join(folder, file, err) : NULL;
        status = finding->crop ? 0 : -1;
        free(name);
        free(file);
    }
    mlf_names_free(&taken);
    mlf_names_free(&made);
    return status;
}
