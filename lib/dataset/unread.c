/* See unread.h. */

#include "unread.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/driver.h"
#include "mlfix/dataset/files.h"
#include "mlfix/dataset/mapping.h"
#include "mlfix/dataset/opened.h"
#include "mlfix/json/json-members.h"
#include "recognise.h"

/* So many files a message names. */
#define MOST_NAMED 3
/* Of more files whose names say nothing the rest is not looked into. */
#define MOST_LOOKED 1000
/* A longer file is no list of names. */
#define LONGEST_LIST ((size_t)8 << 20)

static int is_one_of(const char *word, const char *const *words)
{
    for (; *words; words++)
        if (!strcasecmp(word, *words))
            return 1;
    return 0;
}

/* Whether files of that extension are made to hold annotations, or datasets. */
static int may_annotate(const char *file)
{
    static const char *const extensions[] = {
        ".json",      ".jsonl",  ".ndjson", ".geojson",  ".xml",     ".txt",   ".csv",     ".tsv",
        ".yaml",      ".yml",    ".odgt",   ".manifest", ".parquet", ".arrow", ".feather", ".tfrecord",
        ".tfrecords", ".record", ".zip",    ".tar",      ".gz",      ".tgz",   ".bz2",     ".xz",
        ".zst",       ".7z",     ".rar",    ".h5",       ".hdf5",    ".mat",   ".pkl",     ".pickle",
        ".npz",       ".npy",    ".mdb",    ".db",       ".sqlite",  ".rec",   ".lst",     ".names",
        ".labels",    ".data",   ".xls",    ".xlsx",     ".toml",    ".lbl",   ".ann",     NULL};

    return is_one_of(mlf_path_extension(file), extensions);
}

/* README, LICENSE and what else tells about a dataset as a whole. */
static int is_about(const char *file)
{
    static const char *const begins[] = {"readme", "license", "licence",  "copying",      "changelog",
                                         "notice", "authors", "citation", "requirements", "checksums",
                                         "md5",    "sha256",  "notes"};
    static const char *const names[] = {
        "dataset-metadata.json", "dataset_infos.json", "dataset_info.json", "croissant.json",

        "cmakelists.txt",        "package.json",       "environment.yml",   "environment.yaml", "pyproject.toml", NULL};
    const char *base = mlf_path_base(file);

    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++)
        if (!strncasecmp(base, begins[i], strlen(begins[i])))
            return 1;
    return is_one_of(base, names);
}

/* Records of mlfix, or the file that this program's own output goes to. */
static int is_ours(const struct mlf_dataset *folder, const char *file)
{
    struct mlf_member members[] = {{.key = "id"}, {.key = "source"}};
    char *path = mlf_path_join(folder->root, file, NULL);
    struct stat there;
    struct stat output;
    size_t length;
    char *head;
    int is;

    is = path && !stat(path, &there) && !fstat(1, &output) && there.st_ino == output.st_ino &&
         there.st_dev == output.st_dev;
    free(path);
    if (is || strcasecmp(mlf_path_extension(file), ".jsonl") != 0)
        return is;
    head = mlf_head(folder, file, 65536, &length, NULL);
    is = head && !mlf_json_pick(head, length, 0, members, 2, NULL, NULL) && members[0].there && members[1].there &&
         members[1].kind == MLF_JSON_OBJECT;
    free(head);
    return is;
}

/* ---- Lists of photos or folders ---- */

static int add_part(struct mlf_string_set *known, const char *text, size_t length, struct mlf_err *err)
{
    return length ? mlf_string_set_add_bytes(known, text, length, NULL, NULL, err) : 0;
}

/* All that a list may call a photo, or a folder of photos: its path and name, with and without extension. */
static int know_photos(const struct mlf_dataset *folder, struct mlf_string_set *known, struct mlf_err *err)
{
    struct mlf_string_set photos = {0};
    int result = mlf_files_below(folder->root, "", NULL, &photos, err);

    for (size_t i = 0; i < photos.n && !result; i++) {
        const char *photo = photos.items[i];
        const char *base = mlf_path_base(photo);
        size_t stem = (size_t)(mlf_path_extension(photo) - photo);

        result = add_part(known, photo, strlen(photo), err) || add_part(known, photo, stem, err) ||
                 add_part(known, base, strlen(base), err) || add_part(known, base, stem - (size_t)(base - photo), err);
        for (const char *at = photo, *slash; (slash = strchr(at, '/')) && !result; at = slash + 1)
            result = add_part(known, at, (size_t)(slash - at), err);
        for (const char *slash = strchr(photo, '/'); slash && !result; slash = strchr(slash + 1, '/'))
            result = add_part(known, slash + 1, strlen(slash + 1), err);
    }
    mlf_string_set_free(&photos);
    return result ? -1 : 0;
}

/* Whether each line of the text is one of these. */
static int only_repeats(const struct mlf_dataset *folder, const char *file, const struct mlf_string_set *known)
{
    size_t length;
    char *text =
        strcasecmp(mlf_path_extension(file), ".txt") ? NULL : mlf_head(folder, file, LONGEST_LIST, &length, NULL);
    int repeats = text && length > 0 && length < LONGEST_LIST;
    char *rest = text;

    for (char *line; repeats && (line = strsep(&rest, "\n"));) {
        size_t n = strcspn(line, "\r");

        line += strncmp(line, "./", 2) ? 0 : 2;
        n = strcspn(line, "\r");
        repeats = n == 0 || mlf_string_set_find_bytes(known, line, n) != MLF_NO_STRING;
    }
    free(text);
    return repeats;
}

