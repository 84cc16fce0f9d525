/* The names of the classes beside the shards, a line a class. See webdataset-classes.h. */

#include "webdataset-classes.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/path.h"
#include "mlfix/base/utf8.h"
#include "mlfix/dataset/files.h"
#include "mlfix/dataset/labels.h"
#include "mlfix/dataset/mapping.h"

/* In the folder of the shard, then in those above it. */
static char *find_file(const struct mlf_dataset *dataset, const char *shard, struct mlf_err *err)
{
    static const char *const names[] = {"classes.txt", "classnames.txt", "class_names.txt", "labels.txt"};
    size_t length = (size_t)(mlf_path_base(shard) - shard);
    int above = 0;

    for (;;) {
        for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
            char *file = mlf_strf(err, "%s%.*s%s", above ? "../" : "", (int)length, shard, names[i]);

            if (!file || mlf_is_file(dataset->root, file))
                return file;
            free(file);
        }
        if (length == 0 && (above || !dataset->start)) /* the user named one shard of a larger dataset */
            return NULL;
        above = length == 0;
        while (length > 0 && shard[--length] == '/') /* the last '/' goes, ... */
            ;
        while (length > 0 && shard[length - 1] != '/') /* ... and the folder before it */
            length--;
    }
}

/* Blank lines are classes without a name, but those at the end are none. */
static int read_lines(struct wds_classes *classes, const char *text, size_t length, struct mlf_err *err)
{
    size_t at = length >= 3 && !memcmp(text, "\xef\xbb\xbf", 3) ? 3 : 0;

    while (at < length) {
        const char *newline = memchr(text + at, '\n', length - at);
        size_t end = newline ? (size_t)(newline - text) : length;
        size_t begin = at;

        at = end + 1;
        while (begin < end && strchr(" \t\r", text[begin]))
            begin++;
        while (end > begin && strchr(" \t\r", text[end - 1]))
            end--;
        if (mlf_grow(&classes->names, &classes->capacity, classes->n + 1, sizeof *classes->names, err) ||
            !(classes->names[classes->n] = mlf_strndup(text + begin, end - begin, err)))
            return -1;
        classes->n++;
    }
    while (classes->n > 0 && !*classes->names[classes->n - 1])
        free(classes->names[--classes->n]);
    return 0;
}

static int read_text(struct wds_classes *classes, const char *path, const char *text, size_t length,
                     struct mlf_err *err)
{
    size_t bad;

    if (memchr(text, '\0', length) || !mlf_utf8_is_valid(text, length, &bad))
        return mlf_fail(err, "%s: the file is no text in UTF-8", path);
    return read_lines(classes, text, length, err);
}

int wds_classes_read(struct wds_classes *classes, const struct mlf_dataset *dataset, const char *shard,
                     struct mlf_err *err)
{
    struct mlf_mapping text;
    int result = -1;

    *classes = (struct wds_classes){.file = find_file(dataset, shard, err)};
    if (!classes->file)
        return err && err->text[0] ? -1 : 0;
    if (!mlf_map(&text, dataset, classes->file, err))
        result = read_text(classes, text.path, text.data, text.length, err);
    mlf_unmap(&text);
    if (result)
        wds_classes_free(classes);
    return result;
}

void wds_classes_free(struct wds_classes *classes)
{
    for (size_t i = 0; i < classes->n; i++)
        free(classes->names[i]);
    free(classes->names);
    free(classes->file);
    *classes = (struct wds_classes){0};
}

/* ---- Edits ---- */

static int is_number(const char *label)
{
    return *label && strlen(label) < 10 && label[strspn(label, "0123456789")] == '\0';
}

/* A line at the end, which the last one may lack. */
static int add_line(const struct wds_classes *classes, const struct mlf_mapping *text, const char *label,
                    struct mlf_edits *edits, struct mlf_err *err)
{
    int crlf = text->length >= 2 && !memcmp(text->data + text->length - 2, "\r\n", 2);
    int ends = text->length == 0 || text->data[text->length - 1] == '\n';
    const char *newline = crlf ? "\r\n" : "\n";
    char *line;
    int result;

    if (!*label || strpbrk(label, "\r\n") || strchr(" \t", label[0]) || strchr(" \t", label[strlen(label) - 1]))
        return mlf_fail(err, "'%s' cannot be a line of '%s'", label, classes->file);
    line = ends ? mlf_strf(err, "%s%s", label, newline) : mlf_strf(err, "%s%s", newline, label);
    result = line ? mlf_edits_amend(edits, classes->file, text->length, 0, line, err) : -1;
    free(line);
    return result;
}

/* The number of the label in the file as the steps so far leave it: 1, 0 where it has none, or -1. */
static int find_label(const struct wds_classes *classes, const struct mlf_mapping *text, const char *label,
                      const struct mlf_edits *edits, size_t *number, struct mlf_err *err)
{
    struct wds_classes now = {0};
    size_t length;
    char *changed = mlf_edits_apply(edits, classes->file, text->data, text->length, &length, err);
    int found = -1;

    if (changed && !read_text(&now, text->path, changed, length, err)) {
        *number = 0;
        while (*number < now.n && strcmp(now.names[*number], label) != 0)
            ++*number;
        found = *number < now.n;
    }
    wds_classes_free(&now);
    free(changed);
    return found;
}

char *wds_classes_number(const struct wds_classes *classes, const struct mlf_dataset *dataset, const char *label,
                         struct mlf_edits *edits, struct mlf_err *err)
{
    struct mlf_mapping text;
    size_t number;
    int found = -1;

    if (!classes->file) {
        if (is_number(label))
            return mlf_strdup(label, err);
        mlf_fail(err, "no file classes.txt names the classes, so '%s' is no label: a number is", label);
        return NULL;
    }
    if (mlf_map(&text, dataset, classes->file, err))
        return NULL;
    found = find_label(classes, &text, label, edits, &number, err);
    if (found == 0 && is_number(label))
        mlf_fail(err, "'%s' is the number of a class: name the class as '%s' does", label, classes->file);
    else if (found == 0 && !mlf_labels_number_is_free(dataset, number, label, err) &&
             !add_line(classes, &text, label, edits, err))
        found = find_label(classes, &text, label, edits, &number, err);
    mlf_unmap(&text);
    return found > 0 ? mlf_strf(err, "%zu", number) : NULL;
}
