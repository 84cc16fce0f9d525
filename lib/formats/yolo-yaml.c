/* Ultralytics' data.yaml (docs.ultralytics.com, "Datasets: Dataset format"):
 * path, train, val, test, names as a list or a map, nc, kpt_shape, flip_idx. */

#include "yolo-yaml.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "mlfix/base/array.h"
#include "mlfix/base/limits.h"
#include "mlfix/base/number.h"
#include "mlfix/base/utf8.h"
#include "mlfix/dataset/split-names.h"

int yolo_names_set(struct yolo_names *names, size_t index, const char *name, struct mlf_err *err)
{
    char *copy;

    if (index >= MLF_LIMIT_YOLO_CLASSES)
        return mlf_fail(err, "a class has the number %zu: more than %d are not read: number them without gaps", index,
                        MLF_LIMIT_YOLO_CLASSES);
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

/* Notes where the item of the last class stands; `before` is the name of the class before it, or NULL. */
static void note_place(struct reading *reading, const yaml_node_t *before, const yaml_node_t *item,
                       const yaml_node_t *name)
{
    struct yolo_places *places = &reading->yaml->places;
    size_t end = before ? offset_of(reading, &before->end_mark) : 0;
    yaml_scalar_style_t style = name->data.scalar.style;

    places->last_begin = offset_of(reading, &item->start_mark);
    places->last = span_of(reading, name);
    places->before = (struct mlf_span){end, before && places->last_begin > end ? places->last_begin - end : 0};
    places->quote = style == YAML_SINGLE_QUOTED_SCALAR_STYLE   ? '\''
                    : style == YAML_DOUBLE_QUOTED_SCALAR_STYLE ? '"'
                                                               : 0;
}

static int take_list(struct reading *reading, const yaml_node_t *list, struct mlf_err *err)
{
    const yaml_node_t *before = NULL, *last = NULL;
    size_t index = 0;

    reading->yaml->places.flow = list->data.sequence.style == YAML_FLOW_SEQUENCE_STYLE;
    for (yaml_node_item_t *item = list->data.sequence.items.start; item < list->data.sequence.items.top; item++) {
        const yaml_node_t *node = yaml_document_get_node(reading->document, *item);

        if (!scalar(node))
            return fail_at(&node->start_mark, "the name of a class is no text", err);
        if (yolo_names_set(&reading->yaml->names, index++, scalar(node), err))
            return -1;
        before = last;
        last = node;
    }
    if (last)
        note_place(reading, before, last, last);
    return 0;
}

static int take_map(struct reading *reading, const yaml_node_t *map, struct mlf_err *err)
{
    struct yolo_places *places = &reading->yaml->places;
    const yaml_node_t *before = NULL, *last = NULL, *last_key = NULL;

    places->map = 1;
    places->flow = map->data.mapping.style == YAML_FLOW_MAPPING_STYLE;
    for (yaml_node_pair_t *pair = map->data.mapping.pairs.start; pair < map->data.mapping.pairs.top; pair++) {
        const yaml_node_t *key = yaml_document_get_node(reading->document, pair->key);
        const yaml_node_t *name = yaml_document_get_node(reading->document, pair->value);
        double number;

        if (!scalar(key) || !mlf_number(scalar(key), &number) || number < 0 || number > MLF_LIMIT_YOLO_CLASSES ||
            number != (double)(size_t)number)
            return fail_at(&key->start_mark, "the number of a class is none", err);
        if (!scalar(name))
            return fail_at(&name->start_mark, "the name of a class is no text", err);
        if (yolo_names_set(&reading->yaml->names, (size_t)number, scalar(name), err))
            return -1;
        before = last;
        last = name;
        last_key = key;
    }
    if (last)
        note_place(reading, before, last_key, last);
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

/* A list that is none is passed over: no label depends on it. */
static int take_mirrors(struct yolo_yaml *yaml, yaml_document_t *document, const yaml_node_t *value,
                        struct mlf_err *err)
{
    yaml->mirror_count = 0;
    if (value->type != YAML_SEQUENCE_NODE)
        return 0;
    for (yaml_node_item_t *item = value->data.sequence.items.start; item < value->data.sequence.items.top; item++) {
        const char *word = scalar(yaml_document_get_node(document, *item));
        double number;

        if (!word || !mlf_number(word, &number) || number < 0 || number > 10000)
            number = -1;
        if (mlf_grow(&yaml->mirrors, &yaml->mirror_capacity, yaml->mirror_count + 1, sizeof *yaml->mirrors, err))
            return -1;
        yaml->mirrors[yaml->mirror_count] = number == (double)yaml->mirror_count ? -1 : (int)number;
        yaml->mirror_count++;
    }
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
    if (!strcmp(key, "flip_idx"))
        return take_mirrors(reading->yaml, reading->document, value, err);
    return 0;
}

/* Whether an earlier pair of the top node has the same key, which YAML forbids and libyaml does not notice. */
static int came_before(const struct reading *reading, const yaml_node_t *top, const yaml_node_pair_t *pair,
                       const char *key)
{
    for (const yaml_node_pair_t *other = top->data.mapping.pairs.start; other < pair; other++) {
        const char *name = scalar(yaml_document_get_node(reading->document, other->key));

        if (name && !strcmp(name, key))
            return 1;
    }
    return 0;
}

static int is_read(const char *key)
{
    static const char *const keys[] = {"names", "nc", "kpt_shape", "path"};
    int is = split_of_key(key) != NULL;

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        is |= !strcmp(key, keys[i]);
    return is;
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

            if (round == 0 && key && is_read(key) && came_before(reading, top, pair, key))
                result = fail_at(&yaml_document_get_node(reading->document, pair->key)->start_mark,
                                 "a key stands twice in one map", err);
            else if (round == 1 && key) {
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

/* Lines that begin with '%'. */
static int check_directives(const char *text, size_t length, struct mlf_err *err)
{
    const char *end = text + length;
    size_t n = 0;

    for (const char *at = text; at < end; at++) {
        n += *at == '%';
        if (n > MLF_LIMIT_YAML_ANCHORS)
            return mlf_fail(err, "more than %d directives: data.yaml needs none", MLF_LIMIT_YAML_ANCHORS);
        if (!(at = memchr(at, '\n', (size_t)(end - at))))
            break;
    }
    return 0;
}

static int has_anchor(const yaml_event_t *event)
{
    return (event->type == YAML_SCALAR_EVENT && event->data.scalar.anchor) ||
           (event->type == YAML_SEQUENCE_START_EVENT && event->data.sequence_start.anchor) ||
           (event->type == YAML_MAPPING_START_EVENT && event->data.mapping_start.anchor);
}

/* Walks through the first document, which must not be nested too deeply. */
static int check_depth(const char *text, size_t length, struct mlf_err *err)
{
    yaml_parser_t parser;
    yaml_event_t event;
    int depth = 0, anchors = 0, result = 0, is_end = 0;

    if (check_directives(text, length, err))
        return -1;
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
        if (depth > MLF_LIMIT_YAML_DEPTH)
            result = fail_at(&event.start_mark,
                             "lists and maps stand more than " MLF_LIMIT_TEXT(
                                 MLF_LIMIT_YAML_DEPTH) " deep in each other: names need two",
                             err);
        anchors += has_anchor(&event);
        if (anchors > MLF_LIMIT_YAML_ANCHORS)
            result =
                fail_at(&event.start_mark,
                        "more than " MLF_LIMIT_TEXT(MLF_LIMIT_YAML_ANCHORS) " anchors: write what they stand for", err);
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
    free(yaml->mirrors);
    *yaml = (struct yolo_yaml){0};
}
