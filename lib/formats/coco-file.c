/* See coco-file.h. The annotations, which may be most of a gigabyte, are passed
 * over member by member and never held. */

#include "coco-file.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/annotation/annotation-errors.h"
#include "mlfix/annotation/json-files.h"
#include "mlfix/base/array.h"
#include "mlfix/base/number.h"
#include "mlfix/dataset/numbers.h"
#include "mlfix/json/json-members.h"

int coco_is_results(const char *text, size_t length)
{
    struct mlf_member members[] = {{.key = "image_id"}, {.key = "category_id"}};
    struct mlf_json json = {text, length, 0};
    int first = 1;

    return !mlf_json_enter(&json, MLF_JSON_ARRAY, NULL) &&
           mlf_json_next(&json, MLF_JSON_ARRAY, &first, NULL, NULL) > 0 &&
           !mlf_json_pick(text, length, json.at, members, 2, NULL, NULL) && members[0].there && members[1].there;
}

/* An image whose id another has: the same photo again is no harm. */
static int note_second(const struct coco_file *coco, struct coco_image *image, const struct mlf_member *file_name,
                       struct mlf_err *err)
{
    char *name = mlf_member_text(coco->text.data, file_name, err);

    image->ambiguous |= !name || !image->file_name || strcmp(name, image->file_name) != 0;
    free(name);
    return err && err->text[0] ? -1 : 0;
}

/* LVIS gives no file_name: folder and name at the end of "http://images.cocodataset.org/train2017/000000000001.jpg". */
static char *name_by_address(const char *text, struct mlf_span address, struct mlf_err *err)
{
    char *url = mlf_json_string(text, address, err);
    char *host = url ? strstr(url, "://") : NULL;
    char *at = url;
    char *name;

    if (host) {
        int slashes = 0;

        url[strcspn(url, "?#")] = '\0';
        for (at = url + strlen(url); at > host + 3 && slashes < 2; at--)
            slashes += at[-1] == '/';
        at += slashes == 2;
    }
    name = at ? mlf_strdup(at, err) : NULL;
    free(url);
    return name;
}

/* Of a frame of a video: which of which. */
static int take_video(struct coco_file *coco, struct coco_image *image, const struct mlf_member members[3],
                      struct mlf_err *err)
{
    double number = (double)coco->image_count;

    image->video = mlf_member_text(coco->text.data, &members[0], err);
    coco->videos |= image->video != NULL;
    if (!mlf_member_number(coco->text.data, &members[1], &number))
        mlf_member_number(coco->text.data, &members[2], &number);
    image->frame = fabs(number) < 1e9 ? (long)number : (long)coco->image_count;
    return err && err->text[0] ? -1 : 0;
}

static int add_image(struct coco_file *coco, size_t offset, struct mlf_err *err)
{
    struct mlf_member members[] = {{.key = "id"},       {.key = "file_name"},  {.key = "width"},
                                   {.key = "height"},   {.key = "coco_url"},   {.key = "video_id"},
                                   {.key = "frame_id"}, {.key = "frame_index"}};
    const char *text = coco->text.data;
    struct coco_image *image;
    double width = 0;
    double height = 0;
    char *id;
    size_t index = 0;
    int added = 0;
    int result;

    if (mlf_json_pick(text, coco->text.length, offset, members, 8, NULL, err))
        return -1;
    if (!(id = mlf_member_text(text, &members[0], err)))
        return err && err->text[0] ? -1 : 0; /* nothing can refer to it */
    result = mlf_string_set_add(&coco->image_ids, id, &index, &added, err);
    free(id);
    if (!result && !added)
        return note_second(coco, &coco->images[index], &members[1], err);
    if (result)
        return result;
    if (mlf_grow(&coco->images, &coco->image_capacity, index + 1, sizeof *coco->images, err))
        return -1;
    image = &coco->images[index];
    mlf_member_number(text, &members[2], &width);
    mlf_member_number(text, &members[3], &height);
    *image = (struct coco_image){.width = mlf_size(width), .height = mlf_size(height)};
    coco->image_count = index + 1;
    if (members[5].there && take_video(coco, image, members + 5, err))
        return -1;
    image->file_name = mlf_member_text(text, &members[1], err);
    if (!image->file_name && members[4].there && members[4].kind == MLF_JSON_STRING)
        image->file_name = name_by_address(text, members[4].span, err);
    if (image->file_name && mlf_string_set_add(&coco->file_names, image->file_name, NULL, &added, err))
        return -1;
    image->twice = !added;
    return err && err->text[0] ? -1 : 0;
}

