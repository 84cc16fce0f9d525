/* See csv-guess.h. */

#include "mlfix/annotation/csv-guess.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/number.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/photos.h"
#include "mlfix/dataset/split-names.h"

/* Rows that are looked at. */
#define FEW_ROWS 20

const char *csv_split_in(const char *table, struct mlf_buf *rest)
{
    const char *end = mlf_path_extension(table);
    const char *split = NULL;

    while (table < end) {
        const char *slash = memchr(table, '/', (size_t)(end - table));
        size_t length = (size_t)((slash ? slash : end) - table);
        char component[64] = "";
        char without[64] = "";
        const char *own;

        memcpy(component, table, length < sizeof component ? length : sizeof component - 1);
        own = mlf_split_within(component, without);
        split = own ? own : split;
        if (rest)
            mlf_buf_printf(rest, "%s/", own ? without : component);
        table += length + (slash != NULL);
    }
    return split;
}

const char *csv_split_of(const char *table)
{
    return csv_split_in(table, NULL);
}

int csv_photo_folders(const char *table, struct mlf_string_set *folders, struct mlf_err *err)
{
    static const char *const usual[] = {"", "images", "JPEGImages", "data", "img", "imgs", "photos", NULL};
    static const char *const train[] = {"train", "train_images", "training_images", "images/train", NULL};
    static const char *const val[] = {"val", "valid", "val_images", "images/val", "images/valid", NULL};
    static const char *const test[] = {"test", "test_images", "testing_images", "images/test", NULL};
    const char *split = csv_split_of(table);
    const char *const *lists[] = {usual, !split || !strcmp(split, "train") ? train
                                         : !strcmp(split, "val")           ? val
                                                                           : test};
    const char *base = mlf_path_base(table);
    char *own = mlf_strndup(table, base > table ? (size_t)(base - table) - 1 : 0, err);
    int result = own ? mlf_string_set_add(folders, own, NULL, NULL, err) : -1;

    for (int k = 0; k < 2; k++)
        for (const char *const *folder = lists[k]; *folder && !result; folder++)
            result = mlf_string_set_add(folders, *folder, NULL, NULL, err);
    free(own);
    return result;
}

/* Looks ahead of the table: whether `is` holds for all fields of the column in the first rows, and one is there. */
static int all_are(const struct mlf_table *table, size_t column, int (*is)(void *context, const char *field),
                   void *context)
{
    struct mlf_table ahead = {.path = table->path,
                              .text = table->text,
                              .length = table->length,
                              .at = table->at,
                              .delimiter = table->delimiter};
    int all = 1;
    int seen = 0;

    for (int row = 0; row < FEW_ROWS && all && mlf_table_next(&ahead, NULL) > 0; row++, seen++) {
        char *field = mlf_table_field(&ahead, column, NULL);

        all = field && *field && is(context, field);
        free(field);
    }
    mlf_table_close(&ahead);
    return all && seen > 0;
}

struct place {
    struct mlf_dataset dataset;
    struct mlf_string_set folders;
};

static int is_photo(void *context, const char *field)
{
    struct place *place = context;
    char *photo =
        mlf_find_photo(&place->dataset, (const char *const *)place->folders.items, place->folders.n, field, NULL);
    int is = photo != NULL || mlf_path_is_image(field);

    free(photo);
    return is;
}

/* A name or a whole number; a measure is another number, and JSON another thing. */
static int is_label(void *context, const char *field)
{
    double number;

    (void)context;
    if (*field == '[' || *field == '{') /* JSON */
        return 0;
    return !mlf_number(field, &number) || !(fabs(number - floor(number)) > 0);
}

/* Whether the column has a role, or is one that others have: x and y without a second corner. */
static int is_taken(const struct csv_columns *columns, size_t column)
{
    for (int role = 0; role < CSV_ROLES; role++)
        if (columns->at[role] == column)
            return 1;
    return 0;
}

static int guess(const struct mlf_dataset *dataset, const struct mlf_table *table, struct csv_columns *columns,
                 struct mlf_err *err)
{
    struct place place = {.dataset = *dataset};
    size_t left = CSV_NONE;
    size_t n_left = 0;
    int result = csv_photo_folders(table->file, &place.folders, err);

    if (!place.dataset.images)
        place.dataset.images = dataset->root;
    for (size_t i = 0; i < table->row.n && columns->at[CSV_IMAGE] == CSV_NONE && !result; i++)
        if (!is_taken(columns, i) && all_are(table, i, is_photo, &place))
            columns->at[CSV_IMAGE] = i;
    for (size_t i = 0; i < table->row.n; i++)
        if (!is_taken(columns, i)) {
            left = i;
            n_left++;
        }
    if (columns->at[CSV_LABEL] == CSV_NONE && columns->at[CSV_IMAGE] != CSV_NONE && n_left == 1 &&
        all_are(table, left, is_label, NULL))
        columns->at[CSV_LABEL] = left;
    mlf_string_set_free(&place.folders);
    return result
               ? -1
               : columns->at[CSV_IMAGE] != CSV_NONE && (columns->at[CSV_LABEL] != CSV_NONE || csv_has_boxes(columns));
}

int csv_know_columns(const struct mlf_dataset *dataset, struct mlf_table *table, struct csv_columns *columns,
                     struct mlf_err *err)
{
    int found = csv_find_columns(table, dataset->columns, columns, err);

    if (found != 0 || !columns->has_header || table->row.n < 2)
        return found;
    return guess(dataset, table, columns, err);
}
