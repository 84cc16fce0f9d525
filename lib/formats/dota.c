/* DOTA (G.-S. Xia and others, "DOTA: A Large-scale Dataset for Object Detection in Aerial Images", CVPR 2018; the
 * development kit's readme): a text file a photo. Lines such as "imagesource:GoogleEarth" and "gsd:0.146" may come
 * first; then a row an object: the corners x1 y1 ... x4 y4 in pixels, the category and whether it is difficult. The
 * labels of images/P0001.png are in labelTxt/P0001.txt. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "dota-rows.h"
#include "mlfix/base/array.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/files.h"
#include "mlfix/dataset/find-folders.h"
#include "mlfix/dataset/photos.h"
#include "mlfix/dataset/splits.h"

/* labelTxt, labelTxt-v1.5 and the like; mmrotate's annfiles. */
static int is_labels(const char *root, const char *relative)
{
    char *real = *relative ? NULL : realpath(root, NULL);
    const char *base = mlf_path_base(real ? real : *relative ? relative : root);
    int is = !strncasecmp(base, "labelTxt", strlen("labelTxt")) || !strcmp(base, "annfiles");

    free(real);
    return is;
}

static int list_files(const struct mlf_dataset *dataset, struct mlf_string_set *files, struct mlf_err *err)
{
    if (dataset->start)
        return mlf_string_set_add(files, dataset->start, NULL, NULL, err);
    return mlf_files_in_folders(dataset->root, is_labels, ".txt", files, err);
}

/* The name labelTxt is likely, and certain with rows that fit. */
static int probe(const struct mlf_dataset *dataset, char **evidence, struct mlf_err *err)
{
    struct mlf_string_set files = {0};
    int sure = 0;

    if (dataset->start && strcasecmp(mlf_path_extension(dataset->start), ".txt") != 0)
        return 0;
    if (list_files(dataset, &files, err))
        sure = -1;
    for (size_t i = 0; i < files.n && i < 20 && sure == 0; i++)
        if (dota_file_fits(dataset, files.items[i]))
            sure = (*evidence = mlf_strdup(files.items[i], err)) ? 3 : -1;
    if (files.n > 0 && sure == 0 && strcasestr(dataset->start ? dataset->root : files.items[0], "labelTxt"))
        sure = (*evidence = mlf_strdup(files.items[0], err)) ? 2 : -1;
    mlf_string_set_free(&files);
    return sure;
}

/* Whether the labels lie in the root itself, so that the photos are beside it. */
static int is_inside(const struct mlf_dataset *dataset)
{
    return dataset->start || is_labels(dataset->root, "");
}

static int locate(struct mlf_dataset *dataset, struct mlf_err *err)
{
    return mlf_set_images(dataset, is_inside(dataset) ? ".." : "", err);
}

/* Folders where the photo of a label file may be, in new memory: in images/ beside the outermost folder of labels, with
 * what folders lie between; or beside it without. */
static int put_folders(const struct mlf_dataset *dataset, const char *file, char *folders[4], struct mlf_err *err)
{
    const char *base = mlf_path_base(file);
    const char *labels = file; /* where the name of the folder of labels begins */
    const char *rest;
    char *above;
    char *inner;
    int failed;

    while (!is_inside(dataset) && labels < base) {
        const char *slash = strchr(labels, '/');
        char *name = mlf_strndup(labels, (size_t)(slash - labels), err);
        int is = name && is_labels("", name);

        free(name);
        if (is)
            break;
        labels = slash + 1;
    }
    rest = is_inside(dataset) || labels == base ? labels : strchr(labels, '/') + 1;
    above = mlf_strndup(file, labels > file ? (size_t)(labels - file) - 1 : 0, err);
    inner = mlf_strndup(rest, base > rest ? (size_t)(base - rest) - 1 : 0, err);
    folders[0] =
        above && inner ? mlf_strf(err, "%s%simages%s%s", above, *above ? "/" : "", *inner ? "/" : "", inner) : NULL;
    folders[1] = above ? mlf_below(above, "images", err) : NULL;
    folders[2] = above;
    folders[3] = mlf_strdup("", err);
    free(inner);
    failed = !folders[0] || !folders[1] || !folders[2] || !folders[3];
    return failed ? -1 : 0;
}

static int read_file(const struct mlf_dataset *dataset, const char *file, mlf_object_sink *sink, void *context,
                     struct mlf_err *err)
{
    const char *base = mlf_path_base(file);
    char *stem = mlf_strndup(base, (size_t)(mlf_path_extension(base) - base), err);
    char *folders[4] = {0};
    char *photo = NULL;
    int result = stem ? put_folders(dataset, file, folders, err) : -1;

    if (!result)
        photo = mlf_find_photo(dataset, (const char *const *)folders, 4, stem, err);
    if (!result && !photo && !(err && err->text[0]))
        photo = mlf_strf(err, "%s/%s.png", folders[0], stem);
    result = photo ? dota_file_read(dataset, file, photo, mlf_split_among(file), sink, context, err) : -1;
    for (int i = 0; i < 4; i++)
        free(folders[i]);
    free(stem);
    free(photo);
    return result;
}

/* Two versions of the labels of one photo would make its objects twice as many. */
static int check_twice(const struct mlf_string_set *files, struct mlf_err *err)
{
    struct mlf_string_set stems = {0};
    size_t *first = NULL;
    size_t capacity = 0;
    int result = 0;

    for (size_t i = 0; i < files->n && !result; i++) {
        const char *base = mlf_path_base(files->items[i]);
        size_t number;
        int added;

        result = mlf_string_set_add(&stems, base, &number, &added, err);
        if (!result && added)
            result = mlf_set_at(&first, &capacity, number, i, err);
        else if (!result && mlf_split_among(files->items[first[number]]) == mlf_split_among(files->items[i]))
            result = mlf_fail(err,
                              "both '%s' and '%s' label one photo: give the folder of the labels that are meant as "
                              "the dataset, and the folder of the photos with --images",
                              files->items[first[number]], files->items[i]);
    }
    mlf_string_set_free(&stems);
    free(first);
    return result;
}

static int read_all(const struct mlf_dataset *dataset, mlf_object_sink *sink, void *context, struct mlf_err *err)
{
    struct mlf_string_set files = {0};
    int result = list_files(dataset, &files, err);

    if (!result)
        result = check_twice(&files, err);
    for (size_t i = 0; i < files.n && !result; i++)
        result = read_file(dataset, files.items[i], sink, context, err);
    mlf_string_set_free(&files);
    return result;
}

const struct mlf_driver mlf_driver_dota = {
    .name = "dota",
    .description = "DOTA: labelTxt/*.txt with four corners a row, and images/*.png",
    .probe = probe,
    .locate = locate,
    .read = read_all,
    .edit = dota_file_edit,
    .no_mark = "a row of DOTA can be called difficult only, and such objects are used: --invalid remove takes the row "
               "out, and the journal keeps it",
    .boxes = 1,
};
