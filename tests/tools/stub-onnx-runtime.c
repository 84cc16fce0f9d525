/* A library in the place of ONNX Runtime, for the tests of mlfix-embed --net: it has only the
 * functions that are used, and does and fails as the environment says. Built as stub-onnx-runtime.so.
 *
 * MLFIX_STUB: words with blanks between.
 *   input=ELEMENT:SIDES    the input, say 1:N,3,H,W; kinds as ONNX numbers them (default that one)
 *   output=ELEMENT:SIDES   the output, say 1:N,6 (default that one)
 *   fail=WHAT              old: no table; start: no environment; load: no session; run: every run; later: the
 *                          third run and those behind it; nan: numbers that are not finite; nan-later: those of
 *                          the last picture of each run behind the first three; other: vectors of another length
 *                          from the fifth run on
 * Number j of a vector is the mean of channel j % 3 over the upper (j / 3 even) or lower half. */
#include <math.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/numeric/half.h"
#include "network/runtime-table.h"

struct ort_shape {
    int element;
    size_t rank;
    int64_t sides[8];
};
struct ort_type {
    struct ort_shape shape;
};
struct ort_value {
    struct ort_shape shape;
    void *data;
    int owned;
};
struct ort_status {
    const char *text;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int runs;
static char here; /* the address of whatever has no content */

const struct ort_base *OrtGetApiBase(void);

/* ---- What the environment says ---- */

static const char *said(const char *word)
{
    const char *all = getenv("MLFIX_STUB"), *at = all ? strstr(all, word) : NULL;
    return at ? at + strlen(word) : NULL;
}

static int fails(const char *what)
{
    const char *word = said("fail=");
    return word && strcspn(word, " ") == strlen(what) && strncmp(word, what, strlen(what)) == 0;
}

static struct ort_status *fail(const char *text)
{
    struct ort_status *status = malloc(sizeof *status);
    if (status)
        status->text = text;
    return status;
}

/* "1:N,3,H,W"; letters are free sides. */
static struct ort_shape shape_said(const char *text)
{
    char *at;
    struct ort_shape shape = {.element = (int)strtol(text, &at, 10)};
    while (*at && *at != ' ' && shape.rank < 8) {
        at++; /* ":" or "," */
        shape.sides[shape.rank++] = *at >= '0' && *at <= '9' ? (int64_t)strtol(at, NULL, 10) : -1;
        at += strcspn(at, ", ");
    }
    return shape;
}

static struct ort_shape input_shape(void)
{
    const char *text = said("input=");
    return shape_said(text ? text : "1:N,3,H,W");
}

static struct ort_shape output_shape(void)
{
    const char *text = said("output=");
    return shape_said(text ? text : "1:N,6");
}

/* ---- The functions ---- */

static const char *message(const struct ort_status *status)
{
    return status->text;
}

static struct ort_status *create_env(int level, const char *name, struct ort_env **env)
{
    (void)level, (void)name;
    *env = (struct ort_env *)(void *)&here;
    return fails("start") ? fail("the stub does not start") : NULL;
}

static struct ort_status *create_session(const struct ort_env *env, const char *path,
                                         const struct ort_session_options *options, struct ort_session **session)
{
    (void)env, (void)path, (void)options;
    *session = fails("load") ? NULL : (struct ort_session *)(void *)&here;
    return *session ? NULL : fail("/somewhere/model.cc:12 Status Load(int) The stub does not load\nand says more");
}

static struct ort_status *create_options(struct ort_session_options **options)
{
    *options = (struct ort_session_options *)(void *)&here;
    return NULL;
}

static struct ort_status *set_threads(struct ort_session_options *options, int threads)
{
    (void)options;
    return threads == 1 ? NULL : fail("the stub has one thread");
}

static struct ort_status *count_one(const struct ort_session *session, size_t *n)
{
    (void)session;
    *n = 1;
    return NULL;
}

static struct ort_status *type_of(struct ort_shape shape, struct ort_type **type)
{
    *type = malloc(sizeof **type);
    if (!*type)
        return fail("no memory");
    (*type)->shape = shape;
    return NULL;
}

static struct ort_status *input_type(const struct ort_session *session, size_t i, struct ort_type **type)
{
    (void)session, (void)i;
    return type_of(input_shape(), type);
}

static struct ort_status *output_type(const struct ort_session *session, size_t i, struct ort_type **type)
{
    (void)session, (void)i;
    return type_of(output_shape(), type);
}

static struct ort_status *input_name(const struct ort_session *session, size_t i, struct ort_allocator *allocator,
                                     char **name)
{
    (void)session, (void)i, (void)allocator;
    *name = strdup("pictures");
    return NULL;
}

static struct ort_status *output_name(const struct ort_session *session, size_t i, struct ort_allocator *allocator,
                                      char **name)
{
    (void)session, (void)i, (void)allocator;
    *name = strdup("means");
    return NULL;
}

static struct ort_status *allocator_free(struct ort_allocator *allocator, void *data)
{
    (void)allocator;
    free(data);
    return NULL;
}

static struct ort_status *tensor_over(const struct ort_memory *memory, void *data, size_t length, const int64_t *sides,
                                      size_t rank, int element, struct ort_value **value)
{
    (void)memory, (void)length;
    struct ort_value made = {{element, rank, {0}}, data, 0};
    memcpy(made.shape.sides, sides, rank * sizeof *sides);
    *value = malloc(sizeof **value);
    if (!*value)
        return fail("no memory");
    **value = made;
    return NULL;
}

static struct ort_status *tensor_data(struct ort_value *value, void **data)
{
    *data = value->data;
    return NULL;
}

static struct ort_status *tensor_of_type(const struct ort_type *type, const struct ort_shape **shape)
{
    *shape = type->shape.rank ? &type->shape : NULL;
    return NULL;
}

static struct ort_status *element_of(const struct ort_shape *shape, int *element)
{
    *element = shape->element;
    return NULL;
}

static struct ort_status *rank_of(const struct ort_shape *shape, size_t *rank)
{
    *rank = shape->rank;
    return NULL;
}

static struct ort_status *sides_of(const struct ort_shape *shape, int64_t *sides, size_t rank)
{
    memcpy(sides, shape->sides, rank * sizeof *sides);
    return NULL;
}

static struct ort_status *shape_of(const struct ort_value *value, struct ort_shape **shape)
{
    *shape = malloc(sizeof **shape);
    if (!*shape)
        return fail("no memory");
    **shape = value->shape;
    return NULL;
}

static struct ort_status *create_memory(int allocator, int kind, struct ort_memory **memory)
{
    (void)allocator, (void)kind;
    *memory = (struct ort_memory *)(void *)&here;
    return NULL;
}

static struct ort_status *default_allocator(struct ort_allocator **allocator)
{
    *allocator = (struct ort_allocator *)(void *)&here;
    return NULL;
}

/* ---- Running ---- */

static double number_at(const struct ort_value *value, size_t i)
{
    switch (value->shape.element) {
    case ORT_FLOAT32:
        return (double)((const float *)value->data)[i];
    case ORT_FLOAT16:
        return (double)mlf_half_value(((const uint16_t *)value->data)[i]);
    default:
        return ((const unsigned char *)value->data)[i];
    }
}

/* The mean of a channel of picture k over the half `lower`. */
static double mean(const struct ort_value *in, size_t k, size_t channel, size_t lower)
{
    const int64_t *side = in->shape.sides;
    int last = input_shape().sides[3] == 3;
    size_t height = (size_t)side[last ? 1 : 2], width = (size_t)side[last ? 2 : 3], n = 0;
    double sum = 0;
    for (size_t y = lower ? height / 2 : 0; y < (lower ? height : (height + 1) / 2); y++)
        for (size_t x = 0; x < width; x++, n++) {
            size_t pixel = y * width + x, picture = k * height * width;
            sum += number_at(in, last ? (picture + pixel) * 3 + channel : (3 * k + channel) * height * width + pixel);
        }
    return sum / (double)n;
}

static struct ort_status *run(struct ort_session *session, const void *run_options, const char *const *input_names,
                              const struct ort_value *const *inputs, size_t n_inputs, const char *const *output_names,
                              size_t n_outputs, struct ort_value **outputs)
{
    (void)session, (void)run_options, (void)input_names, (void)n_inputs, (void)output_names, (void)n_outputs;
    pthread_mutex_lock(&lock);
    int number = ++runs;
    pthread_mutex_unlock(&lock);
    if (fails("run") || (fails("later") && number > 2))
        return fail("the stub does not run");
    const struct ort_value *in = inputs[0];
    struct ort_value out = {output_shape(), NULL, 1};
    size_t n = (size_t)in->shape.sides[0], dim = out.shape.rank > 1 ? (size_t)out.shape.sides[1] : 1;
    dim += fails("other") && number > 4;
    out.shape.sides[0] = (int64_t)n;
    out.shape.sides[1] = (int64_t)dim;
    float *singles = malloc(n * dim * sizeof *singles);
    uint16_t *halves = (uint16_t *)singles;
    struct ort_value *value = malloc(sizeof *value);
    for (size_t i = 0; singles && i < n * dim; i++) {
        float number_now = (float)mean(in, i / dim, i % dim % 3, i % dim / 3 % 2);
        if (fails("nan") || (fails("nan-later") && number > 3 && i / dim + 1 == n))
            number_now = NAN;
        if (out.shape.element == ORT_FLOAT16)
            halves[i] = mlf_half_of(number_now);
        else
            singles[i] = number_now;
    }
    out.data = singles;
    if (!value) {
        free(singles);
        return fail("no memory");
    }
    *value = out;
    outputs[0] = value;
    return NULL;
}

static void free_env(struct ort_env *env)
{
    (void)env;
}
static void free_memory(struct ort_memory *memory)
{
    (void)memory;
}
static void free_session(struct ort_session *session)
{
    (void)session;
}
static void free_options(struct ort_session_options *options)
{
    (void)options;
}
static void free_status(struct ort_status *status)
{
    free(status);
}
static void free_type(struct ort_type *type)
{
    free(type);
}
static void free_shape(struct ort_shape *shape)
{
    free(shape);
}
static void free_value(struct ort_value *value)
{
    if (value->owned)
        free(value->data);
    free(value);
}

static const struct ort_table *find_table(uint32_t version)
{
    static const struct ort_table table = {
        .message = message,
        .create_env = create_env,
        .create_session = create_session,
        .run = run,
        .create_options = create_options,
        .set_threads_within = set_threads,
        .set_threads_between = set_threads,
        .count_inputs = count_one,
        .count_outputs = count_one,
        .input_type = input_type,
        .output_type = output_type,
        .input_name = input_name,
        .output_name = output_name,
        .tensor_over = tensor_over,
        .tensor_data = tensor_data,
        .tensor_of_type = tensor_of_type,
        .element_of = element_of,
        .rank_of = rank_of,
        .sides_of = sides_of,
        .shape_of = shape_of,
        .create_memory = create_memory,
        .allocator_free = allocator_free,
        .default_allocator = default_allocator,
        .free_env = free_env,
        .free_status = free_status,
        .free_memory = free_memory,
        .free_session = free_session,
        .free_value = free_value,
        .free_type = free_type,
        .free_shape = free_shape,
        .free_options = free_options,
    };
    return version == ORT_VERSION && !fails("old") ? &table : NULL;
}

static const char *version(void)
{
    return "0.0.0";
}

const struct ort_base *OrtGetApiBase(void)
{
    static const struct ort_base base = {find_table, version};
    return &base;
}
