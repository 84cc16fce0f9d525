#include "onnx-file.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/path.h"
#include "mlfix/base/string-set.h"

/* Fields of the messages that are read here. */
enum {
    MODEL_GRAPH = 7,
    MODEL_NOTE = 14,
    GRAPH_NODE = 1,
    GRAPH_WEIGHTS = 5,
    NODE_ATTRIBUTE = 5,
    ATTRIBUTE_TENSOR = 5,
    TENSOR_BESIDE = 13,
    ENTRY_KEY = 1,
    ENTRY_VALUE = 2,
};

/* One message, or what is left of it. */
struct message {
    const unsigned char *at, *end;
};

struct field {
    unsigned number;
    int holds_bytes; /* text, bytes or a message, in `inside`; else a number, which is skipped */
    struct message inside;
};

static int next_varint(struct message *message, uint64_t *value)
{
    *value = 0;
    for (int shift = 0; shift < 64 && message->at < message->end; shift += 7) {
        unsigned char byte = *message->at++;
        *value |= (uint64_t)(byte & 127) << shift;
        if (byte < 128)
            return 1;
    }
    return 0;
}

/* 1 and the next field, 0 at the end, -1 where this is no protocol buffer. */
static int next_field(struct message *message, struct field *field)
{
    uint64_t tag, value = 0;
    if (message->at == message->end)
        return 0;
    if (!next_varint(message, &tag) || tag >> 3 == 0 || tag >> 3 > 0x1fffffff)
        return -1;
    *field = (struct field){.number = (unsigned)(tag >> 3), .holds_bytes = (tag & 7) == 2};
    size_t left;
    switch (tag & 7) {
    case 0:
        return next_varint(message, &value) ? 1 : -1;
    case 1:
        value = 8;
        break;
    case 2:
        if (!next_varint(message, &value))
            return -1;
        break;
    case 5:
        value = 4;
        break;
    default:
        return -1;
    }
    left = (size_t)(message->end - message->at);
    if (value > left)
        return -1;
    field->inside = (struct message){message->at, message->at + value};
    message->at += value;
    return 1;
}

static int text_is(struct message text, const char *expected)
{
    size_t length = strlen(expected);
    return (size_t)(text.end - text.at) == length && memcmp(text.at, expected, length) == 0;
}

/* 1 and the value of an entry of that key, 0 where it has another, -1 where it is broken. */
static int entry_value(struct message entry, const char *key, struct message *value)
{
    struct field field;
    int state, matches = 0;
    *value = (struct message){0};
    while ((state = next_field(&entry, &field)) == 1) {
        if (field.number == ENTRY_KEY && field.holds_bytes)
            matches = text_is(field.inside, key);
        else if (field.number == ENTRY_VALUE && field.holds_bytes)
            *value = field.inside;
    }
    return state < 0 ? -1 : matches && value->at;
}

/* ---- Weights that lie in files beside the model ---- */

static int broken(const struct mlf_onnx_file *file, struct mlf_err *err)
{
    return mlf_fail(err,
                    "'%s' is not an ONNX model, or is damaged: export the network as ONNX (torch.onnx.export, "
                    "optimum-cli export onnx, tf2onnx) and copy the file whole",
                    file->path);
}

/* A file of weights, which many tensors may share. */
static int ask_beside(struct mlf_onnx_file *file, struct message name, struct mlf_err *err)
{
    size_t number;
    int added;
    if (mlf_string_set_add_bytes(&file->beside, (const char *)name.at, (size_t)(name.end - name.at), &number, &added,
                                 err))
        return -1;
    if (!added)
        return 0;
    const char *beside = file->beside.items[number];
    struct stat info;
    char *path = mlf_strf(err, "%.*s%s", (int)(mlf_path_base(file->path) - file->path), file->path, beside);
    int result = path ? 0 : -1;
    if (path && (!mlf_path_is_inside(beside) || stat(path, &info)))
        result = mlf_fail(err,
                          "'%s' keeps its weights in '%s', which does not lie beside it: put that file into the "
                          "model's folder under this name",
                          file->path, beside);
    else if (path)
        file->weights += (double)info.st_size;
    free(path);
    return result;
}

static int walk_tensor(struct mlf_onnx_file *file, struct message tensor, struct mlf_err *err)
{
    struct field field;
    int state;
    while ((state = next_field(&tensor, &field)) == 1) {
        struct message name;
        if (field.number != TENSOR_BESIDE || !field.holds_bytes)
            continue;
        int found = entry_value(field.inside, "location", &name);
        if (found < 0)
            return broken(file, err);
        if (found && ask_beside(file, name, err))
            return -1;
    }
    return state < 0 ? broken(file, err) : 0;
}

