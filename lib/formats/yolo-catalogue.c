/* See yolo-catalogue.h. */

#include "yolo-catalogue.h"

#include <stdio.h>

#include "yolo-names.h"
#include "yolo-photos.h"
#include "yolo-yaml.h"

int yolo_catalogue(const struct mlf_dataset *dataset, struct mlf_catalogue *catalogue, struct mlf_err *err)
{
    struct yolo_names names = {0};
    struct yolo_photos photos = {0};
    int result = yolo_names_read(dataset, &names, err);

    if (!result)
        result = yolo_photos_find(dataset, &photos, err);
    for (size_t i = 0; i < photos.paths.n && !result; i++)
        result = mlf_catalogue_add_photo(catalogue, dataset,
                                         &(struct mlf_catalogue_entry){.relative = photos.paths.items[i]}, err);
    for (size_t i = 0; i < names.n && !result; i++) {
        char number[32];

        snprintf(number, sizeof number, "%zu", i);
        if (names.items[i])
            result = mlf_catalogue_add_class(catalogue, number, names.items[i], err);
    }
    yolo_names_free(&names);
    yolo_photos_free(&photos);
    return result;
}
