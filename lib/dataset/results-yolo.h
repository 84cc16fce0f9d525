/* Results in a text file a photo (private to lib/dataset). */
#ifndef MLFIX_RESULTS_YOLO_H
#define MLFIX_RESULTS_YOLO_H

#include "mlfix/detections.h"
#include "private.h"

int mlf_results_read_yolo(struct mlf_detections *detections, const char *folder, struct mlf_err *err);

#endif
