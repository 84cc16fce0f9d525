#include "mlfix/page/page-file.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/base/file.h"
#include "mlfix/base/path.h"
#include "mlfix/page/review-page.h"

/* A sheet of more bytes is none. */
#define LARGEST_SHEET ((size_t)256 << 20)

/* An element that holds data: <script type="..." id="ID">CONTENT</script>, in a text of the file. */
struct element {
    const char *begin, *end; /* with its tags */
    const char *id;
    size_t id_length;
    const char *content;
    size_t length;
};

static const char opening[] = "<script type=\"", closing[] = "</script>";

static const char *find(const char *from, const char *end, const char *text)
{
    return from < end ? memmem(from, (size_t)(end - from), text, strlen(text)) : NULL;
}

/* The next element from `from` on. Returns whether there is one; a page that was cut short has none behind the cut. */
static int next_element(const char *from, const char *end, struct element *element)
{
    const char *begin = find(from, end, opening), *id, *quote, *content, *close;
    if (!begin || !(id = find(begin, end, " id=\"")))
        return 0;
    id += 5;
    if (!(quote = find(id, end, "\">")) || !(close = find(quote, end, closing)))
        return 0;
    content = quote + 2;
    *element =
        (struct element){begin, close + strlen(closing), id, (size_t)(quote - id), content, (size_t)(close - content)};
    return 1;
}

static int is(const struct element *element, const char *id)
{
    return element->id_length == strlen(id) && memcmp(element->id, id, element->id_length) == 0;
}

static int begins(const struct element *element, const char *id)
{
    return element->id_length > strlen(id) && memcmp(element->id, id, strlen(id)) == 0;
}

static int keep(char **text, const char *bytes, size_t length, struct mlf_err *err)
{
    if (*text)
        return mlf_fail(err, "a part of it is there twice");
    return (*text = mlf_strndup(bytes, length, err)) ? 0 : -1;
}

static int take(struct mlf_page_file *page, const struct element *element, const char *file, struct mlf_buf *others,
                struct mlf_err *err)
{
    int beside = begins(element, "beside-");
    if (is(element, "data"))
        return keep(&page->data, element->content, element->length, err);
    if (is(element, "sheets-hash") && keep(&page->hash, element->content, element->length, err))
        return -1;
    if (!beside && !begins(element, "sheet-")) {
        mlf_buf_add(others, element->begin, (size_t)(element->end - element->begin));
        mlf_buf_putc(others, '\n');
        return 0;
    }
    if (mlf_grow(&page->pictures, &page->capacity, page->n_pictures + 1, sizeof *page->pictures, err))
        return -1;
    page->pictures[page->n_pictures++] =
        (struct mlf_page_picture){(size_t)(element->content - file), element->length, beside};
    return 0;
}

static int read_elements(struct mlf_page_file *page, const char *file, size_t length, struct mlf_err *err)
{
    struct mlf_buf others = {0};
    struct element element;
    const char *at = file;
    int result = 0;
    while (result == 0 && next_element(at, file + length, &element)) {
        result = take(page, &element, file, &others, err);
        at = element.end;
    }
    if (result == 0 && (!page->data || !page->hash || strlen(page->hash) != 16))
        result = mlf_fail(err, "it is not whole");
    page->others = result == 0 ? mlf_buf_take(&others, err) : NULL;
    mlf_buf_free(&others);
    return page->others ? 0 : -1;
}

int mlf_page_file_open(struct mlf_page_file *page, const char *path, struct mlf_err *err)
{
    struct stat status;
    char *file = MAP_FAILED;
    int result = -1;
    *page = (struct mlf_page_file){.fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
    if (page->fd < 0)
        return mlf_fail_errno(err, "cannot read '%s'", path);
    if (!(page->path = mlf_strdup(path, err)))
        goto done;
    if (fstat(page->fd, &status) || !S_ISREG(status.st_mode) || status.st_size == 0) {
        mlf_fail(err, "'%s' is no review page", path);
        goto done;
    }
    file = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, page->fd, 0);
    if (file == MAP_FAILED) {
        mlf_fail_errno(err, "cannot read '%s'", path);
        goto done;
    }
    if (!mlf_review_page_begins(file, (size_t)status.st_size))
        mlf_fail(err, "'%s' is no review page", path);
    else if ((result = read_elements(page, file, (size_t)status.st_size, err)))
        mlf_fail_at(err, "the review page '%s' cannot be used", path);
done:
    if (file != MAP_FAILED)
        munmap(file, (size_t)status.st_size);
    if (result)
        mlf_page_file_close(page);
    return result;
}

/* Appends what stands in the file, without base64. */
static int take_content(const struct mlf_page_file *page, size_t sheet, struct mlf_buf *bytes, struct mlf_err *err)
{
    const struct mlf_page_picture *at = &page->pictures[sheet];
    char *text = mlf_alloc(at->length + 1, 1, err);
    gint state = 0;
    guint save = 0;
    if (!text)
        return -1;
    size_t have = 0;
    while (have < at->length) {
        ssize_t got = pread(page->fd, text + have, at->length - have, (off_t)(at->at + have));
        if (got <= 0) {
            free(text);
            return mlf_fail(err, "'%s' cannot be read any more", page->path);
        }
        have += (size_t)got;
    }
    char *room = mlf_buf_extend(bytes, at->length / 4 * 3 + 3);
    if (room) {
        size_t before = bytes->length - (at->length / 4 * 3 + 3);
        bytes->length = before + g_base64_decode_step(text, at->length, (guchar *)room, &state, &save);
    }
    free(text);
    return mlf_buf_check(bytes, err);
}

/* Appends the file of the sheet beside the page. Names that lead elsewhere are none of a sheet's. */
static int read_beside(const struct mlf_page_file *page, const char *name, struct mlf_buf *bytes, struct mlf_err *err)
{
    size_t length = 0;
    struct stat status;
    if (!*name || *name == '.' || strchr(name, '/'))
        return mlf_fail(err, "'%s' names a sheet that does not lie beside it", page->path);
    char *path = mlf_strf(err, "%.*s%s", (int)(mlf_path_base(page->path) - page->path), page->path, name);
    char *data = NULL;
    if (path && (lstat(path, &status) || !S_ISREG(status.st_mode)))
        mlf_fail(err, "the sheet '%s' is not there any more", path);
    else if (path)
        data = mlf_file_read(path, LARGEST_SHEET, &length, err);
    if (data)
        mlf_buf_add(bytes, data, length);
    int result = data ? mlf_buf_check(bytes, err) : -1;
    free(path);
    free(data);
    return result;
}

int mlf_page_file_picture(const struct mlf_page_file *page, size_t sheet, struct mlf_buf *bytes, struct mlf_err *err)
{
    struct mlf_buf name = {0};
    if (!page->pictures[sheet].beside)
        return take_content(page, sheet, bytes, err);
    int result = take_content(page, sheet, &name, err);
    mlf_buf_putc(&name, '\0');
    if (result == 0)
        result = mlf_buf_check(&name, err) || read_beside(page, name.data, bytes, err) ? -1 : 0;
    mlf_buf_free(&name);
    return result;
}

void mlf_page_file_close(struct mlf_page_file *page)
{
    if (page->fd >= 0)
        close(page->fd);
    free(page->path);
    free(page->data);
    free(page->others);
    free(page->hash);
    free(page->pictures);
    *page = (struct mlf_page_file){.fd = -1};
}
