/* See name-list.h. */

#include "name-list.h"

#include <stdlib.h>
#include <string.h>

#include "files.h"
#include "mapping.h"
#include "mlfix/base/array.h"
#include "mlfix/base/path.h"

int name_list_append(const struct mlf_dataset *dataset, const char *file, size_t known, struct mlf_string_set *added,
                     const char *label, size_t *number, struct mlf_edits *edits, struct mlf_err *err)
{
    struct mlf_mapping text;
    char *line = NULL;
    int is_new;
    int result = -1;

    if (!*label || strpbrk(label, "\r\n"))
        return mlf_fail(err, "'%s' is no name that '%s' can list", label, file);
    if (mlf_string_set_add(added, label, number, &is_new, err))
        return -1;
    *number += known;
    if (!is_new)
        return 0;
    if (!mlf_map(&text, dataset, file, err)) {
        int ended = text.length == 0 || text.data[text.length - 1] == '\n' || added->n > 1;
        int crlf = text.length > 1 && !memcmp(text.data + text.length - 2, "\r\n", 2);
        const char *newline = crlf ? "\r\n" : "\n";

        if ((line = mlf_strf(err, "%s%s%s", ended ? "" : "\n", label, newline)))
            result = mlf_edits_amend(edits, file, text.length, 0, line, err);
        mlf_unmap(&text);
    }
    free(line);
    return result;
}

char *name_list_beside(const struct mlf_dataset *dataset, const char *file, struct mlf_err *err)
{
    static const char *const usual[] = {"_classes.txt", "classes.txt", "class_names.txt", "labels.txt",
                                        "names.txt",    "obj.names",   "categories.txt"};
    const char *base = mlf_path_base(file);
    char *folder = mlf_strndup(file, base > file ? (size_t)(base - file) - 1 : 0, err);
    char *found = NULL;

    for (size_t i = 0; folder && i < sizeof usual / sizeof *usual; i++) {
        free(found);
        if (!(found = mlf_below(folder, usual[i], err)) ||
            (strcmp(found, file) != 0 && mlf_is_file(dataset->root, found)))
            break;
        if (i + 1 == sizeof usual / sizeof *usual) {
            free(found);
            found = NULL;
        }
    }
    free(folder);
    return found;
}
