/* Lists of the photos of train, val and test. See private.h. */
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "private.h"

static const char *const split_names[] = {"train", "val", "test"};

/* The first word of the line; *at moves behind the line. New memory. */
static char *take_word(const struct mlf_mapping *text, size_t *at, struct mlf_err *err)
{
    const char *line = text->data + *at;
    const char *newline = memchr(line, '\n', text->length - *at);
    size_t length = newline ? (size_t)(newline - line) : text->length - *at;
    size_t word = 0;

    *at += length + 1;
    while (word < length && !strchr(" \t\r", line[word]))
        word++;
    return mlf_strndup(line, word, err);
}

static int read_list(struct mlf_splits *splits, const struct mlf_dataset *dataset, const char *file, const char *split,
                     struct mlf_err *err)
{
    struct mlf_mapping text;
    size_t at = 0;
    int status = 0;

    if (mlf_map(&text, dataset->root, file, err))
        return -1;
    while (at < text.length && !status) {
        char *word = take_word(&text, &at, err);
        size_t index;
        int added = 0;

        status = word ? 0 : -1;
        if (word && *word)
            status = mlf_names_add(&splits->photos, word, &index, &added, err);
        if (added && !(status = mlf_grow(&splits->of, &splits->capacity, index + 1, sizeof(*splits->of), err)))
            splits->of[index] = split;
        free(word);
    }
    mlf_unmap(&text);
    return status;
}

int mlf_splits_read(struct mlf_splits *splits, const struct mlf_dataset *dataset, const char *folder,
                    struct mlf_err *err)
{
    int status = 0;

    *splits = (struct mlf_splits){0};
    for (size_t i = 0; i < 3 && !status; i++) {
        char *file = mlf_strf(err, "%s/%s.txt", folder, split_names[i]);

        if (!file)
            status = -1;
        else if (mlf_is_file(dataset->root, file))
            status = read_list(splits, dataset, file, split_names[i], err);
        free(file);
    }
    if (status)
        mlf_splits_free(splits);
    return status;
}

const char *mlf_splits_of(const struct mlf_splits *splits, const char *photo)
{
    size_t index;

    return mlf_names_find(&splits->photos, photo, &index) ? splits->of[index] : NULL;
}

void mlf_splits_free(struct mlf_splits *splits)
{
    mlf_names_free(&splits->photos);
    free(splits->of);
    *splits = (struct mlf_splits){0};
}
