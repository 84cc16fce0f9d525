#include "session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/numeric/half.h"
#include "runtime-table.h"

#define MOST_SIDES ((size_t)8)

/* An input or output: its name, the kind of its numbers and its sides; rank 0 for what is no tensor. */
struct tensor {
    char *name;
    int element;
    size_t rank;
    int64_t sides[MOST_SIDES]; /* below 1: free */
};

static const char *const wanted = "a network of pictures has one input, batch x 3 x height x width or batch x height x "
                                  "width x 3, of float32, float16 or uint8";

/* ---- What goes in and out ---- */

static int read_shape(const struct mlf_session *s, const struct ort_shape *shape, struct tensor *tensor,
                      struct mlf_err *err)
{
    const struct ort_table *call = s->runtime.call;
    if (mlf_runtime_check(&s->runtime, call->element_of(shape, &tensor->element), s->path, err) ||
        mlf_runtime_check(&s->runtime, call->rank_of(shape, &tensor->rank), s->path, err))
        return -1;
    if (tensor->rank > MOST_SIDES)
        return mlf_fail(err, "'%s' has an input or output of %zu sides: %s", s->path, tensor->rank, wanted);
    return mlf_runtime_check(&s->runtime, call->sides_of(shape, tensor->sides, tensor->rank), s->path, err);
}

static int read_tensor(const struct mlf_session *s, int is_output, size_t i, struct tensor *tensor, struct mlf_err *err)
{
    const struct ort_table *call = s->runtime.call;
    struct ort_type *type = NULL;
    const struct ort_shape *shape = NULL;
    char *name = NULL;
    *tensor = (struct tensor){0};
    int result = mlf_runtime_check(
        &s->runtime, (is_output ? call->output_name : call->input_name)(s->session, i, s->runtime.allocator, &name),
        s->path, err);
    if (result == 0 && !(tensor->name = mlf_strdup(name, err)))
        result = -1;
    if (name)
        mlf_runtime_check(&s->runtime, call->allocator_free(s->runtime.allocator, name), s->path, NULL);
    if (result == 0)
        result = mlf_runtime_check(
            &s->runtime, (is_output ? call->output_type : call->input_type)(s->session, i, &type), s->path, err);
    if (result == 0)
        result = mlf_runtime_check(&s->runtime, call->tensor_of_type(type, &shape), s->path, err);
    if (result == 0 && shape)
        result = read_shape(s, shape, tensor, err);
    if (type)
        call->free_type(type);
    return result;
}

static const char *element_name(int element)
{
    static const char *const names[] = {"unknown", "float32", "uint8",   "int8",    "uint16",  "int16",
                                        "int32",   "int64",   "string",  "bool",    "float16", "float64",
                                        "uint32",  "uint64",  "complex", "complex", "bfloat16"};
    return element >= 0 && element < (int)(sizeof names / sizeof *names) ? names[element] : names[0];
}

/* "'images' (float32, N x 3 x 224 x 224)" */
static void put_tensor(const struct tensor *tensor, struct mlf_buf *buf)
{
    mlf_buf_printf(buf, "'%s' (%s", tensor->name, tensor->rank ? element_name(tensor->element) : "not a tensor");
    for (size_t i = 0; i < tensor->rank; i++) {
        mlf_buf_puts(buf, i ? " x " : ", ");
        if (tensor->sides[i] > 0)
            mlf_buf_printf(buf, "%lld", (long long)tensor->sides[i]);
        else
            mlf_buf_puts(buf, i ? "?" : "N");
    }
    mlf_buf_putc(buf, ')');
}

static int fail_about(const struct mlf_session *s, const char *says, const struct tensor *tensors, size_t n,
                      const char *remedy, struct mlf_err *err)
{
    struct mlf_buf list = {0};
    for (size_t i = 0; i < n; i++) {
        if (i)
            mlf_buf_puts(&list, ", ");
        put_tensor(&tensors[i], &list);
    }
    if (mlf_buf_check(&list, err) == 0)
        mlf_fail(err, "'%s' %s %s: %s", s->path, says, list.data ? list.data : "nothing", remedy);
    mlf_buf_free(&list);
    return -1;
}

static int fits_picture(struct mlf_session *s, const struct tensor *input)
{
    const int64_t *side = input->sides;
    int known = input->element == ORT_FLOAT32 || input->element == ORT_FLOAT16 || input->element == ORT_UINT8;
    if (input->rank != 4 || !known)
        return 0;
    if (side[1] != 3 && side[3] != 3 && (side[1] > 0 || side[3] > 0))
        return 0;
    s->element = input->element;
    s->channels_last = side[3] == 3 && side[1] != 3;
    s->guessed = side[1] != 3 && side[3] != 3;
    int64_t fixed[3] = {side[0], side[s->channels_last ? 1 : 2], side[s->channels_last ? 2 : 3]};
    for (int i = 0; i < 3; i++)
        if (fixed[i] > 65535)
            return 0;
    s->batch = fixed[0] > 0 ? (int)fixed[0] : 0;
    s->height = fixed[1] > 0 ? (int)fixed[1] : 0;
    s->width = fixed[2] > 0 ? (int)fixed[2] : 0;
    return 1;
}

