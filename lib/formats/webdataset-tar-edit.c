/* Steps that change an archive in place. See webdataset-tar-edit.h. Of a header only the bytes that differ are
 * replaced. */

#include "webdataset-tar-edit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"

/* Fields of a header block (POSIX.1-2001, pax, "ustar Interchange Format"). */
enum {
    NAME_SIZE = 100,
    SIZE = 124,
    SIZE_SIZE = 12,
    CHECKSUM = 148,
    CHECKSUM_SIZE = 8,
    MAGIC = 257,
    PREFIX = 345,
    PREFIX_SIZE = 155
};

/* Writes octal digits over those in the field, as many as there were where they suffice, else as many as the
 * standard wants. */
static void put_octal(char *field, size_t length, size_t number, int standard)
{
    char digits[32];
    size_t begin = 0;
    size_t end;
    size_t n = (size_t)snprintf(digits, sizeof digits, "%zo", number);

    while (begin < length && (field[begin] < '0' || field[begin] > '7'))
        begin++;
    end = begin;
    while (end < length && field[end] >= '0' && field[end] <= '7')
        end++;
    if (end - begin >= n) {
        memset(field + begin, '0', end - begin);
        memcpy(field + end - n, digits, n);
    } else {
        snprintf(digits, sizeof digits, "%0*zo", standard, number);
        memset(field, 0, length);
        memcpy(field, digits, (size_t)standard);
    }
}

/* Writes the size in octal, or in GNU tar's binary form where the old size was written so. */
static void put_size(char *header, size_t size)
{
    char *field = header + SIZE;

    if ((unsigned char)field[0] != 0x80) {
        put_octal(field, SIZE_SIZE, size, SIZE_SIZE - 1);
        return;
    }
    for (int i = SIZE_SIZE - 1; i > 0; i--, size >>= 8)
        field[i] = (char)(size & 0xff);
}

/* Steps for the runs of bytes in which the changed header differs, with its checksum. */
static int replace_header(const char *file, size_t offset, const char old[512], char changed[512],
                          struct mlf_edits *edits, struct mlf_err *err)
{
    put_octal(changed + CHECKSUM, CHECKSUM_SIZE, mlf_tar_checksum(changed), CHECKSUM_SIZE - 2);
    for (size_t begin = 0, end; begin < MLF_TAR_BLOCK; begin = end + 1) {
        for (end = begin; end < MLF_TAR_BLOCK && old[end] != changed[end];)
            end++;
        if (end > begin &&
            mlf_edits_replace(edits, file, offset + begin, end - begin, changed + begin, end - begin, err))
            return -1;
    }
    return 0;
}

/* What the last block is filled up with grows or shrinks at its beginning. */
static int replace_padding(const char *file, const struct mlf_tar_entry *entry, size_t size, size_t file_length,
                           struct mlf_edits *edits, struct mlf_err *err)
{
    static const char zeros[512];
    size_t end = entry->data + entry->size;
    size_t there = mlf_tar_padding(entry->size);
    size_t wanted = mlf_tar_padding(size);

    if (there > file_length - end) /* the archive ends with the data */
        there = file_length - end;
    if (there == wanted)
        return 0;
    return there < wanted ? mlf_edits_replace(edits, file, end, 0, zeros, wanted - there, err)
                          : mlf_edits_replace(edits, file, end, there - wanted, "", 0, err);
}

int tar_edit_data(const struct mlf_tar *tar, const char *file, const struct mlf_tar_entry *entry,
                  const struct mlf_edits *pieces, struct mlf_edits *edits, struct mlf_err *err)
{
    size_t size = entry->size; /* modulo 2^64 on the way */
    char old[512];
    char changed[512];

    for (size_t i = 0; i < pieces->n; i++) {
        const struct mlf_edit *piece = &pieces->items[i];

        size += piece->text_length - piece->length;
        if (mlf_edits_replace(edits, file, entry->data + piece->offset, piece->length, piece->text, piece->text_length,
                              err))
            return -1;
    }
    if (size == entry->size)
        return 0;
    if (mlf_tar_read(tar, entry->header, sizeof old, old, err))
        return -1;
    memcpy(changed, old, sizeof changed);
    put_size(changed, size);
    return replace_header(file, entry->header, old, changed, edits, err) ||
                   replace_padding(file, entry, size, tar->length, edits, err)
               ? -1
               : 0;
}

/* ---- Names ---- */

/* Puts the name into a header: 1, or 0 where it does not fit. */
static int put_name(char *header, const char *name)
{
    size_t length = strlen(name);
    int posix = !memcmp(header + MAGIC, "ustar\0", 6);
    const char *slash;

    if (length <= NAME_SIZE) {
        memset(header, 0, NAME_SIZE);
        memcpy(header, name, length);
        if (posix)
            memset(header + PREFIX, 0, PREFIX_SIZE);
        return 1;
    }
    if (!posix || length > PREFIX_SIZE + 1 + NAME_SIZE || !(slash = strchr(name + length - NAME_SIZE - 1, '/')) ||
        slash - name > PREFIX_SIZE || slash == name || !slash[1])
        return 0;
    memset(header, 0, NAME_SIZE);
    memset(header + PREFIX, 0, PREFIX_SIZE);
    memcpy(header + PREFIX, name, (size_t)(slash - name));
    memcpy(header, slash + 1, length - (size_t)(slash - name) - 1);
    return 1;
}

/* "LENGTH path=NAME\n", where LENGTH counts itself: new memory. */
static char *pax_record(const char *name, struct mlf_err *err)
{
    size_t rest = strlen(" path=\n") + strlen(name);
    size_t length = rest;
    char digits[32];

    for (;;) {
        size_t whole = rest + (size_t)snprintf(digits, sizeof digits, "%zu", length);

        if (whole == length)
            return mlf_strf(err, "%zu path=%s\n", length, name);
        length = whole;
    }
}

int tar_edit_name(const struct mlf_tar *tar, const char *file, const struct mlf_tar_member *member, const char *name,
                  struct mlf_edits *edits, struct mlf_err *err)
{
    struct mlf_edits piece = {0};
    char old[512];
    char changed[512];
    char *text;
    int result;

    if (member->naming == MLF_TAR_NAME_IN_HEADER) {
        if (mlf_tar_read(tar, member->entry.header, sizeof old, old, err))
            return -1;
        memcpy(changed, old, sizeof changed);
        if (!put_name(changed, name))
            return 0;
        return replace_header(file, member->entry.header, old, changed, edits, err) ? -1 : 1;
    }
    text = member->naming == MLF_TAR_NAME_PAX ? pax_record(name, err) : mlf_strdup(name, err);
    result = text ? mlf_edits_replace(&piece, file, member->name_at, member->name_length, text, strlen(text), err) : -1;
    if (!result)
        result = tar_edit_data(tar, file, &member->named, &piece, edits, err);
    free(text);
    mlf_edits_free(&piece);
    return result ? -1 : 1;
}
