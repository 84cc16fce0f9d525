/* mlfix-apply --painted: marks on copies of the sheets, as flags. */

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "apply-options.h"
#include "mlfix/base/array.h"
#include "mlfix/base/file.h"
#include "mlfix/base/limits.h"
#include "mlfix/base/message.h"
#include "mlfix/base/path.h"
#include "mlfix/base/pipeline.h"
#include "mlfix/base/progress.h"
#include "mlfix/base/tempfile.h"
#include "mlfix/painted/paint-marks.h"
#include "mlfix/painted/paint-rules.h"
#include "mlfix/painted/paint.h"
#include "mlfix/painted/painted-copy.h"
#include "mlfix/painted/painted-sheets.h"
#include "mlfix/photo/picture-text.h"
#include "mlfix/photo/save.h"
#include "mlfix/photo/vips.h"
#include "mlfix/record/reader.h"

enum { PROOF_QUALITY = 90 };

struct painting {
    struct mlf_painted_sheets sheets;
    struct mlf_paint_rules rules;
    struct mlf_flags *flags;
    const struct mlf_flag_source *sources;
    const char *folder, *clean; /* of the clean sheets; the clean sheet */
    size_t next;
    size_t taken; /* copies whose flags are taken */
};

struct copy {
    const struct mlf_flag_source *source;
    struct mlf_painted_copy painted;
    struct mlf_buf *words; /* one a mark */
};

/* ---- The manifest ---- */

static int read_cells(struct painting *painting, struct mlf_reader *reader, struct mlf_err *err)
{
    struct mlf_record record;
    int got;
    while ((got = mlf_reader_record(reader, &record, err)) > 0) {
        int failed = mlf_painted_sheets_add(&painting->sheets, &record, err);
        mlf_record_free(&record);
        if (failed) {
            got = mlf_fail_at(err, "%s:%zu", reader->name, reader->number);
            break;
        }
    }
    mlf_reader_close(reader);
    mlf_painted_sheets_finish(&painting->sheets);
    return got;
}

static int read_carried(struct painting *painting, struct mlf_err *err)
{
    struct mlf_buf text = {0};
    struct mlf_reader reader;
    size_t length;
    char *bytes = mlf_file_read(options.sheets.items[0], MLF_LIMIT_SHEET_FILE, &length, err);
    int result = bytes ? mlf_picture_text_get(bytes, length, &text, err) : -1;
    free(bytes);
    if (result < 0)
        mlf_fail_at(err, "'%s'", options.sheets.items[0]);
    else if (mlf_reader_over(&reader, options.sheets.items[0], text.data, text.length, err) < 0)
        result = -1;
    else
        result = read_cells(painting, &reader, err);
    mlf_buf_free(&text);
    return result;
}

static int read_sheets(struct painting *painting, struct mlf_err *err)
{
    struct stat status;
    struct mlf_reader reader;
    if (stat(options.sheets.items[0], &status) == 0 && S_ISREG(status.st_mode)) {
        painting->clean = options.sheets.items[0];
        return read_carried(painting, err);
    }
    painting->folder = options.sheets.items[0];
    char *manifest = mlf_path_join(options.sheets.items[0], "manifest.jsonl", err);
    int result = manifest ? mlf_reader_open(&reader, manifest, err) : -1;
    if (result == 0)
        result = read_cells(painting, &reader, err);
    free(manifest);
    return result;
}

/* ---- One copy after the other ---- */

static void *next_copy(void *context, int *failed, struct mlf_err *err)
{
    struct painting *painting = context;
    if (painting->next == options.painted.n)
        return NULL;
    struct copy *copy = mlf_alloc(1, sizeof *copy, err);
    if (copy)
        copy->source = &painting->sources[painting->next++];
    else
        *failed = 1;
    return copy;
}

static struct mlf_painted_decision word_of(const struct painting *painting, const struct copy *copy, size_t mark)
{
    const struct mlf_painted_mark *at = &copy->painted.marks[mark];
    const struct mlf_painted_sheet *sheet = &painting->sheets.items[copy->painted.sheet];
    return (struct mlf_painted_decision){sheet->name, sheet->cells[at->cell].name, at->paint, at->second,
                                         at->confidence};
}

