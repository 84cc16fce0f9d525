/* Which COCO files a dataset has, and where their photos are. See coco-list.h. */

#include "coco-list.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "coco-file.h"
#include "mlfix/annotation/json-files.h"
#include "mlfix/base/array.h"
#include "mlfix/base/path.h"
#include "mlfix/base/portable.h"
#include "mlfix/dataset/files.h"
#include "mlfix/dataset/photos.h"
#include "mlfix/dataset/splits.h"
#include "mlfix/json/json-members.h"

/* Whether a file that begins so is COCO. The text may end anywhere. */
static int looks_like_coco(const char *text, size_t length)
{
    struct mlf_json json = mlf_json_begin(text, length);
    struct mlf_span key;
    struct mlf_span value;
    enum mlf_json_kind kind;
    int first = 1;
    int more;

    if (mlf_json_enter(&json, MLF_JSON_OBJECT, NULL))
        return 0;
    while ((more = mlf_json_next(&json, MLF_JSON_OBJECT, &first, &key, NULL)) > 0) {
        if (mlf_json_peek(&json, &kind, NULL))
            return json.at >= length ? MLF_LOOKS_ON : 0;
        if (mlf_json_string_is(text, key, "shapes") || mlf_json_string_is(text, key, "imageData"))
            return 0; /* LabelMe's, which may be large and many */
        if (kind == MLF_JSON_ARRAY && mlf_json_string_is(text, key, "images"))
            return 1;
        if (kind == MLF_JSON_ARRAY &&
            (mlf_json_string_is(text, key, "annotations") || mlf_json_string_is(text, key, "categories")) &&
            (memmem(text, length, "\"category_id\"", 13) || memmem(text, length, "\"supercategory\"", 15) ||
             memmem(text, length, "\"images\"", 8)))
            return 1;
        if (mlf_json_value(&json, &value, &kind, NULL))
            return MLF_LOOKS_ON; /* the value goes on behind the end of the text, or is broken */
    }
    return more < 0 ? MLF_LOOKS_ON : 0;
}

static int is_instances(const char *file)
{
    return !strncmp(mlf_path_base(file), "instances", strlen("instances"));
}

/* The same objects stand in COCO's own instances_*.json, person_keypoints_*.json and
 * others: where there are instances, they alone are read. */
static int keep_instances(struct mlf_string_set *files, struct mlf_err *err)
{
    struct mlf_string_set kept = {0};

    for (size_t i = 0; i < files->n; i++) {
        if (is_instances(files->items[i]) && mlf_string_set_add(&kept, files->items[i], NULL, NULL, err)) {
            mlf_string_set_free(&kept);
            return -1;
        }
    }
    if (kept.n > 0) {
        mlf_string_set_free(files);
        *files = kept;
    }
    return 0;
}

/* In the root, in annotations/, or else one in each folder of the root. */
int coco_list(const struct mlf_dataset *dataset, struct mlf_string_set *files, struct mlf_err *err)
{
    struct mlf_string_set folders = {0};
    int result = -1;

    if (dataset->start)
        return mlf_string_set_add(files, dataset->start, NULL, NULL, err);
    if (mlf_json_files(dataset, "", looks_like_coco, files, err) ||
        mlf_json_files(dataset, "annotations", looks_like_coco, files, err))
        goto done;
    if (files->n == 0) {
        if (mlf_folder_entries(dataset->root, "", 1, &folders, err))
            goto done;
        for (size_t i = 0; i < folders.n; i++)
            if (strcmp(folders.items[i], "annotations") != 0 &&
                mlf_json_files(dataset, folders.items[i], looks_like_coco, files, err))
                goto done;
    }
    result = keep_instances(files, err);
done:
    mlf_string_set_free(&folders);
    return result;
}

static int is_coco_or_results(const char *text, size_t length)
{
    return coco_is_results(text, length) ? 1 : looks_like_coco(text, length);
}

int coco_probe(const struct mlf_dataset *dataset, char **evidence, struct mlf_err *err)
{
    return mlf_json_probe(dataset, coco_list, is_coco_or_results, evidence, err);
}

/* "val2017" of "annotations/instances_val2017.json": what the folder of the
 * photos is often called. New memory. */
char *coco_subset(const char *file, struct mlf_err *err)
{
    const char *base = mlf_path_base(file);
    size_t length = (size_t)(mlf_path_extension(file) - base);
    const char *part = mlf_find_last(base, '_', length);

    if (!part)
        return mlf_strndup(base, length, err);
    return mlf_strndup(part + 1, length - (size_t)(part + 1 - base), err);
}

/* The split that the file's name or folder says, or NULL. */
const char *coco_split(const char *file, const char *subset)
{
    const char *base = mlf_path_base(file);
    char name[32] = {0};
    size_t length = strlen(subset);

    while (length > 0 && isdigit((unsigned char)subset[length - 1]))
        length--;
    if (length < sizeof name) {
        memcpy(name, subset, length);
        if (mlf_split_of(name))
            return mlf_split_of(name);
    }
    length = base > file ? (size_t)(base - file) - 1 : 0;
    if (length >= sizeof name)
        return NULL;
    memset(name, 0, sizeof name);
    memcpy(name, file, length);
    return mlf_split_of(name);
}

int coco_locate(struct mlf_dataset *dataset, struct mlf_err *err)
{
    char *subset;
    char *beside;
    int result = -1;

    if (mlf_is_folder(dataset->root, "images"))
        return mlf_set_images(dataset, "images", err);
    if (!dataset->start)
        return mlf_set_images(dataset, "", err);
    if (mlf_is_folder(dataset->root, "../images"))
        return mlf_set_images(dataset, "../images", err);
    subset = coco_subset(dataset->start, err);
    beside = subset ? mlf_strf(err, "../%s", subset) : NULL;
    if (beside)
        result = mlf_set_images(dataset, mlf_is_folder(dataset->root, beside) ? beside : "", err);
    free(subset);
    free(beside);
    return result;
}
