/* Open Images (A. Kuznetsova et al., "The Open Images Dataset V4", IJCV 2020;
 * the download page's description of the files): CSV files with a row a box, in
 * fractions of the photo, or a label of a whole photo; classes have machine ids
 * (/m/011k07), which other CSV files name. */
#include <stdlib.h>
#include <string.h>

#include "mlfix/annotation/annotation-files.h"
#include "mlfix/annotation/csv-rows-edit.h"
#include "mlfix/annotation/csv-rows.h"
#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/labels.h"
#include "mlfix/dataset/opened.h"
#include "mlfix/dataset/photos.h"
#include "mlfix/dataset/splits.h"
#include "openimages-files.h"

static int probe(const struct mlf_dataset *dataset, char **evidence, struct mlf_err *err)
{
    if (dataset->start)
        return openimages_kind(dataset, dataset->start) & OPENIMAGES_OBJECTS ? 3 : 0;
    return mlf_probe_files(dataset, openimages_list_objects, evidence, err);
}

static int locate(struct mlf_dataset *dataset, struct mlf_err *err)
{
    return mlf_set_images(dataset, "", err);
}

/* ---- Classes ---- */

/* Machine ids and their names, in the files' order. */
struct classes {
    struct mlf_string_set ids;
    struct mlf_string_set names; /* each once */
    size_t *name_of;             /* by the number of the id */
    size_t *id_of;               /* by the number of the name: the first id of that name */
    size_t id_capacity, name_capacity;
    char *file; /* the first that lists them, or NULL */
};

static void classes_free(struct classes *classes)
{
    mlf_string_set_free(&classes->ids);
    mlf_string_set_free(&classes->names);
    free(classes->name_of);
    free(classes->id_of);
    free(classes->file);
}

static int add_class(struct classes *classes, const char *id, const char *name, struct mlf_err *err)
{
    size_t id_index;
    size_t name_index;
    int new_id;
    int new_name;

    if (!*id || !*name || !strcmp(id, "LabelName"))
        return 0;
    if (mlf_string_set_add(&classes->ids, id, &id_index, &new_id, err))
        return -1;
    if (!new_id)
        return 0;
    if (mlf_string_set_add(&classes->names, name, &name_index, &new_name, err) ||
        mlf_grow(&classes->name_of, &classes->id_capacity, id_index + 1, sizeof *classes->name_of, err) ||
        mlf_grow(&classes->id_of, &classes->name_capacity, name_index + 1, sizeof *classes->id_of, err))
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
        mlf_map(&text, dataset, file, err) || mlf_table_open(&table, text.path, text.data, text.length, err) ? -1 : 1;

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
    struct mlf_string_set files = {0};
    int result = openimages_list(dataset, OPENIMAGES_CLASSES, &files, err);

    *classes = (struct classes){.name_of = NULL};
    if (!result && files.n > 0)
        result = (classes->file = mlf_strdup(files.items[0], err)) ? 0 : -1;
    for (size_t i = 0; i < files.n && !result; i++)
        result = read_classes(classes, dataset, files.items[i], err);
    mlf_string_set_free(&files);
    return result;
}

/* Says once that a class has no name, where there is a list of names. */
static int note_nameless(const struct mlf_dataset *dataset, const struct classes *classes, const char *id,
                         struct mlf_err *err)
{
    char *said = NULL;
    int result = 0;

    if (!classes->file || mlf_string_set_find(&classes->ids, id) != MLF_NO_STRING ||
        (dataset->opened && dataset->opened->said.n > 0))
        return 0;
    said = mlf_strf(err, "'%.200s' does not name the class '%.100s': such ids are the labels", classes->file, id);
    result = said ? mlf_note_said(dataset, said, err) : -1;
    free(said);
    return result;
}

/* The name of a class, or its id where no file names it. */
static const char *class_name(const struct classes *classes, const char *id)
{
    size_t index = mlf_string_set_find(&classes->ids, id);

    return index != MLF_NO_STRING ? classes->names.items[classes->name_of[index]] : id;
}

/* ---- Reading ---- */

struct reading {
    const struct mlf_dataset *dataset;
    struct classes classes;
    struct openimages_turns turns;
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

        if (length < sizeof word) {
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
    reading->photo = mlf_find_photo(reading->dataset, folders, sizeof folders / sizeof *folders, image_id, err);
    reading->image_id = mlf_strdup(image_id, err);
    last = mlf_path_base(image_id);
    if (!reading->photo && !(err && err->text[0]))
        reading->photo = mlf_strf(err, "%s%s", image_id, mlf_path_is_image(last) ? "" : ".jpg");
    return reading->photo && reading->image_id ? 0 : -1;
}

/* The place, and what turns it: nothing where the label is about the whole photo. */
static void place(const struct reading *reading, const struct csv_rows *rows, const char *image_id,
                  struct mlf_object *object, double corners[8], struct mlf_err *err)
{
    const double *bbox = object->bbox;

