/* See json-photo.h. */

#include "json-photo.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/path.h"
#include "mlfix/base/string-set.h"
#include "mlfix/dataset/files.h"
#include "mlfix/dataset/photos.h"

static int digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : tolower((unsigned char)c) - 'a' + 10;
}

/* "%20" and its like of an address decoded in place. */
static void decode(char *text)
{
    size_t n = 0;

    for (const char *at = text; *at; at++) {
        int coded = at[0] == '%' && isxdigit((unsigned char)at[1]) && isxdigit((unsigned char)at[2]) &&
                    strncmp(at, "%00", 3) != 0;

        text[n++] = coded ? (char)(digit(at[1]) * 16 + digit(at[2])) : *at;
        at += coded ? 2 : 0;
    }
    text[n] = '\0';
}

/* The path of what is named: of an address without its query; slashes of either kind become '/'. New memory. */
static char *path_of(const char *named, struct mlf_err *err)
{
    const char *host = strstr(named, "://");
    char *path;

    if (host)
        named = host + 3;
    else if (!strncmp(named, "file:", 5))
        named += 5;
    path = host ? mlf_strndup(named, strcspn(named, "?#"), err) : mlf_strdup(named, err);
    if (path && host)
        decode(path);
    for (char *at = path; at && *at; at++)
        if (*at == '\\')
            *at = '/';
    return path;
}

/* The folders where the format has photos: those beside the annotation file first. */
static int list_folders(const struct json_file *file, struct mlf_string_set *folders, struct mlf_err *err)
{
    char *beside = mlf_strdup(file->file, err);

    for (char *at = beside; at;) {
        char *slash = strrchr(beside, '/');

        *(slash ? slash : beside) = '\0';
        for (size_t i = 0; file->format->folders[i]; i++) {
            char *folder = mlf_below(beside, file->format->folders[i], err);

            if (!folder || mlf_string_set_add(folders, folder, NULL, NULL, err)) {
                free(folder);
                free(beside);
                return -1;
            }
            free(folder);
        }
        if (!*beside)
            break;
    }
    free(beside);
    return err && err->text[0] ? -1 : 0;
}

static char *exactly(const struct mlf_dataset *dataset, const struct mlf_string_set *folders, const char *name,
                     struct mlf_err *err)
{
    for (size_t i = 0; i < folders->n && mlf_path_is_inside(name); i++) {
        char *path = mlf_below(folders->items[i], name, err);

        if (!path || mlf_is_file(dataset->images, path))
            return path;
        free(path);
    }
    return NULL;
}

/* The longest ending of the path that is a photo's; else the longest that is one with another extension. */
static char *find(const struct json_file *file, const char *path, struct mlf_err *err)
{
    struct mlf_string_set folders = {0};
    char *photo = NULL;

    if (list_folders(file, &folders, err)) {
        mlf_string_set_free(&folders);
        return NULL;
    }
    for (int other = 0; other < 2; other++) {
        for (const char *at = path; at && !photo && !(err && err->text[0]); at = strchr(at, '/')) {
            at += strspn(at, "/");
            photo = other ? mlf_find_photo(file->dataset, (const char *const *)folders.items, folders.n, at, err)
                          : exactly(file->dataset, &folders, at, err);
        }
    }
    mlf_string_set_free(&folders);
    return photo;
}

/* The name of the photo that `key` stands for in the table's list of photos. Takes `key`. New memory, or NULL. */
static char *listed_name(const struct json_item *item, char *key, struct mlf_err *err)
{
    const struct json_layout *layout = item->file->layout;
    const char *text = item->file->text.data;
    char *path = strpbrk(key, ">=*#") ? NULL : mlf_strf(err, "%s>%s>%s", layout->photos, key, layout->called);
    struct json_place place;
    char *name = NULL;

    if (path && json_path_find(text, &item->top, path, &place))
        name = json_place_text(text, &place, err);
    free(path);
    free(key);
    return name;
}

/* What the n-th path of the table calls the photo; NULL where it calls it nothing. New memory. */
static char *named_by(const struct json_item *item, const char *path, struct mlf_err *err)
{
    const char *text = item->file->text.data;
    const char *folder = item->file->layout->folder;
    struct json_place place;
    char *named = NULL;
    char *in = NULL;

    if (!strcmp(path, "@"))
        named = item->entry.key.length ? mlf_json_string(text, item->entry.key, err) : NULL;
    else if (json_path_find(text, &item->entry, path, &place))
        named = json_place_text(text, &place, err);
    if (named && item->file->layout->photos)
        named = listed_name(item, named, err);
    if (named && folder && json_path_find(text, &item->entry, folder, &place) &&
        (in = json_place_text(text, &place, err))) {
        char *whole = mlf_strf(err, "%s/%s", in, named);

        free(in);
        free(named);
        return whole;
    }
    return named;
}

/* Looks for what is named; *first becomes its path where that is still NULL. Takes `named`. */
static char *look_for(const struct json_item *item, char *named, char **first, struct mlf_err *err)
{
    const struct json_file *file = item->file;
    char *other = file->format->photo_name ? file->format->photo_name(file->file, named, err) : NULL;
    char *path = NULL;
    char *photo = NULL;

    if (other) {
        free(named);
        named = other;
    }
    if (named && *named)
        path = path_of(named, err);
    if (path && *path)
        photo = find(file, path, err);
    if (path && *path && !*first)
        *first = path;
    else
        free(path);
    free(named);
    return photo;
}

char *json_photo(const struct json_item *item, struct mlf_err *err)
{
    const struct json_layout *layout = item->file->layout;
    char *first = NULL;
    char *photo = layout->photo[0] ? NULL : look_for(item, NULL, &first, err);

    for (size_t i = 0; i < sizeof layout->photo / sizeof *layout->photo && layout->photo[i] && !photo; i++)
        photo = look_for(item, named_by(item, layout->photo[i], err), &first, err);
    if (!photo && !(err && err->text[0]))
        return first;
    free(first);
    return photo;
}
