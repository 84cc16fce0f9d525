#include "mlfix/dataset/encoded-edits.h"

#include <stdlib.h>
#include <string.h>

#include "encoding.h"
#include "mlfix/base/array.h"
#include "mlfix/base/path.h"
#include "mlfix/base/string-set.h"
#include "mlfix/dataset/driver.h"
#include "mlfix/dataset/edits.h"
#include "mlfix/dataset/mapping.h"

/* A file whose steps are being carried over: how far, in its text and in its bytes. */
struct carrying {
    struct mlf_encoding encoding;
    struct mlf_mapping bytes;
    const char *text;
    size_t length, text_at, byte_at;
};

/* Moves to a place of the text, and checks that the bytes up to it are what the text is written with. */
static int move_to(struct carrying *file, size_t place, struct mlf_err *err)
{
    size_t n;
    char *bytes;
    int same;

    if (place < file->text_at || place > file->length)
        return mlf_fail(err, "%s: steps overlap or reach past its end at byte %zu", file->bytes.path, place);
    if (!(bytes = mlf_encoding_encode(&file->encoding, file->text + file->text_at, place - file->text_at, &n, err)))
        return mlf_fail_at(err, "%s", file->bytes.path);
    same = n <= file->bytes.length - file->byte_at && !memcmp(bytes, file->bytes.data + file->byte_at, n);
    free(bytes);
    if (!same)
        return mlf_fail(err,
                        "%s: it is read as %s, but would not be written with the same bytes, so it cannot be edited "
                        "without touching more: make it UTF-8 first",
                        file->bytes.path, file->encoding.name);
    file->text_at = place;
    file->byte_at += n;
    return 0;
}

static int carry(struct carrying *file, struct mlf_edit *edit, struct mlf_err *err)
{
    size_t begin;
    size_t n;
    char *bytes;
    size_t end = edit->offset + edit->length;

    if (move_to(file, edit->offset, err))
        return -1;
    begin = file->byte_at;
    if (move_to(file, end, err))
        return -1;
    if (!(bytes = mlf_encoding_encode(&file->encoding, edit->text, edit->text_length, &n, err)))
        return mlf_fail_at(err, "%s", file->bytes.path);
    free(edit->text);
    edit->text = bytes;
    edit->text_length = n;
    edit->offset = begin;
    edit->length = file->byte_at - begin;
    return 0;
}

/* Carries over the steps of the file of edits->items[first], which is the first that names it. */
static int carry_file(struct mlf_edits *edits, size_t first, const struct mlf_dataset *dataset, struct mlf_err *err)
{
    const char *name = edits->items[first].file;
    struct mlf_edit **steps = mlf_alloc(edits->n, sizeof *steps, err);
    char *path = mlf_path_join(dataset->root, name, err);
    struct carrying file = {.bytes = {.data = ""}};
    char *text = NULL;
    size_t n = 0;
    int result = steps && path ? mlf_map_path(&file.bytes, path, err) : -1;

    if (result)
        goto done;
    file.encoding = mlf_encoding_of(name, file.bytes.data, file.bytes.length, dataset->encoding);
    if (!*file.encoding.name)
        goto done;
    result = -1;
    if (!(text = mlf_encoding_decode(&file.encoding, file.bytes.data, file.bytes.length, 0, &file.length, err)))
        goto done;
    file.text = text;
    file.byte_at = file.encoding.mark;
    for (size_t i = first; i < edits->n; i++)
        if (edits->items[i].text && !strcmp(edits->items[i].file, name))
            steps[n++] = &edits->items[i];
    qsort(steps, n, sizeof *steps, mlf_edits_by_offset);
    result = 0;
    for (size_t i = 0; i < n && !result; i++)
        result = carry(&file, steps[i], err);
done:
    mlf_unmap(&file.bytes);
    free(steps);
    free(path);
    free(text);
    return result;
}

int mlf_edits_encode(struct mlf_edits *edits, const struct mlf_dataset *dataset, struct mlf_err *err)
{
    struct mlf_string_set files = {0};
    int result = 0;

    for (size_t i = 0; i < edits->n && !result; i++) {
        int added = 0;

        if (edits->items[i].text)
            result = mlf_string_set_add(&files, edits->items[i].file, NULL, &added, err);
        if (added && !result)
            result = carry_file(edits, i, dataset, err);
    }
    mlf_string_set_free(&files);
    return result;
}
