/* How a network wants its pictures: the side, the range of the numbers, and who said so. */
#ifndef MLFIX_NETWORK_PREPARATION_H
#define MLFIX_NETWORK_PREPARATION_H

#include "mlfix/network/family.h"
#include "mlfix/photo/resampling.h"

struct mlf_err;
struct mlf_onnx_file;

struct mlf_preparation {
    int height, width;              /* of the pictures; 0: not known */
    struct mlf_network_range range; /* name NULL: nobody said anything */
    enum mlf_resampling resampling;
};

/* What the family's authors publish. */
struct mlf_preparation mlf_preparation_of(enum mlf_network_family family);

/* What lies beside the model or stands in it: Hugging Face's preprocessor_config.json, in the
 * model's folder or the one above (its models often lie in a folder onnx/); else the notes that
 * Ultralytics' exporter leaves. Its range has no name where there is neither. */
int mlf_preparation_find(struct mlf_preparation *preparation, const struct mlf_onnx_file *file, struct mlf_err *err);

/* Mean and deviation as users write them, three numbers with commas between; either NULL:
 * 0, or 1. Where one of the six is above 1 they all count from 0 to 255. */
int mlf_preparation_say(struct mlf_preparation *preparation, const char *mean, const char *deviation,
                        struct mlf_err *err);

#endif
