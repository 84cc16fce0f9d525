/* See split-names.h. */

#include "mlfix/dataset/split-names.h"

#include <string.h>
#include <strings.h>

const char *mlf_split_of(const char *component)
{
    static const struct {
        const char *name;
        const char *split;
    } splits[] = {{"train", "train"},    {"training", "train"}, {"val", "val"},   {"valid", "val"},
                  {"validation", "val"}, {"validate", "val"},   {"test", "test"}, {"testing", "test"}};

    for (size_t i = 0; i < sizeof splits / sizeof *splits; i++)
        if (!strcasecmp(component, splits[i].name))
            return splits[i].split;
    return NULL;
}

const char *mlf_split_within(const char *component, char *rest)
{
    const char *split = NULL;
    size_t n = 0;

    for (const char *at = component; *at;) {
        size_t length = strcspn(at, "_- ");
        size_t plain = length;
        char word[16] = "";

        while (plain > 0 && at[plain - 1] >= '0' && at[plain - 1] <= '9')
            plain--;
        if (!split && plain > 0 && plain < sizeof word) {
            memcpy(word, at, plain);
            split = !strcmp(word, "pred") ? "test" : mlf_split_of(word);
            length = split ? length : 0;
        } else {
            length = 0;
        }
        if (length == 0) { /* no split: it is a part of the rest */
            length = strcspn(at, "_- ");
            for (size_t i = 0; rest && i < length && n < 63; i++)
                rest[n++] = at[i];
        }
        at += length;
        at += *at != '\0';
    }
    if (rest)
        rest[n] = '\0';
    return split;
}

const char *mlf_split_in(const char *path)
{
    const char *split = NULL;

    for (const char *slash; !split && (slash = strchr(path, '/')); path = slash + 1) {
        char component[16] = "";
        size_t length = (size_t)(slash - path);

        if (length < sizeof component) {
            memcpy(component, path, length);
            split = mlf_split_of(component);
        }
    }
    return split;
}

const char *mlf_split_among(const char *path)
{
    const char *split = NULL;

    while (!split && strchr(path, '/')) {
        char word[16] = "";
        size_t length = strcspn(path, "/-_");

        if (length < sizeof word) {
            memcpy(word, path, length);
            split = mlf_split_of(word);
        }
        path += length + 1;
    }
    return split;
}
