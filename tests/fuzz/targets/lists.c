/* The small lists: names of a model's classes, and texts on their way to people and to paths. */

#include <stdlib.h>
#include <string.h>

#include "../fuzz.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/path.h"
#include "mlfix/base/plain-text.h"
#include "mlfix/base/string-set.h"
#include "mlfix/base/utf8.h"
#include "mlfix/judge/class-list.h"

/* Nothing is left that a terminal could obey. */
static void check_plain(const char *text)
{
    struct mlf_buf plain = {0};

    mlf_plain_put(&plain, text);
    for (size_t at = 0; at < plain.length;) {
        size_t n = mlf_utf8_length(plain.data + at, plain.length - at);

        HOLDS(n > 0 && mlf_utf8_prints(plain.data + at, n), "byte %zu of '%s'", at, plain.data);
        at += n;
    }
    mlf_buf_free(&plain);
}

/* One component of a path, whatever the text. */
static void check_component(const char *text)
{
    char *component = mlf_path_component(text, NULL), *unique = mlf_path_unique(text, NULL);

    HOLDS(*component && *component != '.' && !strchr(component, '/') && strlen(component) <= 100, "'%s'", component);
    HOLDS(*unique && *unique != '.' && !strchr(unique, '/'), "'%s'", unique);
    HOLDS(mlf_path_is_inside(component) && mlf_utf8_is_valid(component, strlen(component), NULL), "'%s'", component);
    free(component);
    free(unique);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mlf_string_set classes = {0};
    char *text = strndup((const char *)data, size);

    (void)fuzz_put("classes", data, size);
    if (mlf_class_list_read(&classes, fuzz_path("classes"), NULL) == 0)
        HOLDS(classes.n > 0, "a list has names");
    mlf_string_set_free(&classes);
    check_plain(text);
    check_component(text);
    (void)mlf_path_is_image(text);
    free(text);
    return 0;
}
