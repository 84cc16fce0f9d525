#include "mlfix/base/path.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <limits.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/checksum.h"
#include "mlfix/base/err.h"
#include "mlfix/base/limits.h"
#include "mlfix/base/utf8.h"

char *mlf_path_join(const char *folder, const char *name, struct mlf_err *err)
{
    if (!folder || !*folder || strcmp(folder, ".") == 0 || name[0] == '/')
        return mlf_strdup(name, err);
    int slash = folder[strlen(folder) - 1] == '/';
    return mlf_strf(err, "%s%s%s", folder, slash ? "" : "/", name);
}

const char *mlf_path_base(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

const char *mlf_path_extension(const char *path)
{
    const char *base = mlf_path_base(path);
    const char *dot = strrchr(base, '.');
    return dot && dot != base ? dot : base + strlen(base);
}

int mlf_path_is_image(const char *path)
{
    static const char *const extensions[] = {".jpg", ".jpeg", ".png", ".webp", ".tif",  ".tiff",
                                             ".gif", ".bmp",  ".ppm", ".pgm",  ".heic", ".avif"};
    const char *extension = mlf_path_extension(path);
    for (size_t i = 0; i < sizeof extensions / sizeof *extensions; i++)
        if (strcasecmp(extension, extensions[i]) == 0)
            return 1;
    return 0;
}

/* ---- Names from any bytes ---- */

/* Appends the character at text[0..length) if it may stand in a name at
 * position `at`; else '_'. Returns whether it was kept. */
static int put_character(struct mlf_buf *out, const char *text, size_t length, size_t at)
{
    unsigned char c = (unsigned char)text[0];
    int plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    int inner = (c == '-' || c == '.') && at > 0;
    if (plain || inner || (length > 1 && mlf_utf8_prints(text, length))) {
        mlf_buf_add(out, text, length);
        return 1;
    }
    mlf_buf_putc(out, '_');
    return 0;
}

/* Cuts `name` to the limit: its beginning and end around the checksum, both cut
 * between characters. */
static char *shorten(const char *name, uint64_t sum, struct mlf_err *err)
{
    size_t length = strlen(name), half = (MLF_LIMIT_FILE_NAME - 18) / 2;
    size_t head = half, tail = length - half;
    while (head > 0 && ((unsigned char)name[head] & 0xc0) == 0x80)
        head--;
    while (tail < length && ((unsigned char)name[tail] & 0xc0) == 0x80)
        tail++;
    return mlf_strf(err, "%.*s-%016llx-%s", (int)head, name, (unsigned long long)sum, name + tail);
}

static char *make_component(const char *text, int unique, struct mlf_err *err)
{
    struct mlf_buf out = {0};
    size_t length = strlen(text);
    int changed = length == 0;
    for (size_t i = 0; i < length;) {
        size_t n = mlf_utf8_length(text + i, length - i);
        changed |= !put_character(&out, text + i, n ? n : 1, i);
        i += n ? n : 1;
    }
    if (length == 0)
        mlf_buf_putc(&out, '_');
    uint64_t sum = mlf_checksum(MLF_CHECKSUM_START, text, length);
    if (unique && changed)
        mlf_buf_printf(&out, "-%016llx", (unsigned long long)sum);
    char *name = mlf_buf_take(&out, err);
    if (name && strlen(name) > MLF_LIMIT_FILE_NAME) {
        char *shorter = shorten(name, sum, err);
        free(name);
        name = shorter;
    }
    return name;
}

char *mlf_path_component(const char *text, struct mlf_err *err)
{
    return make_component(text, 0, err);
}

char *mlf_path_unique(const char *text, struct mlf_err *err)
{
    return make_component(text, 1, err);
}

/* ---- Staying inside ---- */

int mlf_path_is_inside(const char *relative)
{
    if (!*relative || *relative == '/')
        return 0;
    for (const char *p = relative; *p;) {
        size_t n = strcspn(p, "/");
        if (n == 2 && p[0] == '.' && p[1] == '.')
            return 0;
        p += n;
        p += *p == '/';
    }
    return 1;
}

int mlf_path_resolves_inside(const char *root, const char *relative, struct mlf_err *err)
{
    char *path = mlf_path_join(root && *root ? root : ".", relative, err);
    char *real_root = NULL, *real_path = NULL;
    int inside = -1;
    if (!path)
        goto done;
    real_root = realpath(root && *root ? root : ".", NULL);
    if (!real_root) {
        mlf_fail_errno(err, "cannot open '%s'", root);
        goto done;
    }
    real_path = realpath(path, NULL);
    if (!real_path) {
        mlf_fail_errno(err, "cannot open '%s'", path);
        goto done;
    }
    size_t n = strlen(real_root);
    inside = strncmp(real_path, real_root, n) == 0 && (real_path[n] == '/' || n == 1);
done:
    free(path);
    free(real_root);
    free(real_path);
    return inside;
}

int mlf_path_make_folders(const char *path, struct mlf_err *err)
{
    char *copy = mlf_strdup(path, err);
    if (!copy)
        return -1;
    int result = 0;
    for (char *p = copy + 1; result == 0 && p[-1]; p++) {
        if (*p != '/' && *p)
            continue;
        char kept = *p;
        *p = '\0';
        struct stat status;
        if (mkdir(copy, 0777) && (errno != EEXIST || stat(copy, &status) || !S_ISDIR(status.st_mode)))
            result = mlf_fail_errno(err, "cannot make the folder '%s'", copy);
        *p = kept;
    }
    free(copy);
    return result;
}

const char *mlf_path_plain(const char *path)
{
    while (path[0] == '.' && path[1] == '/') {
        path += 2;
        while (*path == '/')
            path++;
    }
    return path;
}
