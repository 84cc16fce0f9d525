/* See wrapped.h. */

#include "wrapped.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/edits.h"
#include "mlfix/dataset/files.h"

/* Of more folders none is looked into: they are classes, or the photos of each video. */
#define MOST_FOLDERS 64
#define DEEPEST 4
/* So many folders with annotations of their own may be classes: GTSRB has a table in each. */
#define MOST_DATASETS 4

/* Whether a file that a driver may read lies in the folder, or in folders so deep in it. Looking for one is cheap
 * beside asking all drivers. */
static int holds_text(const char *root, const char *folder, int depth, struct mlf_err *err)
{
    static const char *const extensions[] = {".json", ".jsonl", ".ndjson", ".xml",   ".txt",  ".csv", ".tsv",
                                             ".yaml", ".yml",   ".data",   ".names", ".odgt", ".tar", ".manifest"};
    struct mlf_string_set entries = {0};
    int holds = mlf_folder_entries(root, folder, 0, &entries, err);

    for (size_t i = 0; i < entries.n && !holds; i++)
        for (size_t k = 0; k < sizeof extensions / sizeof *extensions; k++)
            holds |= !strcasecmp(mlf_path_extension(entries.items[i]), extensions[k]);
    mlf_string_set_free(&entries);
    if (holds || depth == 0)
        return holds;
    holds = mlf_folder_entries(root, folder, 1, &entries, err);
    for (size_t i = 0; i < entries.n && i < MOST_FOLDERS && !holds; i++) {
        char *below = mlf_below(folder, entries.items[i], err);

        holds = below ? holds_text(root, below, depth - 1, err) : -1;
        free(below);
    }
    mlf_string_set_free(&entries);
    return holds;
}

/* The folder's path below the root: "" for the root itself, NULL where it lies elsewhere. */
static const char *path_below(const char *root, const char *folder)
{
    size_t length = strlen(root);

    if (!strcmp(root, folder))
        return "";
    if (!strcmp(root, "."))
        return folder[0] == '/' ? NULL : folder + (strncmp(folder, "./", 2) ? 0 : 2);
    return !strncmp(folder, root, length) && folder[length] == '/' ? folder + length + 1 : NULL;
}

/* The edits of files in the folder, which is their root or lies below it; NULL where there are none. `below` is given
 * room for them, which the caller frees, and borrows their texts. */
static const struct mlf_edits *edits_below(const struct wrapped_edits *edits, const char *folder,
                                           struct mlf_edits *below)
{
    const char *path = edits->edits ? path_below(edits->root, folder) : NULL;
    size_t length = path ? strlen(path) : 0;

    if (path && !*path)
        return edits->edits;
    if (!path || !(below->items = mlf_alloc(edits->edits->n, sizeof *below->items, NULL)))
        return NULL;
    for (size_t i = 0; i < edits->edits->n; i++) {
        struct mlf_edit edit = edits->edits->items[i];

        if (!edit.text || strncmp(edit.file, path, length) != 0 || edit.file[length] != '/')
            continue;
        edit.file += length + 1;
        below->items[below->n++] = edit;
    }
    return below->n ? below : NULL;
}

/* Whether a driver of annotations claims the folder; *claim is its name and what it saw, where that is wanted. A folder
 * that cannot be probed is none. */
static int is_dataset(const char *folder, const struct mlf_driver *wanted, const struct wrapped_edits *edits,
                      char **claim)
{
    struct mlf_edits below = {0};
    const struct mlf_dataset dataset = {.root = folder, .changed = edits_below(edits, folder, &below)};
    int is = 0;

    for (size_t i = 0; mlf_drivers[i] && !is; i++) {
        char *evidence = NULL;

        if (mlf_drivers[i]->moves || (wanted && mlf_drivers[i] != wanted)) /* photos alone are everywhere */
            continue;
        is = mlf_drivers[i]->probe(&dataset, &evidence, NULL) > 0;
        if (is && claim)
            *claim = mlf_strf(NULL, "%s: %s", mlf_drivers[i]->name, evidence ? evidence : mlf_drivers[i]->description);
        free(evidence);
    }
    free(below.items);
    return is;
}

/* The folders of `folder` that hold datasets: their number. *found is the last one, *list names all. */
static int find_inside(const char *folder, const struct mlf_driver *wanted, const struct wrapped_edits *edits,
                       char **found, struct mlf_buf *list, struct mlf_string_set *inside, struct mlf_err *err)
{
    int n = 0;

    if (mlf_folder_entries(folder, "", 1, inside, err))
        return -1;
    for (size_t i = 0; i < inside->n && inside->n <= MOST_FOLDERS; i++) {
        char *below;
        char *claim = NULL;
        int holds = holds_text(folder, inside->items[i], 2, err);

        if (holds <= 0) {
            if (holds < 0)
                return -1;
            continue;
        }
        if (!(below = mlf_path_join(folder, inside->items[i], err)))
            return -1;
        if (is_dataset(below, wanted, edits, &claim)) {
            mlf_buf_printf(list, "%s%.100s/ (%.200s)", n++ ? ", " : "", inside->items[i], claim ? claim : "");
            free(*found);
            *found = below;
            below = NULL;
        }
        free(claim);
        free(below);
    }
    return n;
}

char *mlf_unwrap(const char *folder, const struct mlf_driver *wanted, const struct wrapped_edits *edits,
                 struct mlf_err *err)
{
    char *here = mlf_strdup(folder, err);
    char *found = NULL;
    struct mlf_err why = {""};

    for (int depth = 0; depth < DEEPEST && here && !found && !is_dataset(here, wanted, edits, NULL); depth++) {
        struct mlf_string_set inside = {0};
        struct mlf_buf list = {0};
        int n = find_inside(here, wanted, edits, &found, &list, &inside, &why);
        char *next = n == 0 && inside.n == 1 ? mlf_path_join(here, inside.items[0], &why) : NULL;

        if (n > 1 && n > MOST_DATASETS && (size_t)n == inside.n) {
            free(found);
            found = NULL;
        } else if (n > 1 && !mlf_buf_check(&list, &why))
            mlf_fail(&why, "'%s' holds several datasets: %s; name the folder of the one that is meant", here,
                     list.data);
        mlf_string_set_free(&inside);
        mlf_buf_free(&list);
        free(here);
        here = next;
    }
    if (why.text[0]) {
        free(found);
        free(here);
        mlf_fail(err, "%s", why.text);
        return NULL;
    }
    if (found) {
        free(here);
        return found;
    }
    free(here);
    return mlf_strdup(folder, err);
}