static int add_category(struct coco_file *coco, size_t offset, struct mlf_err *err)
{
    struct mlf_member members[] = {{.key = "id"}, {.key = "name"}, {.key = "supercategory"}, {.key = "isthing"}};
    const char *text = coco->text.data;
    char *id = NULL;
    char *name = NULL;
    double number = 0;
    size_t index;
    size_t label;
    int added;
    int result = -1;

    if (mlf_json_pick(text, coco->text.length, offset, members, 4, NULL, err))
        return -1;
    id = mlf_member_text(text, &members[0], err);
    if (!id || mlf_string_set_add(&coco->category_ids, id, &index, &added, err))
        goto done;
    if (members[0].kind == MLF_JSON_STRING)
        coco->text_ids = 1;
    if (mlf_number(id, &number) && number > coco->largest_id)
        coco->largest_id = number;
    coco->supercategories |= members[2].there;
    coco->things |= members[3].there;
    name = mlf_member_text(text, &members[1], err);
    if (!added) {
        result = name && strcmp(name, coco->categories[index]) != 0
                     ? mlf_string_set_add(&coco->ambiguous, id, NULL, NULL, err)
                     : 0;
        goto done;
    }
    if (!name && !(name = mlf_strdup(id, err)))
        goto done;
    if (mlf_grow(&coco->categories, &coco->category_capacity, index + 1, sizeof *coco->categories, err))
        goto done;
    coco->categories[index] = name;
    coco->category_count = index + 1;
    if (mlf_string_set_add(&coco->labels, name, &label, &added, err) ||
        mlf_grow(&coco->category_of, &coco->label_capacity, coco->labels.n, sizeof *coco->category_of, err))
        name = NULL;
    else
        result = 0;
    if (!result && added)
        coco->category_of[label] = index;
    name = NULL;
done:
    free(id);
    free(name);
    return result || (err && err->text[0]) ? -1 : 0;
}

/* Goes through an array and hands the offset of every object to `take` (NULL:
 * just checks them). *array is its span. */
static int walk_array(struct coco_file *coco, struct mlf_json *json, struct mlf_span *array,
                      int (*take)(struct coco_file *coco, size_t offset, struct mlf_err *err), struct mlf_err *err)
{
    enum mlf_json_kind kind;
    size_t forgotten = 0;
    int first = 1;
    int more;

    if (mlf_json_peek(json, &kind, err))
        return -1;
    if (array->length) {
        size_t line;
        size_t column;

        mlf_json_position(json->text, json->length, json->at, &line, &column);
        return mlf_fail(err, "%zu:%zu: 'images', 'annotations' or 'categories' stands twice", line, column);
    }
    array->offset = json->at;
    if (mlf_json_enter(json, MLF_JSON_ARRAY, err))
        return -1;
    while ((more = mlf_json_next(json, MLF_JSON_ARRAY, &first, NULL, err)) > 0) {
        struct mlf_span value;

        if (mlf_json_value(json, &value, &kind, err) ||
            (take && kind == MLF_JSON_OBJECT && take(coco, value.offset, err)))
            return -1;
        mlf_map_forget(&coco->text, &forgotten, value.offset);
    }
    array->length = json->at - array->offset;
    return more;
}

/* One member of the top object; the value is next. */
static int walk_member(struct coco_file *coco, struct mlf_json *json, struct mlf_span key, int with_images,
                       struct mlf_err *err)
{
    struct mlf_span span;
    enum mlf_json_kind kind;

    if (mlf_json_peek(json, &kind, err))
        return -1;
    if (kind == MLF_JSON_ARRAY && mlf_json_string_is(json->text, key, "images"))
        return walk_array(coco, json, &coco->image_array, with_images ? add_image : NULL, err);
    if (kind == MLF_JSON_ARRAY && mlf_json_string_is(json->text, key, "categories"))
        return walk_array(coco, json, &coco->category_array, add_category, err);
    if (kind == MLF_JSON_ARRAY && mlf_json_string_is(json->text, key, "annotations"))
        return walk_array(coco, json, &coco->annotation_array, NULL, err);
    return mlf_json_value(json, &span, &kind, err);
}

/* Looks at the first annotation. */
static int see_kind(struct coco_file *coco, struct mlf_err *err)
{
    struct mlf_member members[] = {
        {.key = "segments_info"}, {.key = "caption"}, {.key = "category_id"}, {.key = "bbox"}, {.key = "image_id"}};
    struct mlf_json json = {coco->text.data, coco->text.length, coco->annotation_array.offset};
    enum mlf_json_kind kind;
    int first = 1;

    if (!coco->annotation_array.length)
        return 0;
    if (mlf_json_enter(&json, MLF_JSON_ARRAY, err))
        return -1;
    if (mlf_json_next(&json, MLF_JSON_ARRAY, &first, NULL, NULL) <= 0 || mlf_json_peek(&json, &kind, NULL) ||
        kind != MLF_JSON_OBJECT)
        return 0;
    if (mlf_json_pick(json.text, json.length, json.at, members, 5, NULL, err))
        return -1;
    if (members[0].there && members[0].kind == MLF_JSON_ARRAY)
        coco->kind = COCO_SEGMENTS;
    else if (members[1].there && !members[2].there && !members[3].there)
        coco->kind = COCO_CAPTIONS;
    else if (!members[2].there && !members[3].there && !members[4].there)
        coco->kind = COCO_FOREIGN;
    return 0;
}

