/* Which column of a CSV file is what. See csv-columns.h. */

#include "mlfix/annotation/csv-columns.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mlfix/base/array.h"
#include "mlfix/base/nearest-word.h"
#include "mlfix/base/number.h"
#include "mlfix/base/path.h"
#include "mlfix/base/string-set.h"
#include "mlfix/dataset/split-names.h"

/* The roles: their names in --columns, and the names that tools give such columns, in
 * lower case without blanks, '_' and '-'. The first name that is there wins. */
static const struct {
    enum csv_role role;
    const char *name;
} known[] = {{CSV_IMAGE, "image"},
             {CSV_IMAGE, "filename"},
             {CSV_IMAGE, "imagepath"},
             {CSV_IMAGE, "filepath"},
             {CSV_IMAGE, "path"},
             {CSV_IMAGE, "file"},
             {CSV_IMAGE, "img"},
             {CSV_IMAGE, "imagename"},
             {CSV_IMAGE, "imageid"},
             {CSV_IMAGE, "imagefilename"},
             {CSV_IMAGE, "imageurl"},
             {CSV_IMAGE, "location"},
             {CSV_IMAGE, "photo"},
             {CSV_IMAGE, "picture"},
             {CSV_IMAGE, "fname"},
             {CSV_IMAGE, "imagefile"},
             {CSV_LABEL, "label"},
             {CSV_LABEL, "class"},
             {CSV_LABEL, "classname"},
             {CSV_LABEL, "labelname"},
             {CSV_LABEL, "category"},
             {CSV_LABEL, "celltype"},
             {CSV_LABEL, "classid"},
             {CSV_LABEL, "categoryid"},
             {CSV_LABEL, "target"},
             {CSV_LABEL, "categoryname"},
             {CSV_LABEL, "objectclass"},
             {CSV_LABEL, "labels"},
             {CSV_LABEL, "breed"},
             {CSV_LABEL, "diagnosis"},
             {CSV_LABEL, "species"},
             {CSV_LABEL, "variety"},
             {CSV_LABEL, "tags"},          /* Planet */
             {CSV_LABEL, "findinglabels"}, /* ChestX-ray14 */
             {CSV_IMAGE, "imageindex"},
             {CSV_SPLIT, "split"},
             {CSV_SPLIT, "subset"},
             {CSV_SPLIT, "set"},
             {CSV_SPLIT, "mluse"},
             {CSV_SPLIT, "usage"},
             {CSV_SPLIT, "partition"},
             {CSV_XMIN, "xmin"},
             {CSV_XMIN, "x1"},
             {CSV_XMIN, "left"},
             {CSV_XMIN, "roi.x1"}, /* GTSRB */
             {CSV_XMIN, "bboxx"},
             {CSV_XMIN, "x"},
             {CSV_YMIN, "ymin"},
             {CSV_YMIN, "y1"},
             {CSV_YMIN, "top"},
             {CSV_YMIN, "roi.y1"},
             {CSV_YMIN, "bboxy"},
             {CSV_YMIN, "y"},
             {CSV_XMAX, "xmax"},
             {CSV_XMAX, "x2"},
             {CSV_XMAX, "right"},
             {CSV_XMAX, "roi.x2"},
             {CSV_YMAX, "ymax"},
             {CSV_YMAX, "y2"},
             {CSV_YMAX, "bottom"},
             {CSV_YMAX, "roi.y2"},
             {CSV_W, "w"},
             {CSV_W, "bboxwidth"},
             {CSV_H, "h"},
             {CSV_H, "bboxheight"},
             {CSV_WIDTH, "width"},
             {CSV_WIDTH, "imagewidth"},
             {CSV_HEIGHT, "height"},
             {CSV_HEIGHT, "imageheight"},
             {CSV_IGNORE, "ignore"},
             {CSV_IGNORE, "ignored"},
             {CSV_IGNORE, "invalid"},
             {CSV_BBOX, "bbox"},
             {CSV_BBOX, "box"},
             {CSV_BBOX, "boundingbox"},
             {CSV_BBOX, "bndbox"}};

