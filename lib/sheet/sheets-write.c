#include "mlfix/sheet/sheets-write.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "draw-page.h"
#include "manifest-lines.h"
#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/base/file.h"
#include "mlfix/base/path.h"
#include "mlfix/base/pipeline.h"
#include "mlfix/base/tempfile.h"
#include "mlfix/json/json-text.h"
#include "mlfix/photo/save.h"
#include "mlfix/record/reader.h"
#include "mlfix/record/record-write.h"
#include "mlfix/record/record.h"
#include "mlfix/record/records.h"
#include "mlfix/sheet/sheet-companion.h"
#include "mlfix/sheet/sheets-plan.h"
#include "mlfix/sheet/sheets.h"

#define MANIFEST "manifest.jsonl"

/* The names of sheets while old ones are exchanged for new ones. */
#define BEGUN ".manifest-begun.jsonl"

/* ---- What is in the folder ---- */

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

/* Removes names that occur a second time. */
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

/* Whether this is a name as mlf_sheets_plan makes them. A manifest comes from disk and may
 * name anything, but nothing else is removed because of it. */
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

/* Adds a name, which belongs to the list from now on. */
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

/* Reads the names of the sheets in the manifest; none where there is no manifest. */
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

/* Sets *ours to whether a companion exists. An error where somebody's own file has its name
 * and a new companion is to be written. */
