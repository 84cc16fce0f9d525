/* See boxes-network.h. */

#include "boxes-network.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/limits.h"
#include "mlfix/base/path.h"
#include "mlfix/judge/class-list.h"
#include "mlfix/numeric/npy-rows.h"
#include "mlfix/numeric/npy.h"
#include "mlfix/record/label-picture.h"

#define NO_CLASS 65535

/* ---- Classes ---- */

/* "name:1,2,3::": 1 and the length of the name. */
static int read_colour(const char *line, unsigned char colour[3], size_t *length)
{
    const char *colon = strchr(line, ':');
    int parts[3];

    if (!colon || sscanf(colon, ":%3d,%3d,%3d", &parts[0], &parts[1], &parts[2]) != 3)
        return 0;
    for (int k = 0; k < 3; k++) {
        if (parts[k] < 0 || parts[k] > 255)
            return 0;
        colour[k] = (unsigned char)parts[k];
    }
    *length = (size_t)(colon - line);
    return 1;
}

int network_classes_read(struct network_classes *classes, const char *path, struct mlf_err *err)
{
    struct mlf_string_set lines = {0};
    size_t n = 0;
    int result = mlf_class_list_read(&lines, path, err);

    *classes = (struct network_classes){.colours = NULL};
    if (!result && !(classes->colours = mlf_alloc(lines.n, sizeof *classes->colours, err)))
        result = -1;
    for (size_t i = 0; i < lines.n && !result; i++) {
        const char *line = lines.items[i];
        size_t length = strlen(line);
        int added;

        if (*line == '#')
            continue;
        n += (size_t)read_colour(line, classes->colours[classes->names.n], &length);
        result = mlf_string_set_add_bytes(&classes->names, line, length, NULL, &added, err);
        if (!result && !added)
            result = mlf_fail(err, "'%s': the class '%.*s' stands there twice", path, (int)length, line);
    }
    if (!result && n > 0 && n < classes->names.n)
        result = mlf_fail(err, "'%s': %zu of %zu classes have a colour; all or none must", path, n, classes->names.n);
    if (!result && (classes->names.n == 0 || classes->names.n >= NO_CLASS))
        result = mlf_fail(err, "'%s' has %zu classes; 1 to %d are possible", path, classes->names.n, NO_CLASS - 1);
    if (n == 0) {
        free(classes->colours);
        classes->colours = NULL;
    }
    mlf_string_set_free(&lines);
    return result;
}

void network_classes_free(struct network_classes *classes)
{
    mlf_string_set_free(&classes->names);
    free(classes->colours);
}

/* ---- Pictures ---- */

static unsigned short class_of_colour(const struct network_classes *classes, const unsigned short *colour)
{
    for (size_t k = 0; k < classes->names.n; k++)
        if (classes->colours[k][0] == colour[0] && classes->colours[k][1] == colour[1] &&
            classes->colours[k][2] == colour[2])
            return (unsigned short)k;
    return NO_CLASS;
}

static int read_picture(struct network_word *word, const struct network_classes *classes, const char *path,
                        struct mlf_err *err)
{
    struct mlf_label_picture picture;
    unsigned short before[3] = {0};
    unsigned short last = NO_CLASS;
    int result = mlf_label_picture_read(&picture, path, err);
    int colours = picture.channels == 3 || (picture.palette_size > 0 && classes->colours);

    if (!result && picture.channels == 3 && !classes->colours)
        result =
            mlf_fail(err, "'%s' has colours: name those of the classes with --classes, as labelmap.txt has them", path);
    word->width = picture.width;
    word->height = picture.height;
    if (!result && !(word->hard = mlf_alloc((size_t)word->width * (size_t)word->height, sizeof *word->hard, err)))
        result = -1;
    for (size_t i = 0; !result && i < (size_t)word->width * (size_t)word->height; i++) {
        const unsigned short *pixel = picture.pixels + i * (size_t)picture.channels;
        unsigned short colour[3] = {*pixel, 0, 0};

        for (int k = 0; k < 3 && colours; k++)
            colour[k] = picture.channels == 3           ? pixel[k]
                        : *pixel < picture.palette_size ? picture.palette[*pixel][k]
                                                        : 0;
        if (colours && (last == NO_CLASS || memcmp(colour, before, sizeof colour) != 0)) {
            last = class_of_colour(classes, colour);
            memcpy(before, colour, sizeof colour);
        }
        word->hard[i] = colours ? last : *pixel < classes->names.n ? *pixel : NO_CLASS;
    }
    mlf_label_picture_free(&picture);
    return result;
}

