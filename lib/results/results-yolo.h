/* Results in a text file a photo. */
#ifndef MLFIX_RESULTS_RESULTS_YOLO_H
#define MLFIX_RESULTS_RESULTS_YOLO_H

#include "mlfix/base/err.h"
#include "mlfix/record/detections.h"

struct mlf_detections;
struct mlf_err;

int mlf_results_read_yolo(struct mlf_detections *detections, const char *folder, struct mlf_err *err);

#endif
