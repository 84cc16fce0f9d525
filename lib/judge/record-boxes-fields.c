/* What was found about boxes as fields of records. */

#include "record-boxes-fields.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/base/parallel.h"
#include "mlfix/base/path.h"
#include "mlfix/json/json-text.h"
#include "mlfix/judge/mask-scene.h"
#include "mlfix/judge/record-boxes-data.h"
#include "mlfix/record/detections.h"
#include "mlfix/record/fields.h"
#include "mlfix/record/lookup.h"
#include "mlfix/record/photo-index.h"
#include "mlfix/record/record-write.h"
#include "mlfix/record/record.h"
#include "mlfix/record/records.h"
#include "record-boxes-job.h"

#define PIECE ((size_t)1024)

static const char *const findings[] = {
    [MLF_BOX_UNKNOWN] = "unseen",        [MLF_BOX_AGREES] = "agrees",        [MLF_BOX_SHIFTED] = "bbox-shifted",
    [MLF_BOX_SWAPPED] = "label-swapped", [MLF_BOX_MISSING] = "bbox-missing",
};

/* The finding's name, as an issue. */
static const char *name_of(const struct mlf_record_boxes_job *job, enum mlf_box_finding finding)
{
    return job->masks && finding == MLF_BOX_SHIFTED ? "mask-shifted" : findings[finding];
}

static void put_number(struct mlf_buf *buf, const char *key, double number)
{
    mlf_buf_printf(buf, ",\"%s\":", key);
    mlf_json_put_number(buf, number);
}

static void put_bbox(struct mlf_buf *buf, const double bbox[4])
{
    for (int k = 0; k < 4; k++) {
        mlf_buf_putc(buf, k ? ',' : '[');
        mlf_json_put_number(buf, bbox[k]);
    }
    mlf_buf_putc(buf, ']');
}

static void put_mask(struct mlf_buf *buf, const struct mlf_mask_verdict *mask)
{
    const double numbers[] = {mask->own, mask->iou, mask->boundary, mask->quality};
    static const char *const keys[] = {"own", "iou", "boundary_iou", "quality"};

    for (int k = 0; k < 4 && mask->finding != MLF_MASK_UNKNOWN; k++)
        put_number(buf, keys[k], rint(numbers[k] * 1e6) / 1e6);
}

/* `found` MLF_NO_BOX: no detection bears on the box. `label`: the box's own, or MLF_NO_LABEL. */
static int set_detection(struct mlf_record *record, const struct mlf_record_boxes_job *job, size_t label, size_t found,
                         const struct mlf_box_verdict *verdict, const struct mlf_mask_verdict *mask,
                         struct mlf_err *err)
{
    const struct mlf_box *d = found == MLF_NO_BOX ? NULL : &job->found[found];
    struct mlf_buf buf = {0};
    char *text = NULL;
    int result = -1;
    mlf_buf_printf(&buf, "{\"finding\":\"%s\"", name_of(job, verdict->finding));
    if (label == MLF_NO_LABEL && d)
        label = d->label;
    if (label != MLF_NO_LABEL) {
        mlf_buf_puts(&buf, ",\"class\":");
        mlf_json_put_string(&buf, job->labels.items[label]);
    }
    if (d) {
        mlf_buf_puts(&buf, ",\"label\":");
        mlf_json_put_string(&buf, job->labels.items[d->label]);
        put_number(&buf, "prob", d->confidence);
        mlf_buf_puts(&buf, ",\"bbox\":");
        put_bbox(&buf, d->bbox);
    }
    if (mask)
        put_mask(&buf, mask);
    else if (verdict->other != MLF_NO_BOX && !job->masks) {
        put_number(&buf, "iou", verdict->iou);
        put_number(&buf, "distance", verdict->distance);
        put_number(&buf, "similarity", verdict->similarity);
    }
    if (verdict->finding == MLF_BOX_SWAPPED && !mask)
        put_number(&buf, "own", verdict->own);
    mlf_buf_putc(&buf, '}');
    text = mlf_buf_take(&buf, err);
    if (text)
        result = mlf_record_set(record, "detection", text, err);
    mlf_buf_free(&buf);
    free(text);
    return result;
}

static int write_box(const struct mlf_record_boxes_job *job, size_t i, size_t photo, struct mlf_err *err)
{
    const struct mlf_box_verdict *verdict = &job->box_verdict[i];
    struct mlf_record *record = &job->records->items[job->box_record[i]];
    if (mlf_record_mark_issue(record, name_of(job, MLF_BOX_SHIFTED), verdict->finding == MLF_BOX_SHIFTED, err) ||
        mlf_record_mark_issue(record, "label-swapped", verdict->finding == MLF_BOX_SWAPPED, err))
        return -1;
    if (job->photo[photo].m == 0)
        mlf_record_remove(record, "image_score");
    else if (mlf_record_set_number(record, "image_score", job->photo_score[photo], err))
        return -1;
    mlf_record_remove(record, "suggest");
    int unseen = verdict->finding == MLF_BOX_UNKNOWN;
    size_t found = unseen ? MLF_NO_BOX : (size_t)(job->photo[photo].found - job->found) + verdict->other;
    if (set_detection(record, job, job->boxes[i].label, found, verdict, job->masks ? &job->masks[i] : NULL, err))
        return -1;
    if (unseen) {
        mlf_record_remove(record, "score");
        return 0;
    }
    if (mlf_record_set_number(record, "score", fmax(verdict->shifted, verdict->swapped), err))
        return -1;
    return verdict->finding == MLF_BOX_SWAPPED
               ? mlf_record_set_string(record, "suggest", job->labels.items[job->found[found].label], err)
               : 0;
}