/* Constants may stand in the attributes of nodes. */
static int walk_node(struct mlf_onnx_file *file, struct message node, struct mlf_err *err)
{
    struct field field, inner;
    int state;
    while ((state = next_field(&node, &field)) == 1) {
        if (field.number != NODE_ATTRIBUTE || !field.holds_bytes)
            continue;
        int within;
        while ((within = next_field(&field.inside, &inner)) == 1)
            if (inner.number == ATTRIBUTE_TENSOR && inner.holds_bytes && walk_tensor(file, inner.inside, err))
                return -1;
        if (within < 0)
            return broken(file, err);
    }
    return state < 0 ? broken(file, err) : 0;
}

static int walk_graph(struct mlf_onnx_file *file, struct message graph, size_t *nodes, struct mlf_err *err)
{
    struct field field;
    int state;
    while ((state = next_field(&graph, &field)) == 1) {
        if (field.number == GRAPH_NODE && field.holds_bytes) {
            ++*nodes;
            if (walk_node(file, field.inside, err))
                return -1;
        } else if (field.number == GRAPH_WEIGHTS && field.holds_bytes && walk_tensor(file, field.inside, err)) {
            return -1;
        }
    }
    return state < 0 ? broken(file, err) : 0;
}

static int walk_model(struct mlf_onnx_file *file, struct mlf_err *err)
{
    struct message model = {file->bytes, file->bytes + file->length};
    struct field field;
    size_t nodes = 0;
    int state;
    while ((state = next_field(&model, &field)) == 1)
        if (field.number == MODEL_GRAPH && field.holds_bytes && walk_graph(file, field.inside, &nodes, err))
            return -1;
    return state < 0 || nodes == 0 ? broken(file, err) : 0;
}

char *mlf_onnx_file_note(const struct mlf_onnx_file *file, const char *key, struct mlf_err *err)
{
    struct message model = {file->bytes, file->bytes + file->length}, value;
    struct field field;
    while (next_field(&model, &field) == 1)
        if (field.number == MODEL_NOTE && field.holds_bytes && entry_value(field.inside, key, &value) == 1)
            return mlf_strndup((const char *)value.at, (size_t)(value.end - value.at), err);
    return NULL;
}

/* ---- Memory ---- */

/* What this process may have at most, in bytes. */
static double memory_limit(void)
{
    double limit = (double)sysconf(_SC_PHYS_PAGES) * (double)sysconf(_SC_PAGESIZE);
    struct rlimit own;
    if (getrlimit(RLIMIT_AS, &own) == 0 && own.rlim_cur != RLIM_INFINITY && (double)own.rlim_cur < limit)
        limit = (double)own.rlim_cur;
    return limit;
}

static int check_size(const struct mlf_onnx_file *file, struct mlf_err *err)
{
    double needed = (double)file->length + file->weights, limit = memory_limit();
    if (limit <= 0 || needed <= limit)
        return 0;
    return mlf_fail(err,
                    "'%s' has %.1f GB of weights, more than the %.1f GB of memory that there are: take a smaller "
                    "network of its family, or one stored as float16",
                    file->path, needed / 1e9, limit / 1e9);
}

int mlf_onnx_file_open(struct mlf_onnx_file *file, const char *path, struct mlf_err *err)
{
    *file = (struct mlf_onnx_file){.path = path};
    struct stat info;
    int result = -1;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return mlf_fail_errno(err, "cannot open '%s'", path);
    if (fstat(fd, &info)) {
        mlf_fail_errno(err, "cannot read '%s'", path);
    } else if (!S_ISREG(info.st_mode)) {
        mlf_fail(err, "'%s' is not a regular file: name the ONNX file itself", path);
    } else {
        file->length = (size_t)info.st_size;
        result = file->length == 0 ? broken(file, err) : check_size(file, err);
    }
    if (result == 0) {
        void *bytes = mmap(NULL, file->length, PROT_READ, MAP_PRIVATE, fd, 0);
        if (bytes == MAP_FAILED)
            result = mlf_fail_errno(err, "cannot read '%s'", path);
        else
            file->bytes = bytes;
    }
    close(fd);
    if (result == 0 && (walk_model(file, err) || check_size(file, err)))
        result = -1;
    if (result)
        mlf_onnx_file_close(file);
    return result;
}

void mlf_onnx_file_close(struct mlf_onnx_file *file)
{
    if (file->bytes)
        munmap((void *)(uintptr_t)file->bytes, file->length);
    mlf_string_set_free(&file->beside);
    *file = (struct mlf_onnx_file){0};
}
