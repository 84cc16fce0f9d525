/* See annotation-xml.h. */

#include "mlfix/annotation/annotation-xml.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/files.h"
#include "mlfix/dataset/mapping.h"

/* Bytes of a file that are looked at. */
#define HEAD 4096

const char *annotation_xml_folder(const struct mlf_dataset *dataset)
{
    static const char *const folders[] = {"Annotations", "annotations"};

    for (size_t i = 0; i < 2; i++)
        if (mlf_is_folder(dataset->root, folders[i]))
            return folders[i];
    return "";
}

int annotation_xml_files(const struct mlf_dataset *dataset, struct mlf_string_set *files, struct mlf_err *err)
{
    if (dataset->start)
        return mlf_string_set_add(files, dataset->start, NULL, NULL, err);
    return mlf_files_below(dataset->root, annotation_xml_folder(dataset), ".xml", files, err);
}

static enum annotation_xml kind_of(const char *head)
{
    const char *root = strstr(head, "<annotation");

    if (!root || root[strlen("<annotation")] == 's')
        return ANNOTATION_NONE;
    if (!strstr(head, "<bndbox") && (strstr(head, "<pt>") || strstr(head, "<sourceImage") || strstr(head, "<segm>")))
        return ANNOTATION_LABELME;
    return ANNOTATION_VOC;
}

int annotation_xml_probe(const struct mlf_dataset *dataset, enum annotation_xml kind, char **evidence,
                         struct mlf_err *err)
{
    struct mlf_string_set files = {0};
    char *head = NULL;
    size_t length;
    int sure = 0;

    if (dataset->start && strcmp(mlf_path_extension(dataset->start), ".xml") != 0)
        return 0;
    if (annotation_xml_files(dataset, &files, err))
        sure = -1;
    else if (files.n > 0 && !(head = mlf_head(dataset, files.items[0], HEAD, &length, err)))
        sure = -1;
    if (head)
        sure = kind_of(head) == kind ? 3 : 0;
    if (sure > 0 && !(*evidence = mlf_strdup(files.items[0], err)))
        sure = -1;
    free(head);
    mlf_string_set_free(&files);
    return sure;
}
