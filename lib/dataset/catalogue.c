/* See mlfix/catalogue.h. */

#include "mlfix/dataset/catalogue.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/driver.h"
#include "mlfix/dataset/files.h"
#include "photo-search.h"

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

/* Where the photo is, in *photo: new memory, or NULL where that is entry->relative. */
static int find_photo(struct mlf_catalogue *catalogue, const struct mlf_dataset *dataset,
                      const struct mlf_catalogue_entry *entry, char **photo, struct mlf_err *err)
{
    char *why = NULL;

    *photo = NULL;
    if ((mlf_path_is_inside(entry->relative) && mlf_is_file(dataset->images, entry->relative)) ||
        strlen(entry->relative) > 4096)
        return 0;
    if (!catalogue->search && !(catalogue->search = mlf_alloc(1, sizeof *catalogue->search, err)))
        return -1;
    *photo = mlf_search_photo(catalogue->search, dataset, entry->named ? entry->named : entry->relative, &why, err);
    free(why);
    return err && err->text[0] ? -1 : 0;
}

int mlf_catalogue_add_photo(struct mlf_catalogue *catalogue, const struct mlf_dataset *dataset,
                            const struct mlf_catalogue_entry *entry, struct mlf_err *err)
{
    struct mlf_catalogue_photo *photo;
    const char *relative = entry->relative;
    char *found = NULL;
    size_t number;

    if (find_photo(catalogue, dataset, entry, &found, err))
        return -1;
    if (!found && !mlf_path_is_inside(relative))
        return 0;
    relative = found ? found : relative;
    if ((entry->file && mlf_string_set_add(&catalogue->files, entry->file, &number, NULL, err)) ||
        mlf_grow(&catalogue->photos, &catalogue->capacity, catalogue->n + 1, sizeof *catalogue->photos, err)) {
        free(found);
        return -1;
    }
    photo = &catalogue->photos[catalogue->n];
    *photo = (struct mlf_catalogue_photo){.path = mlf_path_join(dataset->images, relative, err),
                                          .file = entry->file ? catalogue->files.items[number] : NULL,
                                          .width = entry->width,
                                          .height = entry->height};
    photo->relative = photo->path ? photo->path + strlen(photo->path) - strlen(relative) : NULL;
    free(found);
    if (!photo->path)
        return -1;
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
    if (catalogue->search)
        mlf_photo_search_free(catalogue->search);
    free(catalogue->search);
    free(catalogue->photo_of);
    free(catalogue->label_of);
    *catalogue = (struct mlf_catalogue){0};
}
