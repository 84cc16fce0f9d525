/* See mlfix/catalogue.h. */

#include "mlfix/dataset/catalogue.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "coco-file.h"
#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/numbering.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/dataset.h"
#include "yolo.h"

/* Adds a photo; `file` may be NULL. */
static int add_photo(struct mlf_catalogue *catalogue, const struct mlf_dataset *dataset, const char *relative,
                     const char *file, struct mlf_err *err)
{
    struct mlf_catalogue_photo *photo;
    size_t number = file ? mlf_numbering_add(&catalogue->files, file, err) : 0;

    if (number == (size_t)-1 ||
        mlf_grow(&catalogue->photos, &catalogue->capacity, catalogue->n + 1, sizeof(*catalogue->photos), err))
        return -1;
    photo = &catalogue->photos[catalogue->n];
    *photo = (struct mlf_catalogue_photo){.path = mlf_path_join(dataset->images, relative, err),
                                          .file = file ? catalogue->files.items[number] : NULL};
    if (!photo->path)
        return -1;
    photo->relative = photo->path + strlen(photo->path) - strlen(relative);
    catalogue->n++;
    return 0;
}

/* Notes that `id` stands for `number`; what two numbers share stands for none. */
static int add_id(struct mlf_numbering *ids, size_t **of, size_t *capacity, const char *id, size_t number,
                  struct mlf_err *err)
{
    size_t known = ids->n;
    size_t index = mlf_numbering_add(ids, id, err);

    if (index == (size_t)-1 || mlf_grow(of, capacity, ids->n, sizeof(**of), err))
        return -1;
    if (ids->n > known)
        (*of)[index] = number;
    else if ((*of)[index] != number)
        (*of)[index] = (size_t)-1;
    return 0;
}

static int add_class(struct mlf_catalogue *catalogue, const char *id, const char *name, struct mlf_err *err)
{
    size_t label = mlf_numbering_add(&catalogue->labels, name, err);

    if (label == (size_t)-1)
        return -1;
    return id ? add_id(&catalogue->class_ids, &catalogue->label_of, &catalogue->label_of_capacity, id, label, err) : 0;
}

/* Photos that lie outside the dataset are left out: their records take no part either. */
static int add_coco_photo(struct mlf_catalogue *catalogue, const struct mlf_dataset *dataset,
                          const struct coco_file *coco, const char *prefix, size_t i, struct mlf_err *err)
{
    const struct coco_image *image = &coco->images[i];
    char *name = image->file_name ? coco_photo_name(image->file_name, err) : NULL;
    char *relative = NULL;
    int status = -1;

    if (!image->file_name)
        return 0;
    if (name && !mlf_path_is_inside(name)) {
        free(name);
        return 0;
    }
    if (name)
        relative = mlf_below(prefix, name, err);
    if (relative && !add_photo(catalogue, dataset, relative, coco->file, err)) {
        catalogue->photos[catalogue->n - 1].width = image->width;
        catalogue->photos[catalogue->n - 1].height = image->height;
        status = add_id(&catalogue->photo_ids, &catalogue->photo_of, &catalogue->photo_of_capacity,
                        coco->image_ids.items[i], catalogue->n - 1, err);
    }
    free(name);
    free(relative);
    return status;
}

static int read_coco_file(struct mlf_catalogue *catalogue, const struct mlf_dataset *dataset, const char *file,
                          struct mlf_err *err)
{
    struct coco_file coco;
    char *subset = coco_subset(file, err);
    char *prefix = NULL;
    int status = subset ? 0 : -1;

    if (!subset)
        return -1;
    status = coco_open(&coco, dataset, file, 1, err);
    if (!status)
        status = coco_prefix(dataset, &coco, subset, &prefix, err);
    for (size_t i = 0; i < coco.image_count && !status; i++)
        status = add_coco_photo(catalogue, dataset, &coco, prefix, i, err);
    for (size_t i = 0; i < coco.category_count && !status; i++)
        status = add_class(catalogue, coco.category_ids.items[i], coco.categories[i], err);
    free(prefix);
    free(subset);
    coco_close(&coco);
    return status;
}

