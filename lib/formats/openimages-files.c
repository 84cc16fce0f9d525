/* See openimages-files.h. */

#include "openimages-files.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mlfix/annotation/csv-rows.h"
#include "mlfix/base/array.h"
#include "mlfix/base/number.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/files.h"

/* Bytes of a file that are enough to know its columns. */
#define HEAD 65536

static const char *const file_folders[] = {"", "annotations", "labels", "metadata"};

#define FILE_FOLDERS (sizeof file_folders / sizeof *file_folders)

static int has_columns(const struct mlf_table *table, const char *const *names)
{
    for (size_t i = 0; names[i]; i++)
        if (csv_find_name(table, names[i], NULL) == CSV_NONE)
            return 0;
    return 1;
}

int openimages_kind(const struct mlf_dataset *dataset, const char *file)
{
    static const char *const boxes[] = {"ImageID", "LabelName", "XMin", "XMax", "YMin", "YMax", NULL};
    static const char *const labels[] = {"ImageID", "Source", "LabelName", "Confidence", NULL};
    static const char *const rotations[] = {"ImageID", "Rotation", NULL};
    const char *base = mlf_path_base(file);
    size_t length;
    char *head;
    char *newline;
    struct mlf_table table = {0};
    int kind = 0;

    if (strstr(base, "class-descriptions") || !strcmp(base, "classes.csv"))
        return OPENIMAGES_CLASSES;
    head = mlf_head(dataset, file, HEAD, &length, NULL);
    newline = head ? strchr(head, '\n') : NULL;
    if (head && !mlf_table_open(&table, file, head, newline ? (size_t)(newline - head) : length, NULL) &&
        mlf_table_next(&table, NULL) > 0)
        kind = has_columns(&table, boxes)                                                       ? OPENIMAGES_BOXES
               : csv_find_name(&table, "XMin", NULL) == CSV_NONE && has_columns(&table, labels) ? OPENIMAGES_LABELS
               : has_columns(&table, rotations)                                                 ? OPENIMAGES_ROTATIONS
                                                                                                : 0;
    mlf_table_close(&table);
    free(head);
    return kind;
}

int openimages_list(const struct mlf_dataset *dataset, int kinds, struct mlf_string_set *files, struct mlf_err *err)
{
    int result = 0;

    for (size_t k = 0; k < FILE_FOLDERS && !result; k++) {
        struct mlf_string_set entries = {0};

        result = mlf_folder_entries(dataset->root, file_folders[k], 0, &entries, err);
        for (size_t i = 0; i < entries.n && !result; i++) {
            char *file = mlf_below(file_folders[k], entries.items[i], err);

            if (!file)
                result = -1;
            else if (!strcasecmp(mlf_path_extension(file), ".csv") && openimages_kind(dataset, file) & kinds)
                result = mlf_string_set_add(files, file, NULL, NULL, err);
            free(file);
        }
        mlf_string_set_free(&entries);
    }
    return result;
}

int openimages_list_objects(const struct mlf_dataset *dataset, struct mlf_string_set *files, struct mlf_err *err)
{
    if (dataset->start)
        return mlf_string_set_add(files, dataset->start, NULL, NULL, err);
    if (openimages_list(dataset, OPENIMAGES_BOXES, files, err))
        return -1;
    return files->n > 0 ? 0 : openimages_list(dataset, OPENIMAGES_LABELS, files, err);
}

/* ---- Rotations ---- */

/* "nan" and 0 say nothing. */
static int add_row(struct openimages_turns *turns, const struct mlf_table *table, size_t image, size_t rotation,
                   struct mlf_err *err)
{
    char *id = mlf_table_field(table, image, err);
    char *text = mlf_table_field(table, rotation, err);
    double degrees = 0;
    size_t index;
    int result = id && text ? 0 : -1;

    if (!result && mlf_number(text, &degrees) && (degrees == 90 || degrees == 180 || degrees == 270)) {
        result = mlf_string_set_add(&turns->images, id, &index, NULL, err) ||
                         mlf_grow(&turns->degrees, &turns->capacity, turns->images.n, sizeof *turns->degrees, err)
                     ? -1
                     : 0;
        if (!result)
            turns->degrees[index] = (short)degrees;
    }
    free(id);
    free(text);
    return result;
}

static int read_file(struct openimages_turns *turns, const struct mlf_dataset *dataset, const char *file,
                     struct mlf_err *err)
{
    struct mlf_mapping text;
    struct mlf_table table = {0};
    size_t image = CSV_NONE;
    size_t rotation = CSV_NONE;
    int more;

    if (mlf_map(&text, dataset, file, err))
        return -1;
    more = mlf_table_open(&table, text.path, text.data, text.length, err) ? -1 : mlf_table_next(&table, err);
    if (more > 0) {
        image = csv_find_name(&table, "ImageID", err);
        rotation = csv_find_name(&table, "Rotation", err);
    }
    while (more > 0 && (more = mlf_table_next(&table, err)) > 0)
        if (add_row(turns, &table, image, rotation, err))
            more = -1;
    mlf_table_close(&table);
    mlf_unmap(&text);
    return more;
}

int openimages_turns_read(struct openimages_turns *turns, const struct mlf_dataset *dataset, struct mlf_err *err)
{
    struct mlf_string_set files = {0};
    int result = openimages_list(dataset, OPENIMAGES_ROTATIONS, &files, err);

    *turns = (struct openimages_turns){.degrees = NULL};
    for (size_t i = 0; i < files.n && !result; i++)
        result = read_file(turns, dataset, files.items[i], err);
    mlf_string_set_free(&files);
    return result;
}

void openimages_turns_free(struct openimages_turns *turns)
{
    mlf_string_set_free(&turns->images);
    free(turns->degrees);
}

double openimages_turn(const struct openimages_turns *turns, const char *image_id)
{
    size_t index = mlf_string_set_find(&turns->images, image_id);

    return index != MLF_NO_STRING ? turns->degrees[index] : 0;
}
