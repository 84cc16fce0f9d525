/* Ultralytics' data.yaml (docs.ultralytics.com, "Datasets: Dataset format"):
 * path, train, val, test, names as a list or a map, nc, kpt_shape. */

#include "yolo-yaml.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "mlfix/base/array.h"
#include "mlfix/base/utf8.h"
#include "numbers.h"
#include "split-names.h"

#define MOST_CLASSES 100000

/* Lists and maps inside each other; data.yaml has three. libyaml needs time with the square of the depth. */
#define DEEPEST 64

int yolo_names_set(struct yolo_names *names, size_t index, const char *name, struct mlf_err *err)
{
    char *copy;

    if (index >= MOST_CLASSES)
        return mlf_fail(err, "a class has the number %zu: more than %d are not read", index, MOST_CLASSES);
    if (mlf_grow(&names->items, &names->capacity, index + 1, sizeof *names->items, err) ||
        !(copy = mlf_strdup(name, err)))
        return -1;
    while (names->n <= index)
        names->items[names->n++] = NULL;
    free(names->items[index]);
    names->items[index] = copy;
    return 0;
}

void yolo_names_free(struct yolo_names *names)
{
    for (size_t i = 0; i < names->n; i++)
        free(names->items[i]);
    free(names->items);
    *names = (struct yolo_names){0};
}

int yolo_names_find(const struct yolo_names *names, const char *name, size_t *index)
{
    for (*index = 0; *index < names->n; ++*index)
        if (names->items[*index] && !strcmp(names->items[*index], name))
            return 1;
    return 0;
}

/* What reading needs at every step. */
struct reading {
    struct yolo_yaml *yaml;
    yaml_document_t *document;
    const char *text;
    size_t length;
    char *prefix;     /* path: */
    size_t index, at; /* the last mark that was looked for, and its place */
};

/* libyaml counts characters and leaves a byte order mark out. */
static size_t offset_of(struct reading *reading, const yaml_mark_t *mark)
{
    if (mark->index < reading->index || reading->at == 0) {
        reading->index = 0;
        reading->at = reading->length >= 3 && !memcmp(reading->text, "\xef\xbb\xbf", 3) ? 3 : 0;
    }
    for (; reading->index < mark->index && reading->at < reading->length; reading->index++) {
        size_t width = mlf_utf8_length(reading->text + reading->at, reading->length - reading->at);

        reading->at += width ? width : 1;
    }
    return reading->at;
}

static struct mlf_span span_of(struct reading *reading, const yaml_node_t *node)
{
    size_t begin = offset_of(reading, &node->start_mark);

    return (struct mlf_span){begin, offset_of(reading, &node->end_mark) - begin};
}

static int fail_at(const yaml_mark_t *mark, const char *what, struct mlf_err *err)
{
    mlf_fail(err, "%s", what);
    return mlf_fail_at(err, "%zu:%zu", mark->line + 1, mark->column + 1);
}

/* The text of a scalar without a NUL in it; NULL for other nodes. */
static const char *scalar(const yaml_node_t *node)
{
    const char *value;

    if (!node || node->type != YAML_SCALAR_NODE)
        return NULL;
    value = (const char *)node->data.scalar.value;
    return strlen(value) == node->data.scalar.length ? value : NULL;
}

static int add_entry(struct reading *reading, const char *split, const char *path, struct mlf_err *err)
{
    struct yolo_yaml *yaml = reading->yaml;
    struct yolo_entry *entry;

    if (mlf_grow(&yaml->entries, &yaml->capacity, yaml->n + 1, sizeof *yaml->entries, err))
        return -1;
    entry = &yaml->entries[yaml->n];
    *entry = (struct yolo_entry){split, NULL};
    if (path[0] == '/' || !reading->prefix)
        entry->path = mlf_strdup(path, err);
    else
        entry->path = mlf_strf(err, "%s/%s", reading->prefix, path);
    if (!entry->path)
        return -1;
    yaml->n++;
    return 0;
}

/* A folder, a list of photos, or several of those. */
static int take_split(struct reading *reading, const char *split, const yaml_node_t *value, struct mlf_err *err)
{
    if (scalar(value))
        return *scalar(value) ? add_entry(reading, split, scalar(value), err) : 0;
    if (value->type != YAML_SEQUENCE_NODE)
        return fail_at(&value->start_mark, "neither a folder nor a list of folders", err);
    for (yaml_node_item_t *item = value->data.sequence.items.start; item < value->data.sequence.items.top; item++) {
        const char *path = scalar(yaml_document_get_node(reading->document, *item));

        if (!path)
            return fail_at(&value->start_mark, "neither a folder nor a list of folders", err);
        if (add_entry(reading, split, path, err))
            return -1;
    }
    return 0;
}

