/* See masks-layout.h. The layouts are those of the development kit of Pascal VOC 2012 (section 4.4), of
 * cityscapesScripts (csHelpers, createTrainIdInstanceImgs), and of CamVid as SegNet's tutorial has it and CVAT and
 * Datumaro export it. */

#include "masks-layout.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/annotation/label-folders.h"
#include "mlfix/base/array.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/files.h"
#include "mlfix/dataset/photos.h"

#define CLASSES "SegmentationClass"
#define OBJECTS "SegmentationObject"
/* Folders of masks and those of their photos: SegNet's CamVid; the copy with class_dict.csv; CamVid itself; and the
 * copy of fast.ai's course. In all but the first masks have a longer name than their photos. */
static const struct pair {
    const char *photos; /* NULL: as the folder of masks, without `masks` at its end */
    const char *masks;
} pairs[] = {{NULL, "annot"}, {NULL, "_labels"}, {"701_StillsRaw_full", "LabeledApproved_full"}, {"images", "labels"}};
static const char *const longer[] = {"_L", "_P"};
static const char *const lists[] = {"label_colors.txt", "class_dict.csv", "codes.txt"};
#define CLASS_IDS "_labelIds.png"
#define OBJECT_IDS "_instanceIds.png"

static const char *const city_folders[] = {"gtFine", "gtCoarse"};
static const char *const city_photos[] = {"leftImg8bit", "imgsFine/leftImg8bit"};

/* Where LabelMe's labelme2voc.py wrote arrays to SegmentationClass/, the pictures are beside it. */
static const char *class_folder(const struct mlf_dataset *dataset)
{
    return mlf_is_folder(dataset->root, CLASSES "PNG") ? CLASSES "PNG" : CLASSES;
}

static int ends_in(const char *text, const char *ending)
{
    size_t length = strlen(text);
    size_t end = strlen(ending);

    return length > end && !strcmp(text + length - end, ending);
}

/* text with `ending` in place of the one that it has: new memory. */
static char *swap_ending(const char *text, const char *old, const char *ending, struct mlf_err *err)
{
    return mlf_strf(err, "%.*s%s", (int)(strlen(text) - strlen(old)), text, ending);
}

/* The folder of the photos whose masks are in that folder: new memory, NULL where it is none of masks, or on error. */
static char *photos_of(const char *folder, size_t length, struct mlf_err *err)
{
    for (size_t k = 0; k < sizeof pairs / sizeof *pairs; k++) {
        size_t end = strlen(pairs[k].masks);

        if (length < end || strncmp(folder + length - end, pairs[k].masks, end) != 0)
            continue;
        if (pairs[k].photos ? length == end : length > end)
            return pairs[k].photos ? mlf_strdup(pairs[k].photos, err) : mlf_strndup(folder, length - end, err);
    }
    return NULL;
}

/* ---- Which files ---- */

static int list_city(const struct mlf_dataset *dataset, struct mlf_string_set *files, struct mlf_err *err)
{
    struct mlf_string_set all = {0};
    int result = 0;

    for (size_t k = 0; k < 2 && !result; k++)
        result = mlf_files_below(dataset->root, city_folders[k], ".png", &all, err);
    for (size_t i = 0; i < all.n && !result; i++) {
        char *classes =
            ends_in(all.items[i], OBJECT_IDS) ? swap_ending(all.items[i], OBJECT_IDS, CLASS_IDS, err) : NULL;

        if (ends_in(all.items[i], OBJECT_IDS) && !classes)
            result = -1;
        else if (ends_in(all.items[i], CLASS_IDS) || (classes && mlf_string_set_find(&all, classes) == MLF_NO_STRING))
            result = mlf_string_set_add(files, all.items[i], NULL, NULL, err);
        free(classes);
    }
    mlf_string_set_free(&all);
    return result;
}

/* The folders of masks that have photos beside them, and those of these; either may be NULL. */
static int list_pairs(const struct mlf_dataset *dataset, struct mlf_string_set *masks, struct mlf_string_set *photos,
                      struct mlf_err *err)
{
    struct mlf_string_set folders = {0};
    int result = mlf_folder_entries(dataset->root, "", 1, &folders, err);

    for (size_t i = 0; i < folders.n && !result; i++) {
        char *photo = photos_of(folders.items[i], strlen(folders.items[i]), err);

        if (photo && mlf_string_set_find(&folders, photo) != MLF_NO_STRING &&
            ((masks && mlf_string_set_add(masks, folders.items[i], NULL, NULL, err)) ||
             (photos && mlf_string_set_add(photos, photo, NULL, NULL, err))))
            result = -1;
        free(photo);
        result = err && err->text[0] ? -1 : result;
    }
    mlf_string_set_free(&folders);
    return result;
}