static int walk_file(struct coco_file *coco, int with_images, struct mlf_err *err)
{
    struct mlf_json json = mlf_json_begin(coco->text.data, coco->text.length);
    struct mlf_span key;
    int first = 1;
    int more = -1;

    if (mlf_json_enter(&json, MLF_JSON_OBJECT, err))
        return mlf_fail_json(err, coco->text.path);
    while ((more = mlf_json_next(&json, MLF_JSON_OBJECT, &first, &key, err)) > 0)
        if (walk_member(coco, &json, key, with_images, err))
            return mlf_fail_json(err, coco->text.path);
    if (more < 0)
        return mlf_fail_json(err, coco->text.path);
    if (!mlf_json_at_end(&json)) {
        mlf_fail(err, "more behind the end of the JSON text");
        return mlf_fail_in(err, coco->text.path, json.text, json.length, json.at);
    }
    return see_kind(coco, err) ? mlf_fail_json(err, coco->text.path) : 0;
}

/* Frees all but the text. */
static void release(struct coco_file *coco)
{
    for (size_t i = 0; i < coco->image_count; i++) {
        free(coco->images[i].file_name);
        free(coco->images[i].video);
    }
    for (size_t i = 0; i < coco->category_count; i++)
        free(coco->categories[i]);
    free(coco->annotations);
    free(coco->images);
    free(coco->categories);
    free(coco->category_of);
    mlf_string_set_free(&coco->image_ids);
    mlf_string_set_free(&coco->file_names);
    mlf_string_set_free(&coco->category_ids);
    mlf_string_set_free(&coco->labels);
    mlf_string_set_free(&coco->ambiguous);
    *coco = (struct coco_file){.file = coco->file, .text = coco->text};
}

/* A file that is no JSON only because Python wrote NaN into it is read without these. */
int coco_open(struct coco_file *coco, const struct mlf_dataset *dataset, const char *file, int with_images,
              struct mlf_err *err)
{
    struct mlf_err why = {""};
    int blanked;

    *coco = (struct coco_file){.file = file};
    if (mlf_map(&coco->text, dataset, file, err))
        return -1;
    if (coco_is_results(coco->text.data, coco->text.length))
        return mlf_fail(err,
                        "'%s' is a bare array of results, no dataset: name the file that lists images, annotations and "
                        "categories",
                        coco->text.path);
    if (!walk_file(coco, with_images, &why))
        return 0;
    release(coco);
    blanked = mlf_json_blank_nan(&coco->text, err);
    if (blanked > 0)
        return walk_file(coco, with_images, err);
    return blanked < 0 ? -1 : mlf_fail(err, "%s", why.text);
}

void coco_close(struct coco_file *coco)
{
    release(coco);
    mlf_unmap(&coco->text);
    *coco = (struct coco_file){.text = {.data = ""}};
}

/* The files that the dataset keeps open between calls (mlf_dataset.kept). */
struct kept {
    struct coco_file **files;
    char **names;
    size_t n, capacity, name_capacity;
};

static struct coco_file *open_new(const struct mlf_dataset *dataset, const char *file, struct mlf_err *err)
{
    struct coco_file *coco = mlf_alloc(1, sizeof *coco, err);

    if (coco && coco_open(coco, dataset, file, 1, err)) {
        coco_close(coco);
        free(coco);
        coco = NULL;
    }
    return coco;
}

struct coco_file *coco_borrow(const struct mlf_dataset *dataset, const char *file, struct mlf_err *err)
{
    struct kept *kept;
    struct coco_file *coco;

    if (!dataset->kept)
        return open_new(dataset, file, err);
    if (!*dataset->kept && !(*dataset->kept = mlf_alloc(1, sizeof *kept, err)))
        return NULL;
    kept = *dataset->kept;
    for (size_t i = 0; i < kept->n; i++)
        if (!strcmp(kept->names[i], file))
            return kept->files[i];
    if (mlf_grow(&kept->files, &kept->capacity, kept->n + 1, sizeof *kept->files, err) ||
        mlf_grow(&kept->names, &kept->name_capacity, kept->n + 1, sizeof *kept->names, err) ||
        !(kept->names[kept->n] = mlf_strdup(file, err)))
        return NULL;
    if (!(coco = open_new(dataset, kept->names[kept->n], err))) {
        free(kept->names[kept->n]);
        return NULL;
    }
    kept->files[kept->n++] = coco;
    return coco;
}

void coco_return(const struct mlf_dataset *dataset, struct coco_file *coco)
{
    if (!coco || dataset->kept)
        return;
    coco_close(coco);
    free(coco);
}

void coco_forget(void *what)
{
    struct kept *kept = what;

    for (size_t i = 0; kept && i < kept->n; i++) {
        coco_close(kept->files[i]);
        free(kept->files[i]);
        free(kept->names[i]);
    }
    if (kept) {
        free(kept->files);
        free(kept->names);
    }
    free(kept);
}
