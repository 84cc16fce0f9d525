/* Makes a tiny ONNX model for the tests of mlfix-embed --net:
 *
 *     make-onnx [--input SHAPE] [--type KIND] [--outputs LIST] ... FILE
 *
 * Its features are eight sums of the means of red, green and blue, in fixed shares; its
 * logits four differences of them. The file is a protocol buffer; numbers of fields and
 * kinds are those of onnx/onnx.proto (https://github.com/onnx/onnx). */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/buf.h"
#include "mlfix/base/cli.h"
#include "mlfix/base/err.h"
#include "mlfix/base/file.h"

enum { FLOAT32 = 1, UINT8 = 2, INT64 = 7, FLOAT16 = 10 };

static const char *const type_names[] = {"float32", "uint8", "int64", "float16", NULL};
static const int types[] = {FLOAT32, UINT8, INT64, FLOAT16};

static const char *shape = "N,3,H,W", *outputs = "features", *beside, *note, *second;
static int type;

static const struct mlf_option table[] = {
    {"input", 0, MLF_TEXT, &shape, "SHAPE", "sides of the input, letters for free ones (N,3,H,W)", 0, 0, NULL},
    {"type", 0, MLF_CHOICE, &type, NULL, "kind of its numbers (default float32)", 0, 0, type_names},
    {"outputs", 0, MLF_TEXT, &outputs, "LIST", "of features, logits, halves, shares, map, noise, none (features)", 0, 0,
     NULL},
    {"beside", 0, MLF_TEXT, &beside, "NAME", "say that the weights lie in this file", 0, 0, NULL},
    {"note", 0, MLF_TEXT, &note, "KEY=TEXT", "a note of the exporter; \";\" separates further ones", 0, 0, NULL},
    {"second", 0, MLF_TEXT, &second, "NAME", "a second input", 0, 0, NULL},
    {0},
};

static const struct mlf_command command = {
    .name = "make-onnx",
    .operands = "FILE",
    .summary = "make a tiny ONNX model for the tests",
    .options = table,
    .min_operands = 1,
    .max_operands = 1,
};

/* ---- Protocol buffers ---- */

static void put_varint(struct mlf_buf *buf, uint64_t value)
{
    for (; value > 127; value >>= 7)
        mlf_buf_putc(buf, (char)((value & 127) | 128));
    mlf_buf_putc(buf, (char)value);
}

static void put_number(struct mlf_buf *buf, unsigned field, uint64_t value)
{
    put_varint(buf, field << 3);
    put_varint(buf, value);
}

static void put_bytes(struct mlf_buf *buf, unsigned field, const void *bytes, size_t length)
{
    put_varint(buf, field << 3 | 2);
    put_varint(buf, length);
    mlf_buf_add(buf, bytes, length);
}

static void put_text(struct mlf_buf *buf, unsigned field, const char *text)
{
    put_bytes(buf, field, text, strlen(text));
}

/* Takes the inner message. */
static void put_message(struct mlf_buf *buf, unsigned field, struct mlf_buf *inner)
{
    put_bytes(buf, field, inner->data, inner->length);
    mlf_buf_free(inner);
}

static void put_entry(struct mlf_buf *buf, unsigned field, const char *key, const char *value)
{
    struct mlf_buf entry = {0};
    put_text(&entry, 1, key);
    put_text(&entry, 2, value);
    put_message(buf, field, &entry);
}

/* ---- ONNX ---- */

/* An input or output. `sides`: "N,3,H,W". */
static void put_value(struct mlf_buf *graph, unsigned field, const char *name, int element, const char *sides)
{
    struct mlf_buf value = {0}, kind = {0}, tensor = {0}, dims = {0};
    while (*sides) {
        struct mlf_buf dim = {0};
        size_t length = strcspn(sides, ",");
        if (*sides >= '0' && *sides <= '9')
            put_number(&dim, 1, strtoull(sides, NULL, 10));
        else
            put_bytes(&dim, 2, sides, length);
        put_message(&dims, 1, &dim);
        sides += length + (sides[length] == ',');
    }
    put_number(&tensor, 1, (uint64_t)element);
    put_message(&tensor, 2, &dims);
    put_message(&kind, 1, &tensor);
    put_text(&value, 1, name);
    put_message(&value, 2, &kind);
    put_message(graph, field, &value);
}

static void put_weights(struct mlf_buf *graph, const char *name, int rows, int columns, const float *numbers)
{
    struct mlf_buf tensor = {0};
    put_number(&tensor, 1, (uint64_t)rows);
    if (columns)
        put_number(&tensor, 1, (uint64_t)columns);
    put_number(&tensor, 2, FLOAT32);
    put_text(&tensor, 8, name);
    if (beside) {
        put_entry(&tensor, 13, "location", beside);
        put_number(&tensor, 14, 1);
    } else {
        put_bytes(&tensor, 9, numbers, (size_t)(rows * (columns ? columns : 1)) * sizeof *numbers);
    }
    put_message(graph, 5, &tensor);
}

