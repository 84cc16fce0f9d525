/* See coco-photos.h. */

#include "coco-photos.h"

#include <stdlib.h>
#include <string.h>

#include "coco-file.h"
#include "coco-list.h"
#include "mlfix/base/array.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/files.h"
#include "mlfix/dataset/photos.h"

char *coco_photo_name(const char *file_name, struct mlf_err *err)
{
    const char *base = strstr(file_name, "://") ? mlf_path_base(file_name) : file_name;

    return mlf_strndup(base, base == file_name ? strlen(base) : strcspn(base, "?#"), err);
}

int coco_prefix(const struct mlf_dataset *dataset, const struct coco_file *coco, const char *subset, char **prefix,
                struct mlf_err *err)
{
    const char *base = mlf_path_base(coco->file);
    char *beside = mlf_strndup(coco->file, base > coco->file ? (size_t)(base - coco->file) - 1 : 0, err);
    const char *folders[] = {"", subset, beside, "data"};
    int result = -1;

    *prefix = NULL;
    if (!beside)
        return -1;
    for (size_t i = 0; i < coco->image_ids.n && i < 20 && !*prefix; i++) {
        const char *file_name = coco->images[i].file_name;
        char *name = file_name ? coco_photo_name(file_name, err) : NULL;

        if (file_name && !name)
            goto done;
        for (size_t k = 0; name && k < 4 && !*prefix; k++) {
            char *photo = mlf_find_photo(dataset, &folders[k], 1, name, err);

            if (photo && !(*prefix = mlf_strdup(folders[k], err))) {
                free(photo);
                free(name);
                goto done;
            }
            free(photo);
        }
        free(name);
    }
    if (!*prefix && !(*prefix = mlf_strdup("", err)))
        goto done;
    result = 0;
done:
    free(beside);
    return result;
}

/* Whether a folder of the path is named after the file of panoptic annotations. */
static int is_beside(const char *path, const char *file)
{
    const char *base = mlf_path_base(file);
    size_t length = (size_t)(mlf_path_extension(file) - base);

    if (!memmem(base, length, "panoptic", strlen("panoptic")))
        return 0;
    for (const char *slash; (slash = strchr(path, '/')); path = slash + 1)
        if ((size_t)(slash - path) == length && !memcmp(path, base, length))
            return 1;
    return 0;
}

int coco_photos(const struct mlf_dataset *dataset, struct mlf_string_set *names, struct mlf_err *err)
{
    struct mlf_string_set files = {0};
    struct mlf_string_set all = {0};
    int result = mlf_files_below(dataset->images, "", NULL, &all, err) || coco_list(dataset, &files, err) ? -1 : 0;

    for (size_t i = 0; i < all.n && !result; i++) {
        size_t k = 0;

        while (k < files.n && !is_beside(all.items[i], files.items[k]))
            k++;
        if (k == files.n)
            result = mlf_string_set_add(names, all.items[i], NULL, NULL, err);
    }
    mlf_string_set_free(&files);
    mlf_string_set_free(&all);
    return result;
}
