/* A model loaded by ONNX Runtime whose input takes pictures and of whose outputs one is a
 * vector a picture. */
#ifndef MLFIX_NETWORK_SESSION_H
#define MLFIX_NETWORK_SESSION_H

#include <stddef.h>
#include <stdint.h>

#include "runtime.h"

struct mlf_err;
struct ort_session;

struct mlf_session {
    struct mlf_runtime runtime;
    struct ort_session *session;
    const char *path; /* the caller's */
    char *input, *output;
    int element;              /* enum ort_element: of the input */
    int channels_last;        /* batch x height x width x 3; else batch x 3 x height x width */
    int guessed;              /* the shape does not tell which: channels first was assumed */
    int batch, height, width; /* 0: free */
};

/* `library`, `output`: what the user said, or NULL. */
int mlf_session_open(struct mlf_session *session, const char *path, const char *library, const char *output,
                     struct mlf_err *err);
void mlf_session_close(struct mlf_session *session);

/* Bytes of one number of the input. */
size_t mlf_session_number_size(const struct mlf_session *session);

/* Runs n pictures of height x width, whose numbers lie one behind the other. *vectors: n x *dim,
 * new memory, the caller's; *dim is found anew each time. On the calling thread. */
int mlf_session_run(const struct mlf_session *session, void *numbers, size_t n, int height, int width, float **vectors,
                    size_t *dim, struct mlf_err *err);

#endif
