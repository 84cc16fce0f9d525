/* See boxes-scene.h. */

#include "boxes-scene.h"

#include <math.h>
#include <stdlib.h>

#include "boxes-judge.h"
#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/finding.h"
#include "mlfix/judge/mask-errors.h"
#include "mlfix/photo/decode.h"
#include "mlfix/photo/photo.h"
#include "mlfix/record/mask.h"

size_t boxes_class_of(const struct masks *masks, const struct mlf_finding *finding)
{
    size_t number =
        finding->object.label ? mlf_string_set_find(&masks->classes.names, finding->object.label) : MLF_NO_STRING;

    return number == MLF_NO_STRING || finding->issues & 1U << MLF_ISSUE_CROWD ||
                   finding->issues & 1U << MLF_ISSUE_IGNORED
               ? masks->classes.names.n
               : number;
}

/* The photo's size, by its objects or itself. */
static int photo_size(const struct masks *masks, size_t photo, double size[2], struct mlf_err *err)
{
    const struct mlf_photo_group *group = &masks->objects.photos[photo];
    const struct mlf_object *object = &masks->objects.items[group->objects[0]].object;
    struct mlf_photo opened;

    size[0] = object->width;
    size[1] = object->height;
    if (object->width > 0 && object->height > 0)
        return 0;
    if (mlf_photo_size(&opened, masks->index.paths.items[photo], err))
        return -1;
    size[0] = opened.width;
    size[1] = opened.height;
    return 0;
}

/* An object's place in the order in which they cover each other: the smaller in front. */
struct layer {
    size_t object; /* of the photo */
    size_t pixels;
};

static int by_pixels(const void *a, const void *b)
{
    const struct layer *x = a;
    const struct layer *y = b;

    if (x->pixels != y->pixels)
        return x->pixels > y->pixels ? -1 : 1;
    return x->object < y->object ? -1 : x->object > y->object;
}

/* The object's cells in the network's picture; of one without a mask its box. */
static int fill_cells(const struct mlf_finding *finding, const struct network_word *word, const double size[2],
                      unsigned char *cells, struct mlf_err *err)
{
    const struct mlf_object *object = &finding->object;
    const double window[] = {0, 0, object->normalised ? 1 : size[0], object->normalised ? 1 : size[1]};
    size_t n = (size_t)word->width * (size_t)word->height;

    if (finding->mask)
        return mlf_mask_fill(finding->mask, window, word->width, word->height, cells, err);
    for (size_t i = 0; i < n; i++) {
        double x = ((double)(i % (size_t)word->width) + 0.5) * window[2] / word->width - object->bbox[0];
        double y = ((double)(i / (size_t)word->width) + 0.5) * window[3] / word->height - object->bbox[1];

        cells[i] = object->has_bbox && x >= 0 && y >= 0 && x < object->bbox[2] && y < object->bbox[3];
    }
    return 0;
}

/* Which object is in front where. */
static int fill_front(const struct masks *masks, size_t photo, const struct network_word *word, const double size[2],
                      int *front, struct mlf_err *err)
{
    const struct mlf_photo_group *group = &masks->objects.photos[photo];
    size_t n = (size_t)word->width * (size_t)word->height;
    unsigned char *cells = mlf_alloc(n, 1, err);
    struct layer *layers = mlf_alloc(group->n, sizeof *layers, err);
    int result = cells && layers ? 0 : -1;

    for (size_t i = 0; i < n && !result; i++)
        front[i] = -1;
    for (size_t k = 0; k < group->n && !result; k++) {
        layers[k].object = k;
        result = fill_cells(&masks->objects.items[group->objects[k]], word, size, cells, err);
        for (size_t i = 0; i < n && !result; i++)
            layers[k].pixels += cells[i];
    }
    if (!result)
        qsort(layers, group->n, sizeof *layers, by_pixels);
    for (size_t k = 0; k < group->n && !result; k++) {
        result = fill_cells(&masks->objects.items[group->objects[layers[k].object]], word, size, cells, err);
        for (size_t i = 0; i < n && !result; i++)
            if (cells[i])
                front[i] = (int)layers[k].object;
    }
    free(cells);
    free(layers);
    return result;
}

/* Another shape than the photo's, by more than a pixel of the network's. */
static int check_shape(const struct network_word *word, const double size[2], const char *path, struct mlf_err *err)
{
    double across = size[0] * word->height / size[1];

    if (word->width > 0 && word->height > 0 && fabs(across - word->width) <= fmax(1, 0.02 * across))
        return 0;
    return mlf_fail(err, "'%s' has %d x %d pixels and its photo %.0f x %.0f: they are not of one shape", path,
                    word->width, word->height, size[0], size[1]);
}

int boxes_judge_photo(void *context, size_t photo, int worker, struct mlf_err *err)
{
    struct masks *masks = context;
    const struct mlf_photo_group *group = &masks->objects.photos[photo];
    struct scene *scene = &masks->scenes[photo];
    struct network_word word = {.width = 0};
    double size[2];
    char *path;
    int *front = NULL;
    size_t *classes = NULL;
    int result = -1;

    (void)worker;
    scene->result.quality = NAN;
    if (!masks->file_of[photo])
        return 0;
    path = mlf_path_join(masks->options->masks, masks->files[masks->file_of[photo] - 1], err);
    if (!path || network_word_read(&word, &masks->classes, path, err) || photo_size(masks, photo, size, err) ||
        check_shape(&word, size, path, err))
        goto done;
    front = mlf_alloc((size_t)word.width * (size_t)word.height, sizeof *front, err);
    classes = mlf_alloc(group->n, sizeof *classes, err);
    scene->verdicts = mlf_alloc(group->n, sizeof *scene->verdicts, err);
    if (!front || !classes || !scene->verdicts || fill_front(masks, photo, &word, size, front, err))
        goto done;
    for (size_t k = 0; k < group->n; k++) /* a box alone covers what it covers */
        classes[k] = masks->objects.items[group->objects[k]].mask
                         ? boxes_class_of(masks, &masks->objects.items[group->objects[k]])
                         : masks->classes.names.n;
    scene->scale[0] = size[0] / word.width;
    scene->scale[1] = size[1] / word.height;
    result = mlf_mask_errors_measure(&(struct mlf_mask_scene){.width = word.width,
                                                              .height = word.height,
                                                              .classes = masks->classes.names.n,
                                                              .is_object = masks->is_object,
                                                              .probs = word.probs,
                                                              .hard = word.hard,
                                                              .front = front,
                                                              .class_of = classes,
                                                              .n = group->n},
                                     masks->sure, scene->verdicts, &scene->result, err);
done:
    network_word_free(&word);
    free(path);
    free(front);
    free(classes);
    return result;
}
