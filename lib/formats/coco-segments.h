/* COCO's panoptic annotations: one a photo, whose "segments_info" are the objects (A. Kirillov et al., "Panoptic
 * Segmentation", 2019; cocodataset.org, "Data format"). Private to the driver. */
#ifndef MLFIX_FORMATS_COCO_SEGMENTS_H
#define MLFIX_FORMATS_COCO_SEGMENTS_H

#include <stddef.h>

#include "mlfix/annotation/json-list.h"
#include "mlfix/base/err.h"
#include "mlfix/json/json.h"

struct coco_file;
struct mlf_err;
struct mlf_list;

/* The segments of one annotation. */
struct coco_segments {
    struct mlf_json json; /* in front of a segment, which whoever reads it steps over */
    int first;
    int none; /* the annotation has no list of segments */
    const struct coco_file *coco;
    size_t end; /* behind the annotation */
};

/* Begins with the annotation at `offset`; *photo becomes its "image_id" as text (new memory; NULL where it has none).
 * 0, or -1 on error. */
int coco_segments_begin(struct coco_segments *segments, const struct coco_file *coco, size_t offset, char **photo,
                        struct mlf_err *err);

/* 1: a segment stands at json.at; 0: there are no more; -1 on error. */
int coco_segments_next(struct coco_segments *segments, struct mlf_err *err);

/* Makes the segments of all annotations the members of the list, in place of mlf_list_open. */
int coco_segments_open(struct mlf_list *list, const struct coco_file *coco, struct mlf_err *err);

#endif
