/* See csv-tables.h. */

#include "csv-tables.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mlfix/annotation/csv-guess.h"
#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/path.h"
#include "mlfix/base/portable.h"
#include "mlfix/dataset/files.h"
#include "mlfix/dataset/mapping.h"
#include "mlfix/dataset/split-names.h"

/* Bytes of a file that are enough to know its columns. */
#define HEAD 65536
/* Of more folders none is looked into: they are classes. */
#define MOST_FOLDERS 16

int csv_is_table_name(const char *name)
{
    const char *extension = mlf_path_extension(name);

    return !strcasecmp(extension, ".csv") || !strcasecmp(extension, ".tsv");
}

/* Whether the text of so many bytes names an image and a label. What cannot be read as CSV does not, and is no
 * error. */
static int names_columns(const struct mlf_dataset *dataset, const char *file, const char *text, size_t length)
{
    struct mlf_table table = {0};
    struct csv_columns columns;
    int known = 0;

    if (!mlf_table_open(&table, file, text, length, NULL)) {
        table.file = file;
        known = csv_know_columns(dataset, &table, &columns, NULL) > 0;
    }
    mlf_table_close(&table);
    return known;
}

/* The first line is enough where it has known names; the others may be broken, which is told when they are read. */
static int is_table(const struct mlf_dataset *dataset, const char *file)
{
    size_t length;
    char *head = mlf_head(dataset, file, HEAD, &length, NULL);
    const char *newline = head ? strchr(head, '\n') : NULL;
    const char *last = head && length == HEAD ? mlf_find_last(head, '\n', length) : NULL;
    int is = head && (names_columns(dataset, file, head, newline ? (size_t)(newline - head) : length) ||
                      names_columns(dataset, file, head, last ? (size_t)(last - head) : length));

    free(head);
    return is;
}

static int add_tables(const struct mlf_dataset *dataset, const char *folder, struct mlf_string_set *tables,
                      struct mlf_err *err)
{
    static const char *const extensions[] = {".csv", ".tsv"};
    struct mlf_string_set names = {0};
    int result = 0;

    for (int k = 0; k < 2 && !result; k++)
        result = mlf_folder_files(dataset->root, folder, extensions[k], &names, err);
    for (size_t i = 0; i < names.n && !result; i++) {
        char *file;

        if (!strcasecmp(names.items[i], "truth.csv") || !strncasecmp(names.items[i], "sample_submission", 17))
            continue;
        if (!(file = mlf_below(folder, names.items[i], err)))
            result = -1;
        else if (is_table(dataset, file))
            result = mlf_string_set_add(tables, file, NULL, NULL, err);
        free(file);
    }
    mlf_string_set_free(&names);
    return result;
}

int csv_list_tables(const struct mlf_dataset *dataset, struct mlf_string_set *tables, struct mlf_err *err)
{
    struct mlf_string_set folders = {0};
    struct mlf_string_set below = {0};
    int result;

    if (dataset->start)
        return mlf_string_set_add(tables, dataset->start, NULL, NULL, err);
    if (add_tables(dataset, "", tables, err))
        return -1;
    if (tables->n > 0)
        return 0;
    result = mlf_folder_entries(dataset->root, "", 1, &folders, err);
    for (size_t i = 0; i < folders.n && folders.n <= MOST_FOLDERS && !result; i++)
        result = add_tables(dataset, folders.items[i], &below, err);
    for (size_t i = 0; i < below.n && (below.n == 1 || csv_are_splits(&below)) && !result; i++)
        result = mlf_string_set_add(tables, below.items[i], NULL, NULL, err);
    mlf_string_set_free(&below);
    mlf_string_set_free(&folders);
    return result;
}

int csv_are_splits(const struct mlf_string_set *tables)
{
    struct mlf_string_set splits = {0};
    struct mlf_buf first = {0};
    int are = tables->n > 1;

    for (size_t i = 0; i < tables->n && are; i++) {
        struct mlf_buf rest = {0};
        const char *split = csv_split_in(tables->items[i], i ? &rest : &first);
        int added = 0;

        are = !mlf_string_set_add(&splits, split ? split : "", NULL, &added, NULL) && added &&
              (i == 0 || (rest.data && first.data && !strcmp(rest.data, first.data)));
        mlf_buf_free(&rest);
    }
    mlf_buf_free(&first);
    mlf_string_set_free(&splits);
    return are;
}