static int read_coco(struct mlf_catalogue *catalogue, const struct mlf_dataset *dataset, struct mlf_err *err)
{
    struct mlf_names files = {0};
    int status = coco_list(dataset, &files, err);

    for (size_t i = 0; i < files.n && !status; i++)
        status = read_coco_file(catalogue, dataset, files.items[i], err);
    mlf_names_free(&files);
    return status;
}

static int read_yolo(struct mlf_catalogue *catalogue, const struct mlf_dataset *dataset, struct mlf_err *err)
{
    struct yolo_names names = {0};
    struct yolo_photos photos = {0};
    int status = yolo_names_read(dataset, &names, err);

    if (!status)
        status = yolo_photos_find(dataset, &photos, err);
    for (size_t i = 0; i < photos.paths.n && !status; i++)
        status = add_photo(catalogue, dataset, photos.paths.items[i], NULL, err);
    for (size_t i = 0; i < names.n && !status; i++) {
        char number[32];

        snprintf(number, sizeof(number), "%zu", i);
        if (names.items[i])
            status = add_class(catalogue, number, names.items[i], err);
    }
    yolo_names_free(&names);
    yolo_photos_free(&photos);
    return status;
}

/* Formats without ids: the names of labels, and whatever photos there are. */
static int read_other(struct mlf_catalogue *catalogue, const struct mlf_dataset *dataset, struct mlf_err *err)
{
    struct mlf_names photos = {0};
    char **labels = NULL;
    size_t n = 0;
    int status = dataset->driver->labels(dataset, &labels, &n, err);

    for (size_t i = 0; i < n; i++) {
        if (!status)
            status = add_class(catalogue, NULL, labels[i], err);
        free(labels[i]);
    }
    free(labels);
    if (!status)
        status = mlf_files_below(dataset->images, "", NULL, &photos, err);
    for (size_t i = 0; i < photos.n && !status; i++)
        status = add_photo(catalogue, dataset, photos.items[i], NULL, err);
    mlf_names_free(&photos);
    return status;
}

int mlf_catalogue_read(struct mlf_catalogue *catalogue, const char *path, struct mlf_err *err)
{
    struct mlf_dataset dataset;
    int status;

    *catalogue = (struct mlf_catalogue){0};
    if (mlf_dataset_open(&dataset, path, NULL, err))
        return -1;
    catalogue->format = dataset.driver->name;
    if (dataset.driver == &mlf_driver_coco)
        status = read_coco(catalogue, &dataset, err);
    else if (dataset.driver == &mlf_driver_yolo)
        status = read_yolo(catalogue, &dataset, err);
    else
        status = read_other(catalogue, &dataset, err);
    mlf_dataset_close(&dataset);
    return status;
}

int mlf_catalogue_photo(const struct mlf_catalogue *catalogue, const char *id, size_t *photo, struct mlf_err *err)
{
    size_t index = mlf_numbering_find(&catalogue->photo_ids, id);

    if (index == (size_t)-1)
        return 0;
    *photo = catalogue->photo_of[index];
    return *photo == (size_t)-1 ? mlf_fail(err, "two photos of the dataset have the id '%s'", id) : 1;
}

const char *mlf_catalogue_label(const struct mlf_catalogue *catalogue, const char *key, struct mlf_err *err)
{
    size_t index = mlf_numbering_find(&catalogue->class_ids, key);

    if (index != (size_t)-1 && catalogue->label_of[index] == (size_t)-1) {
        mlf_fail(err, "two classes of the dataset have the id '%s'", key);
        return NULL;
    }
    if (index != (size_t)-1)
        return catalogue->labels.items[catalogue->label_of[index]];
    index = mlf_numbering_find(&catalogue->labels, key);
    return index == (size_t)-1 ? NULL : catalogue->labels.items[index];
}

void mlf_catalogue_free(struct mlf_catalogue *catalogue)
{
    for (size_t i = 0; i < catalogue->n; i++)
        free(catalogue->photos[i].path);
    free(catalogue->photos);
    mlf_numbering_free(&catalogue->photo_ids);
    mlf_numbering_free(&catalogue->class_ids);
    mlf_numbering_free(&catalogue->labels);
    mlf_numbering_free(&catalogue->files);
    free(catalogue->photo_of);
    free(catalogue->label_of);
    *catalogue = (struct mlf_catalogue){0};
}
