/* Open Images (A. Kuznetsova et al., "The Open Images Dataset V4", IJCV 2020;
 * the download page's description of the files): CSV files with a row a box, in
 * fractions of the photo, of all photos of a split; classes have machine ids
 * (/m/011k07), which other CSV files name. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "csv-rows.h"
#include "mlfix/array.h"
#include "mlfix/err.h"
#include "mlfix/path.h"

/* Bytes of a file that are enough to know its columns. */
#define HEAD 65536

static const char *const file_folders[] = {"", "annotations", "labels", "metadata"};

#define FILE_FOLDERS (sizeof(file_folders) / sizeof(*file_folders))

/* Whether the file's first line has the columns of boxes. */
static int has_boxes(const struct mlf_dataset *dataset, const char *file)
{
    static const char *const names[] = {"ImageID", "LabelName", "XMin", "XMax", "YMin", "YMax"};
    size_t length;
    char *head = mlf_head(dataset->root, file, HEAD, &length, NULL);
    char *newline = head ? strchr(head, '\n') : NULL;
    struct mlf_table table = {0};
    int has = head && !mlf_table_open(&table, file, head, newline ? (size_t)(newline - head) : length, NULL) &&
              mlf_table_next(&table, NULL) > 0;

    for (size_t i = 0; i < sizeof(names) / sizeof(*names) && has; i++)
        has = csv_find_name(&table, names[i], NULL) != CSV_NONE;
    mlf_table_close(&table);
    free(head);
    return has;
}

/* "class-descriptions-boxable.csv", "classes.csv". */
static int names_classes(const char *file)
{
    const char *base = mlf_path_base(file);

    return strstr(base, "class-descriptions") || !strcmp(base, "classes.csv");
}

/* Files of boxes, or those that name classes (of which none is one of boxes). */
static int list_files(const struct mlf_dataset *dataset, int boxes, struct mlf_names *files, struct mlf_err *err)
{
    int status = 0;

    if (dataset->start && boxes)
        return mlf_names_add(files, dataset->start, NULL, NULL, err);
    for (size_t k = 0; k < FILE_FOLDERS && !status; k++) {
        struct mlf_names entries = {0};

        status = mlf_folder_entries(dataset->root, file_folders[k], 0, &entries, err);
        for (size_t i = 0; i < entries.n && !status; i++) {
            char *file = mlf_below(file_folders[k], entries.items[i], err);

            if (!file)
                status = -1;
            else if (!strcasecmp(mlf_path_extension(file), ".csv") &&
                     (boxes ? has_boxes(dataset, file) : names_classes(file)))
                status = mlf_names_add(files, file, NULL, NULL, err);
            free(file);
        }
        mlf_names_free(&entries);
    }
    return status;
}

static int probe(const struct mlf_dataset *dataset, char **evidence, struct mlf_err *err)
{
    struct mlf_names files = {0};
    int sure = 0;

    if (dataset->start)
        return has_boxes(dataset, dataset->start) ? 3 : 0;
    if (list_files(dataset, 1, &files, err))
        sure = -1;
    else if (files.n > 0)
        sure = (*evidence = mlf_strdup(files.items[0], err)) ? 3 : -1;
    mlf_names_free(&files);
    return sure;
}

static int locate(struct mlf_dataset *dataset, struct mlf_err *err)
{
    return mlf_set_images(dataset, "", err);
}

/* ---- Classes ---- */

/* Machine ids and their names, in the files' order. */
struct classes {
    struct mlf_names ids;
    struct mlf_names names; /* each once */
    size_t *name_of;        /* by the number of the id */
    size_t *id_of;          /* by the number of the name: the first id of that name */
    size_t id_capacity, name_capacity;
};

static void classes_free(struct classes *classes)
{
    mlf_names_free(&classes->ids);
    mlf_names_free(&classes->names);
    free(classes->name_of);
    free(classes->id_of);
}

static int add_class(struct classes *classes, const char *id, const char *name, struct mlf_err *err)
{
    size_t id_index;
    size_t name_index;
    int new_id;
    int new_name;

    if (!*id || !*name || !strcmp(id, "LabelName"))
        return 0;
    if (mlf_names_add(&classes->ids, id, &id_index, &new_id, err))
        return -1;
    if (!new_id)
        return 0;
    if (mlf_names_add(&classes->names, name, &name_index, &new_name, err) ||
        mlf_grow(&classes->name_of, &classes->id_capacity, id_index + 1, sizeof(*classes->name_of), err) ||
        mlf_grow(&classes->id_of, &classes->name_capacity, name_index + 1, sizeof(*classes->id_of), err))
        return -1;
    classes->name_of[id_index] = name_index;
    if (new_name)
        classes->id_of[name_index] = id_index;
    return 0;
}

