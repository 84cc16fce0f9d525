/* See fuzz.h. */

#include "fuzz.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mlfix/base/path.h"

static char folder[512];
static char paths[4][1024];

void fuzz_broken(const char *file, int line, const char *condition, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    fprintf(stderr, "%s:%d: does not hold: %s: ", file, line, condition);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    abort();
}

uint64_t fuzz_next(uint64_t *state)
{
    uint64_t x = *state += UINT64_C(0x9e3779b97f4a7c15);

    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}

uint64_t fuzz_hash(const uint8_t *data, size_t size)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325) ^ size;

    for (size_t i = 0; i < size; i++)
        hash = (hash ^ data[i]) * UINT64_C(0x100000001b3);
    return fuzz_next(&hash);
}

static int remove_entry(const char *path, const struct stat *info, int kind, struct FTW *at)
{
    (void)info;
    if (at->level == 0)
        return 0;
    return kind == FTW_DP ? rmdir(path) : unlink(path);
}

void fuzz_folder_clear(void)
{
    (void)chmod(fuzz_folder(), 0700);
    HOLDS(nftw(folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS) == 0, "'%s' can be emptied", folder);
}

static void remove_folder(void)
{
    fuzz_folder_clear();
    (void)rmdir(folder);
}

const char *fuzz_folder(void)
{
    const char *where = getenv("TMPDIR");

    if (!*folder) {
        snprintf(folder, sizeof folder, "%s/mlfix-fuzz-XXXXXX", where && *where ? where : "/tmp");
        HOLDS(mkdtemp(folder) != NULL, "'%s' can be made", folder);
        (void)atexit(remove_folder);
    }
    return folder;
}

const char *fuzz_path(const char *name)
{
    static unsigned next;
    char *path = paths[next++ % 4];

    snprintf(path, sizeof paths[0], "%s/%s", fuzz_folder(), name);
    return path;
}

int fuzz_put(const char *name, const void *data, size_t size)
{
    char path[1024];
    int fd, whole;

    if (!mlf_path_is_inside(name) || strlen(name) > 200 || name[strlen(name) - 1] == '/')
        return 0;
    snprintf(path, sizeof path, "%s/%s", fuzz_folder(), name);
    for (char *at = path + strlen(folder) + 1; (at = strchr(at, '/')); at++) {
        *at = '\0';
        (void)mkdir(path, 0700);
        *at = '/';
    }
    (void)unlink(path); /* whoever has mapped the file keeps its bytes */
    if ((fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)) < 0)
        return 0;
    whole = write(fd, data, size) == (ssize_t)size;
    close(fd);
    return whole;
}

char *fuzz_get(const char *name, size_t *size)
{
    FILE *file = fopen(fuzz_path(name), "rb");
    struct stat info;
    char *text;

    if (!file)
        return NULL;
    if (fstat(fileno(file), &info) || !S_ISREG(info.st_mode) || !(text = malloc((size_t)info.st_size + 1))) {
        fclose(file);
        return NULL;
    }
    *size = fread(text, 1, (size_t)info.st_size, file);
    text[*size] = '\0';
    fclose(file);
    return text;
}
