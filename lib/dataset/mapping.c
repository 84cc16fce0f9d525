/* See mapping.h. */

#include "mlfix/dataset/mapping.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "encoding.h"
#include "mlfix/base/array.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/driver.h"
#include "mlfix/dataset/edits.h"
#include "mlfix/dataset/opened.h"

/* Opens a regular file without waiting for the other end of a pipe. */
static int open_regular(const char *path, size_t *size, struct mlf_err *err)
{
    struct stat info;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

    if (fd < 0)
        return mlf_fail_errno(err, "cannot open '%s'", path);
    if (fstat(fd, &info) || !S_ISREG(info.st_mode)) {
        close(fd);
        return mlf_fail(err, "'%s' is not a regular file", path);
    }
    *size = (size_t)info.st_size;
    return fd;
}

int mlf_note_read(const struct mlf_dataset *dataset, const char *file, struct mlf_err *err)
{
    return dataset->opened ? mlf_string_set_add(&dataset->opened->read, file, NULL, NULL, err) : 0;
}

int mlf_note_unread(const struct mlf_dataset *dataset, const char *file, struct mlf_err *err)
{
    return dataset->opened ? mlf_string_set_add(&dataset->opened->unfit, file, NULL, NULL, err) : 0;
}

int mlf_note_said(const struct mlf_dataset *dataset, const char *sentence, struct mlf_err *err)
{
    return dataset->opened ? mlf_string_set_add(&dataset->opened->said, sentence, NULL, NULL, err) : 0;
}

/* Puts a text in the place of what is mapped. */
static void replace(struct mlf_mapping *mapping, char *text, size_t length)
{
    if (mapping->mapped)
        munmap((void *)(uintptr_t)mapping->data, mapping->mapped);
    free(mapping->copy);
    mapping->mapped = 0;
    mapping->data = mapping->copy = text;
    mapping->length = length;
}

/* Where the dataset is to be read as edits leave it. */
static int take_edits(struct mlf_mapping *mapping, const struct mlf_dataset *dataset, const char *file,
                      struct mlf_err *err)
{
    size_t length = 0;
    char *text;

    if (!dataset->changed || !mlf_edits_touch(dataset->changed, file, NULL))
        return 0;
    if (!(text = mlf_edits_apply(dataset->changed, file, mapping->data, mapping->length, &length, err)))
        return -1;
    replace(mapping, text, length);
    return 0;
}

/* Makes UTF-8 of a text that is in another encoding, by its mark or the user's word; an error where nothing says so. */
static int take_text(struct mlf_mapping *mapping, const struct mlf_dataset *dataset, const char *file,
                     struct mlf_err *err)
{
    struct mlf_encoding encoding = mlf_encoding_of(file, mapping->data, mapping->length, dataset->encoding);
    size_t length = 0;
    char *text;

    if (!*encoding.name)
        return mlf_encoding_check_utf8(file, mapping->path, mapping->data, mapping->length, err);
    if (!(text = mlf_encoding_decode(&encoding, mapping->data, mapping->length, 0, &length, err)))
        return mlf_fail_at(err, "%s", mapping->path);
    mlf_encoding_forget(text, length);
    replace(mapping, text, length);
    return 0;
}

int mlf_map(struct mlf_mapping *mapping, const struct mlf_dataset *dataset, const char *file, struct mlf_err *err)
{
    char *path = mlf_path_join(dataset->root, file, err);
    int result = path ? mlf_map_path(mapping, path, err) : -1;

    free(path);
    if (!result && (take_edits(mapping, dataset, file, err) || take_text(mapping, dataset, file, err) ||
                    mlf_note_read(dataset, file, err) ||
                    (mapping->length == 0 && dataset->opened &&
                     mlf_string_set_add(&dataset->opened->empty, file, NULL, NULL, err)))) {
        mlf_unmap(mapping);
        result = -1;
    }
    return result;
}

/* Maps the file over zeros that are one byte longer, so that there is a NUL behind it also where it fills its last
 * page. */
