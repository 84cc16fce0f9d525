/* The header of a .npy file is a Python dictionary as text. Any program may have written
 * it, with other blanks, quotes or order of keys than NumPy's, so it is parsed. */

#include "mlfix/numeric/npy.h"

#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mlfix/base/err.h"
#include "mlfix/base/limits.h"
#include "mlfix/numeric/npy-rows.h"

#define MAGIC "\x93NUMPY"

/* ---- The header ---- */

struct cursor {
    const char *at, *end;
};

static void skip_blanks(struct cursor *c)
{
    while (c->at < c->end && (*c->at == ' ' || *c->at == '\n' || *c->at == '\t'))
        c->at++;
}

/* Takes the character if it is next. */
static int take(struct cursor *c, char expected)
{
    skip_blanks(c);
    if (c->at == c->end || *c->at != expected)
        return 0;
    c->at++;
    return 1;
}

static int take_word(struct cursor *c, const char *word)
{
    size_t length = strlen(word);
    skip_blanks(c);
    if ((size_t)(c->end - c->at) < length || memcmp(c->at, word, length) != 0)
        return 0;
    c->at += length;
    return 1;
}

/* A quoted text without escapes, at most 31 bytes. */
static int take_text(struct cursor *c, char text[32])
{
    skip_blanks(c);
    if (c->at == c->end || (*c->at != '\'' && *c->at != '"'))
        return 0;
    char quote = *c->at++;
    size_t n = 0;
    while (c->at < c->end && *c->at != quote && *c->at != '\\' && n < 31)
        text[n++] = *c->at++;
    text[n] = '\0';
    return take(c, quote);
}

/* Reads a shape such as (), (5,) or (5, 7) and returns how many sides it has; 4 stands for
 * any number above three, -1 for what is no shape. */
static int take_shape(struct cursor *c, size_t sides[3])
{
    int n = 0;
    if (!take(c, '('))
        return -1;
    while (!take(c, ')')) {
        size_t side = 0;
        skip_blanks(c);
        const char *first = c->at;
        for (; c->at < c->end && *c->at >= '0' && *c->at <= '9'; c->at++) {
            if (side > (SIZE_MAX - 9) / 10)
                return -1;
            side = side * 10 + (size_t)(*c->at - '0');
        }
        if (c->at == first)
            return -1;
        if (n == 3)
            return 4;
        sides[n++] = side;
        if (!take(c, ',')) {
            if (!take(c, ')'))
                return -1;
            break;
        }
    }
    return n;
}

static int read_descr(struct mlf_npy *npy, const char *descr, struct mlf_err *err)
{
    static const char *const names[] = {
        [MLF_NPY_F2] = "f2", [MLF_NPY_F4] = "f4", [MLF_NPY_F8] = "f8", [MLF_NPY_U1] = "u1",
        [MLF_NPY_B1] = "b1", [MLF_NPY_I4] = "i4", [MLF_NPY_I8] = "i8",
    };
    if (descr[0] == '|' && descr[1] == 'O')
        return mlf_fail(err, "holds Python objects, which are not read");
    if (descr[0] != '<' && descr[0] != '>' && descr[0] != '|')
        return mlf_fail(err, "holds items of type '%s'; f2 f4 f8 u1 b1 i4 i8 are read", descr);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(descr + 1, names[i]) == 0 && (descr[0] != '|' || mlf_npy_item_size((enum mlf_npy_kind)i) == 1)) {
            npy->kind = (enum mlf_npy_kind)i;
            npy->big_endian = descr[0] == '>';
            return 0;
        }
    return mlf_fail(err, "holds items of type '%s'; f2 f4 f8 u1 b1 i4 i8 are read", descr);
}

/* Of three sides the first two are rows. */
static int read_shape(struct mlf_npy *npy, struct cursor *c, struct mlf_err *err)
{
    size_t sides[3] = {0, 1, 1};
    int n = take_shape(c, sides);
    size_t columns = n == 3 ? sides[2] : sides[1];
    if (n < 0)
        return mlf_fail(err, "has no valid shape in its header");
    if (n < 1 || n > (npy->deep ? 3 : 2))
        return mlf_fail(err, "has %s dimensions, %s are needed",
                        n < 1       ? "no"
                        : npy->deep ? "more than three"
                                    : "more than two",
                        npy->deep ? "up to three" : "one or two");
    if (columns < 1 || columns > MLF_LIMIT_NPY_COLUMNS)
        return mlf_fail(err, "has rows of %zu numbers, 1 to %zu are possible: a row is an item", columns,
                        MLF_LIMIT_NPY_COLUMNS);
    if (n == 3 && sides[1] > 0 && sides[0] > SIZE_MAX / sides[1])
        return mlf_fail(err, "has no valid shape in its header");
    npy->rows = n == 3 ? sides[0] * sides[1] : sides[0];
    npy->columns = columns;
    npy->planes = n == 3 ? sides[0] : 0;
    return 0;
}

