/* See frames.h. */

#include "mlfix/dataset/frames.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/files.h"

/* More digits than this are no number of a frame. */
#define MOST_DIGITS 15

static int by_number(const void *a, const void *b)
{
    const struct frame *x = a;
    const struct frame *y = b;

    if (x->number < y->number || x->number > y->number)
        return x->number < y->number ? -1 : 1;
    return strcmp(x->photo, y->photo);
}

/* The digits that end the name before its extension; *digits of them, perhaps 0. */
static const char *number_in(const char *name, int *digits)
{
    const char *end = mlf_path_extension(name);
    const char *begin = end;

    while (begin > name && begin[-1] >= '0' && begin[-1] <= '9' && end - begin < MOST_DIGITS)
        begin--;
    *digits = (int)(end - begin);
    return begin;
}

static int add(struct frames *frames, const char *name, struct mlf_err *err)
{
    int digits;
    const char *number = number_in(name, &digits);
    char *path;
    const char *photo;

    if (digits == 0 || !mlf_path_is_image(name))
        return 0;
    path = mlf_below(frames->folder, name, err);
    photo = path ? mlf_string_set_keep(&frames->photos, path, err) : NULL;
    free(path);
    if (!photo || mlf_grow(&frames->items, &frames->capacity, frames->n + 1, sizeof *frames->items, err))
        return -1;
    if (frames->n == 0) {
        frames->digits = digits;
        frames->extension = mlf_path_extension(photo);
    }
    frames->items[frames->n++] = (struct frame){strtod(number, NULL), photo};
    return 0;
}

int frames_list(struct frames *frames, const struct mlf_dataset *dataset, const char *folder, struct mlf_err *err)
{
    struct mlf_string_set names = {0};
    int result;

    *frames = (struct frames){.digits = 6, .extension = ".jpg"};
    if (!(frames->folder = mlf_strdup(folder, err)))
        return -1;
    result = mlf_folder_entries(dataset->images, folder, 0, &names, err);
    for (size_t i = 0; i < names.n && !result; i++)
        result = add(frames, names.items[i], err);
    if (frames->n > 0)
        qsort(frames->items, frames->n, sizeof *frames->items, by_number);
    mlf_string_set_free(&names);
    return result;
}

char *frames_photo(const struct frames *frames, double number, struct mlf_err *err)
{
    size_t low = 0;
    size_t high = frames->n;
    char *name;
    char *photo;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (frames->items[middle].number < number)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < frames->n && frames->items[low].number <= number)
        return mlf_strdup(frames->items[low].photo, err);
    name = mlf_strf(err, "%0*.0f%s", frames->digits, number, frames->extension);
    photo = name ? mlf_below(frames->folder, name, err) : NULL;
    free(name);
    return photo;
}

void frames_free(struct frames *frames)
{
    mlf_string_set_free(&frames->photos);
    free(frames->items);
    free(frames->folder);
    *frames = (struct frames){0};
}
