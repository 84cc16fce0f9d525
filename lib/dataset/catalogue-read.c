#include "mlfix/dataset/catalogue-read.h"

#include "mlfix/dataset/catalogue.h"
#include "mlfix/dataset/dataset.h"
#include "mlfix/dataset/driver.h"
#include "mlfix/dataset/files.h"

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
