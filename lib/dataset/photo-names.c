/* See photo-names.h. */

#include "mlfix/dataset/photo-names.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/string-set.h"

/* An address in the query of an address in a query is no more than that. */
#define DEEPEST 3

static int hex_digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : tolower((unsigned char)c) - 'a' + 10;
}

/* The text with %20 and its like decoded (RFC 3986, section 2.1); a NUL becomes '_'. New memory. */
static char *decode_percent(const char *text, struct mlf_err *err)
{
    char *plain = mlf_strdup(text, err);
    size_t n = 0;

    for (const char *at = plain; at && *at; n++) {
        int coded = at[0] == '%' && isxdigit((unsigned char)at[1]) && isxdigit((unsigned char)at[2]);

        plain[n] = coded ? (char)(hex_digit(at[1]) * 16 + hex_digit(at[2])) : *at;
        if (!plain[n])
            plain[n] = '_';
        at += coded ? 3 : 1;
    }
    if (plain)
        plain[n] = '\0';
    return plain;
}

/* What the text says in base64 (RFC 4648, also with the alphabet for URLs), where that is printable; new memory, NULL
 * without an error where it is no such text. */
static char *decode_base64(const char *text, struct mlf_err *err)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    struct mlf_buf plain = {0};
    unsigned bits = 0;
    int n = 0;
    int is = *text != '\0';

    for (const char *at = text; *at && *at != '=' && is; at++) {
        const char *digit = strchr(digits, *at == '-' ? '+' : *at == '_' ? '/' : *at);

        is = digit != NULL;
        bits = bits << 6 | (is ? (unsigned)(digit - digits) : 0);
        n += 6;
        if (n >= 8) {
            n -= 8;
            mlf_buf_putc(&plain, (char)(bits >> n & 0xff));
            is &= (unsigned char)plain.data[plain.length - 1] >= ' ';
        }
    }
    if (is && plain.length > 0)
        return mlf_buf_take(&plain, err);
    mlf_buf_free(&plain);
    return NULL;
}

/* Adds the path, without what leads nowhere or out: a drive, "", ".", and ".." with what stands before it. */
static int add_path(const char *path, struct mlf_string_set *paths, struct mlf_err *err)
{
    struct mlf_buf plain = {0};
    char *copy = mlf_strdup(path, err);
    char *rest = copy;
    int result = copy ? 0 : -1;

    for (char *c = copy; c && *c; c++)
        if (*c == '\\')
            *c = '/';
    for (char *part; copy && (part = strsep(&rest, "/"));) {
        if (!strcmp(part, "..")) {
            char *slash = plain.length ? strrchr(plain.data, '/') : NULL;

            plain.length = slash ? (size_t)(slash - plain.data) : 0;
            if (plain.data)
                plain.data[plain.length] = '\0';
        } else if (*part && strcmp(part, ".") != 0 && !(isalpha((unsigned char)part[0]) && !strcmp(part + 1, ":"))) {
            mlf_buf_printf(&plain, "%s%s", plain.length ? "/" : "", part);
        }
    }
    if (!result && !mlf_buf_check(&plain, err) && plain.length > 0)
        result = mlf_string_set_add(paths, plain.data, NULL, NULL, err);
    mlf_buf_free(&plain);
    free(copy);
    return result;
}

static int add_names(const char *name, int depth, struct mlf_string_set *paths, struct mlf_err *err);

/* Adds what a value of a query means. */
static int add_value(const char *value, size_t length, int depth, struct mlf_string_set *paths, struct mlf_err *err)
{
    char *coded = mlf_strndup(value, length, err);
    char *plain = coded ? decode_percent(coded, err) : NULL;
    char *unpacked = plain ? decode_base64(plain, err) : NULL;
    int result = plain ? 0 : -1;

    if (unpacked && strpbrk(unpacked, "./\\"))
        result = add_names(unpacked, depth, paths, err);
    if (!result && strpbrk(plain, "./\\"))
        result = add_names(plain, depth, paths, err);
    free(coded);
    free(plain);
    free(unpacked);
    return result;
}

/* Adds what the parameters of a query that are known to carry a path say. */
static int add_query(const char *query, int depth, struct mlf_string_set *paths, struct mlf_err *err)
{
    static const char *const keys[] = {"d",        "fileuri",   "url",       "uri",      "path",      "file",
                                       "name",     "image",     "src",       "filename", "img",       "key",
                                       "filepath", "file_path", "file_name", "imageurl", "image_url", "object"};
    int result = 0;

    for (const char *at = query; *at && *at != '#' && !result;) {
        size_t length = strcspn(at, "&#");
        const char *equals = memchr(at, '=', length);
        size_t key = equals ? (size_t)(equals - at) : 0;

        for (size_t i = 0; key > 0 && i < sizeof keys / sizeof *keys && !result; i++)
            if (strlen(keys[i]) == key && !strncasecmp(keys[i], at, key))
                result = add_value(equals + 1, length - key - 1, depth, paths, err);
        at += length + (at[length] == '&');
    }
    return result;
}

/* The name as it is and decoded. */
static int add_both(const char *name, struct mlf_string_set *paths, struct mlf_err *err)
{
    char *plain = strchr(name, '%') ? decode_percent(name, err) : NULL;
    int result = add_path(name, paths, err);

    if (!result && plain)
        result = add_path(plain, paths, err);
    free(plain);
    return err && err->text[0] ? -1 : result;
}

static int add_names(const char *name, int depth, struct mlf_string_set *paths, struct mlf_err *err)
{
    const char *host = strstr(name, "://");
    const char *query = strchr(name, '?');
    char *path = NULL;
    int result = 0;

    if (depth >= DEEPEST || strlen(name) > 8192)
        return 0;
    if (!host && !strncasecmp(name, "file:", 5))
        return add_names(name + 5, depth + 1, paths, err);
    if (query)
        result = add_query(query + 1, depth + 1, paths, err);
    if (!host && !result)
        result = add_both(name, paths, err);
    if ((host || query) && !result) {
        const char *begin = host ? host + 3 : name; /* with the host, which is the bucket of s3:// */

        path = mlf_strndup(begin, strcspn(begin, "?#"), err);
        result = path ? add_both(path, paths, err) : -1;
    }
    free(path);
    return result;
}

int mlf_photo_paths(const char *name, struct mlf_string_set *paths, struct mlf_err *err)
{
    return add_names(name, 0, paths, err);
}