static int write_piece(void *context, size_t piece, int worker, struct mlf_err *err)
{
    const struct mlf_record_boxes_job *job = context;
    size_t end = (piece + 1) * PIECE < job->photos ? (piece + 1) * PIECE : job->photos;
    (void)worker;
    for (size_t p = piece * PIECE; p < end; p++)
        for (size_t i = job->box_start[p]; i < job->box_start[p + 1]; i++) {
            const struct mlf_record *record = &job->records->items[job->box_record[i]];
            if (!job->boxes[i].crowd && write_box(job, i, p, err))
                return mlf_fail_at(err, "%s:%zu", record->file, record->number);
        }
    return 0;
}

int mlf_boxes_write(struct mlf_record_boxes_job *job, struct mlf_err *err)
{
    return mlf_parallel((job->photos + PIECE - 1) / PIECE, job->options->jobs, write_piece, job, err);
}

/* ---- Missing boxes ---- */

/* Members of `source` of a photo's first record, or of what else is known. */
static int put_source(struct mlf_buf *buf, const struct mlf_record *sibling, const struct mlf_record_boxes_photo *facts,
                      struct mlf_err *err)
{
    static const char *const members[] = {"format", "file"};
    const char *known[] = {facts->format, facts->file};
    mlf_buf_putc(buf, '{');
    for (int k = 0; k < 2; k++) {
        char path[32] = "source.";
        struct mlf_err broken = {""};
        strncat(path, members[k], sizeof path - sizeof "source.");
        char *text = sibling ? mlf_lookup_text(sibling, path, &broken) : NULL;
        if (*broken.text)
            return mlf_fail(err, "%s", broken.text);
        if (text || known[k]) {
            mlf_buf_printf(buf, "%s\"%s\":", buf->length > 1 ? "," : "", members[k]);
            mlf_json_put_string(buf, text ? text : known[k]);
        }
        free(text);
    }
    mlf_buf_putc(buf, '}');
    return 0;
}

/* "photo.jpg#+12,30,100,80": new memory. */
static char *make_id(const struct mlf_record *sibling, const char *path, const struct mlf_record_boxes_photo *facts,
                     const double bbox[4], struct mlf_err *err)
{
    struct mlf_err broken = {""};
    char *id = sibling ? mlf_record_string(sibling, "id", &broken) : NULL;
    const char *begin = id && strrchr(id, '#') ? id : facts->name ? facts->name : mlf_path_base(path);
    int length = begin == id ? (int)(strrchr(id, '#') - id) : (int)strlen(begin);
    /* + 0.0: no "-0" */
    char *made = mlf_strf(err, "%.*s#+%.0f,%.0f,%.0f,%.0f", length, begin, rint(bbox[0]) + 0.0, rint(bbox[1]) + 0.0,
                          rint(bbox[2]), rint(bbox[3]));
    free(id);
    return made;
}

static int set_text(struct mlf_record *record, const char *key, struct mlf_buf *buf, struct mlf_err *err)
{
    char *text = mlf_buf_take(buf, err);
    int result = text ? mlf_record_set(record, key, text, err) : -1;
    free(text);
    return result;
}

static int fill(struct mlf_record *record, const struct mlf_record_boxes_job *job, size_t found, size_t photo,
                const char *id, struct mlf_err *err)
{
    const struct mlf_record_boxes_options *o = job->options;
    size_t first = job->first[photo];
    const struct mlf_record *sibling = first == MLF_NO_BOX ? NULL : &job->records->items[first];
    const struct mlf_field *split = sibling ? mlf_record_find(sibling, "split") : NULL;
    struct mlf_buf buf = {0};
    int result = -1;
    if (mlf_record_set_string(record, "id", id, err) ||
        mlf_record_set_string(record, "image", o->index->paths.items[photo], err))
        goto done;
    put_bbox(&buf, job->found[found].bbox);
    if (set_text(record, "bbox", &buf, err) || put_source(&buf, sibling, &o->facts[photo], err) ||
        set_text(record, "source", &buf, err))
        goto done;
    if (split) {
        mlf_buf_add(&buf, split->value, split->length);
        if (set_text(record, "split", &buf, err))
            goto done;
    }
    if (mlf_record_mark_issue(record, "bbox-missing", 1, err) ||
        mlf_record_set_number(record, "score", job->found_verdict[found].missing, err) ||
        mlf_record_set_string(record, "suggest", job->labels.items[job->found[found].label], err) ||
        set_detection(record, job, MLF_NO_LABEL, found, &job->found_verdict[found], NULL, err) ||
        mlf_record_set_number(record, "image_score", job->photo_score[photo], err))
        goto done;
    result = 0;
done:
    mlf_buf_free(&buf);
    return result;
}

