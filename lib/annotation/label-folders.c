/* See label-folders.h. */

#include "mlfix/annotation/label-folders.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mlfix/base/array.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/files.h"

#define LONGEST_NAME 64
#define MOST_PARTS 16
/* Of more folders in the root none is looked into: they are classes. */
#define MOST_FOLDERS 64

/* Words that tell photos from labels, the longer ones before those that they begin with. */
static const char *const image_words[] = {"jpegimages", "images", "image",    "imgs",    "img",    "photos",
                                          "data",       "photo",  "pictures", "picture", "frames", "frame"};
static const char *const label_words[] = {"annotations", "annotation", "annots", "annot", "labels",
                                          "label",       "darknet",    "yolo",   "txt"};

#define IMAGE_WORDS (sizeof image_words / sizeof *image_words)
#define LABEL_WORDS (sizeof label_words / sizeof *label_words)

/* The name in lower case without separators; "" where it is too long. */
static void plain_name(const char *name, char plain[LONGEST_NAME])
{
    size_t n = 0;

    for (; *name && n + 1 < LONGEST_NAME; name++)
        if (!strchr("_-. ", *name))
            plain[n++] = (char)tolower((unsigned char)*name);
    plain[*name ? 0 : n] = '\0';
}

/* Takes the words out of the name. */
static void take_out(char *name, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        for (char *at; (at = strstr(name, words[i]));)
            memmove(at, at + strlen(words[i]), strlen(at + strlen(words[i])) + 1);
}

/* What is left of a name: "train" of "train_images" and of "Train Labels". */
static void core_of(const char *name, char core[LONGEST_NAME])
{
    plain_name(name, core);
    take_out(core, image_words, IMAGE_WORDS);
    take_out(core, label_words, LABEL_WORDS);
}

static int has_same_core(const char *a, const char *b)
{
    char core_a[LONGEST_NAME];
    char core_b[LONGEST_NAME];

    core_of(a, core_a);
    core_of(b, core_b);
    return !strcmp(core_a, core_b);
}

int mlf_is_label_folder(const char *name)
{
    char plain[LONGEST_NAME];

    plain_name(name, plain);
    if (strstr(plain, "labeltxt"))
        return 0;
    return strstr(plain, "label") || strstr(plain, "annot") || !strcmp(plain, "txt") || !strcmp(plain, "yolo") ||
           !strcmp(plain, "yolotxt") || !strcmp(plain, "darknet");
}

int mlf_folder_has(const struct mlf_dataset *dataset, const char *folder, const char *extension, struct mlf_err *err)
{
    struct mlf_string_set files = {0};
    int has = 0;

    if (mlf_folder_entries(dataset->root, folder, 0, &files, err))
        has = -1;
    for (size_t i = 0; i < files.n && !has; i++)
        has = !strcasecmp(mlf_path_extension(files.items[i]), extension);
    mlf_string_set_free(&files);
    return has;
}

/* The folder of photos in parts. */
struct parts {
    char *text;
    char *items[MOST_PARTS];
    size_t n;
};

/* From `folder` down the rest of the parts, as far as folders are there: new memory. */
static char *descend(const struct mlf_dataset *dataset, const char *folder, const struct parts *parts, size_t from,
                     struct mlf_err *err)
{
    char *here = mlf_strdup(folder, err);

    for (size_t i = from; i < parts->n && here; i++) {
        struct mlf_string_set inside = {0};
        const char *next = NULL;
        char *below = NULL;
        int failed = mlf_folder_entries(dataset->root, here, 1, &inside, err);

        for (size_t k = 0; k < inside.n; k++)
            if (!strcmp(inside.items[k], parts->items[i]) || (!next && has_same_core(inside.items[k], parts->items[i])))
                next = inside.items[k];
        if (next)
            failed |= !(below = mlf_below(here, next, err));
        mlf_string_set_free(&inside);
        if (below || failed) {
            free(here);
            here = below;
        }
    }
    return here;
}

/* A folder in `parent` that holds labels and is the partner of part `at`; or, where `whole` is set, one of all labels,
 * below which that part has its own. */
static int find_partner(const struct mlf_dataset *dataset, const char *parent, const struct parts *parts, size_t at,
                        int whole, const char *extension, char **found, struct mlf_err *err)
{
    struct mlf_string_set siblings = {0};
    int result = mlf_folder_entries(dataset->root, parent, 1, &siblings, err);

    for (size_t i = 0; i < siblings.n && !result && !*found; i++) {
        const char *name = siblings.items[i];
        char *folder;
        int has;

        if (!mlf_is_label_folder(name) || !has_same_core(name, whole ? "labels" : parts->items[at]))
            continue;
        folder = mlf_below(parent, name, err);
        *found = folder ? descend(dataset, folder, parts, whole ? at : at + 1, err) : NULL;
        free(folder);
        has = *found ? mlf_folder_has(dataset, *found, extension, err) : -1;
        if (has <= 0) {
            free(*found);
            *found = NULL;
        }
        result = has < 0 ? -1 : 0;
    }
    mlf_string_set_free(&siblings);
    return result;
}

