/* See name-list.h. */

#include "name-list.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/files.h"
#include "mlfix/dataset/mapping.h"

/* Puts a line behind the last name, in front of blank lines at the end, which would become names. */
static int put_line(const struct mlf_mapping *text, const char *file, const char *label, int is_first,
                    struct mlf_edits *edits, struct mlf_err *err)
{
    const char *data = text->data;
    int crlf = text->length > 1 && !memcmp(data + text->length - 2, "\r\n", 2);
    const char *newline = crlf ? "\r\n" : "\n";
    size_t begin = text->length >= 3 && !memcmp(data, "\xef\xbb\xbf", 3) ? 3 : 0;
    size_t end = text->length;
    char *line;
    int result;

    while (end > begin && memchr(" \t\r\n", data[end - 1], 4))
        end--;
    if (end == begin) { /* there is no name */
        line = mlf_strf(err, "%s%s", label, newline);
    } else if (end == text->length || !strcmp(data + end, newline)) {
        line = mlf_strf(err, "%s%s%s", end == text->length && is_first ? newline : "", label, newline);
        end = text->length;
    } else {
        line = mlf_strf(err, "%s%s", newline, label);
    }
    result = line ? mlf_edits_amend(edits, file, end, 0, line, err) : -1;
    free(line);
    return result;
}

int name_list_append(const struct mlf_dataset *dataset, const char *file, size_t known, struct mlf_string_set *added,
                     const char *label, size_t *number, struct mlf_edits *edits, struct mlf_err *err)
{
    struct mlf_mapping text;
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
        result = put_line(&text, file, label, added->n == 1, edits, err);
        mlf_unmap(&text);
    }
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
