/* See yolo-pose.h. */

#include "yolo-pose.h"

#include <math.h>
#include <stdlib.h>

#include "mlfix/annotation/annotation-errors.h"
#include "mlfix/annotation/word-rows.h"
#include "mlfix/base/array.h"
#include "mlfix/dataset/driver.h"
#include "yolo-names.h"
#include "yolo-yaml.h"

int yolo_pose_open(struct yolo_pose *pose, const struct mlf_dataset *dataset, struct mlf_err *err)
{
    struct mlf_mapping text;
    struct yolo_yaml yaml = {0};

    if (!dataset->start || !yolo_is_yaml(dataset->start))
        return 0;
    if (mlf_map(&text, dataset, dataset->start, err))
        return -1;
    if (yolo_yaml_read(&yaml, text.data, text.length, err)) {
        mlf_unmap(&text);
        return mlf_fail_json(err, dataset->start);
    }
    pose->points = yaml.keypoints;
    pose->size = yaml.keypoint_size;
    if (yaml.mirror_count == yaml.keypoints) {
        pose->mirrors = yaml.mirrors;
        yaml.mirrors = NULL;
    }
    yolo_yaml_free(&yaml);
    mlf_unmap(&text);
    return 0;
}

void yolo_pose_free(struct yolo_pose *pose)
{
    free(pose->mirrors);
    mlf_pose_free(&pose->pose);
}

/* Whether triples behind the box look like key points. */
static int looks_like_pose(const struct word_rows *rows, const double box[4])
{
    int twos = 0;
    int outside = 0;

    if (rows->n < 8 || (rows->n - 5) % 3 != 0)
        return 0;
    for (size_t word = 5; word < rows->n; word += 3) {
        double point[3];

        if (!word_rows_numbers(rows, word, 3, point) || (point[2] != 0 && point[2] != 1 && point[2] != 2))
            return 0;
        twos += point[2] == 2;
        for (int k = 0; k < 2 && (point[0] != 0 || point[1] != 0); k++)
            outside += fabs(point[k] - box[k]) > box[k + 2] * 0.75;
    }
    return box[2] > 0 && box[3] > 0 && (twos || !outside);
}

size_t yolo_pose_size(const struct yolo_pose *pose, const struct word_rows *rows, const double box[4])
{
    size_t words = pose->points * pose->size;

    if (words)
        return rows->n == 5 + words ? pose->size : 0;
    return box && looks_like_pose(rows, box) ? 3 : 0;
}

int yolo_pose_read(struct yolo_pose *pose, const struct word_rows *rows, struct mlf_err *err)
{
    double box[4];
    size_t size;

    mlf_pose_clear(&pose->pose);
    if (rows->n < 7)
        return 0;
    size = yolo_pose_size(pose, rows, word_rows_numbers(rows, 1, 4, box) ? box : NULL);
    for (size_t i = 0; size >= 2 && 5 + (i + 1) * size <= rows->n; i++) {
        struct mlf_pose_point point = {NAN, NAN, MLF_POINT_UNSAID, NULL, pose->mirrors ? pose->mirrors[i] : -1};
        double numbers[3];

        if (word_rows_numbers(rows, 5 + i * size, size < 3 ? size : 3, numbers)) {
            point.x = numbers[0];
            point.y = numbers[1];
            if (size >= 3)
                point.said = mlf_point_said(numbers[2]);
        }
        if (mlf_pose_add(&pose->pose, &point, err))
            return -1;
    }
    return 0;
}
