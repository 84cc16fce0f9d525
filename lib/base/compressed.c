#include "mlfix/base/compressed.h"

#include <string.h>

#include "mlfix/base/err.h"

static const struct kind {
    const char *name, *program; /* that writes it unpacked */
    const char *magic;
    size_t length;
} kinds[] = {
    {"gzip", "zcat", "\x1f\x8b", 2},
    {"zstd", "zstdcat", "\x28\xb5\x2f\xfd", 4},
    {"bzip2", "bzcat", "BZh", 3},
    {"xz", "xzcat", "\xfd\x37zXZ\0", 6},
};

static const struct kind *find(const void *bytes, size_t length)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (length >= kinds[i].length && memcmp(bytes, kinds[i].magic, kinds[i].length) == 0)
            return &kinds[i];
    return NULL;
}

const char *mlf_compressed_kind(const void *bytes, size_t length)
{
    const struct kind *kind = find(bytes, length);
    return kind ? kind->name : NULL;
}

int mlf_compressed_refuse(const char *name, const void *bytes, size_t length, struct mlf_err *err)
{
    const struct kind *kind = find(bytes, length);
    if (!kind)
        return 0;
    if (strcmp(name, "(stdin)") == 0)
        return mlf_fail(err, "standard input is compressed (%s): put '%s |' before this command", kind->name,
                        kind->program);
    return mlf_fail(err, "'%s' is compressed (%s): give it unpacked, as '%s %s' writes it", name, kind->name,
                    kind->program, name);
}
