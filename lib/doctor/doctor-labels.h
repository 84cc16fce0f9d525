/* Labels that differ only by case or blanks. */
#ifndef MLFIX_DOCTOR_DOCTOR_LABELS_H
#define MLFIX_DOCTOR_DOCTOR_LABELS_H

#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/dataset/objects.h"

struct mlf_buf;
struct mlf_err;
struct mlf_objects;

/* Notes label-spelling for every object whose label has a commoner spelling. */
int mlf_doctor_examine_labels(struct mlf_objects *objects, struct mlf_err *err);

/* Appends a line for each label that has a commoner spelling. */
int mlf_doctor_note_labels(const struct mlf_objects *objects, struct mlf_buf *notes, struct mlf_err *err);

#endif
