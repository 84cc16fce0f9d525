/* A detector's results as its tools write them, read into detections.h. */
#ifndef MLFIX_RESULTS_RESULTS_H
#define MLFIX_RESULTS_RESULTS_H

struct mlf_detections;
struct mlf_err;

/* `path` is
 *   - a file with a JSON array of {"image_id", "category_id", "bbox": [x, y, w,
 *     h], "score"}: COCO's results (cocodataset.org, "Results format");
 *   - a file of JSON Lines, an object a line: the photo as image_id, image or file_name,
 *     the class as category_id, label, category or class, the box as bbox, the
 *     confidence as score, confidence or prob;
 *   - a folder of text files, one a photo and called like it, or with such a
 *     folder `labels` in it: rows "class cx cy w h confidence" in fractions of
 *     the photo (Ultralytics' save_txt and save_conf).
 * Boxes of COCO and JSON Lines are in pixels of the photo as displayed. Anything
 * else is an error that begins with file and line. A big file is passed over
 * once and not held. */
int mlf_results_read(struct mlf_detections *detections, const char *path, struct mlf_err *err);

#endif