/* All inputs or outputs; the caller frees their names, also on failure. */
static struct tensor *list_tensors(const struct mlf_session *s, int are_outputs, size_t *n, struct mlf_err *err)
{
    const struct ort_table *call = s->runtime.call;
    *n = 0;
    if (mlf_runtime_check(&s->runtime, (are_outputs ? call->count_outputs : call->count_inputs)(s->session, n), s->path,
                          err))
        return NULL;
    struct tensor *tensors = mlf_alloc(*n, sizeof *tensors, err);
    for (size_t i = 0; tensors && i < *n; i++)
        if (read_tensor(s, are_outputs, i, &tensors[i], err)) {
            *n = i + 1;
            break;
        }
    return tensors;
}

static void free_tensors(struct tensor *tensors, size_t n)
{
    for (size_t i = 0; tensors && i < n; i++)
        free(tensors[i].name);
    free(tensors);
}

static int choose_input(struct mlf_session *s, struct mlf_err *err)
{
    struct mlf_err own = {""};
    size_t n;
    struct tensor *inputs = list_tensors(s, 0, &n, &own);
    int result = -1;
    if (own.text[0])
        mlf_fail(err, "%s", own.text);
    else if (n != 1 || !fits_picture(s, &inputs[0]))
        fail_about(s, "takes no pictures but", inputs, n,
                   n > 1 ? "export only the part of it that sees the picture, as CLIP's vision model" : wanted, err);
    else
        result = 0;
    if (result == 0) {
        s->input = inputs[0].name;
        inputs[0].name = NULL;
    }
    free_tensors(inputs, n);
    return result;
}

/* A vector a picture: all sides behind the first two are 1, or may be. */
static int fits_vector(const struct tensor *output)
{
    int numbers = output->element == ORT_FLOAT32 || output->element == ORT_FLOAT16;
    size_t long_sides = 0;
    for (size_t i = 1; i < output->rank; i++)
        long_sides += output->sides[i] != 1;
    return numbers && output->rank >= 2 && output->rank <= 4 && (long_sides <= 1 || output->rank == 2);
}

/* The one the user named; else the only one that is a vector a picture. Hugging Face's exports
 * also have the vectors of all patches; what stands for the picture has one of these names. */
static size_t choose_among(const struct tensor *outputs, size_t n, const char *named)
{
    static const char *const usual[] = {"image_embeds", "pooler_output", "features", "embeddings", NULL};
    size_t chosen = n, vectors = 0;
    for (size_t i = 0; named && i < n; i++)
        if (strcmp(outputs[i].name, named) == 0)
            return i;
    if (named)
        return n;
    for (size_t i = 0; i < n; i++)
        if (fits_vector(&outputs[i])) {
            chosen = i;
            vectors++;
        }
    for (size_t u = 0; usual[u] && vectors > 1; u++)
        for (size_t i = 0; i < n; i++)
            if (strcmp(outputs[i].name, usual[u]) == 0 && fits_vector(&outputs[i]))
                return i;
    return vectors == 1 ? chosen : n;
}

static int choose_output(struct mlf_session *s, const char *named, struct mlf_err *err)
{
    struct mlf_err own = {""};
    size_t n, vectors = 0;
    struct tensor *outputs = list_tensors(s, 1, &n, &own);
    size_t chosen = outputs && !own.text[0] ? choose_among(outputs, n, named) : n;
    for (size_t i = 0; outputs && !own.text[0] && i < n; i++)
        vectors += fits_vector(&outputs[i]) != 0;
    int result = -1;
    if (own.text[0])
        mlf_fail(err, "%s", own.text);
    else if (named && chosen == n)
        fail_about(s, "has no such output, but", outputs, n, "name one of them with --net-output", err);
    else if (vectors > 1 && chosen == n)
        fail_about(s, "has several outputs,", outputs, n,
                   "say with --net-output which one to take, features rather than what a classifier makes of them",
                   err);
    else if (chosen == n || !fits_vector(&outputs[chosen]))
        fail_about(s, "gives no vector a picture but", chosen == n ? outputs : &outputs[chosen], chosen == n ? n : 1,
                   "an output of batch x numbers is needed: take another one with --net-output, or export the network "
                   "with its pooled features as an output",
                   err);
    else
        result = 0;
    if (result == 0) {
        s->output = outputs[chosen].name;
        outputs[chosen].name = NULL;
    }
    free_tensors(outputs, n);
    return result;
}