static int read_classes(struct classes *classes, const struct mlf_dataset *dataset, const char *file,
                        struct mlf_err *err)
{
    struct mlf_mapping text;
    struct mlf_table table = {0};
    int more =
        mlf_map(&text, dataset->root, file, err) || mlf_table_open(&table, text.path, text.data, text.length, err) ? -1
                                                                                                                   : 1;

    while (more > 0 && (more = mlf_table_next(&table, err)) > 0) {
        char *id = mlf_table_field(&table, 0, err);
        char *name = mlf_table_field(&table, 1, err);

        if (!id || !name || add_class(classes, id, name, err))
            more = -1;
        free(id);
        free(name);
    }
    mlf_table_close(&table);
    mlf_unmap(&text);
    return more;
}

static int classes_read(struct classes *classes, const struct mlf_dataset *dataset, struct mlf_err *err)
{
    struct mlf_names files = {0};
    int status = list_files(dataset, 0, &files, err);

    *classes = (struct classes){.name_of = NULL};
    for (size_t i = 0; i < files.n && !status; i++)
        status = read_classes(classes, dataset, files.items[i], err);
    mlf_names_free(&files);
    return status;
}

/* The name of a class, or its id where nobody names it. */
static const char *class_name(const struct classes *classes, const char *id)
{
    size_t index;

    return mlf_names_find(&classes->ids, id, &index) ? classes->names.items[classes->name_of[index]] : id;
}

/* ---- Reading ---- */

struct reading {
    const struct mlf_dataset *dataset;
    struct classes classes;
    struct csv_counts counts; /* rows of each photo */
    size_t group;             /* column IsGroupOf */
    size_t confidence;        /* column Confidence: 0 says that people found the object not to be there */
    const char *split;        /* of the file */
    char *image_id, *photo;   /* of the row before */
    mlf_object_sink *sink;
    void *context;
};

/* "train" of "oidv6-train-annotations-bbox.csv". */
static const char *split_of_file(const char *file)
{
    const char *part = mlf_path_base(file);
    const char *split = NULL;

    while (!split && *part) {
        size_t length = strcspn(part, "-_.");
        char word[16] = "";

        if (length < sizeof(word)) {
            memcpy(word, part, length);
            split = mlf_split_of(word);
        }
        part += length + (part[length] != '\0');
    }
    return split;
}

/* The photo of that id, in reading->photo. Rows of a photo mostly stand together. */
static int find_photo(struct reading *reading, const char *image_id, struct mlf_err *err)
{
    static const char *const folders[] = {
        "", "images", "data", "train", "validation", "test", "images/train", "images/validation", "images/test"};
    const char *last;

    if (reading->photo && !strcmp(reading->image_id, image_id))
        return 0;
    free(reading->photo);
    free(reading->image_id);
    reading->photo = mlf_find_photo(reading->dataset, folders, sizeof(folders) / sizeof(*folders), image_id, err);
    reading->image_id = mlf_strdup(image_id, err);
    last = mlf_path_base(image_id);
    if (!reading->photo && !(err && err->text[0]))
        reading->photo = mlf_strf(err, "%s%s", image_id, mlf_path_is_image(last) ? "" : ".jpg");
    return reading->photo && reading->image_id ? 0 : -1;
}

static int report(struct reading *reading, const struct csv_rows *rows, size_t index, mlf_object_sink *sink,
                  struct mlf_err *err)
{
    const struct mlf_table *table = &rows->table;
    struct mlf_object object = {.file = table->file, .index = index, .split = reading->split};
    char *image_id = mlf_table_field(table, rows->columns.at[CSV_IMAGE], err);
    char *class_id = mlf_table_field(table, rows->columns.at[CSV_LABEL], err);
    char *id = NULL;
    double group = 0;
    double confidence = 1;
    size_t before;
    int status = -1;

