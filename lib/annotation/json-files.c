/* JSON files of a dataset that look like a format's. See json-files.h. */

#include "mlfix/annotation/json-files.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mlfix/base/array.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/files.h"
#include "mlfix/dataset/mapping.h"

/* Bytes of a file that are enough to see what it is. */
#define HEAD 65536

struct mlf_json mlf_json_begin(const char *text, size_t length)
{
    return (struct mlf_json){text, length, length >= 3 && !memcmp(text, "\xef\xbb\xbf", 3) ? 3 : 0};
}

/* 1, 0, or -1 on error. */
static int look(const struct mlf_dataset *dataset, const char *file, mlf_json_looks *looks, struct mlf_err *err)
{
    size_t length;
    char *head = mlf_head(dataset, file, HEAD, &length, err);
    int is = head ? looks(head, length) : -1;

    free(head);
    if (is == MLF_LOOKS_ON && length == HEAD) {
        struct mlf_mapping text;

        is = mlf_map(&text, dataset, file, err) ? -1 : looks(text.data, text.length);
        mlf_unmap(&text);
    }
    return is < 0 ? -1 : is == 1;
}

int mlf_json_blank_nan(struct mlf_mapping *text, struct mlf_err *err)
{
    static const char *const words[] = {"NaN", "-Infinity", "Infinity"};
    char *copy = NULL;
    int quoted = 0;

    for (size_t at = 0; at < text->length; at++) {
        char c = text->data[at];

        if (quoted && c == '\\')
            at++;
        else if (c == '"')
            quoted = !quoted;
        for (size_t i = 0; i < 3 && !quoted && (c == 'N' || c == '-' || c == 'I'); i++) {
            size_t n = strlen(words[i]);

            if (text->length - at < n || memcmp(text->data + at, words[i], n) != 0)
                continue;
            if (!copy && !(copy = mlf_map_copy(text, err)))
                return -1;
            memset(copy + at, ' ', n);
            memcpy(copy + at, "\"\"", 2);
            at += n - 1;
            break;
        }
    }
    return copy != NULL;
}

int mlf_json_files(const struct mlf_dataset *dataset, const char *folder, mlf_json_looks *looks,
                   struct mlf_string_set *files, struct mlf_err *err)
{
    struct mlf_string_set entries = {0};
    int result = mlf_folder_entries(dataset->root, folder, 0, &entries, err);

    for (size_t i = 0; i < entries.n && !result; i++) {
        char *file;
        int is;

        if (strcasecmp(mlf_path_extension(entries.items[i]), ".json") != 0)
            continue;
        file = mlf_below(folder, entries.items[i], err);
        is = file ? look(dataset, file, looks, err) : -1;
        result = is < 0 ? -1 : is ? mlf_string_set_add(files, file, NULL, NULL, err) : 0;
        free(file);
    }
    mlf_string_set_free(&entries);
    return result;
}

int mlf_json_probe(const struct mlf_dataset *dataset,
                   int (*list)(const struct mlf_dataset *dataset, struct mlf_string_set *files, struct mlf_err *err),
                   mlf_json_looks *looks, char **evidence, struct mlf_err *err)
{
    struct mlf_string_set files = {0};
    int sure = 0;

    if (dataset->start) {
        sure = look(dataset, dataset->start, looks, err);
        return sure > 0 ? 3 : sure;
    }
    if (list(dataset, &files, err))
        sure = -1;
    else if (files.n > 0)
        sure = (*evidence = mlf_strdup(files.items[0], err)) ? 3 : -1;
    mlf_string_set_free(&files);
    return sure;
}
