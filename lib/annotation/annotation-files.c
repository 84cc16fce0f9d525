#include "mlfix/annotation/annotation-files.h"

#include "mlfix/base/array.h"
#include "mlfix/base/string-set.h"

int mlf_probe_files(const struct mlf_dataset *dataset, mlf_list_files *list, char **evidence, struct mlf_err *err)
{
    struct mlf_string_set files = {0};
    int sure = 0;

    if (list(dataset, &files, err))
        sure = -1;
    else if (files.n > 0)
        sure = (*evidence = mlf_strdup(files.items[0], err)) ? 3 : -1;
    mlf_string_set_free(&files);
    return sure;
}

int mlf_read_files(const struct mlf_dataset *dataset, mlf_list_files *list, mlf_read_file *read, mlf_object_sink *sink,
                   void *context, struct mlf_err *err)
{
    struct mlf_string_set files = {0};
    int result = list(dataset, &files, err);

    for (size_t i = 0; i < files.n && !result; i++)
        result = read(dataset, files.items[i], sink, context, err);
    mlf_string_set_free(&files);
    return result;
}
