/* ONNX Runtime, opened when it is asked for: nothing is linked to it. */
#ifndef MLFIX_NETWORK_RUNTIME_H
#define MLFIX_NETWORK_RUNTIME_H

struct mlf_err;
struct ort_allocator;
struct ort_env;
struct ort_memory;
struct ort_status;
struct ort_table;

struct mlf_runtime {
    void *library;
    const char *version; /* of the library */
    const struct ort_table *call;
    struct ort_env *env;
    struct ort_memory *memory;       /* that of the processor */
    struct ort_allocator *allocator; /* of the names that the library hands out */
};

/* Where the library is looked for unless the user says otherwise. */
#define MLF_RUNTIME_VARIABLE "MLFIX_NET_LIBRARY"
#define MLF_RUNTIME_DEFAULT "libonnxruntime.so.1"

/* `library` NULL: the file that the environment names, or else the default one. */
int mlf_runtime_open(struct mlf_runtime *runtime, const char *library, struct mlf_err *err);

/* Harmless on a zeroed one. The library itself stays loaded: it does not bear being
 * taken out while its threads may still be ending. */
void mlf_runtime_close(struct mlf_runtime *runtime);

/* 0 for a success; else -1, the status is freed and the error is "WHAT: what the library
 * said", its first line. */
int mlf_runtime_check(const struct mlf_runtime *runtime, struct ort_status *status, const char *what,
                      struct mlf_err *err);

#endif
