/* See coco-catalogue.h. */

#include "coco-catalogue.h"

#include <stdlib.h>

#include "coco-file.h"
#include "coco-list.h"
#include "coco-photos.h"
#include "mlfix/base/array.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/files.h"

/* Adds one image. One whose path leads out of the dataset is left out: no tool opens it. */
static int add_photo(struct mlf_catalogue *catalogue, const struct mlf_dataset *dataset, const struct coco_file *coco,
                     const char *prefix, size_t i, struct mlf_err *err)
{
    const struct coco_image *image = &coco->images[i];
    char *name = image->file_name ? coco_photo_name(image->file_name, err) : NULL;
    char *relative = NULL;
    int result = -1;

    if (!image->file_name)
        return 0;
    if (name)
        relative = mlf_path_is_inside(name) ? mlf_below(prefix, name, err) : mlf_strdup(name, err);
    if (relative)
        result = mlf_catalogue_add_photo(catalogue, dataset,
                                         &(struct mlf_catalogue_entry){.relative = relative,
                                                                       .named = image->file_name,
                                                                       .file = coco->file,
                                                                       .id = coco->image_ids.items[i],
                                                                       .width = image->width,
                                                                       .height = image->height},
                                         err);
    free(name);
    free(relative);
    return result;
}

static int read_file(struct mlf_catalogue *catalogue, const struct mlf_dataset *dataset, const char *file,
                     struct mlf_err *err)
{
    struct coco_file coco;
    char *subset = coco_subset(file, err);
    char *prefix = NULL;
    int result = subset ? 0 : -1;

    if (!subset)
        return -1;
    result = coco_open(&coco, dataset, file, 1, err);
    if (!result)
        result = coco_prefix(dataset, &coco, subset, &prefix, err);
    for (size_t i = 0; i < coco.image_count && !result; i++)
        result = add_photo(catalogue, dataset, &coco, prefix, i, err);
    for (size_t i = 0; i < coco.category_count && !result; i++)
        result = mlf_catalogue_add_class(catalogue, coco.category_ids.items[i], coco.categories[i], err);
    free(prefix);
    free(subset);
    coco_close(&coco);
    return result;
}

int coco_catalogue(const struct mlf_dataset *dataset, struct mlf_catalogue *catalogue, struct mlf_err *err)
{
    struct mlf_string_set files = {0};
    int result = coco_list(dataset, &files, err);

    for (size_t i = 0; i < files.n && !result; i++)
        result = read_file(catalogue, dataset, files.items[i], err);
    mlf_string_set_free(&files);
    return result;
}