static int read_member(struct mlf_npy *npy, struct cursor *c, const char *key, unsigned *seen, struct mlf_err *err)
{
    unsigned which = strcmp(key, "descr") == 0           ? 1
                     : strcmp(key, "fortran_order") == 0 ? 2
                     : strcmp(key, "shape") == 0         ? 4
                                                         : 0;
    if (!which || *seen & which)
        return mlf_fail(err, "has an unknown or repeated key '%s' in its header", key);
    *seen |= which;
    if (which == 1) {
        char descr[32];
        skip_blanks(c);
        if (c->at < c->end && *c->at == '[')
            return mlf_fail(err, "holds structured items, which are not read");
        return take_text(c, descr) ? read_descr(npy, descr, err) : mlf_fail(err, "has no item type in its header");
    }
    if (which == 2) {
        npy->by_columns = take_word(c, "True");
        return npy->by_columns || take_word(c, "False") ? 0 : mlf_fail(err, "has no order in its header");
    }
    return read_shape(npy, c, err);
}

static int read_dictionary(struct mlf_npy *npy, struct cursor *c, struct mlf_err *err)
{
    unsigned seen = 0;
    if (!take(c, '{'))
        return mlf_fail(err, "has no dictionary in its header");
    while (!take(c, '}')) {
        char key[32];
        if (!take_text(c, key) || !take(c, ':'))
            return mlf_fail(err, "has a broken header");
        if (read_member(npy, c, key, &seen, err))
            return -1;
        if (!take(c, ',')) {
            if (!take(c, '}'))
                return mlf_fail(err, "has a broken header");
            break;
        }
    }
    skip_blanks(c);
    if (c->at != c->end || seen != 7)
        return mlf_fail(err, "has a broken header");
    return 0;
}

static int read_header(struct mlf_npy *npy, struct mlf_err *err)
{
    const unsigned char *bytes = npy->map;
    size_t have = npy->map_length;
    if (have < 10 || memcmp(bytes, MAGIC, 6) != 0)
        return mlf_fail(err, "is no .npy file");
    unsigned major = bytes[6];
    if (major < 1 || major > 3)
        return mlf_fail(err, "is a .npy file of version %u, 1 to 3 are read", major);
    size_t start = major == 1 ? 10 : 12, length = bytes[8] | (size_t)bytes[9] << 8;
    if (major > 1 && have >= 12)
        length |= (size_t)bytes[10] << 16 | (size_t)bytes[11] << 24;
    if (length > MLF_LIMIT_NPY_HEADER)
        return mlf_fail(err, "has a header of %zu bytes, more than %zu: save it with numpy.save", length,
                        MLF_LIMIT_NPY_HEADER);
    if (have < start || have - start < length)
        return mlf_fail(err, "is cut short");
    struct cursor c = {(const char *)bytes + start, (const char *)bytes + start + length};
    if (read_dictionary(npy, &c, err))
        return -1;
    npy->data = bytes + start + length;
    size_t rest = have - start - length, row = npy->columns * mlf_npy_item_size(npy->kind);
    if (rest / row < npy->rows)
        return mlf_fail(err, "is cut short: %zu bytes of data for %zu rows of %zu", rest, npy->rows, row);
    return 0;
}

static int open_file(struct mlf_npy *npy, const char *path, struct mlf_err *err)
{
    struct stat info;
    /* Opened without blocking, since the path may be a pipe that nobody writes to. */
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0)
        return mlf_fail_errno(err, "'%s' cannot be opened", path);
    int result = -1;
    if (fstat(file, &info)) {
        mlf_fail_errno(err, "'%s' cannot be read", path);
        goto done;
    }
    if (!S_ISREG(info.st_mode) || info.st_size <= 0) {
        mlf_fail(err, "'%s' is no .npy file", path);
        goto done;
    }
    npy->map_length = (size_t)info.st_size;
    void *map = mmap(NULL, npy->map_length, PROT_READ, MAP_PRIVATE, file, 0);
    if (map == MAP_FAILED) {
        mlf_fail_errno(err, "'%s' cannot be read", path);
        goto done;
    }
    npy->map = map;
    struct mlf_err why = {""};
    result = read_header(npy, &why);
    if (result)
        mlf_fail(err, "'%s' %s", path, why.text);
done:
    close(file);
    if (result)
        mlf_npy_close(npy);
    return result;
}

int mlf_npy_open(struct mlf_npy *npy, const char *path, struct mlf_err *err)
{
    *npy = (struct mlf_npy){0};
    return open_file(npy, path, err);
}

int mlf_npy_open_deep(struct mlf_npy *npy, const char *path, struct mlf_err *err)
{
    *npy = (struct mlf_npy){.deep = 1};
    if (open_file(npy, path, err))
        return -1;
    if (!npy->by_columns || npy->planes == 0)
        return 0;
    mlf_npy_close(npy);
    return mlf_fail(err, "'%s' is in Fortran's order: save numpy.ascontiguousarray of it", path);
}

void mlf_npy_close(struct mlf_npy *npy)
{
    if (npy->map)
        munmap(npy->map, npy->map_length);
    *npy = (struct mlf_npy){0};
}