/* Ids of missing boxes: those of records that an earlier run added, then those of this one. */
struct missing_ids {
    struct mlf_string_set ids;
    size_t *record; /* of the earlier ones; MLF_NO_BOX once it was written */
    size_t capacity, earlier;
};

static int find_earlier(struct mlf_record_boxes_job *job, struct missing_ids *ids, struct mlf_err *err)
{
    for (size_t i = 0; i < job->records->n; i++) {
        const struct mlf_record *record = &job->records->items[i];
        struct mlf_err broken = {""};
        if (!mlf_record_has_issue(record, "bbox-missing"))
            continue;
        char *id = mlf_record_string(record, "id", &broken);
        if (!id)
            continue;
        size_t at;
        int added, failed = mlf_string_set_add(&ids->ids, id, &at, &added, err);
        free(id);
        if (failed || mlf_grow(&ids->record, &ids->capacity, ids->ids.n, sizeof *ids->record, err))
            return -1;
        if (added)
            ids->record[at] = i;
    }
    ids->earlier = ids->ids.n;
    return 0;
}

/* The id that no other missing box has, and the record where it is there already, or MLF_NO_BOX. */
static char *settle_id(struct missing_ids *ids, char *id, size_t *record, struct mlf_err *err)
{
    char *wanted = mlf_strdup(id, err);
    *record = MLF_NO_BOX;
    for (size_t k = 2; wanted; k++) {
        size_t at;
        int added;
        if (mlf_string_set_add(&ids->ids, wanted, &at, &added, err))
            break;
        if (at < ids->earlier && ids->record[at] != MLF_NO_BOX) {
            *record = ids->record[at];
            ids->record[at] = MLF_NO_BOX;
            return wanted;
        }
        if (added)
            return wanted;
        free(wanted);
        wanted = mlf_strf(err, "%s~%zu", id, k);
    }
    free(wanted);
    return NULL;
}

static int add_one(struct mlf_record_boxes_job *job, struct missing_ids *ids, size_t found, size_t photo,
                   struct mlf_err *err)
{
    const struct mlf_record_boxes_options *o = job->options;
    struct mlf_records *records = job->records;
    size_t first = job->first[photo], at;
    char *plain = make_id(first == MLF_NO_BOX ? NULL : &records->items[first], o->index->paths.items[photo],
                          &o->facts[photo], job->found[found].bbox, err);
    char *id = plain ? settle_id(ids, plain, &at, err) : NULL;
    int result = -1;
    free(plain);
    if (!id)
        return -1;
    if (at == MLF_NO_BOX) {
        if (mlf_grow(&records->items, &records->capacity, records->n + 1, sizeof *records->items, err))
            goto done;
        at = records->n++;
        records->items[at] = (struct mlf_record){.file = o->detections->path,
                                                 .number = o->detections->items[job->found_item[found]].line};
    }
    result = fill(&records->items[at], job, found, photo, id, err);
done:
    free(id);
    return result;
}

struct surest {
    double confidence;
    size_t found;
};

static int compare_surest(const void *a, const void *b)
{
    const struct surest *x = a, *y = b;
    if (x->confidence != y->confidence)
        return x->confidence < y->confidence ? 1 : -1;
    return x->found < y->found ? -1 : x->found > y->found;
}

static int list_first(struct mlf_record_boxes_job *job, struct mlf_err *err)
{
    if (!(job->first = mlf_alloc(job->photos, sizeof *job->first, err)))
        return -1;
    for (size_t p = 0; p < job->photos; p++)
        job->first[p] = MLF_NO_BOX;
    for (size_t i = job->records->n; i-- > 0;) {
        struct mlf_err broken = {""};
        const struct mlf_record *record = &job->records->items[i];
        char *image = mlf_record_has_issue(record, "bbox-missing") ? NULL : mlf_record_string(record, "image", &broken);
        if (image)
            job->first[mlf_string_set_find(&job->options->index->paths, image)] = i;
        free(image);
    }
    return 0;
}

int mlf_boxes_add_missing(struct mlf_record_boxes_job *job, struct mlf_err *err)
{
    struct missing_ids ids = {.earlier = 0};
    struct surest *list = mlf_alloc(job->m, sizeof *list, err);
    int result = list ? 0 : -1;
    if (!result)
        result = list_first(job, err) || find_earlier(job, &ids, err) ? -1 : 0;
    for (size_t p = 0; p < job->photos && !result; p++) {
        size_t n = 0;
        for (size_t i = job->found_start[p]; i < job->found_start[p + 1]; i++)
            if (job->found_verdict[i].finding == MLF_BOX_MISSING)
                list[n++] = (struct surest){job->found[i].confidence, i};
        if (n > 1)
            qsort(list, n, sizeof *list, compare_surest);
        for (size_t k = 0; k < n && !result; k++)
            result = add_one(job, &ids, list[k].found, p, err);
    }
    free(list);
    mlf_string_set_free(&ids.ids);
    free(ids.record);
    return result;
}
