/* A sequence of MOTChallenge: its frames, and what is said about them. */
#ifndef MLFIX_FORMATS_MOT_SEQUENCE_H
#define MLFIX_FORMATS_MOT_SEQUENCE_H

#include "mlfix/base/err.h"
#include "mlfix/base/string-set.h"
#include "mlfix/dataset/driver.h"
#include "mlfix/dataset/frames.h"

struct mlf_dataset;
struct mlf_err;

struct mot_sequence {
    char *name;                  /* of its folder below the root; the root's own name where that is the sequence */
    struct frames frames;        /* in imDir of seqinfo.ini, else in img1/ */
    struct mlf_string_set names; /* of its own classes, may be empty */
    int width, height;           /* of its frames, 0: not said */
};

/* `folder` is relative to the root. Close also after a failure. */
int mot_sequence_open(struct mot_sequence *sequence, const struct mlf_dataset *dataset, const char *folder,
                      struct mlf_err *err);
void mot_sequence_close(struct mot_sequence *sequence);

/* labels.txt beside the file gt.txt; new memory. */
char *mot_names_file(const char *file, struct mlf_err *err);

/* The lines of that file, where there is one. */
int mot_read_names(const struct mlf_dataset *dataset, const char *file, struct mlf_string_set *names,
                   struct mlf_err *err);

#endif
