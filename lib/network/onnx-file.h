/* What can be told of an ONNX file before ONNX Runtime is asked to load it. The file is a
 * protocol buffer; numbers of fields are those of onnx/onnx.proto (https://github.com/onnx/onnx). */
#ifndef MLFIX_NETWORK_ONNX_FILE_H
#define MLFIX_NETWORK_ONNX_FILE_H

#include <stddef.h>

#include "mlfix/base/string-set.h"

struct mlf_err;

struct mlf_onnx_file {
    const char *path; /* the caller's */
    const unsigned char *bytes;
    size_t length;
    double weights;               /* bytes of the files beside the model that hold its weights */
    struct mlf_string_set beside; /* their names */
};

/* Refuses what is no ONNX model; one whose weights lie in files that are not there; and one
 * that is larger than the memory that the process may have. */
int mlf_onnx_file_open(struct mlf_onnx_file *file, const char *path, struct mlf_err *err);
void mlf_onnx_file_close(struct mlf_onnx_file *file);

/* The text that the model's exporter noted under this key, in new memory; NULL without an
 * error where there is none. */
char *mlf_onnx_file_note(const struct mlf_onnx_file *file, const char *key, struct mlf_err *err);

#endif