static int list_paired(const struct mlf_dataset *dataset, struct mlf_string_set *files, struct mlf_err *err)
{
    struct mlf_string_set folders = {0};
    int result = list_pairs(dataset, &folders, NULL, err);

    for (size_t i = 0; i < folders.n && !result; i++)
        result = mlf_files_below(dataset->root, folders.items[i], ".png", files, err);
    mlf_string_set_free(&folders);
    return result;
}

int masks_files(const struct mlf_dataset *dataset, enum masks_kind kind, struct mlf_string_set *files,
                struct mlf_err *err)
{
    switch (kind) {
    case MASKS_VOC:
        return mlf_files_below(dataset->root, class_folder(dataset), ".png", files, err);
    case MASKS_PAIRED:
        return list_paired(dataset, files, err);
    case MASKS_CITYSCAPES:
        return list_city(dataset, files, err);
    case MASKS_NONE:
        break;
    }
    return 0;
}

enum masks_kind masks_kind_of(const struct mlf_dataset *dataset, struct mlf_err *err)
{
    struct mlf_string_set files = {0};
    enum masks_kind kind = MASKS_NONE;

    if (dataset->start)
        return MASKS_NONE;
    if (mlf_is_folder(dataset->root, class_folder(dataset)))
        return MASKS_VOC;
    for (size_t k = 0; k < 2; k++)
        if (mlf_is_folder(dataset->root, city_folders[k]))
            return MASKS_CITYSCAPES;
    for (size_t k = 0; k < sizeof lists / sizeof *lists && kind == MASKS_NONE; k++)
        if (mlf_is_file(dataset->root, lists[k]) && !masks_files(dataset, MASKS_PAIRED, &files, err) && files.n > 0)
            kind = MASKS_PAIRED;
    mlf_string_set_free(&files);
    return kind;
}

/* ---- What belongs to a file ---- */

int masks_pictures(const struct mlf_dataset *dataset, enum masks_kind kind, const char *file, char **classes,
                   char **objects, struct mlf_err *err)
{
    int only_objects = kind == MASKS_CITYSCAPES && ends_in(file, OBJECT_IDS);

    *classes = only_objects ? NULL : mlf_strdup(file, err);
    *objects = NULL;
    if (only_objects)
        *objects = mlf_strdup(file, err);
    else if (kind == MASKS_CITYSCAPES)
        *objects = swap_ending(file, CLASS_IDS, OBJECT_IDS, err);
    else if (kind == MASKS_VOC)
        *objects = mlf_strf(err, OBJECTS "%s", file + strlen(CLASSES));
    if ((!only_objects && !*classes) || (kind != MASKS_PAIRED && !*objects)) {
        free(*classes);
        free(*objects);
        *classes = *objects = NULL;
        return -1;
    }
    if (*objects && !only_objects && !mlf_is_file(dataset->root, *objects)) {
        free(*objects);
        *objects = NULL;
    }
    return 0;
}

static int city_strays(const struct mlf_string_set *files, struct mlf_string_set *strays, struct mlf_err *err)
{
    size_t with_classes = 0;
    int result = 0;

    for (size_t i = 0; i < files->n; i++)
        with_classes += ends_in(files->items[i], CLASS_IDS) != 0;
    for (size_t i = 0; i < files->n && with_classes > 0 && !result; i++)
        if (ends_in(files->items[i], OBJECT_IDS))
            result = mlf_string_set_add(strays, files->items[i], NULL, NULL, err);
    return result;
}

int masks_strays(const struct mlf_dataset *dataset, enum masks_kind kind, const struct mlf_string_set *files,
                 struct mlf_string_set *strays, struct mlf_err *err)
{
    char *folder = kind == MASKS_VOC ? mlf_strf(err, OBJECTS "%s", class_folder(dataset) + strlen(CLASSES)) : NULL;
    struct mlf_string_set objects = {0};
    int result = kind == MASKS_VOC ? (folder ? mlf_files_below(dataset->root, folder, ".png", &objects, err) : -1) : 0;

    for (size_t i = 0; i < objects.n && !result; i++) {
        char *classes = mlf_strf(err, CLASSES "%s", objects.items[i] + strlen(OBJECTS));

        if (!classes)
            result = -1;
        else if (mlf_string_set_find(files, classes) == MLF_NO_STRING)
            result = mlf_string_set_add(strays, objects.items[i], NULL, NULL, err);
        free(classes);
    }
    mlf_string_set_free(&objects);
    free(folder);
    return result || kind != MASKS_CITYSCAPES ? result : city_strays(files, strays, err);
}

const char *masks_photo_folder(const struct mlf_dataset *dataset, enum masks_kind kind)
{
    static const char *const folders[] = {"JPEGImages", "images", "Images", NULL};

    if (kind == MASKS_VOC)
        for (size_t i = 0; folders[i]; i++)
            if (mlf_is_folder(dataset->root, folders[i]))
                return folders[i];
    if (kind == MASKS_CITYSCAPES)
        for (size_t i = 0; i < 2; i++)
            if (mlf_is_folder(dataset->root, city_photos[i]))
                return city_photos[i];
    return "";
}

