/* Lists of the photos of train, val and test. See splits.h. */

#include "splits.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "files.h"
#include "mapping.h"
#include "mlfix/base/array.h"

const char *mlf_split_of(const char *component)
{
    static const struct {
        const char *name;
        const char *split;
    } splits[] = {{"train", "train"},    {"training", "train"}, {"val", "val"},     {"valid", "val"},
                  {"validation", "val"}, {"test", "test"},      {"testing", "test"}};

    for (size_t i = 0; i < sizeof splits / sizeof *splits; i++)
        if (!strcasecmp(component, splits[i].name))
            return splits[i].split;
    return NULL;
}

const char *mlf_split_within(const char *component, char *rest)
{
    const char *split = NULL;
    size_t n = 0;

    for (const char *at = component; *at;) {
        size_t length = strcspn(at, "_- ");
        size_t plain = length;
        char word[16] = "";

        while (plain > 0 && at[plain - 1] >= '0' && at[plain - 1] <= '9')
            plain--;
        if (!split && plain > 0 && plain < sizeof word) {
            memcpy(word, at, plain);
            split = !strcmp(word, "pred") ? "test" : mlf_split_of(word);
            length = split ? length : 0;
        } else {
            length = 0;
        }
        if (length == 0) { /* no split: it is a part of the rest */
            length = strcspn(at, "_- ");
            for (size_t i = 0; rest && i < length && n < 63; i++)
                rest[n++] = at[i];
        }
        at += length;
        at += *at != '\0';
    }
    if (rest)
        rest[n] = '\0';
    return split;
}

const char *mlf_split_in(const char *path)
{
    const char *split = NULL;

    for (const char *slash; !split && (slash = strchr(path, '/')); path = slash + 1) {
        char component[16] = "";
        size_t length = (size_t)(slash - path);

        if (length < sizeof component) {
            memcpy(component, path, length);
            split = mlf_split_of(component);
        }
    }
    return split;
}

const char *mlf_split_among(const char *path)
{
    const char *split = NULL;

    while (!split && strchr(path, '/')) {
        char word[16] = "";
        size_t length = strcspn(path, "/-_");

        if (length < sizeof word) {
            memcpy(word, path, length);
            split = mlf_split_of(word);
        }
        path += length + 1;
    }
    return split;
}

static const char *const split_names[] = {"train", "val", "test"};

/* The length of the line's first word; *at moves behind the line. */
static size_t take_word(const struct mlf_mapping *text, size_t *at)
{
    const char *line = text->data + *at;
    const char *newline = memchr(line, '\n', text->length - *at);
    size_t length = newline ? (size_t)(newline - line) : text->length - *at;
    size_t word = 0;

    *at += length + 1;
    while (word < length && !strchr(" \t\r", line[word]))
        word++;
    return word;
}

static int read_list(struct mlf_splits *splits, const struct mlf_dataset *dataset, const char *file, const char *split,
                     struct mlf_err *err)
{
    struct mlf_mapping text;
    size_t at = 0;
    int result = 0;

    if (mlf_map(&text, dataset, file, err))
        return -1;
    while (at < text.length && !result) {
        const char *word = text.data + at;
        size_t length = take_word(&text, &at);
        size_t index;
        int added = 0;

        if (length > 0)
            result = mlf_string_set_add_bytes(&splits->photos, word, length, &index, &added, err);
        if (added && !(result = mlf_grow(&splits->of, &splits->capacity, index + 1, sizeof *splits->of, err)))
            splits->of[index] = split;
    }
    mlf_unmap(&text);
    return result;
}

int mlf_splits_read(struct mlf_splits *splits, const struct mlf_dataset *dataset, const char *folder,
                    struct mlf_err *err)
{
    int result = 0;

    *splits = (struct mlf_splits){0};
    for (size_t i = 0; i < 3 && !result; i++) {
        char *file = mlf_strf(err, "%s/%s.txt", folder, split_names[i]);

        if (!file)
            result = -1;
        else if (mlf_is_file(dataset->root, file))
            result = read_list(splits, dataset, file, split_names[i], err);
        free(file);
    }
    if (result)
        mlf_splits_free(splits);
    return result;
}

const char *mlf_splits_of(const struct mlf_splits *splits, const char *photo)
{
    size_t index = mlf_string_set_find(&splits->photos, photo);

    return index != MLF_NO_STRING ? splits->of[index] : NULL;
}

void mlf_splits_free(struct mlf_splits *splits)
{
    mlf_string_set_free(&splits->photos);
    free(splits->of);
    *splits = (struct mlf_splits){0};
}