/* Notes where the item of a class stands; the last one called wins. */
static void note_place(struct reading *reading, const yaml_node_t *item, const yaml_node_t *name)
{
    struct yolo_places *places = &reading->yaml->places;
    size_t before = places->last.offset + places->last.length;
    int later = places->last_begin > 0;
    yaml_scalar_style_t style = name->data.scalar.style;

    places->last = span_of(reading, name);
    places->last_begin = offset_of(reading, &item->start_mark);
    places->before = (struct mlf_span){before, later && places->last_begin > before ? places->last_begin - before : 0};
    places->quote = style == YAML_SINGLE_QUOTED_SCALAR_STYLE   ? '\''
                    : style == YAML_DOUBLE_QUOTED_SCALAR_STYLE ? '"'
                                                               : 0;
}

static int take_list(struct reading *reading, const yaml_node_t *list, struct mlf_err *err)
{
    size_t index = 0;

    reading->yaml->places.flow = list->data.sequence.style == YAML_FLOW_SEQUENCE_STYLE;
    for (yaml_node_item_t *item = list->data.sequence.items.start; item < list->data.sequence.items.top; item++) {
        const yaml_node_t *node = yaml_document_get_node(reading->document, *item);

        if (!scalar(node))
            return fail_at(&node->start_mark, "the name of a class is no text", err);
        if (yolo_names_set(&reading->yaml->names, index++, scalar(node), err))
            return -1;
        note_place(reading, node, node);
    }
    return 0;
}

static int take_map(struct reading *reading, const yaml_node_t *map, struct mlf_err *err)
{
    struct yolo_places *places = &reading->yaml->places;

    places->map = 1;
    places->flow = map->data.mapping.style == YAML_FLOW_MAPPING_STYLE;
    for (yaml_node_pair_t *pair = map->data.mapping.pairs.start; pair < map->data.mapping.pairs.top; pair++) {
        const yaml_node_t *key = yaml_document_get_node(reading->document, pair->key);
        const yaml_node_t *name = yaml_document_get_node(reading->document, pair->value);
        double number;

        if (!scalar(key) || !mlf_number(scalar(key), &number) || number < 0 || number > MOST_CLASSES ||
            number != (double)(size_t)number)
            return fail_at(&key->start_mark, "the number of a class is none", err);
        if (!scalar(name))
            return fail_at(&name->start_mark, "the name of a class is no text", err);
        if (yolo_names_set(&reading->yaml->names, (size_t)number, scalar(name), err))
            return -1;
        note_place(reading, key, name);
    }
    return 0;
}

static int take_names(struct reading *reading, const yaml_node_t *value, struct mlf_err *err)
{
    reading->yaml->has_names = 1;
    yolo_names_free(&reading->yaml->names);
    reading->yaml->places.last = (struct mlf_span){0};
    reading->yaml->places.last_begin = 0;
    reading->yaml->places.inside = offset_of(reading, &value->start_mark) + 1;
    if (value->type == YAML_SEQUENCE_NODE)
        return take_list(reading, value, err);
    if (value->type == YAML_MAPPING_NODE)
        return take_map(reading, value, err);
    return fail_at(&value->start_mark, "names is neither a list nor a map", err);
}

static int take_keypoints(struct reading *reading, const yaml_node_t *value, struct mlf_err *err)
{
    double numbers[2] = {0};
    size_t n = 0;

    if (value->type != YAML_SEQUENCE_NODE)
        return 0;
    for (yaml_node_item_t *item = value->data.sequence.items.start; item < value->data.sequence.items.top; item++) {
        const char *word = scalar(yaml_document_get_node(reading->document, *item));

        if (n == 2 || !word || !mlf_number(word, &numbers[n]) || numbers[n] < 1 || numbers[n] > 10000)
            return fail_at(&value->start_mark, "kpt_shape is no list of two numbers", err);
        n++;
    }
    reading->yaml->keypoints = n == 2 ? (size_t)numbers[0] : 0;
    reading->yaml->keypoint_size = n == 2 ? (size_t)numbers[1] : 0;
    return 0;
}

static void take_count(struct reading *reading, const yaml_node_t *value)
{
    struct yolo_places *places = &reading->yaml->places;

    if (scalar(value) && mlf_number(scalar(value), &places->count_value))
        places->count = span_of(reading, value);
}

