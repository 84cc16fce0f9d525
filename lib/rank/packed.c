#include "packed.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mlfix/base/checksum.h"
#include "mlfix/base/err.h"

#define ALIGNED ((size_t)64)
#define ORDER UINT64_C(0x0102030405060708)

struct head {
    char magic[MLF_PACKED_NAME], kind[MLF_PACKED_NAME];
    uint64_t version, order, nothing[2];
};

struct section {
    char name[MLF_PACKED_NAME];
    uint64_t size, n, nothing[4];
};

static const char magic[MLF_PACKED_NAME] = "mlfix packed\n";

/* ---- Writing ---- */

static int put(struct mlf_packed_writer *writer, const void *data, size_t length, struct mlf_err *err)
{
    if (length > 0 && fwrite(data, 1, length, writer->temp.file) != length)
        return mlf_fail_errno(err, "'%s' cannot be written", writer->temp.target);
    writer->sum = mlf_checksum(writer->sum, data, length);
    return 0;
}

int mlf_packed_create(struct mlf_packed_writer *writer, const char *path, const char *kind, struct mlf_err *err)
{
    struct head head = {.version = MLF_PACKED_VERSION, .order = ORDER};
    *writer = (struct mlf_packed_writer){.sum = MLF_CHECKSUM_START};
    memcpy(head.magic, magic, sizeof magic);
    snprintf(head.kind, sizeof head.kind, "%s", kind);
    if (mlf_tempfile_open(&writer->temp, path, err))
        return -1;
    return put(writer, &head, sizeof head, err);
}

int mlf_packed_put(struct mlf_packed_writer *writer, const char *name, const void *items, size_t size, size_t n,
                   struct mlf_err *err)
{
    static const char zeros[ALIGNED];
    struct section section = {.size = size, .n = n};
    size_t length = size * n;
    snprintf(section.name, sizeof section.name, "%s", name);
    return put(writer, &section, sizeof section, err) || put(writer, items, length, err) ||
                   put(writer, zeros, (ALIGNED - length % ALIGNED) % ALIGNED, err)
               ? -1
               : 0;
}

int mlf_packed_finish(struct mlf_packed_writer *writer, struct mlf_err *err)
{
    uint64_t sum = writer->sum;
    int result = put(writer, &sum, sizeof sum, err);
    if (result == 0)
        result = mlf_tempfile_commit(&writer->temp, err);
    mlf_packed_discard(writer);
    return result;
}

void mlf_packed_discard(struct mlf_packed_writer *writer)
{
    mlf_tempfile_discard(&writer->temp);
    *writer = (struct mlf_packed_writer){0};
}

/* ---- Reading ---- */

static size_t padded(size_t length)
{
    return length + (ALIGNED - length % ALIGNED) % ALIGNED;
}

/* The section at this place and where the next one begins: 1; 0 behind the last one; -1 where it reaches beyond the
 * end. */
static int read_section(const struct mlf_packed *packed, size_t at, struct section *section, size_t *next)
{
    size_t end = packed->length - sizeof packed->sum, rest;
    if (at == end)
        return 0;
    if (at > end || end - at < sizeof *section)
        return -1;
    memcpy(section, (const char *)packed->map + at, sizeof *section);
    rest = end - at - sizeof *section;
    if (section->size == 0 || section->n > rest / section->size || padded(section->size * section->n) > rest)
        return -1;
    *next = at + sizeof *section + padded(section->size * section->n);
    return 1;
}

static int check(struct mlf_packed *packed, const char *kind, struct mlf_err *err)
{
    struct head head;
    struct section section;
    size_t at = sizeof head;
    int found;
    if (packed->length < sizeof head + sizeof packed->sum)
        return mlf_fail(err, "is no file of mlfix-judge");
    memcpy(&head, packed->map, sizeof head);
    if (memcmp(head.magic, magic, sizeof magic) != 0)
        return mlf_fail(err, "is no file of mlfix-judge");
    if (head.order != ORDER)
        return mlf_fail(err, "was written by another kind of machine");
    if (head.version != MLF_PACKED_VERSION)
        return mlf_fail(err, "is of version %llu, %d is read: make it again", (unsigned long long)head.version,
                        MLF_PACKED_VERSION);
    if (strncmp(head.kind, kind, sizeof head.kind) != 0)
        return mlf_fail(err, "is no %s but a %.15s", kind, head.kind);
    memcpy(&packed->sum, (const char *)packed->map + packed->length - sizeof packed->sum, sizeof packed->sum);
    if (mlf_checksum(MLF_CHECKSUM_START, packed->map, packed->length - sizeof packed->sum) != packed->sum)
        return mlf_fail(err, "is cut short or damaged: its checksum is wrong");
    while ((found = read_section(packed, at, &section, &at)) > 0)
        ;
    return found < 0 ? mlf_fail(err, "is damaged: a section reaches beyond its end") : 0;
}

int mlf_packed_open(struct mlf_packed *packed, const char *path, const char *kind, struct mlf_err *err)
{
    struct stat info;
    struct mlf_err why = {""};
    *packed = (struct mlf_packed){.path = path};
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0)
        return mlf_fail_errno(err, "'%s' cannot be opened", path);
    int result = fstat(file, &info) ? mlf_fail_errno(&why, "cannot be read") : 0;
    if (result == 0 && (!S_ISREG(info.st_mode) || info.st_size <= 0))
        result = mlf_fail(&why, "is no file of mlfix-judge");
    if (result == 0) {
        packed->length = (size_t)info.st_size;
        packed->map = mmap(NULL, packed->length, PROT_READ, MAP_PRIVATE, file, 0);
        if (packed->map == MAP_FAILED) {
            packed->map = NULL;
            result = mlf_fail_errno(&why, "cannot be read");
        }
    }
    close(file);
    if (result == 0)
        result = check(packed, kind, &why);
    return result ? mlf_fail(err, "'%s' %s", path, why.text) : 0;
}

void mlf_packed_close(struct mlf_packed *packed)
{
    if (packed->map)
        munmap(packed->map, packed->length);
    *packed = (struct mlf_packed){0};
}

const void *mlf_packed_find(const struct mlf_packed *packed, const char *name, size_t size, size_t *n,
                            struct mlf_err *err)
{
    struct section section;
    size_t at = sizeof(struct head), next;
    for (; read_section(packed, at, &section, &next) > 0; at = next)
        if (strncmp(section.name, name, sizeof section.name) == 0 && section.size == size) {
            *n = section.n;
            return (const char *)packed->map + at + sizeof section;
        }
    mlf_fail(err, "'%s' is damaged: it has no section '%s'", packed->path, name);
    return NULL;
}

const void *mlf_packed_get(const struct mlf_packed *packed, const char *name, size_t size, size_t n, size_t m,
                           struct mlf_err *err)
{
    size_t found = 0;
    const void *items = mlf_packed_find(packed, name, size, &found, err);
    if (!items || (m == 0 ? found == 0 : found % m == 0 && found / m == n))
        return items;
    mlf_fail(err, "'%s' is damaged: section '%s' has %zu items", packed->path, name, found);
    return NULL;
}
