/* One COCO annotation file: what objects refer to, held in memory, and where
 * the objects stand. */
#ifndef MLFIX_FORMATS_COCO_FILE_H
#define MLFIX_FORMATS_COCO_FILE_H

#include <stddef.h>

#include "mlfix/base/string-set.h"
#include "mlfix/dataset/driver.h"
#include "mlfix/dataset/mapping.h"
#include "mlfix/json/json-text.h"

struct mlf_dataset;
struct mlf_err;

struct coco_image {
    char *file_name;
    int width, height; /* 0: not said */
    char *video;       /* "video_id", or NULL */
    long frame;        /* in the video: "frame_id" or "frame_index", else its place in the list */
    int twice;         /* an earlier image is the same file */
    int ambiguous;     /* another image has the same id */
};

/* What the annotations of a file are, by the first of them. */
enum coco_kind {
    COCO_OBJECTS,
    COCO_SEGMENTS, /* lists of a photo's segments (panoptic) */
    COCO_CAPTIONS, /* sentences, which are no labels */
    COCO_FOREIGN,  /* something that does not say which image it is of: not COCO's */
};

struct coco_file {
    const char *file;
    enum coco_kind kind;
    struct mlf_mapping text;
    struct mlf_string_set image_ids; /* as text: 17 and "17" are the same */
    struct coco_image *images;       /* by the number in image_ids */
    struct mlf_string_set file_names;
    size_t image_count, image_capacity;
    struct mlf_string_set category_ids;
    char **categories; /* names, by the number in category_ids */
    size_t category_count, category_capacity;
    struct mlf_string_set ambiguous; /* ids of several categories with different names */
    struct mlf_string_set labels;    /* the names, each once */
    size_t *category_of;             /* by the number in labels: the first category of that name */
    size_t label_capacity;
    int videos;                  /* an image says its video: annotations have tracks */
    double largest_id;           /* of the categories with numbers */
    int text_ids;                /* categories have ids that are strings */
    int supercategories;         /* ... and supercategories */
    int things;                  /* ... and say whether they are things or stuff ("isthing") */
    struct mlf_span image_array; /* length 0: there is none, of all three */
    struct mlf_span category_array;
    struct mlf_span annotation_array;
    struct mlf_span *annotations; /* its members, or their segments, once somebody went through them; NULL before */
    size_t annotation_count, annotation_capacity;
};

/* Walks through the whole file once, checking all of it; images, the largest
 * part of what is kept, only where `with_images`. Errors begin with the file's
 * name. coco_close is due in either case. */
int coco_open(struct coco_file *coco, const struct mlf_dataset *dataset, const char *file, int with_images,
              struct mlf_err *err);
void coco_close(struct coco_file *coco);

/* The file, opened with its images now or before, where the dataset keeps such; NULL on error. To be handed back. */
struct coco_file *coco_borrow(const struct mlf_dataset *dataset, const char *file, struct mlf_err *err);
void coco_return(const struct mlf_dataset *dataset, struct coco_file *coco);

/* Whether the text begins like a bare array of results (image_id, category_id, bbox, score). */
int coco_is_results(const char *text, size_t length);

/* mlf_driver.forget */
void coco_forget(void *kept);

#endif