/* A node of one output, with at most one attribute: a number, or numbers as bytes. */
static void put_node(struct mlf_buf *graph, const char *op, const char *in, const char *also, const char *out,
                     const char *attribute, int number, const char *list)
{
    struct mlf_buf node = {0}, value = {0};
    put_text(&node, 1, in);
    if (also)
        put_text(&node, 1, also);
    put_text(&node, 2, out);
    put_text(&node, 4, op);
    if (attribute) {
        put_text(&value, 1, attribute);
        if (!list)
            put_number(&value, 3, (uint64_t)number);
        for (const char *at = list; at && *at; at++)
            put_number(&value, 8, (uint64_t)(*at - '0'));
        put_number(&value, 20, list ? 7 : 2);
        put_message(&node, 5, &value);
    }
    put_message(graph, 1, &node);
}

static int asked(const char *output)
{
    const char *at = strstr(outputs, output);
    return at != NULL;
}

static void put_outputs(struct mlf_buf *graph)
{
    if (asked("features"))
        put_value(graph, 12, "features", FLOAT32, "N,8");
    if (asked("logits")) {
        put_node(graph, "MatMul", "means", "differences", "logits", NULL, 0, NULL);
        put_value(graph, 12, "logits", FLOAT32, "N,4");
    }
    if (asked("halves")) {
        put_node(graph, "Cast", "features", NULL, "halves", "to", FLOAT16, NULL);
        put_value(graph, 12, "halves", FLOAT16, "N,8");
    }
    if (asked("shares")) {
        put_node(graph, "Softmax", "means", NULL, "shares", "axis", 1, NULL);
        put_value(graph, 12, "shares", FLOAT32, "N,3");
    }
    if (asked("map")) {
        put_node(graph, "Relu", "planes", NULL, "map", NULL, 0, NULL);
        put_value(graph, 12, "map", FLOAT32, "N,3,H,W");
    }
    if (asked("noise")) {
        put_node(graph, "Mul", "planes", "huge", "steep", NULL, 0, NULL);
        put_node(graph, "Sin", "steep", NULL, "waves", NULL, 0, NULL);
        put_node(graph, "Flatten", "waves", NULL, "noise", "axis", 1, NULL);
        put_value(graph, 12, "noise", FLOAT32, "N,D");
    }
    if (asked("none")) {
        put_node(graph, "Sub", "means", "huge", "below", NULL, 0, NULL);
        put_node(graph, "Sqrt", "below", NULL, "none", NULL, 0, NULL);
        put_value(graph, 12, "none", FLOAT32, "N,3");
    }
}

static void put_graph(struct mlf_buf *graph)
{
    static const float shares[24] = {1, 0,   0,    .5F,  .5F, 0, .25F, .75F, 0,   1,   0,   .5F,
                                     0, .5F, .25F, .25F, 0,   0, 1,    0,    .5F, .5F, .5F, 0};
    static const float differences[12] = {1, -1, 0, .5F, -1, 0, 1, -.5F, 0, 1, -1, 0}, huge[1] = {12345.678F};
    const char *comma = strchr(shape, ',');
    int last =
        comma && strcmp(comma + 1, "3,H,W") != 0 && strlen(shape) > 2 && strcmp(shape + strlen(shape) - 2, ",3") == 0;
    put_node(graph, "Cast", "pictures", NULL, "numbers", "to", FLOAT32, NULL);
    put_node(graph, "Transpose", "numbers", NULL, "planes", "perm", 0, last ? "0312" : "0123");
    put_node(graph, "GlobalAveragePool", "planes", NULL, "pooled", NULL, 0, NULL);
    put_node(graph, "Flatten", "pooled", NULL, "means", "axis", 1, NULL);
    put_node(graph, "MatMul", "means", "shares_of_colours", "features", NULL, 0, NULL);
    put_text(graph, 2, "tiny");
    put_weights(graph, "shares_of_colours", 3, 8, shares);
    put_weights(graph, "differences", 3, 4, differences);
    put_weights(graph, "huge", 1, 0, huge);
    put_value(graph, 11, "pictures", types[type], shape);
    if (second)
        put_value(graph, 11, second, INT64, "N,77");
    put_outputs(graph);
}

static int run(const char *path, struct mlf_err *err)
{
    struct mlf_buf model = {0}, graph = {0}, opset = {0};
    put_number(&model, 1, 7); /* version of the format */
    put_text(&model, 2, "make-onnx");
    put_graph(&graph);
    put_message(&model, 7, &graph);
    put_text(&opset, 1, "");
    put_number(&opset, 2, 13);
    put_message(&model, 8, &opset);
    for (const char *at = note; at && *at;) {
        size_t length = strcspn(at, ";"), key = strcspn(at, "=");
        struct mlf_buf entry = {0};
        put_bytes(&entry, 1, at, key);
        put_bytes(&entry, 2, at + key + 1, length - key - 1);
        put_message(&model, 14, &entry);
        at += length + (at[length] == ';');
    }
    int result = mlf_buf_check(&model, err);
    if (result == 0)
        result = mlf_file_write(path, model.data, model.length, err);
    mlf_buf_free(&model);
    return result;
}

int main(int argc, char **argv)
{
    struct mlf_err err = {""};
    mlf_cli_start(&command, argc, argv);
    return mlf_cli_finish(run(mlf_operands[0], &err), &err);
}