static const char *const role_names[CSV_ROLES] = {"image", "label", "split", "xmin",   "ymin",   "xmax", "ymax",
                                                  "w",     "h",     "width", "height", "ignore", "bbox"};

/* In place: lower case, without blanks, '_' and '-'. */
static void simplify(char *name)
{
    char *to = name;

    for (const char *from = name; *from; from++)
        if (*from != ' ' && *from != '_' && *from != '-')
            *to++ = (char)tolower((unsigned char)*from);
    *to = '\0';
}

static void free_names(char **names, size_t n)
{
    for (size_t i = 0; names && i < n; i++)
        free(names[i]);
    free(names);
}

/* Says that there is no such column, and which was probably meant. */
static int fail_column(const struct mlf_table *table, const char *wanted, struct mlf_err *err)
{
    struct mlf_string_set names = {0};
    struct mlf_nearest nearest;
    int failed = 0;

    mlf_nearest_begin(&nearest, wanted);
    for (size_t i = 0; i < table->row.n && !failed; i++) {
        char *name = mlf_table_field(table, i, err);
        failed = !name || mlf_string_set_add(&names, name, NULL, NULL, err);
        free(name);
    }
    for (size_t i = 0; i < names.n; i++)
        mlf_nearest_offer(&nearest, names.items[i]);
    const char *near = mlf_nearest_found(&nearest);
    mlf_fail(err, "'%s' has no column '%.200s'%s%.200s%s", table->path, wanted, near ? ", did you mean '" : "",
             near ? near : "", near ? "'?" : "");
    mlf_string_set_free(&names);
    return -1;
}

/* The column called so, or the one of that number (from 1). */
static int find_column(const struct mlf_table *table, const char *wanted, size_t *column, struct mlf_err *err)
{
    char *end;
    unsigned long number;

    for (*column = 0; *column < table->row.n; ++*column) {
        char *name = mlf_table_field(table, *column, err);
        int same = name && !strcmp(name, wanted);

        free(name);
        if (!name)
            return -1;
        if (same)
            return 0;
    }
    number = strtoul(wanted, &end, 10);
    if (*end == '\0' && number >= 1 && number <= table->row.n) {
        *column = number - 1;
        return 0;
    }
    return fail_column(table, wanted, err);
}

/* One "role=column" of --columns. */
static int take_pair(const struct mlf_table *table, char *pair, struct csv_columns *columns, struct mlf_err *err)
{
    char *equals = strchr(pair, '=');

    if (!equals)
        return mlf_fail(err, "'%s' in --columns is not of the form WHAT=COLUMN", pair);
    *equals = '\0';
    for (int role = 0; role < CSV_ROLES; role++) {
        const char *alias = role == CSV_XMIN ? "x" : role == CSV_YMIN ? "y" : role_names[role];

        if (!strcmp(pair, role_names[role]) || !strcmp(pair, alias))
            return find_column(table, equals + 1, &columns->at[role], err);
    }
    return mlf_fail(err,
                    "'%s' in --columns is none of image, label, split, xmin, ymin, xmax, ymax, x, y, w, h, width, "
                    "height, ignore, bbox",
                    pair);
}

static int take_given(const struct mlf_table *table, const char *given, struct csv_columns *columns,
                      struct mlf_err *err)
{
    char *text = mlf_strdup(given, err);
    char *rest = text;
    int result = text ? 0 : -1;

    for (char *pair; !result && (pair = strsep(&rest, ","));)
        result = take_pair(table, pair, columns, err);
    free(text);
    return result;
}

/* Simplified names of the row's columns. */
static char **header_names(const struct mlf_table *table, struct mlf_err *err)
{
    char **names = mlf_alloc(table->row.n, sizeof *names, err);

    for (size_t i = 0; names && i < table->row.n; i++) {
        if (!(names[i] = mlf_table_field(table, i, err))) {
            free_names(names, i);
            return NULL;
        }
        simplify(names[i]);
    }
    return names;
}