static void *map_with_end(int fd, size_t size)
{
    void *room = mmap(NULL, size + 1, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    void *data = room;

    if (room != MAP_FAILED && (data = mmap(room, size, PROT_READ, MAP_PRIVATE | MAP_FIXED, fd, 0)) == MAP_FAILED)
        munmap(room, size + 1);
    return data;
}

int mlf_map_path(struct mlf_mapping *mapping, const char *name, struct mlf_err *err)
{
    char *path = mlf_strdup(name, err);
    size_t size = 0;
    void *data = NULL;
    int fd = path ? open_regular(path, &size, err) : -1;
    int result = -1;

    *mapping = (struct mlf_mapping){.data = ""};
    if (fd < 0)
        goto done;
    if (size > 0) {
        data = map_with_end(fd, size);
        if (data == MAP_FAILED) {
            mlf_fail_errno(err, "cannot map '%s'", path);
            goto done;
        }
        mapping->data = data;
        mapping->length = size;
        mapping->mapped = size + 1;
    }
    mapping->path = path;
    path = NULL;
    result = 0;
done:
    if (fd >= 0)
        close(fd);
    free(path);
    return result;
}

void mlf_unmap(struct mlf_mapping *mapping)
{
    if (mapping->mapped)
        munmap((void *)(uintptr_t)mapping->data, mapping->mapped);
    free(mapping->path);
    free(mapping->copy);
    *mapping = (struct mlf_mapping){.data = ""};
}

char *mlf_map_copy(struct mlf_mapping *mapping, struct mlf_err *err)
{
    char *copy = mlf_alloc(mapping->length + 1, 1, err);

    if (!copy)
        return NULL;
    memcpy(copy, mapping->data, mapping->length);
    replace(mapping, copy, mapping->length);
    return copy;
}

void mlf_map_forget(const struct mlf_mapping *mapping, size_t *forgotten, size_t offset)
{
    size_t step = (size_t)16 << 20; /* a multiple of any page size */

    if (!mapping->mapped)
        return;
    while (offset - *forgotten >= step && offset > *forgotten) {
        madvise((void *)(uintptr_t)(mapping->data + *forgotten), step, MADV_DONTNEED);
        *forgotten += step;
    }
}

/* The beginning of a file as the dataset's edits leave it; frees `head`. */
static char *head_edited(char *head, size_t *length, size_t limit, const struct mlf_dataset *dataset, const char *file,
                         struct mlf_err *err)
{
    char *text = mlf_edits_apply_head(dataset->changed, file, head, *length, limit, length, err);

    free(head);
    return text;
}

/* The beginning of a file as UTF-8, of which nothing is checked; frees `head`. */
static char *head_text(char *head, size_t *length, const struct mlf_dataset *dataset, const char *file,
                       struct mlf_err *err)
{
    struct mlf_encoding encoding = mlf_encoding_of(file, head, *length, dataset->encoding);
    size_t decoded = 0;
    char *text;

    if (!*encoding.name)
        return head;
    text = mlf_encoding_decode(&encoding, head, *length, 1, &decoded, err);
    free(head);
    *length = decoded;
    if (text)
        mlf_encoding_forget(text, decoded);
    return text;
}

char *mlf_head(const struct mlf_dataset *dataset, const char *file, size_t limit, size_t *length, struct mlf_err *err)
{
    char *path = mlf_path_join(dataset->root, file, err);
    char *text = NULL;
    size_t size = 0;
    size_t taken = 0;
    int fd = path ? open_regular(path, &size, err) : -1;
    int is_edited = dataset->changed && mlf_edits_touch(dataset->changed, file, &taken);
    size_t most = limit + taken < size ? limit + taken : size; /* most files are much shorter */

    *length = 0;
    if (fd < 0 || !(text = mlf_alloc(most + 1, 1, err)))
        goto done;
    for (;;) {
        ssize_t got = read(fd, text + *length, most - *length);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            mlf_fail_errno(err, "cannot read '%s'", path);
            free(text);
            text = NULL;
            break;
        }
        if (got == 0)
            break;
        *length += (size_t)got;
    }
    if (text && is_edited)
        text = head_edited(text, length, limit, dataset, file, err);
    if (text)
        text = head_text(text, length, dataset, file, err);
done:
    if (fd >= 0)
        close(fd);
    free(path);
    return text;
}
