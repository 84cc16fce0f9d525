/* Rows "class cx cy w h confidence", a file a photo, as Ultralytics writes them
 * with save_txt and save_conf. See results-yolo.h. */

#include "results-yolo.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/annotation/annotation-errors.h"
#include "mlfix/annotation/word-rows.h"
#include "mlfix/base/array.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/files.h"

static int fail_at_row(const struct word_rows *rows, struct mlf_err *err)
{
    return mlf_fail_in(err, rows->text.path, rows->text.data, rows->text.length, rows->words[0].offset);
}

static int read_row(struct mlf_detections *detections, const struct word_rows *rows, const char *photo, size_t line,
                    struct mlf_err *err)
{
    double numbers[6];
    char label[32];

    if (rows->n == 5)
        return mlf_fail(err, "the row has no confidence: five numbers (Ultralytics writes it with save_conf=True)");
    if (rows->n != 6)
        return mlf_fail(err, "the row is not a class, a box and a confidence: six numbers");
    if (!word_rows_numbers(rows, 0, 6, numbers))
        return mlf_fail(err, "the row holds something that is no number");
    if (numbers[0] < 0 || numbers[0] > 1e9 || numbers[0] != floor(numbers[0]))
        return mlf_fail(err, "the row begins with no number of a class");
    snprintf(label, sizeof label, "%.0f", numbers[0]);
    return mlf_detections_add(
        detections, photo, label,
        (double[]){numbers[1] - numbers[3] / 2, numbers[2] - numbers[4] / 2, numbers[3], numbers[4]}, numbers[5], line,
        err);
}

/* Lines from `from` up to `to`. */
static size_t count_lines(const char *text, size_t from, size_t to)
{
    size_t n = 0;

    for (const char *at = text + from; (at = memchr(at, '\n', (size_t)(text + to - at))); at++)
        n++;
    return n;
}

static int read_photo(struct mlf_detections *detections, const struct mlf_dataset *folder, const char *file,
                      struct mlf_err *err)
{
    char *photo = mlf_strndup(file, (size_t)(mlf_path_extension(file) - file), err);
    struct word_rows rows;
    size_t line = 1;
    size_t at = 0;
    int more = -1;

    if (!photo)
        return -1;
    if (!word_rows_open(&rows, folder, file, err))
        while ((more = word_rows_next(&rows, err)) > 0) {
            line += count_lines(rows.text.data, at, rows.line.offset);
            at = rows.line.offset;
            if (read_row(detections, &rows, photo, line, err)) {
                more = fail_at_row(&rows, err);
                break;
            }
        }
    word_rows_close(&rows);
    free(photo);
    return more;
}

int mlf_results_read_yolo(struct mlf_detections *detections, const char *folder, struct mlf_err *err)
{
    char *root = mlf_is_folder(folder, "labels") ? mlf_path_join(folder, "labels", err) : mlf_strdup(folder, err);
    struct mlf_dataset dataset = {.root = root};
    struct mlf_string_set files = {0};
    int result = root ? mlf_files_below(root, "", ".txt", &files, err) : -1;

    detections->path = root;
    detections->normalised = 1;
    detections->per_photo = 1;
    if (!result && files.n == 0)
        result = mlf_fail(err, "'%s' holds no text files of detections", folder);
    for (size_t i = 0; i < files.n && !result; i++)
        if (strcmp(mlf_path_base(files.items[i]), "classes.txt") != 0)
            result = read_photo(detections, &dataset, files.items[i], err);
    mlf_string_set_free(&files);
    return result;
}
