/* See text-files.h. */

#include "mlfix/annotation/text-files.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mlfix/base/array.h"
#include "mlfix/base/path.h"
#include "mlfix/base/utf8.h"
#include "mlfix/dataset/files.h"
#include "mlfix/dataset/mapping.h"

/* Bytes of a file and rows of these that are looked at. */
#define HEAD MLF_TEXT_HEAD
#define FEW_ROWS 20
/* Of more folders none is looked into: they are classes. */
#define MOST_FOLDERS 16
/* Nor at more files: they are a label file a photo. */
#define MOST_FILES 64

static int is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
}

int mlf_next_line(const char *text, size_t length, size_t *at, struct mlf_span *line, struct mlf_span *whole)
{
    size_t begin = *at;
    const char *newline;
    size_t end;

    if (begin == 0 && length >= 3 && !memcmp(text, "\xef\xbb\xbf", 3))
        begin = 3;
    if (begin >= length)
        return 0;
    newline = memchr(text + begin, '\n', length - begin);
    end = newline ? (size_t)(newline - text) : length;
    *at = end + (newline != NULL);
    if (whole)
        *whole = (struct mlf_span){begin, *at - begin};
    while (begin < end && is_blank(text[begin]))
        begin++;
    while (end > begin && is_blank(text[end - 1]))
        end--;
    *line = (struct mlf_span){begin, end - begin};
    return 1;
}

int mlf_next_word(const char *text, size_t end, size_t *at, struct mlf_span *word)
{
    size_t begin = *at;

    while (begin < end && (is_blank(text[begin]) || text[begin] == '\n'))
        begin++;
    *at = begin;
    while (*at < end && !is_blank(text[*at]) && text[*at] != '\n')
        ++*at;
    *word = (struct mlf_span){begin, *at - begin};
    return word->length > 0;
}

/* What a file must be; one of the two is there. */
struct test {
    int (*row)(const char *row);
    int (*head)(const char *head, size_t length);
};

static int rows_fit(char *head, size_t length, int (*fits)(const char *row))
{
    struct mlf_span line;
    size_t at = 0;
    int rows = 0;
    int certain = 0;
    int misfits = 0;

    while (rows < FEW_ROWS && mlf_next_line(head, length, &at, &line, NULL)) {
        int fit;

        if (line.length == 0 || head[line.offset] == '#' || (length == HEAD && at == HEAD))
            continue;
        head[line.offset + line.length] = '\0';
        fit = mlf_utf8_is_valid(head + line.offset, line.length, NULL) ? fits(head + line.offset) : -1;
        certain += fit > 0;
        misfits += fit < 0;
        rows++;
    }
    return certain > 0 && certain >= misfits;
}

static int file_fits(const struct mlf_dataset *dataset, const char *file, const struct test *test)
{
    size_t length;
    char *head = mlf_head(dataset, file, HEAD, &length, NULL);
    int fits = head && (test->row ? rows_fit(head, length, test->row) : test->head(head, length));

    free(head);
    return fits;
}

static int add_files(const struct mlf_dataset *dataset, const char *folder, const char *extension,
                     const struct test *test, struct mlf_string_set *files, struct mlf_err *err)
{
    struct mlf_string_set entries = {0};
    int result = mlf_folder_files(dataset->root, folder, extension, &entries, err);

    for (size_t i = 0; i < entries.n && entries.n <= MOST_FILES && !result; i++) {
        char *file;

        if (!(file = mlf_below(folder, entries.items[i], err)))
            result = -1;
        else if (file_fits(dataset, file, test))
            result = mlf_string_set_add(files, file, NULL, NULL, err);
        free(file);
    }
    mlf_string_set_free(&entries);
    return result;
}

static int list_files(const struct mlf_dataset *dataset, const char *extension, const struct test *test,
                      struct mlf_string_set *files, struct mlf_err *err)
{
    struct mlf_string_set folders = {0};
    int result;

    if (dataset->start)
        return !strcasecmp(mlf_path_extension(dataset->start), extension) && file_fits(dataset, dataset->start, test)
                   ? mlf_string_set_add(files, dataset->start, NULL, NULL, err)
                   : 0;
    result = add_files(dataset, "", extension, test, files, err);
    if (!result)
        result = mlf_folder_entries(dataset->root, "", 1, &folders, err);
    for (size_t i = 0; i < folders.n && folders.n <= MOST_FOLDERS && !result; i++)
        result = add_files(dataset, folders.items[i], extension, test, files, err);
    mlf_string_set_free(&folders);
    return result;
}

int mlf_text_files(const struct mlf_dataset *dataset, const char *extension, int (*fits)(const char *row),
                   struct mlf_string_set *files, struct mlf_err *err)
{
    const struct test test = {.row = fits};

    return list_files(dataset, extension, &test, files, err);
}

int mlf_text_files_by_head(const struct mlf_dataset *dataset, const char *extension,
                           int (*fits)(const char *head, size_t length), struct mlf_string_set *files,
                           struct mlf_err *err)
{
    const struct test test = {.head = fits};

    return list_files(dataset, extension, &test, files, err);
}