    if (!image_id || !class_id || csv_count(&reading->counts, image_id, &before, err) ||
        find_photo(reading, image_id, err) || !(id = mlf_strf(err, "%s#%zu", image_id, before)))
        goto done;
    csv_rows_box(rows, &object, err);
    if (!object.has_bbox && !object.error)
        object.error = "the row has no box of four numbers";
    if (reading->group != CSV_NONE)
        csv_number(table, reading->group, &group, err);
    if (reading->confidence != CSV_NONE && csv_number(table, reading->confidence, &confidence, err) < 1)
        confidence = 1;
    object.normalised = object.has_bbox;
    object.id = id;
    object.image = *image_id ? reading->photo : NULL;
    object.label = *class_id ? class_name(&reading->classes, class_id) : NULL;
    object.issue = confidence == 0 ? "ignored" : group == 1 ? "crowd" : NULL;
    if (!(err && err->text[0]))
        status = sink(reading->context, &object, err);
done:
    free(image_id);
    free(class_id);
    free(id);
    return status;
}

static int read_file(struct reading *reading, const char *file, struct mlf_err *err)
{
    struct csv_rows rows;
    int more = csv_rows_open(&rows, reading->dataset, file, err) ? -1 : 1;

    reading->split = split_of_file(file);
    reading->confidence = more > 0 ? csv_find_name(&rows.table, "Confidence", err) : CSV_NONE;
    reading->group = more > 0 ? csv_find_name(&rows.table, "IsGroupOf", err) : CSV_NONE;
    if (more > 0 && !csv_has_boxes(&rows.columns))
        more = mlf_fail(err, "%s: the file has no columns XMin, XMax, YMin and YMax", rows.text.path);
    for (size_t index = 0; more > 0 && (more = mlf_table_next(&rows.table, err)) > 0; index++)
        if (report(reading, &rows, index, reading->sink, err))
            more = -1;
    csv_rows_close(&rows);
    return more;
}

static int read_all(const struct mlf_dataset *dataset, mlf_object_sink *sink, void *context, struct mlf_err *err)
{
    struct reading reading = {.dataset = dataset, .sink = sink, .context = context};
    struct mlf_names files = {0};
    int status = classes_read(&reading.classes, dataset, err);

    if (!status)
        status = list_files(dataset, 1, &files, err);
    for (size_t i = 0; i < files.n && !status; i++)
        status = read_file(&reading, files.items[i], err);
    mlf_names_free(&files);
    classes_free(&reading.classes);
    csv_counts_free(&reading.counts);
    free(reading.image_id);
    free(reading.photo);
    return status;
}

static int labels(const struct mlf_dataset *dataset, char ***list, size_t *n, struct mlf_err *err)
{
    struct classes classes;
    int status = classes_read(&classes, dataset, err);

    if (!status && classes.names.n == 0)
        status = mlf_labels_by_reading(dataset, list, n, err);
    else if (!status)
        mlf_names_take(&classes.names, list, n);
    classes_free(&classes);
    return status;
}

/* The machine id of a label. New ones cannot be thought up. */
static char *class_id(void *context, const char *label, struct mlf_err *err)
{
    const struct classes *classes = context;
    size_t index;

    if (mlf_names_find(&classes->names, label, &index))
        return mlf_strdup(classes->ids.items[classes->id_of[index]], err);
    if (classes->ids.n == 0 || label[0] == '/')
        return mlf_strdup(label, err);
    mlf_fail(err, "the files of class descriptions give '%s' no machine id: add a row for it there first", label);
    return NULL;
}

static int edit(const struct mlf_dataset *dataset, const char *file, const struct mlf_change *changes, size_t n,
                struct mlf_edits *edits, struct mlf_err *err)
{
    struct classes classes;
    struct csv_format format = {.word = class_id,
                                .context = &classes,
                                .mark_column = "Confidence",
                                .mark = "0",
                                .no_column = "has no column Confidence, which would mark a box: take the rows out "
                                             "(--invalid remove)"};
    int status = classes_read(&classes, dataset, err);

    if (!status)
        status = csv_rows_edit(dataset, file, changes, n, &format, edits, err);
    classes_free(&classes);
    return status;
}

const struct mlf_driver mlf_driver_openimages = {
    .name = "openimages",
    .description = "Open Images: *.csv or annotations/*.csv with ImageID, LabelName, XMin, XMax, YMin and YMax",
    .probe = probe,
    .locate = locate,
    .read = read_all,
    .labels = labels,
    .edit = edit,
    .mark = "Confidence becomes 0",
    .boxes = 1,
};