/* ---- Arrays ---- */

static int take_numbers(struct network_word *word, const struct mlf_npy *npy, size_t classes, struct mlf_err *err)
{
    float *row = mlf_alloc(npy->columns, sizeof *row, err);

    word->width = (int)npy->columns;
    word->height = (int)npy->rows;
    if (row && (word->hard = mlf_alloc(npy->rows * npy->columns, sizeof *word->hard, err)))
        for (size_t y = 0; y < npy->rows; y++) {
            mlf_npy_row(npy, y, row);
            for (size_t x = 0; x < npy->columns; x++)
                word->hard[y * npy->columns + x] =
                    row[x] >= 0 && row[x] < (float)classes ? (unsigned short)row[x] : NO_CLASS;
        }
    free(row);
    return word->hard ? 0 : -1;
}

/* What arithmetic made a little less than 0 or more than 1 is 0 or 1. */
static int take_probability(float *value, const char *path, struct mlf_err *err)
{
    if (!(*value >= -1e-4F && *value <= 1 + 1e-4F))
        return mlf_fail(err, "'%s' holds %g, which is no probability: softmax of the network's outputs is", path,
                        (double)*value);
    *value = fminf(fmaxf(*value, 0), 1);
    return 0;
}

static int take_probabilities(struct network_word *word, const struct mlf_npy *npy, size_t classes, const char *path,
                              struct mlf_err *err)
{
    size_t middle = npy->planes ? npy->rows / npy->planes : 0;
    int first = npy->planes == classes;
    size_t height = first ? middle : npy->planes;
    size_t width = first ? npy->columns : middle;
    float *row = mlf_alloc(npy->columns, sizeof *row, err);
    int result = row && (word->probs = mlf_alloc(npy->rows * npy->columns, sizeof *word->probs, err)) ? 0 : -1;

    word->width = (int)width;
    word->height = (int)height;
    for (size_t r = 0; r < npy->rows && !result; r++) {
        mlf_npy_row(npy, r, row);
        for (size_t c = 0; c < npy->columns && !result; c++) {
            result = take_probability(&row[c], path, err);
            if (first)
                word->probs[r * npy->columns + c] = row[c];
            else /* row r is pixel r, column c its class c */
                word->probs[c * npy->rows + r] = row[c];
        }
    }
    free(row);
    return result;
}

static int read_array(struct network_word *word, const struct network_classes *classes, const char *path,
                      struct mlf_err *err)
{
    size_t n = classes->names.n;
    struct mlf_npy npy;
    int result = mlf_npy_open_deep(&npy, path, err);

    if (result)
        return -1;
    if (npy.rows == 0 || npy.rows > MLF_LIMIT_PHOTO_PIXELS)
        result = mlf_fail(err, "'%s' has %zu rows: no picture", path, npy.rows);
    else if (npy.planes == 0)
        result = take_numbers(word, &npy, n, err);
    else if (npy.planes == n || npy.columns == n)
        result = take_probabilities(word, &npy, n, path, err);
    else
        result =
            mlf_fail(err, "'%s' is %zu x %zu x %zu, and there are %zu classes: its first or last side must be theirs",
                     path, npy.planes, npy.rows / npy.planes, npy.columns, n);
    mlf_npy_close(&npy);
    return result;
}

int network_word_read(struct network_word *word, const struct network_classes *classes, const char *path,
                      struct mlf_err *err)
{
    *word = (struct network_word){.width = 0};
    return strcasecmp(mlf_path_extension(path), ".npy") == 0 ? read_array(word, classes, path, err)
                                                             : read_picture(word, classes, path, err);
}

void network_word_free(struct network_word *word)
{
    free(word->probs);
    free(word->hard);
    *word = (struct network_word){.width = 0};
}