char *mlf_label_folder(const struct mlf_dataset *dataset, const char *photos, const char *extension,
                       struct mlf_err *err)
{
    struct parts parts = {.text = mlf_strdup(photos, err)};
    char *rest = parts.text;
    char *found = NULL;
    int result = parts.text ? 0 : -1;

    for (char *part; rest && *rest && parts.n < MOST_PARTS && (part = strsep(&rest, "/"));)
        parts.items[parts.n++] = part;
    for (size_t i = parts.n + 1; i-- > 0 && !result && !found;) {
        char *parent = mlf_strdup("", err);

        for (size_t k = 0; k < i && parent; k++) {
            char *longer = mlf_below(parent, parts.items[k], err);

            free(parent);
            parent = longer;
        }
        result = parent ? 0 : -1;
        if (!result && i < parts.n)
            result = find_partner(dataset, parent, &parts, i, 0, extension, &found, err);
        if (!result && !found)
            result = find_partner(dataset, parent, &parts, i, 1, extension, &found, err);
        free(parent);
    }
    free(parts.text);
    return found;
}

char *mlf_photo_folder(const struct mlf_dataset *dataset, const char *labels, struct mlf_err *err)
{
    struct parts parts = {.text = mlf_strdup(labels, err)};
    char *rest = parts.text;
    char *found = NULL;
    int result = parts.text ? 0 : -1;

    for (char *part; rest && *rest && parts.n < MOST_PARTS && (part = strsep(&rest, "/"));)
        parts.items[parts.n++] = part;
    for (size_t i = parts.n; i-- > 0 && !result && !found;) {
        struct mlf_string_set siblings = {0};
        char *parent = mlf_strndup(labels, i ? (size_t)(parts.items[i] - parts.text) - 1 : 0, err);

        if (!mlf_is_label_folder(parts.items[i])) {
            free(parent);
            continue;
        }
        result = parent ? mlf_folder_entries(dataset->root, parent, 1, &siblings, err) : -1;
        for (size_t k = 0; k < siblings.n && !result && !found; k++) {
            const char *name = siblings.items[k];
            char *folder;

            if (mlf_is_label_folder(name) || !has_same_core(name, parts.items[i]))
                continue;
            folder = mlf_below(parent, name, err);
            found = folder ? descend(dataset, folder, &parts, i + 1, err) : NULL;
            result = found ? 0 : -1;
            free(folder);
        }
        mlf_string_set_free(&siblings);
        free(parent);
    }
    free(parts.text);
    return found || result ? found : mlf_strdup("", err);
}

/* Adds the folder if it holds labels. */
static int offer(const struct mlf_dataset *dataset, const char *folder, mlf_holds_labels *holds, char **evidence,
                 struct mlf_string_set *folders, struct mlf_err *err)
{
    char *file = NULL;
    int has = holds(dataset, folder, &file, err);
    int result = has > 0 ? mlf_string_set_add(folders, folder, NULL, NULL, err) : has;

    if (file && evidence && !*evidence)
        *evidence = file;
    else
        free(file);
    return result;
}

int mlf_label_folders(const struct mlf_dataset *dataset, mlf_holds_labels *holds, char **evidence,
                      struct mlf_string_set *folders, struct mlf_err *err)
{
    struct mlf_string_set tops = {0};
    int result = mlf_folder_entries(dataset->root, "", 1, &tops, err);

    for (size_t i = 0; i < tops.n && !result; i++) {
        struct mlf_string_set inside = {0};

        if (mlf_is_label_folder(tops.items[i]))
            result = offer(dataset, tops.items[i], holds, evidence, folders, err);
        else if (tops.n <= MOST_FOLDERS)
            result = mlf_folder_entries(dataset->root, tops.items[i], 1, &inside, err);
        for (size_t k = 0; k < inside.n && !result; k++) {
            char *folder = mlf_is_label_folder(inside.items[k]) ? mlf_below(tops.items[i], inside.items[k], err) : NULL;

            result = folder ? offer(dataset, folder, holds, evidence, folders, err) : 0;
            free(folder);
        }
        mlf_string_set_free(&inside);
    }
    mlf_string_set_free(&tops);
    return result;
}