/* ---- What is left ---- */

/* The file's path relative to the dataset's root, or NULL where it lies elsewhere. */
static const char *below_root(const struct mlf_dataset *dataset, const char *file)
{
    size_t folder = strlen(dataset->folder);
    const char *inner = dataset->root;
    size_t length;

    while (folder > 1 && dataset->folder[folder - 1] == '/')
        folder--;
    if (strncmp(dataset->root, dataset->folder, folder) != 0)
        return file;
    inner += folder;
    inner += *inner == '/';
    length = strlen(inner);
    if (length == 0)
        return file;
    return !strncmp(file, inner, length) && file[length] == '/' ? file + length + 1 : NULL;
}

static int is_read(const struct mlf_dataset *dataset, const char *file)
{
    const char *relative = below_root(dataset, file);

    if (!relative || !dataset->opened)
        return 0;
    if (dataset->start && !strcmp(relative, dataset->start))
        return 1;
    return mlf_string_set_find(&dataset->opened->read, relative) != MLF_NO_STRING &&
           mlf_string_set_find(&dataset->opened->unfit, relative) == MLF_NO_STRING;
}

int mlf_list_unread(const struct mlf_dataset *dataset, struct mlf_string_set *files, struct mlf_err *err)
{
    const struct mlf_dataset folder = {.root = dataset->folder, .encoding = dataset->encoding};
    struct mlf_string_set others = {0};
    struct mlf_string_set known = {0};
    size_t looked = 0;
    int labelled = dataset->driver && (!dataset->driver->moves || dataset->driver->classes_are_folders);
    int knows = 0;
    int result = dataset->folder ? mlf_other_files(dataset->folder, &others, err) : 0;

    for (size_t i = 0; i < others.n && !result; i++) {
        const char *file = others.items[i];

        if (is_about(file) || is_read(dataset, file) || (labelled && !strcasecmp(mlf_path_base(file), "truth.csv")))
            continue; /* truth.csv is what evaluations call the right answers to other labels */
        if (!may_annotate(file) && (looked++ >= MOST_LOOKED || !mlf_recognise_container(&folder, file)))
            continue;
        if (is_ours(&folder, file))
            continue;
        if (!knows++)
            result = know_photos(&folder, &known, err);
        if (!result && !only_repeats(&folder, file, &known))
            result = mlf_string_set_add(files, file, NULL, NULL, err);
    }
    mlf_string_set_free(&others);
    mlf_string_set_free(&known);
    return result;
}

/* A driver of annotations that is certain of the file, where that is named by itself; or NULL. */
static const struct mlf_driver *claimed_by(const struct mlf_dataset *dataset, const char *file)
{
    const char *base = mlf_path_base(file);
    char *below = mlf_strndup(file, base > file ? (size_t)(base - file) - 1 : 0, NULL);
    char *root = below && *below ? mlf_path_join(dataset->folder, below, NULL) : mlf_strdup(dataset->folder, NULL);
    const struct mlf_dataset alone = {.root = root, .start = base, .encoding = dataset->encoding};
    const struct mlf_driver *claims = NULL;

    for (size_t i = 0; root && mlf_drivers[i] && !claims; i++) {
        char *evidence = NULL;

        if (!mlf_drivers[i]->moves && mlf_drivers[i]->probe(&alone, &evidence, NULL) >= 3)
            claims = mlf_drivers[i];
        free(evidence);
    }
    free(below);
    free(root);
    return claims;
}

char *mlf_name_unread(const struct mlf_dataset *dataset, const struct mlf_string_set *files, int advise,
                      struct mlf_err *err)
{
    const struct mlf_dataset folder = {.root = dataset->folder, .encoding = dataset->encoding};
    struct mlf_buf list = {0};

    for (size_t i = 0; i < files->n && i < MOST_NAMED; i++) {
        const struct mlf_driver *claims = advise ? claimed_by(dataset, files->items[i]) : NULL;
        char *what = mlf_recognise(&folder, files->items[i], err);

        if (!what) {
            mlf_buf_free(&list);
            return NULL;
        }
        mlf_buf_printf(&list, "%s'%.200s' (%.900s", i ? ", " : "", files->items[i], what);
        if (claims)
            mlf_buf_printf(&list, "; by itself it is read as %s: give '%.200s/%.200s'", claims->name, dataset->folder,
                           files->items[i]);
        mlf_buf_puts(&list, ")");
        free(what);
    }
    if (files->n > MOST_NAMED)
        mlf_buf_printf(&list, " and %zu more", files->n - MOST_NAMED);
    return mlf_buf_take(&list, err);
}

int mlf_refuse_unread(const struct mlf_dataset *dataset, struct mlf_err *err)
{
    struct mlf_string_set files = {0};
    char *list = NULL;
    int result = mlf_list_unread(dataset, &files, err);

    if (!result && files.n > 0) {
        result = -1;
        if ((list = mlf_name_unread(dataset, &files, 1, err)))
            mlf_fail(err,
                     "'%s' would be read as %s, photos alone, but no format that is known takes %s of its files: %s; "
                     "--format %s reads the photos all the same",
                     dataset->folder, dataset->driver->name, files.n == 1 ? "one" : "some", list,
                     dataset->driver->name);
    }
    free(list);
    mlf_string_set_free(&files);
    return result;
}
