#include "runtime.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/err.h"
#include "runtime-table.h"

#define REMEDY                                                                                                         \
    "install ONNX Runtime (Debian 13: libonnxruntime-dev; elsewhere pip's onnxruntime or npm's onnxruntime-node "      \
    "carry it) and name its libonnxruntime.so with --net-library or " MLF_RUNTIME_VARIABLE

/* The library's first words, without the place in its source and further lines. */
static const char *plain_words(char *text)
{
    char *words = text;
    text[strcspn(text, "\n")] = '\0';
    /* "/path/file.cc:123 void Name(...) The words": the place is the library's own affair. */
    char *place = strstr(words, ".cc:");
    if (place && (place = strchr(place, ')')) && place[1] == ' ')
        words = place + 2;
    return words;
}

int mlf_runtime_check(const struct mlf_runtime *runtime, struct ort_status *status, const char *what,
                      struct mlf_err *err)
{
    if (!status)
        return 0;
    char text[512] = "";
    strncat(text, runtime->call->message(status), sizeof text - 1);
    runtime->call->free_status(status);
    return mlf_fail(err, "%s: %s", what, plain_words(text));
}

static int find_table(struct mlf_runtime *runtime, const char *library, struct mlf_err *err)
{
    const struct ort_base *(*entry)(void) = NULL;
    void *symbol = dlsym(runtime->library, "OrtGetApiBase");
    if (!symbol)
        return mlf_fail(err, "'%s' is a library, but not ONNX Runtime: " REMEDY, library);
    memcpy(&entry, &symbol, sizeof entry); /* ISO C has no cast from an object to a function */
    const struct ort_base *base = entry();
    runtime->version = base ? base->version() : "of no version";
    runtime->call = base ? base->table(ORT_VERSION) : NULL;
    if (!runtime->call)
        return mlf_fail(err, "ONNX Runtime %s in '%s' lacks version %d of its interface: " REMEDY, runtime->version,
                        library, ORT_VERSION);
    return 0;
}

int mlf_runtime_open(struct mlf_runtime *runtime, const char *library, struct mlf_err *err)
{
    *runtime = (struct mlf_runtime){0};
    if (!library)
        library = getenv(MLF_RUNTIME_VARIABLE);
    if (!library || !*library)
        library = MLF_RUNTIME_DEFAULT;
    runtime->library = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    if (!runtime->library) {
        const char *why = dlerror();
        return mlf_fail(err, "%s: " REMEDY, why ? why : library);
    }
    if (find_table(runtime, library, err))
        return -1;
    const struct ort_table *call = runtime->call;
    const char *what = "ONNX Runtime cannot be started";
    if (mlf_runtime_check(runtime, call->create_env(ORT_LOG_FATAL, "mlfix", &runtime->env), what, err) ||
        mlf_runtime_check(runtime, call->create_memory(ORT_DEVICE_ALLOCATOR, ORT_MEMORY_DEFAULT, &runtime->memory),
                          what, err) ||
        mlf_runtime_check(runtime, call->default_allocator(&runtime->allocator), what, err)) {
        mlf_runtime_close(runtime);
        return -1;
    }
    return 0;
}

void mlf_runtime_close(struct mlf_runtime *runtime)
{
    if (runtime->memory)
        runtime->call->free_memory(runtime->memory);
    if (runtime->env)
        runtime->call->free_env(runtime->env);
    *runtime = (struct mlf_runtime){0};
}
