/* See mot-sequence.h. */

#include "mot-sequence.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/annotation/text-lines.h"
#include "mlfix/base/array.h"
#include "mlfix/base/number.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/files.h"
#include "mlfix/dataset/mapping.h"
#include "mlfix/dataset/numbers.h"

/* No seqinfo.ini is larger. */
#define INFO_LIMIT 65536

/* What stands behind "key=" in a line of the text: new memory; NULL where there is none. */
static char *value_of(const char *text, const char *key, struct mlf_err *err)
{
    size_t length = strlen(key);

    for (const char *line = text; line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL) {
        const char *at = line + strspn(line, " \t");
        size_t end;

        if (strncmp(at, key, length) != 0)
            continue;
        at += length + strspn(at + length, " \t");
        if (*at++ != '=')
            continue;
        at += strspn(at, " \t");
        end = strcspn(at, "\r\n");
        while (end > 0 && strchr(" \t", at[end - 1]))
            end--;
        return mlf_strndup(at, end, err);
    }
    return NULL;
}

static int size_of(const char *text, const char *key)
{
    char *value = value_of(text, key, NULL);
    double number = 0;
    int size = value && mlf_number(value, &number) ? mlf_size(number) : 0;

    free(value);
    return size;
}

/* The first of the folders that is there, relative to dataset->images; the one that should be where none is. */
static char *find_frames(const struct mlf_dataset *dataset, const char *folder, const char *named, struct mlf_err *err)
{
    const char *inside = mlf_path_is_inside(named) ? named : "img1";
    const char *base = dataset->start || !*folder ? "" : folder;
    char *candidates[] = {mlf_below(base, inside, err), mlf_strdup(inside, err),
                          mlf_below(mlf_path_base(base), inside, err), mlf_strdup(mlf_path_base(base), err),
                          mlf_strdup("", err)};
    size_t n = dataset->images_given ? 5 : 1; /* wherever the user has them */
    char *found = NULL;

    for (size_t i = 0; i < 5; i++) {
        if (i < n && !found && candidates[i] && mlf_is_folder(dataset->images, candidates[i])) {
            found = candidates[i];
            candidates[i] = NULL;
        }
    }
    if (!found) {
        found = candidates[0];
        candidates[0] = NULL;
    }
    for (size_t i = 0; i < 5; i++)
        free(candidates[i]);
    return found;
}

int mot_sequence_open(struct mot_sequence *sequence, const struct mlf_dataset *dataset, const char *folder,
                      struct mlf_err *err)
{
    char *info = mlf_below(folder, "seqinfo.ini", err);
    char *file = dataset->start ? mlf_strdup(dataset->start, err) : mlf_below(folder, "gt/gt.txt", err);
    char *real = *folder && strcmp(folder, "..") != 0 ? NULL : realpath(dataset->root, NULL);
    char *text = NULL;
    char *named = NULL;
    char *frames = NULL;
    size_t length;
    int result = -1;

    if (!info || !file)
        goto done;
    if (mlf_is_file(dataset->root, info) && !(text = mlf_head(dataset, info, INFO_LIMIT, &length, err)))
        goto done;
    if (text) {
        named = value_of(text, "imDir", err);
        sequence->width = size_of(text, "imWidth");
        sequence->height = size_of(text, "imHeight");
    }
    if (real && dataset->start && strrchr(real, '/')) /* the folder above gt/ */
        *strrchr(real, '/') = '\0';
    sequence->name = mlf_strdup(real ? mlf_path_base(real) : folder, err);
    frames = find_frames(dataset, folder, named ? named : "img1", err);
    if (!sequence->name || !frames || mot_read_names(dataset, file, &sequence->names, err))
        goto done;
    result = frames_list(&sequence->frames, dataset, frames, err);
done:
    free(info);
    free(file);
    free(real);
    free(text);
    free(named);
    free(frames);
    return result;
}

void mot_sequence_close(struct mot_sequence *sequence)
{
    free(sequence->name);
    frames_free(&sequence->frames);
    mlf_string_set_free(&sequence->names);
    *sequence = (struct mot_sequence){0};
}

char *mot_names_file(const char *file, struct mlf_err *err)
{
    return mlf_strf(err, "%.*slabels.txt", (int)(mlf_path_base(file) - file), file);
}

int mot_read_names(const struct mlf_dataset *dataset, const char *file, struct mlf_string_set *names,
                   struct mlf_err *err)
{
    char *list = mot_names_file(file, err);
    int result = list ? 0 : -1;

    if (list && mlf_is_file(dataset->root, list))
        result = mlf_text_lines(dataset, list, names, err);
    free(list);
    return result;
}
