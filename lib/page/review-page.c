#include "mlfix/page/review-page.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <glib.h>

#include "embedded-files.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/base/path.h"
#include "mlfix/json/json-text.h"
#include "mlfix/record/sheets-hash.h"
#include "mlfix/sheet/sheet-companion.h"
#include "mlfix/sheet/sheets.h"
#include "review-page-data.h"

/* How every page begins, by which is_ours recognises it. */
#define BEGINNING "<!doctype html>\n<!-- mlfix: review page -->\n"

/* Writes JSON into a script element, with each "<" as an escape. In HTML, "</" could end the
 * element and "<!--" begin a comment; in JSON, "<" occurs only inside strings, where the
 * escape means the same. */
static void put_harmless(const char *text, size_t length, FILE *file)
{
    for (const char *end = text + length; text < end;) {
        const char *next = memchr(text, '<', (size_t)(end - text));
        size_t plain = (size_t)((next ? next : end) - text);
        fwrite(text, 1, plain, file);
        text += plain;
        if (next) {
            fputs("\\u003c", file);
            text++;
        }
    }
}

static void put_file(const struct mlf_embedded_file *embedded, FILE *file)
{
    fwrite(embedded->begin, 1, (size_t)(embedded->end - embedded->begin), file);
}

/* Writes "'sha256-...'" of the files together, by which a content security policy allows them
 * (W3C, "Content Security Policy Level 3", section 2.3.1). `files` ends with NULLs. */
static void put_hash(const struct mlf_embedded_file *files, FILE *file)
{
    GChecksum *sum = g_checksum_new(G_CHECKSUM_SHA256);
    guint8 digest[32];
    gsize length = sizeof digest;
    for (; files->begin; files++)
        g_checksum_update(sum, (const guchar *)files->begin, files->end - files->begin);
    g_checksum_get_digest(sum, digest, &length);
    gchar *text = g_base64_encode(digest, length);
    fprintf(file, "'sha256-%s'", text);
    g_free(text);
    g_checksum_free(sum);
}

/* What the policy of a page allows: one on disk shows photos that lie beside it, one from a server asks that
 * server, and nobody else. */
#define FROM_DISK "img-src 'self' file: blob: data:"
#define FROM_SERVER "img-src 'self' blob: data:; connect-src 'self'"

static void put_head(FILE *file, const char *allowed)
{
    const struct mlf_embedded_file style[] = {mlf_embedded_style, {NULL, NULL}};
    fputs(BEGINNING "<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ",
          file);
    fprintf(file, "%s; base-uri 'none'; form-action 'none'; style-src ", allowed);
    put_hash(style, file);
    fputs("; script-src ", file);
    put_hash(mlf_embedded_programs, file);
    fputs("\">\n<title>mlfix</title>\n<style>", file);
    put_file(&mlf_embedded_style, file);
    fputs("</style>\n</head>\n<body>\n", file);
    put_file(&mlf_embedded_body, file);
}

static void put_json(const char *id, const char *text, size_t length, FILE *file)
{
    fprintf(file, "<script type=\"application/json\" id=\"%s\">", id);
    put_harmless(text, length, file);
    fputs("</script>\n", file);
}

static void put_programs(FILE *file)
{
    fputs("<script>", file);
    for (const struct mlf_embedded_file *embedded = mlf_embedded_programs; embedded->begin; embedded++)
        put_file(embedded, file);
    fputs("</script>\n", file);
}

void mlf_review_page_put_served(const char *data, const char *others, const char *served, FILE *file)
{
    put_head(file, FROM_SERVER);
    fputs("<link rel=\"icon\" href=\"data:,\">\n", file); /* or browsers ask for one */
    put_json("data", data, strlen(data), file);
    put_json("served", served, strlen(served), file);
    fputs(others, file);
    put_programs(file);
    fputs("</body>\n</html>\n", file);
}

int mlf_review_page_begins(const char *text, size_t length)
{
    return length >= strlen(BEGINNING) && memcmp(text, BEGINNING, strlen(BEGINNING)) == 0;
}