/* Orders of columns without a header, by the number of columns and where the photo is; the first whose first row has
 * numbers where these belong, and a split where that does. */
static const struct {
    size_t n, image;
    enum csv_role roles[11];
} orders[] = {
    {2, 0, {CSV_IMAGE, CSV_LABEL}},
    /* Google AutoML, for labels of photos; and lists that are like it */
    {3, 1, {CSV_SPLIT, CSV_IMAGE, CSV_LABEL}},
    {3, 0, {CSV_IMAGE, CSV_LABEL, CSV_SPLIT}},
    {3, 0, {CSV_IMAGE, CSV_SPLIT, CSV_LABEL}},
    {5, 0, {CSV_IMAGE, CSV_XMIN, CSV_YMIN, CSV_XMAX, CSV_YMAX}},
    /* keras-retinanet */
    {6, 0, {CSV_IMAGE, CSV_XMIN, CSV_YMIN, CSV_XMAX, CSV_YMAX, CSV_LABEL}},
    {6, 0, {CSV_IMAGE, CSV_LABEL, CSV_XMIN, CSV_YMIN, CSV_XMAX, CSV_YMAX}},
    /* SKU-110K */
    {8, 0, {CSV_IMAGE, CSV_XMIN, CSV_YMIN, CSV_XMAX, CSV_YMAX, CSV_LABEL, CSV_WIDTH, CSV_HEIGHT}},
    /* what TensorFlow's examples read, without its header */
    {8, 0, {CSV_IMAGE, CSV_WIDTH, CSV_HEIGHT, CSV_LABEL, CSV_XMIN, CSV_YMIN, CSV_XMAX, CSV_YMAX}},
    /* MakeSense */
    {8, 5, {CSV_LABEL, CSV_XMIN, CSV_YMIN, CSV_W, CSV_H, CSV_IMAGE, CSV_WIDTH, CSV_HEIGHT}},
    /* Google AutoML: set, address, label, and two or four corners; also without the set */
    {11,
     1,
     {CSV_SPLIT, CSV_IMAGE, CSV_LABEL, CSV_XMIN, CSV_YMIN, CSV_XMAX, CSV_YMIN, CSV_XMAX, CSV_YMAX, CSV_XMIN, CSV_YMAX}},
    {10, 0, {CSV_IMAGE, CSV_LABEL, CSV_XMIN, CSV_YMIN, CSV_XMAX, CSV_YMIN, CSV_XMAX, CSV_YMAX, CSV_XMIN, CSV_YMAX}},
};

/* Whether a field of the first row can have the role. */
static int can_be(enum csv_role role, const char *field)
{
    double number;

    if (role == CSV_SPLIT)
        return !*field || mlf_split_of(field) || !strcasecmp(field, "unassigned");
    if (role == CSV_LABEL || role == CSV_IMAGE)
        return 1;
    return !*field || mlf_number(field, &number);
}

static int fits_order(const struct mlf_table *table, const enum csv_role *roles, struct mlf_err *err)
{
    int fits = 1;

    for (size_t i = 0; i < table->row.n && fits; i++) {
        char *field = mlf_table_field(table, i, err);

        fits = field && can_be(roles[i], field);
        free(field);
    }
    return fits;
}

/* Of four corners, at the end of a row, the second and the fourth repeat the others' numbers, and may be empty. */
static int is_repeated(size_t from_end)
{
    return from_end == 1 || from_end == 2 || from_end == 5 || from_end == 6;
}

static void take_role(struct csv_columns *columns, enum csv_role role, size_t column, int repeated)
{
    if (repeated)
        columns->twins[role - CSV_XMIN] = column;
    else if (columns->at[role] == CSV_NONE)
        columns->at[role] = column;
}

