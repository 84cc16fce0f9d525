/* Names of classes: in data.yaml, in the file that obj.data names, in obj.names
 * or classes.txt, a line a class. See yolo-names.h. */

#include "yolo-names.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mlfix/annotation/annotation-errors.h"
#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/limits.h"
#include "mlfix/base/number.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/files.h"
#include "mlfix/dataset/labels.h"
#include "mlfix/dataset/mapping.h"
#include "yolo-paths.h"
#include "yolo-yaml.h"

/* Classes that nc counts at most. */
#define MOST_NUMBERED 10000

int yolo_is_yaml(const char *file)
{
    const char *extension = mlf_path_extension(file);

    return !strcasecmp(extension, ".yaml") || !strcasecmp(extension, ".yml");
}

int yolo_is_names_file(const char *file)
{
    static const char *const names[] = {"classes.txt", "_classes.txt", "predefined_classes.txt", "_darknet.labels"};
    const char *base = mlf_path_base(file);

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcmp(base, names[i]))
            return 1;
    return !strcasecmp(mlf_path_extension(file), ".names");
}

struct mlf_span yolo_data_value(const char *text, size_t length, const char *key)
{
    size_t at = 0;

    while (at < length) {
        const char *newline = memchr(text + at, '\n', length - at);
        size_t end = newline ? (size_t)(newline - text) : length;
        const char *equals = memchr(text + at, '=', end - at);
        size_t value = equals ? (size_t)(equals - text) + 1 : end;
        size_t stop = equals ? value - 1 : at;

        while (at < stop && strchr(" \t", text[at]))
            at++;
        while (stop > at && strchr(" \t", text[stop - 1]))
            stop--;
        while (value < end && strchr(" \t", text[value]))
            value++;
        if (equals && stop - at == strlen(key) && !strncmp(text + at, key, stop - at)) {
            size_t last = end;

            while (last > value && strchr(" \t\r", text[last - 1]))
                last--;
            return (struct mlf_span){value, last - value};
        }
        at = end + 1;
    }
    return (struct mlf_span){0};
}

/* The file that obj.data names. */
static char *named_file(const struct mlf_dataset *dataset, struct mlf_err *err)
{
    size_t length;
    char *text = mlf_head(dataset, dataset->start, MLF_LIMIT_YAML_FILE, &length, err);
    struct mlf_span span = text ? yolo_data_value(text, length, "names") : (struct mlf_span){0};
    char *path = span.length ? mlf_strndup(text + span.offset, span.length, err) : NULL;
    char *found = path ? yolo_resolve(dataset, path, err) : NULL;

    if (path && !found && err && !err->text[0])
        mlf_fail(err, "the file of names '%s' that '%s' names is not in the dataset", path, dataset->start);
    free(text);
    free(path);
    return found;
}

char *yolo_names_file(const struct mlf_dataset *dataset, struct mlf_err *err)
{
    static const char *const folders[] = {"", "labels", "images", "train", "valid", "val", "test", "data"};
    struct mlf_string_set entries = {0};
    char *found = NULL;
    int failed = 0;

    if (dataset->start && !strcasecmp(mlf_path_extension(dataset->start), ".data"))
        return named_file(dataset, err);
    if (dataset->start)
        return mlf_strdup(dataset->start, err);
    for (size_t k = 0; k < sizeof folders / sizeof *folders && !found && !failed; k++) {
        failed = mlf_folder_entries(dataset->root, folders[k], 0, &entries, err);
        for (size_t i = 0; i < entries.n && !failed; i++) {
            const char *name = entries.items[i];

            if (!yolo_is_names_file(name) ||
                (found && strcmp(name, "classes.txt") != 0 && strcmp(name, "obj.names") != 0))
                continue;
            free(found);
            failed = !(found = mlf_below(folders[k], name, err));
        }
        mlf_string_set_free(&entries);
    }
    return found;
}