static int begin(void *context, const struct mlf_sheets *sheets, const char *folder, struct mlf_err *err)
{
    struct mlf_review_page *page = context;
    struct mlf_buf data = {0};
    char *path = mlf_path_join(folder, MLF_REVIEW_PAGE_NAME, err);
    int result = -1;
    page->sheets = sheets;
    page->beside = sheets->layout.n_pages > MLF_REVIEW_PAGE_SHEETS && strcmp(sheets->options.type, "pdf") != 0;
    if (!path || mlf_review_page_data(sheets, folder, &data, err) || mlf_tempfile_open(&page->file, path, err))
        goto done;
    FILE *file = page->file.file;
    put_head(file, FROM_DISK);
    put_json("data", data.data, data.length, file);
    put_programs(file);
    result = 0; /* a short write shows when the file is closed */
done:
    free(path);
    mlf_buf_free(&data);
    return result;
}

static int add(void *context, size_t number, const void *bytes, size_t length, struct mlf_err *err)
{
    struct mlf_review_page *page = context;
    const char *name = page->sheets->names[number];
    gchar *text = page->beside ? g_base64_encode((const guchar *)name, strlen(name)) : g_base64_encode(bytes, length);
    int written = fprintf(page->file.file, "<script type=\"text/plain\" id=\"%s-%zu\">%s</script>\n",
                          page->beside ? "beside" : "sheet", number, text);
    g_free(text);
    return written < 0 ? mlf_fail_errno(err, "the review page cannot be written") : 0;
}

/* Writes the hash of all sheets, which is known when they are drawn. */
static void put_sheets_hash(const struct mlf_sheets *sheets, FILE *file)
{
    char text[MLF_SHEETS_HASH];
    uint64_t sum = 0;
    for (size_t p = 0; p < sheets->layout.n_pages; p++)
        sum = mlf_sheets_hash_add(sum, sheets->names[p], sheets->hashes[p]);
    mlf_sheets_hash_text(sum, text);
    fprintf(file, "<script type=\"text/plain\" id=\"sheets-hash\">%s</script>\n", text);
}

static int end(void *context, struct mlf_err *err)
{
    struct mlf_review_page *page = context;
    struct mlf_buf broken = {0};
    mlf_buf_putc(&broken, '[');
    for (size_t i = 0; i < page->sheets->groups.n_cells; i++) {
        if (!page->sheets->drawn[i].error)
            continue;
        mlf_buf_printf(&broken, "%s[%zu,", broken.length > 1 ? "," : "", i);
        mlf_json_put_string(&broken, page->sheets->drawn[i].error);
        mlf_buf_putc(&broken, ']');
    }
    mlf_buf_putc(&broken, ']');
    int result = mlf_buf_check(&broken, err);
    if (result == 0) {
        put_json("broken", broken.data, broken.length, page->file.file);
        put_sheets_hash(page->sheets, page->file.file);
        fputs("</body>\n</html>\n", page->file.file);
        result = mlf_tempfile_close(&page->file, 0, err);
    }
    mlf_buf_free(&broken);
    return result;
}

static int is_ours(const char *path, struct mlf_err *err)
{
    char begin[sizeof BEGINNING] = "";
    FILE *file = fopen(path, "rb");
    if (!file)
        return mlf_fail_errno(err, "cannot read '%s'", path);
    size_t length = fread(begin, 1, sizeof begin - 1, file);
    int failed = ferror(file);
    fclose(file);
    if (failed)
        return mlf_fail(err, "cannot read '%s'", path);
    return mlf_review_page_begins(begin, length);
}

void mlf_review_page_accompany(struct mlf_review_page *page, const char *sheet_type, int wanted,
                               struct mlf_sheet_companion *companion)
{
    *companion = (struct mlf_sheet_companion){.name = MLF_REVIEW_PAGE_NAME,
                                              .type = mlf_review_page_data_type(sheet_type),
                                              .wanted = wanted,
                                              .context = page,
                                              .is_ours = is_ours,
                                              .begin = begin,
                                              .add = add,
                                              .end = end,
                                              .file = &page->file};
}