static int check_companion(const char *folder, const struct mlf_sheet_companion *companion, int *ours,
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

/* An error where a file that is no sheet of ours has the name of a new sheet. */
static int refuse_strangers(const struct mlf_sheets *sheets, const char *folder, const struct names *old,
                            struct mlf_err *err)
{
    for (size_t p = sheets->first_page; p < sheets->end_page; p++) {
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
    struct mlf_buf file, shown; /* the file of the sheet, and the picture for the companion */
};

struct writer {
    struct mlf_sheets *sheets;
    const char *folder;
    struct mlf_tempfile *files; /* one a page, under their temporary names */
    struct mlf_pixels *pixels;  /* one a thread, for the page that it draws: new memory for each page would fragment
                                   the heap, which would grow from page to page */
    size_t next;
    const struct mlf_sheet_companion *companion;
    int old_companion; /* whether one exists already */
    void (*drawn)(size_t done, size_t total);
};

static void *next_page(void *context, int *failed, struct mlf_err *err)
{
    struct writer *writer = context;
    if (writer->next == writer->sheets->end_page)
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
    if (mlf_draw_page(writer->sheets, item->page, pixels, err))
        return -1;
    int result = mlf_pixels_encode(pixels, options->type, options->quality, &item->file, err);
    const struct mlf_sheet_companion *companion = writer->companion;
    if (result == 0 && companion->wanted && strcmp(companion->type, options->type))
        result = mlf_pixels_encode(pixels, companion->type, options->quality, &item->shown, err);
    if (result || mlf_buf_check(&item->file, err) || mlf_buf_check(&item->shown, err))
        return -1;
    if (companion->wanted &&
        item->shown.length == 0) /* before text is put into the file: the companion has no use for it */
        mlf_buf_add(&item->shown, item->file.data, item->file.length);
    return mlf_manifest_lines_embed(writer->sheets, item->page, &item->file, err);
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
        writer->drawn(item->page + 1 - writer->sheets->first_page,
                      writer->sheets->end_page - writer->sheets->first_page);
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
    struct mlf_pipeline pipeline = {
        .read = next_page, .compute = draw_page, .write = write_page, .release = release_page, .context = writer};
    size_t pages = writer->sheets->end_page - writer->sheets->first_page, threads = jobs < 1 ? 1 : (size_t)jobs;
    int result = 0;
    if (threads > pages && pages > 0)
        threads = pages;
    writer->pixels = mlf_alloc(threads, sizeof *writer->pixels, err);
    if (!writer->pixels)
        return -1;
    for (size_t i = 0; i < threads && result == 0; i++)
        result = mlf_draw_page_room(writer->sheets, &writer->pixels[i], err);
    if (result == 0)
        result = mlf_pipeline_run(&pipeline, (int)threads, err);
    for (size_t i = 0; i < threads; i++)
        mlf_pixels_free(&writer->pixels[i]);
    free(writer->pixels);
    return result;
}

/* ---- The exchange of old sheets for new ones ---- */

/* Sets the `error` of records whose crops could not be read. */
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

/* Writes the manifest under its temporary name. */
static int write_manifest(struct mlf_sheets *sheets, struct mlf_tempfile *file, const char *path, int jobs,
                          struct mlf_err *err)
{
    if (tell_broken(sheets, err) || mlf_tempfile_open(file, path, err) ||
        mlf_manifest_lines_print(sheets, file->file, jobs, err))
        return -1;
    return mlf_tempfile_close(file, 0, err);
}

/* Notes the names of old and new sheets, by which the next run knows them where this one does not come to
 * its end. */
static int write_begun(const struct writer *writer, const struct names *old, struct mlf_err *err)
{
    char *path = mlf_path_join(writer->folder, BEGUN, err);
    size_t first = writer->sheets->first_page, n_new = writer->sheets->end_page - first;
    struct mlf_buf buf = {0};
    int result = path ? 0 : -1;
    for (size_t i = 0; i < old->n + n_new && !result; i++) {
        mlf_buf_puts(&buf, "{\"sheet\": ");
        mlf_json_put_string(&buf, i < old->n ? old->items[i] : writer->sheets->names[first + i - old->n]);
        mlf_buf_puts(&buf, "}\n");
    }
    if (!result)
        result = mlf_buf_check(&buf, err);
    if (!result)
        result = mlf_file_write(path, buf.data ? buf.data : "", buf.length, err);
    mlf_buf_free(&buf);
    free(path);
    return result;
}

/* The old manifest is removed first and the new one put there last, so that a manifest always
 * describes the sheets beside it. */
static int exchange(struct writer *writer, struct mlf_tempfile *manifest, const struct names *old, struct mlf_err *err)
{
    if (write_begun(writer, old, err) || remove_in(writer->folder, MANIFEST, err))
        return -1;
    for (size_t i = 0; i < old->n; i++)
        if (remove_in(writer->folder, old->items[i], err))
            return -1;
    if (writer->old_companion && remove_in(writer->folder, writer->companion->name, err))
        return -1;
    for (size_t p = writer->sheets->first_page; p < writer->sheets->end_page; p++)
        if (mlf_tempfile_commit(&writer->files[p], err))
            return -1;
    if (writer->companion->wanted && mlf_tempfile_commit(writer->companion->file, err))
        return -1;
    if (mlf_tempfile_commit(manifest, err))
        return -1;
    remove_in(writer->folder, BEGUN, NULL); /* does no harm where it cannot be removed */
    return 0;
}

/* The names of the sheets that are there already, also of those that an interrupted run left without a manifest. */
static int read_old(const char *folder, const char *manifest, struct names *old, struct mlf_err *err)
{
    char *begun = mlf_path_join(folder, BEGUN, err);
    int failed = !begun || read_manifest(manifest, old, err) || read_manifest(begun, old, err);
    free(begun);
    return failed ? -1 : 0;
}

int mlf_sheets_write(struct mlf_sheets *sheets, const char *folder, const struct mlf_sheet_companion *companion,
                     int jobs, void (*drawn)(size_t done, size_t total), struct mlf_err *err)
{
    struct names old = {NULL, 0, 0};
    struct mlf_tempfile file = {0}; /* of the manifest */
    struct writer writer = {
        .sheets = sheets, .folder = folder, .next = sheets->first_page, .companion = companion, .drawn = drawn};
    int result = -1;
    char *manifest = mlf_path_join(folder, MANIFEST, err);
    if (!manifest || mlf_path_make_folders(folder, err) || read_old(folder, manifest, &old, err) ||
        refuse_strangers(sheets, folder, &old, err) || check_companion(folder, companion, &writer.old_companion, err) ||
        (companion->wanted && companion->begin(companion->context, sheets, folder, err)))
        goto done;
    writer.files = mlf_alloc(sheets->layout.n_pages, sizeof *writer.files, err);
    if (!writer.files || draw_pages(&writer, jobs, err) ||
        (companion->wanted && companion->end(companion->context, err)) ||
        write_manifest(sheets, &file, manifest, jobs, err))
        goto done;
    result = exchange(&writer, &file, &old, err);
done:
    mlf_tempfile_discard(&file);
    for (size_t p = 0; writer.files && p < sheets->layout.n_pages; p++)
        mlf_tempfile_discard(&writer.files[p]);
    mlf_tempfile_discard(companion->file);
    free(writer.files);
    names_free(&old);
    free(manifest);
    return result;
}