/* A line a class; blank lines at the end are none. *end is behind the last name. */
static int read_lines(struct yolo_names *names, const char *text, size_t length, size_t *end, struct mlf_err *err)
{
    size_t at = length >= 3 && !memcmp(text, "\xef\xbb\xbf", 3) ? 3 : 0;

    *end = at;
    for (size_t index = 0; at < length; index++) {
        const char *newline = memchr(text + at, '\n', length - at);
        size_t next = newline ? (size_t)(newline - text) + 1 : length;
        size_t stop = newline ? next - 1 : length;

        while (at < stop && strchr(" \t", text[at]))
            at++;
        while (stop > at && strchr(" \t\r", text[stop - 1]))
            stop--;
        if (stop > at) {
            char *name = mlf_strndup(text + at, stop - at, err);
            int failed = !name || yolo_names_set(names, index, name, err);

            free(name);
            if (failed)
                return -1;
            *end = stop;
        }
        at = next;
    }
    return 0;
}

/* The names in the text of the file; where they stand in *yaml, or *end for lists by lines. */
static int read_text(const char *file, struct yolo_yaml *yaml, size_t *end, const char *text, size_t length,
                     struct mlf_err *err)
{
    *yaml = (struct yolo_yaml){0};
    if (length > MLF_LIMIT_YAML_FILE)
        return mlf_fail(err, "%s: the file is larger than %zu bytes: it should name the classes and no photos", file,
                        MLF_LIMIT_YAML_FILE);
    if (memchr(text, '\0', length))
        return mlf_fail(err, "%s: the file holds a NUL", file);
    if (yolo_is_yaml(file) ? yolo_yaml_read(yaml, text, length, err)
                           : read_lines(&yaml->names, text, length, end, err)) {
        yolo_yaml_free(yaml);
        return mlf_fail_json(err, file);
    }
    return 0;
}

/* Where a data.yaml says only how many classes there are, their numbers are their names. */
static int number_names(struct yolo_names *names, const struct yolo_yaml *yaml, struct mlf_err *err)
{
    char number[32];

    if (names->n > 0 || yaml->has_names || !yaml->places.count.length)
        return 0;
    for (size_t i = 0; (double)i < yaml->places.count_value && i < MOST_NUMBERED; i++) {
        snprintf(number, sizeof number, "%zu", i);
        if (yolo_names_set(names, i, number, err))
            return -1;
    }
    return 0;
}

int yolo_names_read(const struct mlf_dataset *dataset, struct yolo_names *names, struct mlf_err *err)
{
    struct mlf_mapping text;
    struct yolo_yaml yaml = {0};
    size_t end;
    char *file = yolo_names_file(dataset, err);
    int result = -1;

    *names = (struct yolo_names){0};
    if (!file)
        return err && err->text[0] ? -1 : 0;
    if (!mlf_map(&text, dataset, file, err) && !read_text(text.path, &yaml, &end, text.data, text.length, err)) {
        *names = yaml.names;
        yaml.names = (struct yolo_names){0};
        result = number_names(names, &yaml, err);
    }
    yolo_yaml_free(&yaml);
    mlf_unmap(&text);
    free(file);
    return result;
}

/* ---- Adding a name ---- */

