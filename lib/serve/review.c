#include "review.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/base/path.h"
#include "mlfix/json/json-members.h"
#include "mlfix/json/json.h"
#include "mlfix/json/json-text.h"
#include "mlfix/page/review-page.h"

/* ---- The page's data ---- */

/* A value of the data. */
struct value {
    struct mlf_span span;
    enum mlf_json_kind kind;
};

/* Calls take() for each member of an array or an object; the key is empty in an array. */
static int walk(struct serve_review *review, const struct value *whole, enum mlf_json_kind kind,
                int (*take)(struct serve_review *review, void *to, struct mlf_span key, const struct value *value,
                            struct mlf_err *err),
                void *to, struct mlf_err *err)
{
    struct mlf_json json = {review->page.data, whole->span.offset + whole->span.length, whole->span.offset};
    struct mlf_span key = {0, 0};
    int first = 1, got;
    if (whole->kind != kind || mlf_json_enter(&json, kind, err))
        return mlf_fail(err, "it is not what a page of this version says");
    while ((got = mlf_json_next(&json, kind, &first, kind == MLF_JSON_OBJECT ? &key : NULL, err)) == 1) {
        struct value member;
        if (mlf_json_value(&json, &member.span, &member.kind, err) || take(review, to, key, &member, err))
            return -1;
    }
    return got;
}

static int is(const struct serve_review *review, struct mlf_span key, const char *name)
{
    return mlf_json_string_is(review->page.data, key, name);
}

static int take_sheet_member(struct serve_review *review, void *to, struct mlf_span key, const struct value *value,
                             struct mlf_err *err)
{
    (void)err;
    if (is(review, key, "name") && value->kind == MLF_JSON_STRING)
        *(struct mlf_span *)to = value->span;
    return 0;
}

static int take_sheet(struct serve_review *review, void *to, struct mlf_span key, const struct value *value,
                      struct mlf_err *err)
{
    struct mlf_span name = {0, 0};
    (void)to;
    (void)key;
    if (mlf_grow(&review->sheets, &review->sheet_capacity, review->n_sheets + 1, sizeof *review->sheets, err) ||
        walk(review, value, MLF_JSON_OBJECT, take_sheet_member, &name, err))
        return -1;
    review->sheets[review->n_sheets++] = name;
    return name.length ? 0 : mlf_fail(err, "a sheet has no name");
}

static int take_cell_member(struct serve_review *review, void *to, struct mlf_span key, const struct value *value,
                            struct mlf_err *err)
{
    struct serve_cell *cell = to;
    double number;
    (void)err;
    if (is(review, key, "image") && value->kind == MLF_JSON_STRING)
        cell->image = value->span;
    else if (is(review, key, "frames") && value->kind == MLF_JSON_ARRAY)
        cell->frames = value->span;
    else if (is(review, key, "ids") && value->kind == MLF_JSON_ARRAY)
        cell->ids = value->span;
    else if (is(review, key, "name") && value->kind == MLF_JSON_STRING)
        cell->name = value->span;
    else if (is(review, key, "sheet") && value->kind == MLF_JSON_NUMBER &&
             mlf_json_number(review->page.data, value->span, &number, NULL) == 0 && number >= 0 && number < 1e9)
        cell->sheet = (size_t)number;
    return 0;
}

static int take_cell(struct serve_review *review, void *to, struct mlf_span key, const struct value *value,
                     struct mlf_err *err)
{
    struct serve_cell cell = {.sheet = (size_t)-1};
    (void)to;
    (void)key;
    if (mlf_grow(&review->cells, &review->cell_capacity, review->n_cells + 1, sizeof *review->cells, err) ||
        walk(review, value, MLF_JSON_OBJECT, take_cell_member, &cell, err))
        return -1;
    review->cells[review->n_cells++] = cell;
    return cell.sheet < review->n_sheets && cell.name.length ? 0 : mlf_fail(err, "a cell is on none of its sheets");
}

