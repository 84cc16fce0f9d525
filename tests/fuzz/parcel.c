/* See parcel.h. */

#include "parcel.h"

#include <string.h>

#include "fuzz.h"

static const char mark[] = "\n=== ";
enum { MARK = sizeof mark - 1 };

/* Where the next mark stands from `at` on; `end` where there is none. */
static const char *next_mark(const char *at, const char *end)
{
    const char *found = at < end ? memmem(at, (size_t)(end - at), mark, MARK) : NULL;

    return found ? found : end;
}

void parcel_open(struct parcel *parcel, const uint8_t *data, size_t size)
{
    const char *at = (const char *)data, *end = at + size;
    const char *line = size ? memchr(at, '\n', size) : NULL;
    size_t length = (size_t)((line ? line : end) - at);

    memset(parcel, 0, sizeof *parcel);
    if (length >= sizeof parcel->words)
        length = sizeof parcel->words - 1;
    if (length)
        memcpy(parcel->words, at, length);
    for (at = line ? next_mark(line, end) : end; at < end && parcel->n < PARCEL_FILES;) {
        struct parcel_file *file = &parcel->files[parcel->n];
        const char *name = at + MARK;
        const char *name_end = memchr(name, '\n', (size_t)(end - name));

        if (!name_end)
            break;
        file->data = name_end + 1;
        at = next_mark(name_end, end);
        file->size = at > file->data ? (size_t)(at - file->data) : 0;
        length = (size_t)(name_end - name);
        if (length == 0 || length >= sizeof file->name || memchr(name, '\0', length))
            continue;
        memcpy(file->name, name, length);
        file->name[length] = '\0';
        parcel->n++;
    }
}

void parcel_unpack(const struct parcel *parcel)
{
    fuzz_folder_clear();
    for (size_t i = 0; i < parcel->n; i++)
        (void)fuzz_put(parcel->files[i].name, parcel->files[i].data, parcel->files[i].size);
}

const struct parcel_file *parcel_find(const struct parcel *parcel, const char *name)
{
    for (size_t i = 0; i < parcel->n; i++)
        if (!strcmp(parcel->files[i].name, name))
            return &parcel->files[i];
    return NULL;
}