char *masks_stem(const char *file, struct mlf_err *err)
{
    const char *base = mlf_path_base(file);

    return mlf_strndup(base, (size_t)(mlf_path_extension(base) - base), err);
}

/* The photo's name without folder and extension: "ulm_000001_000019_leftImg8bit". */
static char *photo_name(enum masks_kind kind, const char *file, struct mlf_err *err)
{
    const char *base = mlf_path_base(file);
    const char *end = kind == MASKS_CITYSCAPES ? strstr(base, "_gt") : NULL;

    if (end)
        return mlf_strf(err, "%.*s_leftImg8bit", (int)(end - base), base);
    return masks_stem(file, err);
}

/* The photo with that name, or with what is left of it without what masks have behind. */
static char *find_paired(const struct mlf_dataset *dataset, const char *folder, char *name, struct mlf_err *err)
{
    char *photo = mlf_find_photo(dataset, &folder, 1, name, err);

    for (size_t k = 0; k < sizeof longer / sizeof *longer && !photo && !(err && err->text[0]); k++)
        if (ends_in(name, longer[k])) {
            name[strlen(name) - strlen(longer[k])] = '\0';
            photo = mlf_find_photo(dataset, &folder, 1, name, err);
        }
    return photo;
}

char *masks_photo(const struct mlf_dataset *dataset, enum masks_kind kind, const char *file, struct mlf_err *err)
{
    const char *first = strchr(file, '/');
    const char *base = mlf_path_base(file);
    size_t top = first ? (size_t)(first - file) : 0;
    char *name = photo_name(kind, file, err);
    char *below =
        base > file + top + 1 ? mlf_strndup(file + top + 1, (size_t)(base - file) - top - 2, err) : mlf_strdup("", err);
    char *paired = kind == MASKS_PAIRED ? photos_of(file, top, err) : NULL;
    char *folder = below ? mlf_below(paired ? paired : "", below, err) : NULL;
    const char *folders[] = {folder, below};
    char *photo = NULL;

    if (name && folder && !(err && err->text[0]))
        photo = paired ? find_paired(dataset, folder, name, err) : mlf_find_photo(dataset, folders, 2, name, err);
    if (!photo && name && folder && !(err && err->text[0]))
        photo = mlf_strf(err, "%s%s%s.%s", folder, *folder ? "/" : "", name, kind == MASKS_VOC ? "jpg" : "png");
    free(name);
    free(below);
    free(paired);
    free(folder);
    return photo;
}

char *masks_derived(const struct mlf_dataset *dataset, enum masks_kind kind, const char *file, struct mlf_err *err)
{
    static const char *const endings[] = {"_polygons.json", "_color.png", "_labelTrainIds.png",
                                          "_instanceTrainIds.png"};
    const char *own = ends_in(file, CLASS_IDS) ? CLASS_IDS : OBJECT_IDS;

    for (size_t i = 0; kind == MASKS_CITYSCAPES && i < sizeof endings / sizeof *endings; i++) {
        char *other = swap_ending(file, own, endings[i], err);

        if (!other || mlf_is_file(dataset->root, other))
            return other;
        free(other);
    }
    return NULL;
}

/* ---- Beside other formats ---- */

int masks_beside_others(const struct mlf_dataset *dataset, enum masks_kind kind, struct mlf_err *err)
{
    static const struct {
        const char *folder, *extension;
    } places[] = {{"Annotations", ".xml"},
                  {"annotations", ".xml"},
                  {"Annotations", ".json"},
                  {"annotations", ".json"},
                  {"", ".xml"},
                  {"", ".json"},
                  {"", ".jsonl"},
                  {"", ".ndjson"},

                  {"", ".yaml"},
                  {"labels", ".txt"}};
    struct mlf_string_set polygons = {0};
    int has = 0;

    for (size_t i = 0; i < sizeof places / sizeof *places && has == 0; i++)
        has = mlf_folder_has(dataset, places[i].folder, places[i].extension, err);
    if (kind != MASKS_CITYSCAPES || has != 0)
        return has;
    if (mlf_is_folder(dataset->root, "gtBboxCityPersons"))
        return 1;
    for (size_t k = 0; k < 2 && !has; k++)
        has = mlf_files_below(dataset->root, city_folders[k], ".json", &polygons, err);
    has = has ? -1 : polygons.n > 0;
    mlf_string_set_free(&polygons);
    return has;
}

int masks_photos(const struct mlf_dataset *dataset, enum masks_kind kind, struct mlf_string_set *names,
                 struct mlf_err *err)
{
    struct mlf_string_set folders = {0};
    int result = 0;

    if (kind != MASKS_PAIRED)
        return mlf_files_below(dataset->images, "", NULL, names, err);
    result = list_pairs(dataset, NULL, &folders, err);
    for (size_t i = 0; i < folders.n && !result; i++)
        result = mlf_files_below(dataset->images, folders.items[i], NULL, names, err);
    mlf_string_set_free(&folders);
    return result;
}
