/* One photo as a segmentation network sees it, beside its objects: private to mlfix-boxes. */
#ifndef MLFIX_CMD_BOXES_SCENE_H
#define MLFIX_CMD_BOXES_SCENE_H

#include <stddef.h>

#include "boxes-network.h"
#include "mlfix/dataset/driver.h"
#include "mlfix/dataset/objects.h"
#include "mlfix/judge/mask-scene.h"
#include "mlfix/record/photo-index.h"

struct boxes_options;
struct mlf_err;
struct mlf_finding;

/* What was found in one photo. */
struct scene {
    struct mlf_mask_verdict *verdicts; /* of its objects, in their order */
    struct mlf_mask_result result;
    double scale[2]; /* pixels of the photo by those of the network */
};

struct masks {
    const struct boxes_options *options;
    struct network_classes classes;
    unsigned char *is_object; /* of each class */
    struct mlf_dataset dataset;
    struct mlf_objects objects;
    struct mlf_photo_index index; /* of the dataset's photos, by their numbers */
    char **files;                 /* of the network */
    size_t file_count;
    size_t *file_of; /* of each photo, + 1; 0: none */
    struct scene *scenes;
    size_t *record_of; /* of each object, + 1 */
    double sure;
};

/* The number of the object's class; as many as there are classes where the network does not know it, or it is a crowd
 * or to be ignored. */
size_t boxes_class_of(const struct masks *masks, const struct mlf_finding *finding);

/* Reads the network's picture of the photo, where it has one, and measures the objects in it: work of mlf_parallel(),
 * whose context is the struct masks. */
int boxes_judge_photo(void *context, size_t photo, int worker, struct mlf_err *err);

#endif
