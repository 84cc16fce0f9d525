/* The pictures of records: thumbnails, hashes, quality. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "embed-parts.h"
#include "mlfix/base/array.h"
#include "mlfix/base/message.h"
#include "mlfix/base/parallel.h"
#include "mlfix/base/stages.h"
#include "mlfix/base/string-set.h"
#include "mlfix/embed/hash.h"
#include "mlfix/embed/mirror.h"
#include "mlfix/embed/thumbnails.h"
#include "mlfix/photo/decode.h"
#include "mlfix/photo/photo.h"
#include "mlfix/photo/quality-issues.h"
#include "mlfix/photo/record-pixels.h"
#include "mlfix/photo/resize.h"
#include "mlfix/record/obb.h"
#include "mlfix/record/record-write.h"

/* The item's own trouble, told in its record. */
int embed_spoil(struct embed_job *job, struct mlf_record *record, const struct mlf_err *why, const char *issue,
                struct mlf_err *err)
{
    atomic_fetch_add(&job->failures, 1);
    if (issue && mlf_record_add_issue(record, issue, err))
        return -1;
    return mlf_record_set_error(record, why->text, err);
}

const char *embed_picture_issue(const struct mlf_record *record)
{
    char *path = mlf_record_string(record, "crop", NULL);
    if (!path)
        path = mlf_record_string(record, "image", NULL);
    const char *issue = !path ? NULL : access(path, F_OK) && errno == ENOENT ? "image-missing" : "image-unreadable";
    free(path);
    return issue;
}

/* Shrinking to a thumbnail on the way may begin in the decoder from this size on. */
#define SHRUNK_FROM (4 * MLF_THUMB_SIDE)

static int longer_side(const struct mlf_pixels *pixels)
{
    return pixels->width > pixels->height ? pixels->width : pixels->height;
}

/* Size and aspect of the object in its photo: a crop may have been made smaller. */
static int measure_size(const struct mlf_record *record, struct mlf_quality *quality, struct mlf_err *err)
{
    struct mlf_obb obb = {0};
    double bbox[4];
    if (mlf_record_bbox(record, bbox)) {
        double w = bbox[2], h = bbox[3];
        mlf_record_obb(record, &obb);
        if (obb.w > 0) {
            w = obb.w;
            h = obb.h;
        }
        quality->of[MLF_QUALITY_SIZE] = w > 0 && h > 0 ? sqrt(w * h) : NAN;
        quality->of[MLF_QUALITY_ASPECT] = w > 0 && h > 0 ? w / h : NAN;
        return 0;
    }
    if (quality->of[MLF_QUALITY_SIZE] < MLF_QUALITY_SIDE)
        return 0; /* read as it is */
    char *path = mlf_record_string(record, "crop", err);
    if (!path && !err->text[0])
        path = mlf_record_string(record, "image", err);
    if (!path)
        return -1;
    struct mlf_photo photo = {0};
    int status = mlf_photo_size(&photo, path, err);
    if (status == 0) {
        quality->of[MLF_QUALITY_SIZE] = sqrt((double)photo.width * photo.height);
        quality->of[MLF_QUALITY_ASPECT] = (double)photo.width / photo.height;
    }
    mlf_photo_free(&photo);
    free(path);
    return status;
}

/* The thumbnail is the same with and without quality: a larger picture is read
 * for each. */
static int read_picture(const struct mlf_record *record, unsigned char *thumb, struct mlf_quality *quality,
                        struct mlf_err *err)
{
    struct mlf_pixels whole = {0}, small = {0};
    int status = -1;
    if (quality && (mlf_record_pixels(record, MLF_QUALITY_SIDE, &whole, err) ||
                    mlf_quality_measure(&whole, quality, err) || measure_size(record, quality, err)))
        goto done;
    if (quality && longer_side(&whole) >= SHRUNK_FROM)
        mlf_pixels_free(&whole);
    if ((whole.data || mlf_record_pixels(record, MLF_THUMB_SIDE, &whole, err) == 0) &&
        mlf_pixels_resize(&whole, MLF_THUMB_SIDE, MLF_THUMB_SIDE, MLF_TRIANGLE, &small, err) == 0) {
        memcpy(thumb, small.data, MLF_THUMB_BYTES);
        status = 0;
    }
done:
    mlf_pixels_free(&whole);
    mlf_pixels_free(&small);
    return status;
}

