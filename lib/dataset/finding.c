/* See mlfix/finding.h. */

#include "mlfix/dataset/finding.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/attributes.h"
#include "mlfix/json/json-text.h"
#include "mlfix/record/shard.h"

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
    [MLF_ISSUE_TRACK_LABEL] = {"track-label", "with another label than the rest of the track"},
    [MLF_ISSUE_TRACK_TWICE] = {"track-twice", "of a track that is in the frame already"},
    [MLF_ISSUE_TRACK_GAP] = {"track-gap", "behind a gap in the track"},
    [MLF_ISSUE_TRACK_JUMP] = {"track-jump", "beside the track's way"},
    [MLF_ISSUE_TRACK_SWITCH] = {"track-switch", "where a track goes on elsewhere"},
    [MLF_ISSUE_MASK_EMPTY] = {"mask-empty", "with an empty mask"},
    [MLF_ISSUE_MASK_BROKEN] = {"mask-broken", "with a mask that cannot be read"},
    [MLF_ISSUE_MASK_CROSSING] = {"mask-crossing", "with a polygon that crosses itself"},
    [MLF_ISSUE_MASK_BOX] = {"mask-box", "whose mask and box disagree"},
    [MLF_ISSUE_MASK_OVERLAP] = {"mask-overlap", "whose mask covers another one"},
    [MLF_ISSUE_MASK_HOLE] = {"mask-hole", "with a hole in the mask"},
    [MLF_ISSUE_MASK_ISLAND] = {"mask-island", "with a part of the mask far away"},
    [MLF_ISSUE_MASK_AREA] = {"mask-area", "whose mask is unusual for the class"},
    [MLF_ISSUE_POINT_OUTSIDE] = {"keypoint-outside", "with a key point outside"},
    [MLF_ISSUE_POINT_VISIBLE] = {"keypoint-visible", "whose key points contradict their flags"},
    [MLF_ISSUE_POINT_SWAPPED] = {"keypoint-swapped", "with left and right swapped"},
    [MLF_ISSUE_POINT_LIMB] = {"keypoint-limb", "with a limb that is too long"},
    [MLF_ISSUE_TURNED_ANGLE] = {"obb-angle", "turned in an unusual way for the class"},
    [MLF_ISSUE_TURNED_SHAPE] = {"obb-shape", "whose corners are no rectangle's"},
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

/* Writes the issues behind those of `before`, a JSON array of an earlier tool (may be NULL). */
static void put_issues(struct mlf_buf *buf, const char *before, uint64_t bits)
{
    size_t length = before ? strlen(before) - 1 : 0; /* up to its closing bracket */
    int any = before && before[1 + strspn(before + 1, " \t")] != ']';

    if (!before && !bits)
        return;
    mlf_buf_puts(buf, ",\"issues\":");
    mlf_buf_add(buf, before ? before : "[", before ? length : 1);
    for (int i = 0; i < MLF_ISSUES; i++) {
        char name[32];

        if (!(bits >> i & 1))
            continue;
        snprintf(name, sizeof name, "\"%s\"", issues[i].name);
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

    if (object->earlier.source) { /* it leads to the dataset that the object came from first */
        mlf_buf_printf(buf, ",\"source\":%s", object->earlier.source);
        return;
    }
    mlf_buf_printf(buf, ",\"source\":{\"format\":\"%s\"", dataset->driver->name);
    put_text(buf, "file", object->file);
    if (object->key)
        mlf_buf_printf(buf, ",\"key\":%s", object->key);
    mlf_buf_printf(buf, ",\"index\":%zu", object->index);
    put_text(buf, "field", dataset->attributes ? dataset->attributes->field : NULL);
    if (object->has_bbox && (finding->turned || object->normalised)) /* mlfix-apply recognises the object by it */
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

void mlf_finding_print(const struct mlf_finding *finding, const struct mlf_dataset *dataset,
                       const struct mlf_shard_place *place, struct mlf_buf *buf)
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
    if (!(object->fields && strstr(object->fields, ",\"class\":"))) /* that of an earlier run stays */
        put_text(buf, "class", object->own_label);
    put_source(buf, finding, dataset);
    put_text(buf, "split", object->split);
    if (finding->in_set && !(object->fields && strstr(object->fields, ",\"labels\":")))
        mlf_buf_printf(buf, ",\"labels\":%u", finding->set_labels);
    put_text(buf, "crop", finding->crop);
    if (!finding->crop && object->earlier.crop)
        mlf_buf_printf(buf, ",\"crop\":%s", object->earlier.crop);
    put_issues(buf, object->earlier.issues, finding->issues);
    if (finding->doctor &&
        !(object->fields && strstr(object->fields, ",\"doctor\":"))) /* that of an earlier run stays */
        mlf_buf_printf(buf, ",\"doctor\":{%s}", finding->doctor);
    put_text(buf, "error", finding->error);
    if (object->track && !(object->fields && strstr(object->fields, ",\"track\":"))) {
        put_text(buf, "track", object->track);
        mlf_buf_printf(buf, ",\"frame\":%ld", object->frame);
    }
    mlf_buf_puts(buf, object->fields ? object->fields : "");
    if (place) {
        mlf_buf_putc(buf, ',');
        mlf_shard_put(buf, place);
    }
    mlf_buf_puts(buf, "}\n");
    free(image);
}

int mlf_finding_note(struct mlf_finding *finding, enum mlf_issue issue, const char *error, struct mlf_err *err)
{
    finding->issues |= UINT64_C(1) << issue;
    if (error && !finding->error && !(finding->error = mlf_strdup(error, err)))
        return -1;
    return 0;
}

int mlf_finding_failed(const struct mlf_finding *finding)
{
    const unsigned left_out = 1U << MLF_ISSUE_CROWD | 1U << MLF_ISSUE_IGNORED | 1U << MLF_ISSUE_NOTHING; /* by intent */

    return finding->error && !finding->object.earlier.failed && !(finding->issues & left_out);
}

const char *mlf_issue_phrase(enum mlf_issue issue)
{
    return issues[issue].phrase;
}