static const char *split_of_key(const char *key)
{
    static const char *const keys[] = {"train", "val", "valid", "validation", "test"};

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (!strcmp(key, keys[i]))
            return mlf_split_of(key);
    return NULL;
}

static int take_pair(struct reading *reading, const char *key, const yaml_node_t *value, struct mlf_err *err)
{
    if (split_of_key(key))
        return take_split(reading, split_of_key(key), value, err);
    if (!strcmp(key, "names"))
        return take_names(reading, value, err);
    if (!strcmp(key, "nc"))
        take_count(reading, value);
    if (!strcmp(key, "kpt_shape"))
        return take_keypoints(reading, value, err);
    return 0;
}

/* The pairs of the top node; `path` first, which stands before the other paths. */
static int take_top(struct reading *reading, struct mlf_err *err)
{
    const yaml_node_t *top = yaml_document_get_root_node(reading->document);
    int result = 0;

    if (!top || top->type != YAML_MAPPING_NODE)
        return mlf_fail(err, "the file is no map of names to values");
    for (int round = 0; round < 2 && !result; round++) {
        for (yaml_node_pair_t *pair = top->data.mapping.pairs.start; pair < top->data.mapping.pairs.top && !result;
             pair++) {
            const char *key = scalar(yaml_document_get_node(reading->document, pair->key));
            const yaml_node_t *value = yaml_document_get_node(reading->document, pair->value);

            if (round == 1 && key) {
                result = take_pair(reading, key, value, err);
            } else if (key && !strcmp(key, "path") && scalar(value) && *scalar(value)) {
                free(reading->prefix);
                result = (reading->prefix = mlf_strdup(scalar(value), err)) ? 0 : -1;
            }
        }
    }
    return result;
}

static int fail_parser(const yaml_parser_t *parser, struct mlf_err *err)
{
    const char *problem = parser->problem ? parser->problem : "the YAML is broken";

    if (!parser->context)
        return fail_at(&parser->problem_mark, problem, err);
    mlf_fail(err, "%s %s", problem, parser->context);
    return mlf_fail_at(err, "%zu:%zu", parser->problem_mark.line + 1, parser->problem_mark.column + 1);
}

/* Walks through the first document, which must not be nested too deeply. */
static int check_depth(const char *text, size_t length, struct mlf_err *err)
{
    yaml_parser_t parser;
    yaml_event_t event;
    int depth = 0, result = 0, is_end = 0;

    if (!yaml_parser_initialize(&parser))
        return mlf_fail(err, "no memory for a YAML parser");
    yaml_parser_set_input_string(&parser, (const unsigned char *)text, length);
    while (!result && !is_end) {
        if (!yaml_parser_parse(&parser, &event)) {
            result = fail_parser(&parser, err);
            break;
        }
        is_end = event.type == YAML_DOCUMENT_END_EVENT || event.type == YAML_STREAM_END_EVENT;
        depth += event.type == YAML_SEQUENCE_START_EVENT || event.type == YAML_MAPPING_START_EVENT;
        depth -= event.type == YAML_SEQUENCE_END_EVENT || event.type == YAML_MAPPING_END_EVENT;
        if (depth > DEEPEST)
            result = fail_at(&event.start_mark, "lists and maps stand more than 64 deep in each other", err);
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    return result;
}

int yolo_yaml_read(struct yolo_yaml *yaml, const char *text, size_t length, struct mlf_err *err)
{
    yaml_parser_t parser;
    yaml_document_t document;
    struct reading reading = {.yaml = yaml, .document = &document, .text = text, .length = length};
    int result = -1;

    *yaml = (struct yolo_yaml){0};
    if (check_depth(text, length, err))
        return -1;
    if (!yaml_parser_initialize(&parser))
        return mlf_fail(err, "no memory for a YAML parser");
    yaml_parser_set_input_string(&parser, (const unsigned char *)text, length);
    if (yaml_parser_load(&parser, &document)) {
        result = take_top(&reading, err);
        yaml_document_delete(&document);
    } else {
        fail_parser(&parser, err);
    }
    yaml_parser_delete(&parser);
    free(reading.prefix);
    if (result)
        yolo_yaml_free(yaml);
    return result;
}

void yolo_yaml_free(struct yolo_yaml *yaml)
{
    yolo_names_free(&yaml->names);
    for (size_t i = 0; i < yaml->n; i++)
        free(yaml->entries[i].path);
    free(yaml->entries);
    *yaml = (struct yolo_yaml){0};
}
