/* Photos without labels, in one folder or several: every photo is an object. */
#include <stdlib.h>

#include "mlfix/base/array.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/files.h"
#include "mlfix/dataset/photos.h"

/* Photos that lie loose in the root or in images/. */
static int probe(const struct mlf_dataset *dataset, char **evidence, struct mlf_err *err)
{
    static const char *const folders[] = {"", "images"};
    int sure = 0;

    for (int k = 0; k < 2 && !sure && !dataset->start; k++) {
        struct mlf_string_set files = {0};

        if (mlf_folder_entries(dataset->root, folders[k], 0, &files, err))
            sure = -1;
        for (size_t i = 0; i < files.n && !sure; i++)
            if (mlf_path_is_image(files.items[i]))
                sure = (*evidence = mlf_below(folders[k], files.items[i], err)) ? 1 : -1;
        mlf_string_set_free(&files);
    }
    return sure;
}

static int locate(struct mlf_dataset *dataset, struct mlf_err *err)
{
    if (dataset->start)
        return mlf_fail(err, "a flat dataset is a folder of photos, and '%s' is a file", dataset->start);
    if (dataset->images_given)
        return mlf_fail(err, "--images has no meaning for a flat dataset: name the folder of the photos itself");
    return mlf_set_images(dataset, "", err);
}

static int read_all(const struct mlf_dataset *dataset, mlf_object_sink *sink, void *context, struct mlf_err *err)
{
    struct mlf_string_set photos = {0};
    int result = mlf_files_below(dataset->root, "", NULL, &photos, err);

    for (size_t i = 0; i < photos.n && !result; i++) {
        const char *photo = photos.items[i];
        struct mlf_object object = {.id = photo, .image = photo, .file = photo, .no_labels = 1};

        result = sink(context, &object, err);
    }
    mlf_string_set_free(&photos);
    return result;
}

/* A photo that is taken out moves below _invalid/, as in a dataset with a folder per class. */
static int edit(const struct mlf_dataset *dataset, const char *file, const struct mlf_change *changes, size_t n,
                struct mlf_edits *edits, struct mlf_err *err)
{
    char *to;
    int result;

    if (n != 1 || changes[0].index != 0)
        return mlf_fail(err, "photo '%s' holds one object", file);
    if (changes[0].action == MLF_RELABEL)
        return mlf_fail(
            err, "'%s' cannot be labelled: a flat dataset has no labels, put the photos into a folder per class", file);
    to = mlf_strf(err, "%s/%s", MLF_INVALID_FOLDER, file);
    result = to ? mlf_edits_move_free(dataset, file, to, edits, err) : -1;
    free(to);
    return result;
}

const struct mlf_driver mlf_driver_flat = {
    .name = "flat",
    .description = "photos without labels: *.jpg, images/*.png, ...",
    .probe = probe,
    .locate = locate,
    .read = read_all,
    .edit = edit,
    .no_mark = "photos alone have no place for a mark: --invalid move puts the photo below _invalid/",
    .moves = 1,
};
