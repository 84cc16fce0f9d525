/* See mlfix/catalogue.h. */

#include "mlfix/dataset/catalogue.h"

#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "mlfix/base/array.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/dataset.h"
#include "mlfix/dataset/driver.h"

/* Notes that `id` means `number`. An id that two numbers share is ambiguous: it gets (size_t)-1. */
static int add_id(struct mlf_string_set *ids, size_t **of, size_t *capacity, const char *id, size_t number,
                  struct mlf_err *err)
{
    size_t index;
    int added;

    if (mlf_string_set_add(ids, id, &index, &added, err) || mlf_grow(of, capacity, ids->n, sizeof **of, err))
        return -1;
    if (added)
        (*of)[index] = number;
    else if ((*of)[index] != number)
        (*of)[index] = (size_t)-1;
    return 0;
}

int mlf_catalogue_add_photo(struct mlf_catalogue *catalogue, const struct mlf_dataset *dataset,
                            const struct mlf_catalogue_entry *entry, struct mlf_err *err)
{
    struct mlf_catalogue_photo *photo;
    size_t number;

    if ((entry->file && mlf_string_set_add(&catalogue->files, entry->file, &number, NULL, err)) ||
        mlf_grow(&catalogue->photos, &catalogue->capacity, catalogue->n + 1, sizeof *catalogue->photos, err))
        return -1;
    photo = &catalogue->photos[catalogue->n];
    *photo = (struct mlf_catalogue_photo){.path = mlf_path_join(dataset->images, entry->relative, err),
                                          .file = entry->file ? catalogue->files.items[number] : NULL,
                                          .width = entry->width,
                                          .height = entry->height};
    if (!photo->path)
        return -1;
    photo->relative = photo->path + strlen(photo->path) - strlen(entry->relative);
    catalogue->n++;
    return entry->id ? add_id(&catalogue->photo_ids, &catalogue->photo_of, &catalogue->photo_of_capacity, entry->id,
                              catalogue->n - 1, err)
                     : 0;
}

int mlf_catalogue_add_class(struct mlf_catalogue *catalogue, const char *id, const char *name, struct mlf_err *err)
{
    size_t label;

    if (mlf_string_set_add(&catalogue->labels, name, &label, NULL, err))
        return -1;
    return add_id(&catalogue->class_ids, &catalogue->label_of, &catalogue->label_of_capacity, id, label, err);
}

/* For formats without ids: the labels, and all photos below the folder of the photos. */
static int read_without_ids(struct mlf_catalogue *catalogue, const struct mlf_dataset *dataset, struct mlf_err *err)
{
    struct mlf_string_set photos = {0};
    int result = mlf_dataset_labels(dataset, &catalogue->labels, err);

    if (!result)
        result = mlf_files_below(dataset->images, "", NULL, &photos, err);
    for (size_t i = 0; i < photos.n && !result; i++)
        result = mlf_catalogue_add_photo(catalogue, dataset, &(struct mlf_catalogue_entry){.relative = photos.items[i]},
                                         err);
    mlf_string_set_free(&photos);
    return result;
}

int mlf_catalogue_read(struct mlf_catalogue *catalogue, const char *path, struct mlf_err *err)
{
    struct mlf_dataset dataset;
    int result;

    *catalogue = (struct mlf_catalogue){0};
    if (mlf_dataset_open(&dataset, path, NULL, err))
        return -1;
    catalogue->format = dataset.driver->name;
    result = dataset.driver->catalogue ? dataset.driver->catalogue(&dataset, catalogue, err)
                                       : read_without_ids(catalogue, &dataset, err);
    mlf_dataset_close(&dataset);
    return result;
}

int mlf_catalogue_photo(const struct mlf_catalogue *catalogue, const char *id, size_t *photo, struct mlf_err *err)
{
    size_t index = mlf_string_set_find(&catalogue->photo_ids, id);

    if (index == (size_t)-1)
        return 0;
    *photo = catalogue->photo_of[index];
    return *photo == (size_t)-1 ? mlf_fail(err, "two photos of the dataset have the id '%s'", id) : 1;
}

const char *mlf_catalogue_label(const struct mlf_catalogue *catalogue, const char *key, struct mlf_err *err)
{
    size_t index = mlf_string_set_find(&catalogue->class_ids, key);

    if (index != (size_t)-1 && catalogue->label_of[index] == (size_t)-1) {
        mlf_fail(err, "two classes of the dataset have the id '%s'", key);
        return NULL;
    }
    if (index != (size_t)-1)
        return catalogue->labels.items[catalogue->label_of[index]];
    index = mlf_string_set_find(&catalogue->labels, key);
    return index == (size_t)-1 ? NULL : catalogue->labels.items[index];
}

void mlf_catalogue_free(struct mlf_catalogue *catalogue)
{
    for (size_t i = 0; i < catalogue->n; i++)
        free(catalogue->photos[i].path);
    free(catalogue->photos);
    mlf_string_set_free(&catalogue->photo_ids);
    mlf_string_set_free(&catalogue->class_ids);
    mlf_string_set_free(&catalogue->labels);
    mlf_string_set_free(&catalogue->files);
    free(catalogue->photo_of);
    free(catalogue->label_of);
    *catalogue = (struct mlf_catalogue){0};
}