/* ---- Loading and running ---- */

/* One thread a run: the caller runs several inputs at once, which loses no time to threads that
 * wait for each other, and the same batch has the same result however many threads there are. */
static int load(struct mlf_session *s, struct mlf_err *err)
{
    const struct ort_table *call = s->runtime.call;
    struct ort_session_options *options = NULL;
    char *what = mlf_strf(err, "ONNX Runtime %s cannot load '%s'", s->runtime.version, s->path);
    int result = -1;
    if (what && mlf_runtime_check(&s->runtime, call->create_options(&options), what, err) == 0 &&
        mlf_runtime_check(&s->runtime, call->set_threads_within(options, 1), what, err) == 0 &&
        mlf_runtime_check(&s->runtime, call->set_threads_between(options, 1), what, err) == 0)
        result = mlf_runtime_check(&s->runtime, call->create_session(s->runtime.env, s->path, options, &s->session),
                                   what, err);
    if (options)
        call->free_options(options);
    free(what);
    return result;
}

int mlf_session_open(struct mlf_session *session, const char *path, const char *library, const char *output,
                     struct mlf_err *err)
{
    *session = (struct mlf_session){.path = path};
    if (mlf_runtime_open(&session->runtime, library, err))
        return -1;
    if (load(session, err) == 0 && choose_input(session, err) == 0 && choose_output(session, output, err) == 0)
        return 0;
    mlf_session_close(session);
    return -1;
}

void mlf_session_close(struct mlf_session *session)
{
    if (session->session)
        session->runtime.call->free_session(session->session);
    mlf_runtime_close(&session->runtime);
    free(session->input);
    free(session->output);
    *session = (struct mlf_session){0};
}

size_t mlf_session_number_size(const struct mlf_session *session)
{
    return session->element == ORT_FLOAT32 ? 4 : session->element == ORT_FLOAT16 ? 2 : 1;
}

/* The output's numbers as floats. */
static int take_output(const struct mlf_session *s, struct ort_value *value, size_t n, float **vectors, size_t *dim,
                       struct mlf_err *err)
{
    const struct ort_table *call = s->runtime.call;
    struct ort_shape *shape = NULL;
    struct tensor tensor = {.name = s->output};
    void *data = NULL;
    int result = mlf_runtime_check(&s->runtime, call->shape_of(value, &shape), s->path, err);
    if (result == 0)
        result = read_shape(s, shape, &tensor, err);
    if (shape)
        call->free_shape(shape);
    if (result || mlf_runtime_check(&s->runtime, call->tensor_data(value, &data), s->path, err))
        return -1;
    *dim = 1;
    for (size_t i = 1; i < tensor.rank; i++)
        *dim *= tensor.sides[i] > 0 ? (size_t)tensor.sides[i] : 0;
    if (!fits_vector(&tensor) || tensor.sides[0] != (int64_t)n || *dim == 0)
        return fail_about(s, "gives no vector a picture but", &tensor, 1, "take another output with --net-output", err);
    if (!(*vectors = mlf_alloc(n * *dim, sizeof **vectors, err)))
        return -1;
    if (tensor.element == ORT_FLOAT32) {
        memcpy(*vectors, data, n * *dim * sizeof **vectors);
    } else {
        const uint16_t *halves = data;
        for (size_t i = 0; i < n * *dim; i++)
            (*vectors)[i] = mlf_half_value(halves[i]);
    }
    return 0;
}

int mlf_session_run(const struct mlf_session *session, void *numbers, size_t n, int height, int width, float **vectors,
                    size_t *dim, struct mlf_err *err)
{
    const struct mlf_session *s = session;
    const struct ort_table *call = s->runtime.call;
    const char *input_name = s->input, *output_name = s->output;
    int64_t first[4] = {(int64_t)n, 3, height, width}, last[4] = {(int64_t)n, height, width, 3};
    size_t length = n * 3 * (size_t)height * (size_t)width * mlf_session_number_size(s);
    struct ort_value *input = NULL, *output = NULL;
    const struct ort_value *inputs[1];
    char what[256];
    *vectors = NULL;
    snprintf(what, sizeof what, "ONNX Runtime %s cannot run the network on pictures of %d x %d, %zu at a time",
             s->runtime.version, width, height, n);
    int result = mlf_runtime_check(
        &s->runtime,
        call->tensor_over(s->runtime.memory, numbers, length, s->channels_last ? last : first, 4, s->element, &input),
        what, err);
    inputs[0] = input;
    if (result == 0)
        result = mlf_runtime_check(
            &s->runtime, call->run(s->session, NULL, &input_name, inputs, 1, &output_name, 1, &output), what, err);
    if (result == 0)
        result = take_output(s, output, n, vectors, dim, err);
    if (output)
        call->free_value(output);
    if (input)
        call->free_value(input);
    return result;
}