/* Whether YAML takes the words for a text as they are, within brackets too. */
static int is_plain(const char *label)
{
    static const char *const words[] = {"y", "n", "yes", "no", "true", "false", "on", "off", "null", "inf", "nan"};

    if (!((label[0] >= 'a' && label[0] <= 'z') || (label[0] >= 'A' && label[0] <= 'Z')) ||
        label[strlen(label) - 1] == ' ')
        return 0;
    for (const char *at = label; *at; at++)
        if (!((*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z') || strchr("0123456789 _-./", *at)))
            return 0;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (!strcasecmp(label, words[i]))
            return 0;
    return 1;
}

/* Writes the name with the quotes of the name before it, where those can hold it. */
static void put_scalar(struct mlf_buf *buf, const char *label, char quote)
{
    int controls = 0;

    for (const char *at = label; *at; at++)
        controls |= (unsigned char)*at < 0x20;
    if (!quote && is_plain(label)) {
        mlf_buf_puts(buf, label);
    } else if (quote == '"' || controls) {
        mlf_json_put_string(buf, label);
    } else {
        mlf_buf_putc(buf, '\'');
        for (; *label; label++)
            mlf_buf_puts(buf, *label == '\'' ? "''" : (char[]){*label, '\0'});
        mlf_buf_putc(buf, '\'');
    }
}

/* Writes an item of a list within brackets, laid out like those before it. */
static size_t put_flow(struct mlf_buf *buf, const struct yolo_places *places, const char *text, size_t known)
{
    size_t end = places->last.offset + places->last.length;
    size_t blank = 0;

    while (blank < places->before.length && strchr(", \t\r\n", text[places->before.offset + blank]))
        blank++;
    if (places->before.length > 0 && blank == places->before.length)
        mlf_buf_add(buf, text + places->before.offset, places->before.length);
    else if (known > 0)
        mlf_buf_puts(buf, ", ");
    return places->last_begin ? end : places->inside;
}

/* An item on a line of its own, indented like the last one. Returns where it goes;
 * 0 where the last one does not stand so. */
static size_t put_block(struct mlf_buf *buf, const struct yolo_places *places, const char *text, size_t length)
{
    size_t begin = places->last_begin;
    size_t end = places->last.offset + places->last.length;
    size_t dash = 0;

    while (begin > 0 && text[begin - 1] != '\n')
        begin--;
    for (size_t i = begin; i < places->last_begin; i++) {
        if (text[i] == '-')
            dash++;
        else if (text[i] != ' ')
            return 0;
    }
    if (dash != (places->map ? 0 : 1) || places->last_begin == 0)
        return 0;
    while (end < length && text[end] != '\n')
        end++;
    if (end > 0 && text[end - 1] == '\r')
        end--;
    mlf_buf_puts(buf, end < length && text[end] == '\r' ? "\r\n" : "\n");
    mlf_buf_add(buf, text + begin, places->last_begin - begin);
    return end;
}

static int add_to_yaml(const struct yolo_yaml *yaml, size_t known, const char *file, const char *text, size_t length,
                       const char *label, struct mlf_edits *edits, struct mlf_err *err)
{
    const struct yolo_places *places = &yaml->places;
    struct mlf_buf item = {0};
    char count[32];
    size_t at = places->flow ? put_flow(&item, places, text, known) : put_block(&item, places, text, length);
    int result = -1;

    if (places->map)
        mlf_buf_printf(&item, "%zu: ", known);
    put_scalar(&item, label, places->quote);
    if (!yaml->has_names || at == 0) {
        mlf_fail(err, "the names in '%s' do not stand as a list to which '%s' could be added", file, label);
    } else if (!mlf_buf_check(&item, err) && !mlf_edits_amend(edits, file, at, 0, item.data, err)) {
        snprintf(count, sizeof count, "%zu", known + 1);
        result = places->count.length && places->count_value == (double)yaml->names.n
                     ? mlf_edits_amend(edits, file, places->count.offset, places->count.length, count, err)
                     : 0;
    }
    mlf_buf_free(&item);
    return result;
}

/* The number of classes in obj.data. */
static int raise_count(const struct mlf_dataset *dataset, size_t old, size_t known, struct mlf_edits *edits,
                       struct mlf_err *err)
{
    char new_count[32];
    char old_count[32];
    struct mlf_span span;
    size_t length;
    char *text;
    int result = 0;

    if (!dataset->start || strcasecmp(mlf_path_extension(dataset->start), ".data") != 0)
        return 0;
    if (!(text = mlf_head(dataset, dataset->start, MLF_LIMIT_YAML_FILE, &length, err)))
        return -1;
    span = yolo_data_value(text, length, "classes");
    snprintf(old_count, sizeof old_count, "%zu", old);
    snprintf(new_count, sizeof new_count, "%zu", known + 1);
    if (span.length == strlen(old_count) && !strncmp(text + span.offset, old_count, span.length))
        result = mlf_edits_amend(edits, dataset->start, span.offset, span.length, new_count, err);
    free(text);
    return result;
}

/* A line behind the last name; what stands before is its end of line. */
static int add_line(const char *file, const char *text, size_t length, size_t end, const char *label,
                    struct mlf_edits *edits, struct mlf_err *err)
{
    const char *newline = memchr(text, '\n', length);
    const char *ending = newline && newline > text && newline[-1] == '\r' ? "\r\n" : "\n";
    char *line = mlf_strf(err, "%s%s", ending, label);
    int result = line ? mlf_edits_amend(edits, file, end, 0, line, err) : -1;

    free(line);
    return result;
}

/* Adds the name, and looks whether the changed text says it and the others as before. */
static int add_name(const struct mlf_dataset *dataset, const char *file, const struct mlf_mapping *text,
                    const struct yolo_names *known, const char *label, struct mlf_edits *edits, struct mlf_err *err)
{
    struct yolo_yaml yaml;
    struct yolo_yaml after = {0};
    struct mlf_err why = {""};
    size_t length;
    size_t end = 0;
    char *changed = NULL;
    int same = 0;
    int result = -1;

    if (read_text(text->path, &yaml, &end, text->data, text->length, err))
        return -1;
    if (yolo_is_yaml(file) ? add_to_yaml(&yaml, known->n, file, text->data, text->length, label, edits, err)
                           : add_line(file, text->data, text->length, end, label, edits, err) ||
                                 raise_count(dataset, yaml.names.n, known->n, edits, err))
        goto done;
    if (!(changed = mlf_edits_apply(edits, file, text->data, text->length, &length, err)))
        goto done;
    if (!read_text(text->path, &after, &end, changed, length, &why) && after.names.n == known->n + 1)
        same = after.names.items[known->n] && !strcmp(after.names.items[known->n], label);
    for (size_t i = 0; i < known->n && same; i++)
        same = !known->items[i] ? !after.names.items[i]
                                : after.names.items[i] && !strcmp(after.names.items[i], known->items[i]);
    result = same ? 0 : mlf_fail(err, "'%s' cannot be added to the names in '%s'", label, file);
done:
    yolo_yaml_free(&yaml);
    yolo_yaml_free(&after);
    free(changed);
    return result;
}

/* A dataset without names has numbers for labels. */
static int take_number(const char *label, size_t *number, struct mlf_err *err)
{
    double value;

    char again[32];

    if (!mlf_number(label, &value) || value < 0 || value > 1e6 || value != (double)(size_t)value)
        return mlf_fail(err, "no file names the classes, so '%s' is no label: a number is", label);
    *number = (size_t)value;
    snprintf(again, sizeof again, "%zu", *number);
    return !strcmp(again, label)
               ? 0
               : mlf_fail(err, "no file names the classes, so '%s' would read again as '%s': write that", label, again);
}

int yolo_names_number(const struct mlf_dataset *dataset, const char *label, size_t *number, struct mlf_edits *edits,
                      struct mlf_err *err)
{
    struct mlf_mapping text;
    struct yolo_yaml now = {0};
    size_t length;
    size_t end;
    char *file = yolo_names_file(dataset, err);
    char *changed = NULL;
    int result = -1;

    if (!file)
        return err && err->text[0] ? -1 : take_number(label, number, err);
    if (mlf_map(&text, dataset, file, err) ||
        !(changed = mlf_edits_apply(edits, file, text.data, text.length, &length, err)) ||
        read_text(text.path, &now, &end, changed, length, err))
        goto done;
    if (now.names.n == 0 && !yolo_is_yaml(file)) {
        result = take_number(label, number, err);
    } else if (yolo_names_find(&now.names, label, number)) {
        result = 0;
    } else {
        *number = now.names.n;
        result = mlf_labels_number_is_free(dataset, *number, label, err);
        if (!result)
            result = add_name(dataset, file, &text, &now.names, label, edits, err);
    }
done:
    yolo_yaml_free(&now);
    free(changed);
    mlf_unmap(&text);
    free(file);
    return result;
}
