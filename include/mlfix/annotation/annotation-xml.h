/* The two formats whose XML files begin with <annotation>. */
#ifndef MLFIX_ANNOTATION_ANNOTATION_XML_H
#define MLFIX_ANNOTATION_ANNOTATION_XML_H

#include <stddef.h>

#include "mlfix/base/err.h"
#include "mlfix/base/string-set.h"
#include "mlfix/dataset/driver.h"

struct mlf_dataset;
struct mlf_err;
struct mlf_string_set;

enum annotation_xml {
    ANNOTATION_NONE,
    ANNOTATION_VOC,     /* Pascal VOC: <bndbox> */
    ANNOTATION_LABELME, /* the LabelMe web tool: <polygon> of <pt>, <sourceImage> */
};

/* The folder of the XML files: "Annotations", "annotations", or "" for the root. */
const char *annotation_xml_folder(const struct mlf_dataset *dataset);

/* Adds the XML files below that folder, or dataset->start alone. */
int annotation_xml_files(const struct mlf_dataset *dataset, struct mlf_string_set *files, struct mlf_err *err);

/* A driver's probe: certain (3) where the first file is of that kind. */
int annotation_xml_probe(const struct mlf_dataset *dataset, enum annotation_xml kind, char **evidence,
                         struct mlf_err *err);

#endif
