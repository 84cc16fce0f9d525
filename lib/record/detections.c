#include "mlfix/record/detections.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"

#define FARTHEST 1e9 /* pixels */

int mlf_detections_add(struct mlf_detections *detections, const char *photo, const char *label, const double bbox[4],
                       double confidence, size_t line, struct mlf_err *err)
{
    if (!isfinite(bbox[0]) || !isfinite(bbox[1]) || !isfinite(bbox[2]) || !isfinite(bbox[3]))
        return mlf_fail(err, "the box is not finite");
    for (int k = 0; k < 4; k++)
        if (fabs(bbox[k]) > FARTHEST)
            return mlf_fail(err, "the box reaches farther than a photo can");
    if (!(bbox[2] > 0) || !(bbox[3] > 0))
        return mlf_fail(err, "the box has no area");
    if (!(confidence >= 0 && confidence <= 1))
        return mlf_fail(err, "the confidence is not between 0 and 1");
    if (mlf_grow(&detections->items, &detections->capacity, detections->n + 1, sizeof *detections->items, err))
        return -1;
    struct mlf_detection *item = &detections->items[detections->n];
    *item = (struct mlf_detection){.confidence = confidence, .line = line};
    memcpy(item->bbox, bbox, sizeof item->bbox);
    if (mlf_string_set_add(&detections->photos, photo, &item->photo, NULL, err) ||
        mlf_string_set_add(&detections->labels, label, &item->label, NULL, err))
        return -1;
    detections->n++;
    return 0;
}

char *mlf_detections_place(const struct mlf_detections *detections, size_t i, struct mlf_err *err)
{
    const struct mlf_detection *item = &detections->items[i];
    if (detections->per_photo)
        return mlf_strf(err, "%s/%s.txt:%zu", detections->path, detections->photos.items[item->photo], item->line);
    return mlf_strf(err, "%s:%zu", detections->path, item->line);
}

void mlf_detections_free(struct mlf_detections *detections)
{
    free(detections->items);
    mlf_string_set_free(&detections->photos);
    mlf_string_set_free(&detections->labels);
    free(detections->path);
    *detections = (struct mlf_detections){0};
}