/* The checksums of a cell's objects, 16 digits each. */
static int take_objects(struct serve_review *review, void *to, struct mlf_span key, const struct value *value,
                        struct mlf_err *err)
{
    size_t n = value->span.length / 16, cell = 0;
    (void)to;
    (void)key;
    if (value->kind != MLF_JSON_STRING || n == 0 || value->span.length != 2 + 16 * n)
        return mlf_fail(err, "its list of objects cannot be read");
    if (review->n_objects > 0)
        cell = review->objects[review->n_objects - 1].cell + 1;
    if (cell >= review->n_cells)
        return mlf_fail(err, "it has more lists of objects than cells");
    if (mlf_grow(&review->objects, &review->object_capacity, review->n_objects + n, sizeof *review->objects, err))
        return -1;
    for (size_t k = 0; k < n; k++) {
        char digits[17] = "", *end;
        memcpy(digits, review->page.data + value->span.offset + 1 + 16 * k, 16);
        review->objects[review->n_objects++] =
            (struct serve_object){strtoull(digits, &end, 16), (uint32_t)cell, (uint32_t)k};
        if (*end)
            return mlf_fail(err, "its list of objects cannot be read");
    }
    return 0;
}

static int by_sum(const void *va, const void *vb)
{
    const struct serve_object *a = va, *b = vb;
    if (a->sum != b->sum)
        return a->sum < b->sum ? -1 : 1;
    return a->cell != b->cell ? (a->cell < b->cell ? -1 : 1) : (a->part > b->part) - (a->part < b->part);
}

/* The members of the data that matter here. */
struct members {
    struct value sheets, cells, objects, base, dataset;
};

static int take_member(struct serve_review *review, void *to, struct mlf_span key, const struct value *value,
                       struct mlf_err *err)
{
    struct members *members = to;
    (void)err;
    if (is(review, key, "sheets"))
        members->sheets = *value;
    else if (is(review, key, "cells"))
        members->cells = *value;
    else if (is(review, key, "objects"))
        members->objects = *value;
    else if (is(review, key, "base"))
        members->base = *value;
    else if (is(review, key, "dataset"))
        members->dataset = *value;
    return 0;
}

/* A text of the data in new memory; NULL where there is none. */
static int take_text(const struct serve_review *review, const struct value *value, char **text, struct mlf_err *err)
{
    if (value->kind != MLF_JSON_STRING)
        return 0;
    *text = mlf_json_string(review->page.data, value->span, err);
    return *text ? 0 : -1;
}

static int read_data(struct serve_review *review, struct mlf_err *err)
{
    const struct value all = {{0, strlen(review->page.data)}, MLF_JSON_OBJECT};
    struct members members = {.sheets = {{0, 0}, MLF_JSON_NULL}};
    if (walk(review, &all, MLF_JSON_OBJECT, take_member, &members, err) ||
        walk(review, &members.sheets, MLF_JSON_ARRAY, take_sheet, NULL, err) ||
        walk(review, &members.cells, MLF_JSON_ARRAY, take_cell, NULL, err) ||
        walk(review, &members.objects, MLF_JSON_ARRAY, take_objects, NULL, err) ||
        take_text(review, &members.base, &review->base, err) ||
        take_text(review, &members.dataset, &review->dataset, err))
        return -1;
    if (review->n_sheets != review->page.n_pictures ||
        (review->n_objects ? review->objects[review->n_objects - 1].cell + 1 : 0) != review->n_cells)
        return mlf_fail(err, "it is not whole");
    if (review->n_objects > 0)
        qsort(review->objects, review->n_objects, sizeof *review->objects, by_sum);
    return 0;
}

/* ---- Opening ---- */

static int is_there(const char *folder, const char *name)
{
    struct mlf_err none = {""};
    char *path = mlf_path_join(folder, name, &none);
    int found = path && access(path, F_OK) == 0;
    free(path);
    return found;
}

int serve_review_open(struct serve_review *review, const char *path, struct mlf_err *err)
{
    *review = (struct serve_review){.page = {.fd = -1}};
    struct stat status;
    if (stat(path, &status) || !S_ISDIR(status.st_mode))
        return mlf_fail(err, "there is no folder '%s'", path);
    review->home = mlf_strdup(path, err);
    review->folder = is_there(path, "sheets") ? mlf_path_join(path, "sheets", err) : mlf_strdup(path, err);
    char *page = review->folder ? mlf_path_join(review->folder, MLF_REVIEW_PAGE_NAME, err) : NULL;
    int result = -1;
    if (page && review->home && access(page, F_OK))
        mlf_fail(err,
                 "'%s' has no review page: 'mlfix review DATASET' makes one, or mlfix-mosaic with --html; 'mlfix "
                 "serve DATASET' does both",
                 review->folder);
    else if (page && review->home && mlf_page_file_open(&review->page, page, err) == 0 &&
             (result = read_data(review, err)))
        mlf_fail_at(err, "the data of the review page '%s' cannot be used (draw the sheets anew)", page);
    free(page);
    if (result)
        serve_review_close(review);
    return result;
}