/* DIR/NAME-proof.jpg */
static int write_proof(const struct painting *painting, struct copy *copy, struct mlf_err *err)
{
    const char **words = mlf_alloc(copy->painted.n, sizeof *words, err);
    const char *base = mlf_path_base(copy->source->path);
    char *name = mlf_strf(err, "%.*s-proof.jpg", (int)(mlf_path_extension(base) - base), base), *path = NULL;
    int result = -1;
    if (!words || !name || !(path = mlf_path_join(options.proof, name, err)))
        goto done;
    for (size_t i = 0; i < copy->painted.n; i++)
        words[i] = copy->words[i].data;
    if (mlf_painted_copy_outline(&painting->sheets, &copy->painted, words, err) == 0)
        result = mlf_pixels_save(&copy->painted.pixels, path, PROOF_QUALITY, err);
done:
    free(words);
    free(name);
    free(path);
    return result;
}

static int read_copy(void *context, void *item, int worker, struct mlf_err *err)
{
    struct painting *painting = context;
    struct copy *copy = item;
    (void)worker;
    if (mlf_painted_copy_read(&painting->sheets, copy->source->path, painting->folder, painting->clean, &copy->painted,
                              err))
        return -1;
    copy->words = mlf_alloc(copy->painted.n, sizeof *copy->words, err);
    if (!copy->words)
        return -1;
    for (size_t i = 0; i < copy->painted.n; i++) {
        struct mlf_painted_decision word = word_of(painting, copy, i);
        mlf_paint_rules_describe(&painting->rules, &word, &copy->words[i]);
        if (mlf_buf_check(&copy->words[i], err))
            return -1;
    }
    return options.proof ? write_proof(painting, copy, err) : 0;
}

static int take_copy(void *context, void *item, struct mlf_err *err)
{
    struct painting *painting = context;
    struct copy *copy = item;
    const struct mlf_painted_copy *painted = &copy->painted;
    struct mlf_buf lines = {0};
    mlf_note("'%s' is sheet '%s' at %.0f%% of its size, %zu cell%s painted%s", copy->source->path,
             painting->sheets.items[painted->sheet].name, painted->scale * 100, painted->n, painted->n == 1 ? "" : "s",
             painted->direct ? "" : ", told by fingerprints: the clean sheet is not there");
    for (size_t i = 0; i < painted->n; i++) {
        struct mlf_painted_decision word = word_of(painting, copy, i);
        mlf_paint_rules_flag(&painting->rules, &word, &lines);
        mlf_note("    %s %s", word.cell, copy->words[i].data);
    }
    mlf_progress("painted copies", ++painting->taken, options.painted.n);
    int result = mlf_buf_check(&lines, err);
    painting->flags->by = copy->source->name;
    if (result == 0)
        result =
            mlf_flags_read_text(painting->flags, copy->source->path, lines.data ? lines.data : "", lines.length, err);
    mlf_buf_free(&lines);
    return result;
}

static void release_copy(void *context, void *item)
{
    struct copy *copy = item;
    (void)context;
    for (size_t i = 0; copy->words && i < copy->painted.n; i++)
        mlf_buf_free(&copy->words[i]);
    free(copy->words);
    mlf_painted_copy_free(&copy->painted);
    free(copy);
}

int apply_read_painted(struct mlf_flags *flags, const struct mlf_flag_source *sources, struct mlf_err *err)
{
    struct painting painting = {.flags = flags, .sources = sources};
    struct mlf_pipeline pipeline = {next_copy, read_copy, take_copy, release_copy, &painting};
    int result = -1;
    if (options.painted.n == 0)
        return 0;
    if (mlf_vips_start(err))
        return -1;
    if (mlf_paint_rules_make(&painting.rules, mlf_paint_names, options.paint, err) == 0 &&
        read_sheets(&painting, err) == 0 && (!options.proof || mlf_path_make_folders(options.proof, err) == 0))
        result = mlf_pipeline_run(&pipeline, mlf_common.jobs, err);
    mlf_paint_rules_free(&painting.rules);
    mlf_painted_sheets_free(&painting.sheets);
    mlf_vips_stop();
    return result;
}
