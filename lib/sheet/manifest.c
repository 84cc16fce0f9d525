/* The sheets' folder: what an earlier run left there, and the exchange of the
 * old sheets for the new ones. */

#include "mlfix/sheet/manifest.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/base/path.h"
#include "mlfix/base/pipeline.h"
#include "mlfix/base/tempfile.h"
#include "mlfix/photo/pixels.h"
#include "mlfix/photo/save.h"
#include "mlfix/record/reader.h"
#include "mlfix/record/record-write.h"
#include "mlfix/record/record.h"
#include "mlfix/record/records.h"
#include "mlfix/sheet/sheet.h"
#include "mlfix/sheet/sheets.h"
#include "picture-manifest.h"
#include "sheet-page.h"

#define MANIFEST "manifest.jsonl"

/* ---- What stands in the folder ---- */

struct names {
    char **items; /* sorted and unique once read */
    size_t n, capacity;
};

static void names_free(struct names *names)
{
    for (size_t i = 0; i < names->n; i++)
        free(names->items[i]);
    free(names->items);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Of equal neighbours one stays. */
static void names_unify(struct names *names)
{
    size_t kept = 0;
    for (size_t i = 0; i < names->n; i++) {
        if (kept > 0 && strcmp(names->items[kept - 1], names->items[i]) == 0)
            free(names->items[i]);
        else
            names->items[kept++] = names->items[i];
    }
    names->n = kept;
}

static int names_hold(const struct names *names, const char *name)
{
    return names->n > 0 && bsearch(&name, names->items, names->n, sizeof *names->items, by_name) != NULL;
}

/* A name as only mlf_sheets_plan makes them: a manifest comes from disk, and
 * nothing else may be removed on its word. */
static int is_sheet_name(const char *name)
{
    const char *extension = mlf_path_extension(name);
    size_t digits = strspn(name, "0123456789");
    for (const char *const *type = mlf_sheet_types; *type; type++)
        if (digits >= 4 && name[digits] == '-' && !strchr(name, '/') && *extension && strcmp(extension + 1, *type) == 0)
            return 1;
    return 0;
}

static int is_file(const char *path)
{
    struct stat status;
    return lstat(path, &status) == 0;
}

/* Takes the name over. */
static int names_add(struct names *names, char *name, struct mlf_err *err)
{
    int known = names->n > 0 && strcmp(names->items[names->n - 1], name) == 0;
    if (known || !is_sheet_name(name)) {
        free(name);
        return 0;
    }
    if (mlf_grow(&names->items, &names->capacity, names->n + 1, sizeof *names->items, err)) {
        free(name);
        return -1;
    }
    names->items[names->n++] = name;
    return 0;
}

/* The sheets that the manifest names; none where there is no manifest. */
static int read_manifest(const char *path, struct names *names, struct mlf_err *err)
{
    struct mlf_reader reader;
    struct mlf_record record;
    int got;
    if (!is_file(path))
        return 0;
    if (mlf_reader_open(&reader, path, err))
        return -1;
    while ((got = mlf_reader_record(&reader, &record, err)) == 1) {
        char *name = mlf_record_string(&record, "sheet", err);
        mlf_record_free(&record);
        if (name ? names_add(names, name, err) : err->text[0] != '\0') {
            got = -1;
            break;
        }
    }
    mlf_reader_close(&reader);
    if (names->n > 0)
        qsort(names->items, names->n, sizeof *names->items, by_name);
    names_unify(names);
    return got;
}

/* Somebody's own file of the companion's name: an error where a new one is to take its place. */
static int look_at_companion(const char *folder, const struct mlf_sheet_companion *companion, int *ours,
                             struct mlf_err *err)
{
    char *path = mlf_path_join(folder, companion->name, err);
    int wanted = companion->wanted;
    int found = path && is_file(path);
    *ours = found ? companion->is_ours(path, err) : 0;
    if (found && *ours == 0 && wanted)
        mlf_fail(err, "'%s' is in the way: it is no review page", path);
    int result = !path || *ours < 0 || (found && *ours == 0 && wanted) ? -1 : 0;
    free(path);
    return result;
}

static int refuse_strangers(const struct mlf_sheets *sheets, const char *folder, const struct names *old,
                            struct mlf_err *err)
{
    for (size_t p = 0; p < sheets->layout.n_pages; p++) {
        char *path = mlf_path_join(folder, sheets->names[p], err);
        if (!path)
            return -1;
        if (is_file(path) && !names_hold(old, sheets->names[p]))
            mlf_fail(err, "'%s' is in the way: no manifest there says it is a sheet", path);
        free(path);
        if (err->text[0])
            return -1;
    }
    return 0;
}

static int remove_in(const char *folder, const char *name, struct mlf_err *err)
{
    char *path = mlf_path_join(folder, name, err);
    int result = path ? 0 : -1;
    if (path && unlink(path) && errno != ENOENT)
        result = mlf_fail_errno(err, "cannot remove '%s'", path);
    free(path);
    return result;
}

/* ---- Drawing into temporary files ---- */

struct page_item {
    size_t page;
    struct mlf_buf file, shown; /* the sheet, and as it stands in the review page */
};

struct writer {
    struct mlf_sheets *sheets;
    const char *folder;
    struct mlf_tempfile *files; /* one a page, written but not yet in its place */
    struct mlf_pixels *pixels;  /* one a thread: the page it draws. Each page in memory of its own would leave holes
                                   in which small things lie, and memory would grow by page after page */
    size_t next;
    const struct mlf_sheet_companion *companion;
    int old_companion; /* there is one already */
    void (*drawn)(size_t done, size_t total);
};

static void *next_page(void *context, int *failed, struct mlf_err *err)
{
    struct writer *writer = context;
    if (writer->next == writer->sheets->layout.n_pages)
        return NULL;
    struct page_item *item = mlf_alloc(1, sizeof *item, err);
    if (!item)
        *failed = 1;
    else
        item->page = writer->next++;
    return item;
}

static int draw_page(void *context, void *vitem, int worker, struct mlf_err *err)
{
    struct writer *writer = context;
    struct page_item *item = vitem;
    const struct mlf_sheet_options *options = &writer->sheets->options;
    struct mlf_pixels *pixels = &writer->pixels[worker];
    if (mlf_sheet_draw(writer->sheets, item->page, pixels, err))
        return -1;
    int result = mlf_pixels_encode(pixels, options->type, options->quality, &item->file, err);
    const struct mlf_sheet_companion *companion = writer->companion;
    if (result == 0 && companion->wanted && strcmp(companion->type, options->type) != 0)
        result = mlf_pixels_encode(pixels, companion->type, options->quality, &item->shown, err);
    if (result || mlf_buf_check(&item->file, err) || mlf_buf_check(&item->shown, err))
        return -1;
    if (companion->wanted && item->shown.length == 0) /* without what it carries, which the page knows itself */
        mlf_buf_add(&item->shown, item->file.data, item->file.length);
    return mlf_sheet_carry(writer->sheets, item->page, &item->file, err);
}

static int write_page(void *context, void *vitem, struct mlf_err *err)
{
    struct writer *writer = context;
    struct page_item *item = vitem;
    struct mlf_tempfile *file = &writer->files[item->page];
    char *path = mlf_path_join(writer->folder, writer->sheets->names[item->page], err);
    int result = path ? mlf_tempfile_open(file, path, err) : -1;
    free(path);
    if (result)
        return -1;
    /* a short write shows when the file is closed */
    fwrite(item->file.data, 1, item->file.length, file->file);
    if (mlf_tempfile_close(file, 0, err) ||
        (writer->companion->wanted &&
         writer->companion->add(writer->companion->context, item->page, item->shown.data, item->shown.length, err)))
        return -1;
    if (writer->drawn)
        writer->drawn(item->page + 1, writer->sheets->layout.n_pages);
    return 0;
}

static void release_page(void *context, void *vitem)
{
    struct page_item *item = vitem;
    (void)context;
    mlf_buf_free(&item->file);
    mlf_buf_free(&item->shown);
    free(item);
}

static int draw_pages(struct writer *writer, int jobs, struct mlf_err *err)
{
    struct mlf_pipeline pipeline = {next_page, draw_page, write_page, release_page, writer};
    size_t pages = writer->sheets->layout.n_pages, threads = jobs < 1 ? 1 : (size_t)jobs;
    int result = 0;
    if (threads > pages && pages > 0)
        threads = pages;
    writer->pixels = mlf_alloc(threads, sizeof *writer->pixels, err);
    if (!writer->pixels)
        return -1;
    for (size_t i = 0; i < threads && result == 0; i++)
        result = mlf_sheet_room(writer->sheets, &writer->pixels[i], err);
    if (result == 0)
        result = mlf_pipeline_run(&pipeline, (int)threads, err);
    for (size_t i = 0; i < threads; i++)
        mlf_pixels_free(&writer->pixels[i]);
    free(writer->pixels);
    return result;
}

/* ---- The exchange ---- */

/* Where a crop could not be read its record says why. */
static int tell_broken(struct mlf_sheets *sheets, struct mlf_err *err)
{
    sheets->broken = 0;
    for (size_t i = 0; i < sheets->groups.n_cells; i++) {
        const char *why = sheets->drawn[i].error;
        if (why && mlf_record_set_error(&sheets->records->items[sheets->groups.order[i]], why, err))
            return -1;
        sheets->broken += why != NULL;
    }
    return 0;
}

static int write_manifest(struct mlf_sheets *sheets, const char *path, int jobs, struct mlf_err *err)
{
    struct mlf_tempfile file;
    if (tell_broken(sheets, err) || mlf_tempfile_open(&file, path, err))
        return -1;
    if (mlf_sheets_print(sheets, file.file, jobs, err) == 0)
        return mlf_tempfile_commit(&file, err);
    mlf_tempfile_discard(&file);
    return -1;
}

/* The manifest goes first and comes last: whoever finds one may trust that it
 * describes the sheets beside it. */
static int exchange(struct writer *writer, const char *manifest, const struct names *old, int jobs, struct mlf_err *err)
{
    if (remove_in(writer->folder, MANIFEST, err))
        return -1;
    for (size_t i = 0; i < old->n; i++)
        if (remove_in(writer->folder, old->items[i], err))
            return -1;
    if (writer->old_companion && remove_in(writer->folder, writer->companion->name, err))
        return -1;
    for (size_t p = 0; p < writer->sheets->layout.n_pages; p++)
        if (mlf_tempfile_commit(&writer->files[p], err))
            return -1;
    if (writer->companion->wanted && mlf_tempfile_commit(writer->companion->file, err))
        return -1;
    return write_manifest(writer->sheets, manifest, jobs, err);
}

int mlf_sheets_write(struct mlf_sheets *sheets, const char *folder, const struct mlf_sheet_companion *companion,
                     int jobs, void (*drawn)(size_t done, size_t total), struct mlf_err *err)
{
    struct names old = {NULL, 0, 0};
    struct writer writer = {.sheets = sheets, .folder = folder, .companion = companion, .drawn = drawn};
    int result = -1;
    char *manifest = mlf_path_join(folder, MANIFEST, err);
    if (!manifest || mlf_path_make_folders(folder, err) || read_manifest(manifest, &old, err) ||
        refuse_strangers(sheets, folder, &old, err) ||
        look_at_companion(folder, companion, &writer.old_companion, err) ||
        (companion->wanted && companion->begin(companion->context, sheets, folder, err)))
        goto done;
    writer.files = mlf_alloc(sheets->layout.n_pages, sizeof *writer.files, err);
    if (!writer.files || draw_pages(&writer, jobs, err) ||
        (companion->wanted && companion->end(companion->context, err)))
        goto done;
    result = exchange(&writer, manifest, &old, jobs, err);
done:
    for (size_t p = 0; writer.files && p < sheets->layout.n_pages; p++)
        mlf_tempfile_discard(&writer.files[p]);
    mlf_tempfile_discard(companion->file);
    free(writer.files);
    names_free(&old);
    free(manifest);
    return result;
}
