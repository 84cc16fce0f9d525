/* Lists of the photos of train, val and test. See splits.h. */

#include "mlfix/dataset/splits.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/dataset/files.h"
#include "mlfix/dataset/mapping.h"

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