int embed_prepare(struct embed_job *job, struct mlf_record *record, unsigned char *thumb, struct mlf_quality *quality,
                  unsigned char *usable, struct mlf_err *err)
{
    struct mlf_err why = {""};
    char hash[17];
    *usable = 0;
    for (int kind = 0; quality && kind < MLF_QUALITY_KINDS; kind++)
        quality->of[kind] = NAN;
    if (mlf_record_find(record, "error"))
        return 0;
    if (read_picture(record, thumb, quality, &why)) {
        for (int kind = 0; quality && kind < MLF_QUALITY_KINDS; kind++)
            quality->of[kind] = NAN;
        return embed_spoil(job, record, &why, embed_picture_issue(record), err);
    }
    *usable = 1;
    mlf_hash_text(mlf_hash_thumb(thumb), hash);
    return mlf_record_set_string(record, "hash", hash, err);
}

static int prepare_piece(void *context, size_t piece, int worker, struct mlf_err *err)
{
    struct embed_job *job = context;
    (void)worker;
    return embed_prepare(job, &job->records.items[piece], job->bytes + piece * MLF_THUMB_BYTES,
                         job->quality ? &job->quality[piece] : NULL, job->usable + piece, err);
}

size_t *embed_number_labels(const struct mlf_records *records, size_t *classes, struct mlf_err *err)
{
    struct mlf_string_set labels = {0};
    int status = 0;
    size_t *number = mlf_alloc(records->n, sizeof *number, err);
    for (size_t i = 0; number && i < records->n && status == 0; i++) {
        char *label = mlf_record_string(&records->items[i], "label", err);
        if (!label && err->text[0])
            status = -1;
        number[i] = MLF_MIRROR_UNLABELLED;
        if (label && mlf_string_set_add(&labels, label, &number[i], NULL, err))
            status = -1;
        free(label);
    }
    *classes = labels.n;
    mlf_string_set_free(&labels);
    if (status == 0)
        return number;
    free(number);
    return NULL;
}

/* Compares all pictures; those without a label are a class of their own. */
static int compare_all(struct embed_job *job, struct mlf_err *err)
{
    size_t n = job->records.n, classes = 0;
    int status = -1;
    size_t *class = embed_number_labels(&job->records, &classes, err);
    job->unusual = mlf_alloc(n, sizeof *job->unusual, err);
    if (!class || !job->unusual)
        goto done;
    for (size_t i = 0; i < n; i++)
        class[i] = class[i] == MLF_MIRROR_UNLABELLED ? classes : class[i];
    status = mlf_quality_issues_compare(job->quality, class, classes + 1, n, job->unusual, err);
done:
    free(class);
    return status;
}

int embed_hold(struct embed_job *job, const char *input, struct mlf_err *err)
{
    if (mlf_records_read(&job->records, input, mlf_common.jobs, err))
        return -1;
    size_t n = job->records.n;
    job->held = 1;
    job->bytes = mlf_alloc(n, MLF_THUMB_BYTES, err);
    job->usable = mlf_alloc(n, 1, err);
    if (options.quality)
        job->quality = mlf_alloc(n, sizeof *job->quality, err);
    double begun = mlf_stage_begin("read the pictures");
    if (!job->bytes || !job->usable || (options.quality && !job->quality) ||
        mlf_parallel(n, mlf_common.jobs, prepare_piece, job, err))
        return -1;
    mlf_stage_end("read the pictures", begun, 0);
    return options.quality ? compare_all(job, err) : 0;
}