    object->turned = openimages_turn(&reading->turns, image_id);
    if (!csv_has_boxes(&rows->columns))
        return;
    csv_rows_box(rows, object, err);
    if (!object->has_bbox && !object->error)
        object->error = "the row has no box of four numbers";
    object->normalised = object->has_bbox;
    if (object->turned == 0 || !object->has_bbox)
        return;
    for (int i = 0; i < 4; i++) {
        corners[2 * i] = bbox[0] + (i == 1 || i == 2 ? bbox[2] : 0);
        corners[2 * i + 1] = bbox[1] + (i > 1 ? bbox[3] : 0);
    }
    object->corners = corners;
}

/* Writes the confidence of a label that is not certain, and by how much the photo is turned. */
static int put_fields(struct mlf_buf *fields, const struct mlf_object *object, double confidence, struct mlf_err *err)
{
    if (object->turned != 0) {
        mlf_buf_puts(fields, ",\"rotation\":");
        mlf_json_put_number(fields, object->turned);
    }
    if (confidence > 0 && confidence < 1) {
        mlf_buf_puts(fields, ",\"confidence\":");
        mlf_json_put_number(fields, confidence);
    }
    return mlf_buf_check(fields, err);
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
    double corners[8];
    struct mlf_buf fields = {0};
    size_t before;
    int result = -1;

    if (!image_id || !class_id || csv_count(&reading->counts, image_id, &before, err) ||
        find_photo(reading, image_id, err) || !(id = mlf_strf(err, "%s#%zu", image_id, before)))
        goto done;
    place(reading, rows, image_id, &object, corners, err);
    if (reading->group != CSV_NONE)
        csv_number(table, reading->group, &group, err);
    if (reading->confidence != CSV_NONE && csv_number(table, reading->confidence, &confidence, err) < 1)
        confidence = 1;
    if (put_fields(&fields, &object, confidence, err))
        goto done;
    if (*class_id && note_nameless(reading->dataset, &reading->classes, class_id, err))
        goto done;
    object.fields = fields.data;
    object.id = id;
    object.image = *image_id ? reading->photo : NULL;
    object.label = *class_id ? class_name(&reading->classes, class_id) : NULL;
    object.issue = confidence == 0 ? "ignored" : group == 1 ? "crowd" : NULL;
    if (!(err && err->text[0]) && !csv_rows_say(rows, err))
        result = sink(reading->context, &object, err);
done:
    mlf_buf_free(&fields);
    free(image_id);
    free(class_id);
    free(id);
    return result;
}

static int read_file(struct reading *reading, const char *file, struct mlf_err *err)
{
    struct csv_rows rows;
    int more = csv_rows_open(&rows, reading->dataset, file, err) ? -1 : 1;

    reading->split = split_of_file(file);
    reading->confidence = more > 0 ? csv_find_name(&rows.table, "Confidence", err) : CSV_NONE;
    reading->group = more > 0 ? csv_find_name(&rows.table, "IsGroupOf", err) : CSV_NONE;
    if (more > 0 && !(openimages_kind(reading->dataset, file) & OPENIMAGES_OBJECTS))
        more = mlf_fail(err,
                        "%s: the file has the columns of neither boxes (XMin, XMax, YMin, YMax) nor image labels "
                        "(Source, Confidence)",
                        rows.text.path);
    for (size_t index = 0; more > 0 && (more = mlf_table_next(&rows.table, err)) > 0; index++)
        if (report(reading, &rows, index, reading->sink, err))
            more = -1;
    csv_rows_close(&rows);
    return more;
}

static int read_all(const struct mlf_dataset *dataset, mlf_object_sink *sink, void *context, struct mlf_err *err)
{
    struct reading reading = {.dataset = dataset, .sink = sink, .context = context};
    struct mlf_string_set files = {0};
    int result = classes_read(&reading.classes, dataset, err);

    if (!result)
        result = openimages_turns_read(&reading.turns, dataset, err);
    if (!result)
        result = openimages_list_objects(dataset, &files, err);
    for (size_t i = 0; i < files.n && !result; i++)
        result = read_file(&reading, files.items[i], err);
    mlf_string_set_free(&files);
    classes_free(&reading.classes);
    openimages_turns_free(&reading.turns);
    csv_counts_free(&reading.counts);
    free(reading.image_id);
    free(reading.photo);
    return result;
}

static int labels(const struct mlf_dataset *dataset, struct mlf_string_set *names, struct mlf_err *err)
{
    struct classes classes;
    int result = classes_read(&classes, dataset, err);

    if (!result && classes.names.n == 0)
        result = mlf_labels_by_reading(dataset, names, err);
    for (size_t i = 0; i < classes.names.n && !result; i++)
        result = mlf_string_set_add(names, classes.names.items[i], NULL, NULL, err);
    classes_free(&classes);
    return result;
}

/* The machine id of a label. A label without one is an error, since ids cannot be made up. */
static char *class_id(void *context, const char *label, struct mlf_err *err)
{
    const struct classes *classes = context;
    size_t index = mlf_string_set_find(&classes->names, label);

    if (index != MLF_NO_STRING)
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
    int result = classes_read(&classes, dataset, err);

    if (!result)
        result = csv_rows_edit(dataset, file, changes, n, &format, edits, err);
    classes_free(&classes);
    return result;
}

const struct mlf_driver mlf_driver_openimages = {
    .name = "openimages",
    .description = "Open Images: *.csv or annotations/*.csv with ImageID, LabelName, XMin, XMax, YMin and YMax",
    .probe = probe,
    .locate = locate,
    .read = read_all,
    .labels = labels,
    .edit = edit,
    .attributes = 1,
    .mark = "Confidence becomes 0",
    .boxes = 1,
};
