/* The part of ONNX Runtime's C interface that is used here. The library hands out a
 * table of functions that only ever grows at its end, so that the place of a function
 * never changes; version 1 of the table ends with place 101. The places, parameters and
 * constants are facts of include/onnxruntime/core/session/onnxruntime_c_api.h of
 * ONNX Runtime, https://github.com/microsoft/onnxruntime. */
#ifndef MLFIX_NETWORK_RUNTIME_TABLE_H
#define MLFIX_NETWORK_RUNTIME_TABLE_H

#include <stddef.h>
#include <stdint.h>

/* The library's own objects, known by their addresses. A status of NULL is success. */
struct ort_status;
struct ort_env;
struct ort_session;
struct ort_session_options;
struct ort_value;
struct ort_memory;
struct ort_type;
struct ort_shape;
struct ort_allocator;

enum ort_element {
    ORT_FLOAT32 = 1,
    ORT_UINT8 = 2,
    ORT_FLOAT16 = 10,
};

enum ort_constant {
    ORT_VERSION = 1,   /* of the table */
    ORT_LOG_FATAL = 4, /* the library prints nothing below this */
    ORT_DEVICE_ALLOCATOR = 0,
    ORT_MEMORY_DEFAULT = 0,
    ORT_IS_TENSOR = 1,
};

/* A run of places that are not used. */
#define ORT_UNUSED(first, last) void (*unused_##first[(last) - (first) + 1])(void)

struct ort_table {
    ORT_UNUSED(0, 1);
    const char *(*message)(const struct ort_status *);
    struct ort_status *(*create_env)(int log_level, const char *name, struct ort_env **);
    ORT_UNUSED(4, 6);
    struct ort_status *(*create_session)(const struct ort_env *, const char *path, const struct ort_session_options *,
                                         struct ort_session **);
    ORT_UNUSED(8, 8);
    struct ort_status *(*run)(struct ort_session *, const void *run_options, const char *const *input_names,
                              const struct ort_value *const *inputs, size_t n_inputs, const char *const *output_names,
                              size_t n_outputs, struct ort_value **outputs);
    struct ort_status *(*create_options)(struct ort_session_options **);
    ORT_UNUSED(11, 23);
    struct ort_status *(*set_threads_within)(struct ort_session_options *, int threads);
    struct ort_status *(*set_threads_between)(struct ort_session_options *, int threads);
    ORT_UNUSED(26, 29);
    struct ort_status *(*count_inputs)(const struct ort_session *, size_t *);
    struct ort_status *(*count_outputs)(const struct ort_session *, size_t *);
    ORT_UNUSED(32, 32);
    struct ort_status *(*input_type)(const struct ort_session *, size_t i, struct ort_type **);
    struct ort_status *(*output_type)(const struct ort_session *, size_t i, struct ort_type **);
    ORT_UNUSED(35, 35);
    struct ort_status *(*input_name)(const struct ort_session *, size_t i, struct ort_allocator *, char **);
    struct ort_status *(*output_name)(const struct ort_session *, size_t i, struct ort_allocator *, char **);
    ORT_UNUSED(38, 48);
    struct ort_status *(*tensor_over)(const struct ort_memory *, void *data, size_t length, const int64_t *shape,
                                      size_t rank, int element, struct ort_value **);
    ORT_UNUSED(50, 50);
    struct ort_status *(*tensor_data)(struct ort_value *, void **);
    ORT_UNUSED(52, 54);
    struct ort_status *(*tensor_of_type)(const struct ort_type *, const struct ort_shape **); /* NULL: no tensor */
    ORT_UNUSED(56, 59);
    struct ort_status *(*element_of)(const struct ort_shape *, int *element);
    struct ort_status *(*rank_of)(const struct ort_shape *, size_t *rank);
    struct ort_status *(*sides_of)(const struct ort_shape *, int64_t *sides, size_t rank); /* below 0: free */
    ORT_UNUSED(63, 64);
    struct ort_status *(*shape_of)(const struct ort_value *, struct ort_shape **);
    ORT_UNUSED(66, 68);
    struct ort_status *(*create_memory)(int allocator, int kind, struct ort_memory **);
    ORT_UNUSED(70, 75);
    struct ort_status *(*allocator_free)(struct ort_allocator *, void *);
    ORT_UNUSED(77, 77);
    struct ort_status *(*default_allocator)(struct ort_allocator **); /* not to be freed */
    ORT_UNUSED(79, 91);
    void (*free_env)(struct ort_env *);
    void (*free_status)(struct ort_status *);
    void (*free_memory)(struct ort_memory *);
    void (*free_session)(struct ort_session *);
    void (*free_value)(struct ort_value *);
    ORT_UNUSED(97, 97);
    void (*free_type)(struct ort_type *);
    void (*free_shape)(struct ort_shape *);
    void (*free_options)(struct ort_session_options *);
};

/* What the library's only symbol, OrtGetApiBase, returns. */
struct ort_base {
    const struct ort_table *(*table)(uint32_t version); /* NULL: the version is not known */
    const char *(*version)(void);                       /* of the library: "1.17.0" */
};

#define ORT_STANDS_AT(member, place)                                                                                   \
    _Static_assert(offsetof(struct ort_table, member) == (place) * sizeof(void (*)(void)), #member)
ORT_STANDS_AT(message, 2);
ORT_STANDS_AT(create_session, 7);
ORT_STANDS_AT(run, 9);
ORT_STANDS_AT(set_threads_within, 24);
ORT_STANDS_AT(count_inputs, 30);
ORT_STANDS_AT(output_name, 37);
ORT_STANDS_AT(tensor_over, 49);
ORT_STANDS_AT(tensor_data, 51);
ORT_STANDS_AT(tensor_of_type, 55);
ORT_STANDS_AT(element_of, 60);
ORT_STANDS_AT(shape_of, 65);
ORT_STANDS_AT(create_memory, 69);
ORT_STANDS_AT(allocator_free, 76);
ORT_STANDS_AT(default_allocator, 78);
ORT_STANDS_AT(free_env, 92);
ORT_STANDS_AT(free_options, 100);

#endif
