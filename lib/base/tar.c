/* A tar archive is a row of blocks of 512 bytes: for each member a header block
 * with its name and size, then its data. Names that do not fit the header stand in an
 * extended entry in front of it, whose data is the name (GNU) or a list of records
 * "LENGTH KEY=VALUE" (pax); such an entry has a header of its own. */

#include "mlfix/base/tar.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/limits.h"

/* Fields of a header block: where they begin and how long they are. */
enum {
    NAME = 0,
    NAME_SIZE = 100,
    SIZE = 124,
    SIZE_SIZE = 12,
    CHECKSUM = 148,
    CHECKSUM_SIZE = 8,
    TYPE = 156,
    MAGIC = 257,
    PREFIX = 345,
    PREFIX_SIZE = 155,
    GNU_SPARSE_MORE = 482, /* of a GNU sparse header: more of it follows */
    GNU_SPARSE_AGAIN = 504 /* the same in a block that follows */
};

size_t mlf_tar_padding(size_t size)
{
    return (MLF_TAR_BLOCK - size % MLF_TAR_BLOCK) % MLF_TAR_BLOCK;
}

int mlf_tar_open(struct mlf_tar *tar, const char *path, struct mlf_err *err)
{
    struct stat info;

    *tar = (struct mlf_tar){.fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
    if (tar->fd < 0)
        return mlf_fail_errno(err, "cannot open '%s'", path);
    if (fstat(tar->fd, &info) || !S_ISREG(info.st_mode))
        mlf_fail(err, "'%s' is not a regular file", path);
    else if ((tar->path = mlf_strdup(path, err)))
        tar->length = (size_t)info.st_size;
    if (tar->path)
        return 0;
    mlf_tar_close(tar);
    return -1;
}

void mlf_tar_close(struct mlf_tar *tar)
{
    if (tar->path || tar->fd > 0)
        close(tar->fd);
    free(tar->path);
    free(tar->name);
    *tar = (struct mlf_tar){0};
}

int mlf_tar_read(const struct mlf_tar *tar, size_t offset, size_t length, char *bytes, struct mlf_err *err)
{
    size_t done = 0;

    while (done < length) {
        ssize_t got = pread(tar->fd, bytes + done, length - done, (off_t)(offset + done));

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return mlf_fail_errno(err, "cannot read '%s'", tar->path);
        if (got == 0)
            return mlf_fail(err, "%s:%zu: the archive ends here, %zu bytes too early", tar->path, offset + done,
                            length - done);
        done += (size_t)got;
    }
    return 0;
}

char *mlf_tar_data(const struct mlf_tar *tar, const struct mlf_tar_entry *entry, size_t limit, struct mlf_err *err)
{
    char *bytes = NULL;

    if (entry->size > limit)
        mlf_fail(err, "%s:%zu: %zu bytes are more than the limit of %zu: see mlfix-limits(7)", tar->path, entry->header,
                 entry->size, limit);
    else if ((bytes = mlf_alloc(entry->size + 1, 1, err)) && mlf_tar_read(tar, entry->data, entry->size, bytes, err)) {
        free(bytes);
        bytes = NULL;
    }
    return bytes;
}

/* ---- A header block ---- */

unsigned mlf_tar_checksum(const char header[512])
{
    unsigned sum = 0;

    for (size_t i = 0; i < MLF_TAR_BLOCK; i++)
        sum += i >= CHECKSUM && i < CHECKSUM + CHECKSUM_SIZE ? ' ' : (unsigned char)header[i];
    return sum;
}

/* Some old programs summed signed bytes. */
static unsigned signed_checksum(const char header[512])
{
    unsigned sum = 0;

    for (size_t i = 0; i < MLF_TAR_BLOCK; i++)
        sum += i >= CHECKSUM && i < CHECKSUM + CHECKSUM_SIZE ? ' ' : (unsigned)(signed char)header[i];
    return sum;
}

/* Octal digits between blanks or NULs, or GNU's base 256: 1, or 0 where the field is neither. */
static int read_number(const char *field, size_t length, size_t *number)
{
    size_t i = 0;
    int digits = 0;

    *number = 0;
    if ((unsigned char)field[0] == 0x80) {
        for (i = 1; i < length; i++) {
            if (*number >> (8 * sizeof *number - 9))
                return 0;
            *number = *number << 8 | (unsigned char)field[i];
        }
        return 1;
    }
    while (i < length && field[i] == ' ')
        i++;
    for (; i < length && field[i] >= '0' && field[i] <= '7'; i++, digits++) {
        if (*number >> (8 * sizeof *number - 4))
            return 0;
        *number = *number << 3 | (size_t)(field[i] - '0');
    }
    while (i < length && (field[i] == ' ' || field[i] == '\0'))
        i++;
    return i == length && digits > 0;
}

static int is_empty(const char *block)
{
    for (size_t i = 0; i < MLF_TAR_BLOCK; i++)
        if (block[i])
            return 0;
    return 1;
}

static const char *compression(const char *block)
{
    static const struct {
        const char *begin;
        size_t length;
        const char *name;
    } kinds[] = {
        {"\x1f\x8b", 2, "gzip"}, {"BZh", 3, "bzip2"}, {"\xfd\x37\x7aXZ", 5, "xz"}, {"\x28\xb5\x2f\xfd", 4, "zstd"}};

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (!memcmp(block, kinds[i].begin, kinds[i].length))
            return kinds[i].name;
    return NULL;
}

/* Reads the block at tar->at: 1, 0 at the end, -1 where it is no header. */
static int read_header(const struct mlf_tar *tar, char block[512], struct mlf_tar_entry *entry, struct mlf_err *err)
{
    size_t left = tar->length - tar->at;
    size_t sum;
    size_t have = left < MLF_TAR_BLOCK ? left : MLF_TAR_BLOCK;

    memset(block, 0, MLF_TAR_BLOCK);
    if (left == 0)
        return tar->length == 0 ? mlf_fail(err, "%s:0: the archive is empty", tar->path) : 0;
    if (mlf_tar_read(tar, tar->at, have, block, err))
        return -1;
    if (is_empty(block))
        return 0;
    if (tar->at == 0 && compression(block))
        return mlf_fail(err,
                        "%s:0: the archive is compressed with %s, and single members of it cannot be reached: unpack "
                        "it to a plain .tar",
                        tar->path, compression(block));
    if (left < MLF_TAR_BLOCK && tar->at > 0)
        return mlf_fail(err, "%s:%zu: the archive ends at byte %zu, inside a header", tar->path, tar->at, tar->length);
    if (!read_number(block + CHECKSUM, CHECKSUM_SIZE, &sum) ||
        (sum != mlf_tar_checksum(block) && sum != signed_checksum(block)))
        return mlf_fail(err, "%s:%zu: %s", tar->path, tar->at,
                        tar->at ? "no header of tar is where one should be" : "this is no tar archive");
    if (!read_number(block + SIZE, SIZE_SIZE, &entry->size))
        return mlf_fail(err, "%s:%zu: the size is no number", tar->path, tar->at);
    entry->header = tar->at;
    entry->data = tar->at + MLF_TAR_BLOCK;
    return 1;
}

/* ---- Names ---- */

static int set_name(struct mlf_tar *tar, const char *name, size_t length, struct mlf_err *err)
{
    if (mlf_grow(&tar->name, &tar->name_capacity, length + 1, 1, err))
        return -1;
    memcpy(tar->name, name, length);
    tar->name[length] = '\0';
    return 0;
}

static int name_from_header(struct mlf_tar *tar, const char *block, struct mlf_err *err)
{
    char name[PREFIX_SIZE + 1 + NAME_SIZE];
    size_t length = 0;

    if (!memcmp(block + MAGIC, "ustar\0", 6) && block[PREFIX]) {
        length = strnlen(block + PREFIX, PREFIX_SIZE);
        memcpy(name, block + PREFIX, length);
        name[length++] = '/';
    }
    memcpy(name + length, block + NAME, NAME_SIZE);
    return set_name(tar, name, length + strnlen(name + length, NAME_SIZE), err);
}

/* What extended entries told about the member that follows. */
struct said {
    int named, sized, sparse, sparse_named;
    size_t size;
};

/* One record "LENGTH KEY=VALUE\n" of pax; *at moves behind it. */
static int take_pax(struct mlf_tar *tar, const char *data, size_t length, size_t *at, const struct mlf_tar_entry *entry,
                    struct mlf_tar_member *member, struct said *said, struct mlf_err *err)
{
    size_t digits = 0;
    size_t size = 0;
    const char *key;
    const char *equals;
    const char *end;
    int is_path;
    int is_sparse_path;

    while (*at + digits < length && digits < 8 && data[*at + digits] >= '0' && data[*at + digits] <= '9')
        size = size * 10 + (size_t)(data[*at + digits++] - '0');
    end = data + *at + size;
    key = data + *at + digits + 1;
    if (!digits || size > length - *at || size < digits + 3 || key[-1] != ' ' || end[-1] != '\n' ||
        !(equals = memchr(key, '=', (size_t)(end - key))))
        return mlf_fail(err, "%s:%zu: a damaged pax header", tar->path, entry->header);
    is_path = equals - key == 4 && !memcmp(key, "path", 4);
    is_sparse_path = equals - key == 15 && !memcmp(key, "GNU.sparse.name", 15); /* their path is made up */
    if ((is_sparse_path || (is_path && !said->sparse_named)) &&
        set_name(tar, equals + 1, strnlen(equals + 1, (size_t)(end - equals) - 2), err))
        return -1;
    if (is_path) {
        member->naming = MLF_TAR_NAME_PAX;
        member->named = *entry;
        member->name_at = *at;
        member->name_length = size;
        said->named = 1;
    } else if (equals - key == 4 && !memcmp(key, "size", 4)) {
        char *behind;

        errno = 0;
        said->size = strtoull(equals + 1, &behind, 10);
        if (errno || behind != end - 1 || equals[1] < '0' || equals[1] > '9')
            return mlf_fail(err, "%s:%zu: the size is no number", tar->path, entry->header);
        said->sized = 1;
    } else if (equals - key > 10 && !memcmp(key, "GNU.sparse", 10)) {
        said->sparse = 1;
        said->sparse_named |= is_sparse_path;
    }
    *at += size;
    return 0;
}

static int take_extended(struct mlf_tar *tar, char type, const struct mlf_tar_entry *entry,
                         struct mlf_tar_member *member, struct said *said, struct mlf_err *err)
{
    char *data = mlf_tar_data(tar, entry, MLF_LIMIT_TAR_NAME, err);
    int result = data ? 0 : -1;

    if (data && type == 'L') {
        member->naming = MLF_TAR_NAME_GNU;
        member->named = *entry;
        member->name_at = 0;
        member->name_length = strlen(data);
        said->named = 1;
        result = set_name(tar, data, strlen(data), err);
    }
    for (size_t at = 0; data && type == 'x' && at < entry->size && !result;)
        result = take_pax(tar, data, entry->size, &at, entry, member, said, err);
    free(data);
    return result;
}

/* ---- The walk ---- */

/* The header of a sparse file in GNU's old format may go on in further blocks in front of
 * its data, with the list of its pieces. */
static int pass_sparse_map(struct mlf_tar *tar, const char *block, struct mlf_tar_entry *entry, struct mlf_err *err)
{
    char more = block[GNU_SPARSE_MORE];

    while (more) {
        char next[512];

        if (mlf_tar_read(tar, entry->data, sizeof next, next, err))
            return -1;
        entry->data += sizeof next;
        more = next[GNU_SPARSE_AGAIN];
    }
    return 0;
}

/* Sets tar->at behind the entry. */
static int pass(struct mlf_tar *tar, const struct mlf_tar_entry *entry, const char *what, struct mlf_err *err)
{
    size_t left = tar->length - entry->data;
    size_t padding = mlf_tar_padding(entry->size);

    if (entry->data > tar->length || entry->size > left)
        return mlf_fail(err, "%s:%zu: the archive ends at byte %zu, inside %s%s%s", tar->path, entry->header,
                        tar->length, what ? "'" : "an extended header", what ? what : "", what ? "'" : "");
    tar->at = entry->data + entry->size + (padding > left - entry->size ? left - entry->size : padding);
    return 0;
}

/* Links, devices and folders have no data, whatever size their header names. */
static int has_data(char type)
{
    return !strchr("123456", type) || type == '\0';
}

int mlf_tar_next(struct mlf_tar *tar, struct mlf_tar_member *member, struct mlf_err *err)
{
    struct said said = {0};
    char block[512];
    int more;

    *member = (struct mlf_tar_member){.begin = tar->at};
    while ((more = read_header(tar, block, &member->entry, err)) > 0) {
        char type = block[TYPE];
        int plain;

        if (type == 'x' || type == 'L' || type == 'K' || type == 'g' || type == 'X') {
            struct mlf_tar_entry entry = member->entry;

            if (pass(tar, &entry, NULL, err) || take_extended(tar, type, &entry, member, &said, err))
                return -1;
            continue;
        }
        if (!said.named && !said.sparse_named && name_from_header(tar, block, err))
            return -1;
        if (said.sized)
            member->entry.size = said.size;
        if (!has_data(type))
            member->entry.size = 0;
        if (type == 'S' && pass_sparse_map(tar, block, &member->entry, err))
            return -1;
        member->name = tar->name;
        while (!strncmp(member->name, "./", 2))
            member->name += 2 + strspn(member->name + 2, "/");
        if (pass(tar, &member->entry, member->name, err))
            return -1;
        plain = type == '0' || type == '\0' || type == '7' || type == 'S';
        member->sparse = type == 'S' || said.sparse;
        member->sized_by_pax = said.sized;
        if (plain && *member->name && member->name[strlen(member->name) - 1] != '/')
            return 1;
        *member = (struct mlf_tar_member){.begin = tar->at};
        said = (struct said){0};
    }
    return more;
}