void serve_review_close(struct serve_review *review)
{
    free(review->home);
    free(review->folder);
    free(review->cells);
    free(review->objects);
    free(review->sheets);
    free(review->base);
    free(review->dataset);
    mlf_page_file_close(&review->page);
    *review = (struct serve_review){.page = {.fd = -1}};
}

/* ---- Looking up ---- */

size_t serve_review_find(const struct serve_review *review, uint64_t sum)
{
    size_t low = 0, high = review->n_objects;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (review->objects[middle].sum < sum)
            low = middle + 1;
        else
            high = middle;
    }
    return low < review->n_objects && review->objects[low].sum == sum ? low : (size_t)-1;
}

static void put_span(const struct serve_review *review, struct mlf_span span, struct mlf_buf *buf)
{
    mlf_buf_add(buf, review->page.data + span.offset, span.length);
}

/* The id of the object; an empty span where it is no text. */
static struct mlf_span id_of(const struct serve_review *review, const struct serve_object *object)
{
    const struct serve_cell *cell = &review->cells[object->cell];
    struct mlf_json json = {review->page.data, cell->ids.offset + cell->ids.length, cell->ids.offset};
    struct mlf_span id = {0, 0};
    enum mlf_json_kind kind = MLF_JSON_NULL;
    int first = 1;
    if (cell->ids.length == 0 || mlf_json_enter(&json, MLF_JSON_ARRAY, NULL))
        return id;
    for (uint32_t k = 0; k <= object->part; k++)
        if (mlf_json_next(&json, MLF_JSON_ARRAY, &first, NULL, NULL) != 1 || mlf_json_value(&json, &id, &kind, NULL))
            return (struct mlf_span){0, 0};
    return kind == MLF_JSON_STRING ? id : (struct mlf_span){0, 0};
}

void serve_review_put_name(const struct serve_review *review, size_t object, struct mlf_buf *buf)
{
    struct mlf_span id = id_of(review, &review->objects[object]);
    const struct serve_cell *cell = &review->cells[review->objects[object].cell];
    if (id.length) {
        mlf_buf_puts(buf, "\"id\":");
        put_span(review, id, buf);
        return;
    }
    mlf_buf_puts(buf, "\"sheet\":");
    put_span(review, review->sheets[cell->sheet], buf);
    mlf_buf_puts(buf, ",\"cell\":");
    put_span(review, cell->name, buf);
}

char *serve_review_path(const struct serve_review *review, const char *path, struct mlf_err *err)
{
    if (*path == '/')
        return mlf_strdup(path, err);
    char *base = mlf_path_join(review->folder, review->base ? review->base : "", err);
    char *joined = base ? mlf_path_join(base, path, err) : NULL;
    free(base);
    return joined;
}

char *serve_review_photo(const struct serve_review *review, size_t cell, struct mlf_err *err)
{
    if (cell >= review->n_cells || review->cells[cell].image.length == 0) {
        mlf_fail(err, "no photo is known");
        return NULL;
    }
    char *image = mlf_json_string(review->page.data, review->cells[cell].image, err);
    char *path = image ? serve_review_path(review, image, err) : NULL;
    free(image);
    return path;
}

char *serve_review_frame(const struct serve_review *review, size_t cell, size_t frame, struct mlf_err *err)
{
    struct mlf_member crop = {.key = "crop"};
    struct mlf_span *members = NULL;
    char *named = NULL, *path = NULL;
    size_t n = 0;
    if (cell >= review->n_cells || review->cells[cell].frames.length == 0) {
        mlf_fail(err, "no track is known");
        return NULL;
    }
    if (mlf_json_members(review->page.data, review->cells[cell].frames, &members, &n, err))
        return NULL;
    if (frame >= n || review->page.data[members[frame].offset] != '{')
        mlf_fail(err, "there is no such frame");
    else if (mlf_json_pick(review->page.data, members[frame].offset + members[frame].length, members[frame].offset,
                           &crop, 1, NULL, err) == 0) {
        if (crop.there && crop.kind == MLF_JSON_STRING)
            named = mlf_json_string(review->page.data, crop.span, err);
        else
            mlf_fail(err, "the frame has no crop");
    }
    if (named)
        path = serve_review_path(review, named, err);
    free(named);
    free(members);
    return path;
}