static void take_positions(const struct mlf_table *table, size_t image, struct csv_columns *columns,
                           struct mlf_err *err)
{
    for (size_t k = 0; k < sizeof orders / sizeof *orders; k++) {
        if (orders[k].n != table->row.n || orders[k].image != image || !fits_order(table, orders[k].roles, err))
            continue;
        for (size_t i = 0; i < orders[k].n; i++)
            take_role(columns, orders[k].roles[i], i, orders[k].n >= 10 && is_repeated(orders[k].n - i));
        return;
    }
}

/* Columns "width" and "height" beside x and y (and no second corner) are the box's; else the photo's. */
static void settle_sizes(struct csv_columns *columns)
{
    size_t *at = columns->at;

    if (at[CSV_BBOX] != CSV_NONE || at[CSV_XMIN] == CSV_NONE || at[CSV_XMAX] != CSV_NONE || at[CSV_W] != CSV_NONE ||
        at[CSV_H] != CSV_NONE)
        return;
    at[CSV_W] = at[CSV_WIDTH];
    at[CSV_H] = at[CSV_HEIGHT];
    at[CSV_WIDTH] = CSV_NONE;
    at[CSV_HEIGHT] = CSV_NONE;
}

/* A column with a known name; a second one of the same name repeats an edge. Of four corners in turn the first two
 * hold ymin twice, and what the second and the fourth hold may be empty: of xmax that is the first one. */
static void take_known(struct csv_columns *columns, enum csv_role role, size_t column, char *const *names)
{
    size_t first = columns->at[role];

    if (first == CSV_NONE) {
        columns->at[role] = column;
    } else if (role >= CSV_XMIN && role <= CSV_YMAX && first < column && !strcmp(names[first], names[column])) {
        columns->at[role] = role == CSV_XMAX ? column : first;
        columns->twins[role - CSV_XMIN] = role == CSV_XMAX ? first : column;
    }
}

int csv_find_columns(struct mlf_table *table, const char *given, struct csv_columns *columns, struct mlf_err *err)
{
    size_t start = table->at;
    size_t image = 0;
    int more = mlf_table_next(table, err);
    char **names;

    for (int role = 0; role < CSV_ROLES; role++)
        columns->at[role] = CSV_NONE;
    for (int i = 0; i < 4; i++)
        columns->twins[i] = CSV_NONE;
    columns->has_header = 1;
    if (more <= 0)
        return more;
    if (!(names = header_names(table, err)))
        return -1;
    for (size_t i = 0; i < table->row.n; i++)
        if (mlf_path_is_image(names[i]) && columns->has_header) {
            columns->has_header = 0;
            image = i;
        }
    if (given && take_given(table, given, columns, err)) {
        free_names(names, table->row.n);
        return -1;
    }
    for (size_t k = 0; k < sizeof known / sizeof *known && columns->has_header; k++)
        for (size_t i = 0; i < table->row.n; i++)
            if (!strcmp(names[i], known[k].name))
                take_known(columns, known[k].role, i, names);
    free_names(names, table->row.n);
    if (!columns->has_header) {
        take_positions(table, image, columns, err);
        table->at = start;
    }
    settle_sizes(columns);
    return columns->at[CSV_IMAGE] != CSV_NONE && (columns->at[CSV_LABEL] != CSV_NONE || csv_has_boxes(columns));
}

int csv_has_boxes(const struct csv_columns *columns)
{
    const size_t *at = columns->at;

    if (at[CSV_BBOX] != CSV_NONE)
        return 1;
    return at[CSV_XMIN] != CSV_NONE && at[CSV_YMIN] != CSV_NONE &&
           (at[CSV_XMAX] != CSV_NONE || at[CSV_W] != CSV_NONE) && (at[CSV_YMAX] != CSV_NONE || at[CSV_H] != CSV_NONE);
}

const char *csv_split(const struct mlf_table *table, size_t column, const char *file, struct mlf_string_set *texts,
                      struct mlf_err *err)
{
    const char *split = mlf_split_in(file);
    char *text = column == CSV_NONE ? NULL : mlf_table_field(table, column, err);

    if (text && *text && !(split = mlf_split_of(text)))
        split = mlf_string_set_keep(texts, text, err);
    free(text);
    return split;
}
