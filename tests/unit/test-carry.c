/* Text inside picture files. */
#include <string.h>

#include "check.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/photo/picture-text.h"

/* The least that has the shape of each: a JPEG's first segment and its scan; a
 * PNG's header chunk and its end. */
static const char jpeg[] = "\xff\xd8\xff\xe0\0\x04JF\xff\xda\0\x02scan\xff\xd9";
static const char png[] = "\x89PNG\r\n\x1a\n\0\0\0\x01IHDRx\x01\x02\x03\x04\0\0\0\0IEND\xae\x42\x60\x82";

static void fill(struct mlf_buf *buf, const char *bytes, size_t length)
{
    mlf_buf_clear(buf);
    mlf_buf_add(buf, bytes, length);
}

/* Whatever its length, what went in comes out, and nothing else is lost. */
static void round_trip(const char *bytes, size_t length)
{
    static const size_t lengths[] = {1, 100, 64999, 65000, 65001, 300000};
    struct mlf_err err = {""};
    for (size_t k = 0; k < sizeof lengths / sizeof *lengths; k++) {
        struct mlf_buf file = {0}, text = {0}, back = {0};
        for (size_t i = 0; i < lengths[k]; i++)
            mlf_buf_putc(&text, (char)('a' + i % 23));
        fill(&file, bytes, length);
        CHECK(mlf_picture_text_put(&file, text.data, text.length, &err) == 0);
        CHECK(file.length > length + lengths[k]);
        CHECK(memcmp(file.data, bytes, 8) == 0);
        CHECK(memcmp(file.data + file.length - 6, bytes + length - 6, 6) == 0);
        CHECK(mlf_picture_text_get(file.data, file.length, &back, &err) == 1);
        CHECK(back.length == text.length && memcmp(back.data, text.data, text.length) == 0);
        mlf_buf_free(&file);
        mlf_buf_free(&text);
        mlf_buf_free(&back);
    }
}

static void test_jpeg(void)
{
    round_trip(jpeg, sizeof jpeg - 1);
}

static void test_png(void)
{
    round_trip(png, sizeof png - 1);
}

/* Cut anywhere, or with any byte changed, it is read without harm. */
static void test_damage(void)
{
    static const struct {
        const char *bytes;
        size_t length;
    } kinds[] = {{jpeg, sizeof jpeg - 1}, {png, sizeof png - 1}};
    for (int k = 0; k < 2; k++) {
        struct mlf_buf file = {0}, text = {0};
        struct mlf_err err = {""};
        fill(&file, kinds[k].bytes, kinds[k].length);
        CHECK(mlf_picture_text_put(&file, "{\"id\":\"a\"}\n", 11, &err) == 0);
        int damaged = 0, complained = 0;
        for (size_t cut = 0; cut < file.length; cut++) {
            char copy[256];
            memcpy(copy, file.data, cut);
            mlf_buf_clear(&text);
            CHECK(mlf_picture_text_get(copy, cut, &text, &err) <= 1);
        }
        for (size_t at = 0; at < file.length; at++) {
            char copy[256];
            memcpy(copy, file.data, file.length);
            copy[at] ^= 0x41;
            mlf_buf_clear(&text);
            int got = mlf_picture_text_get(copy, file.length, &text, &err);
            complained += got < 0;
            damaged += got == 1 && (text.length != 11 || memcmp(text.data, "{\"id\":\"a\"}\n", 11) != 0);
        }
        /* A PNG's checksum tells of each changed byte; a comment has none. */
        CHECK(k == 0 || (damaged == 0 && complained > 11));
        mlf_buf_free(&file);
        mlf_buf_free(&text);
    }
}

static void test_none(void)
{
    struct mlf_buf file = {0}, text = {0};
    struct mlf_err err = {""};
    CHECK(mlf_picture_text_get(jpeg, sizeof jpeg - 1, &text, &err) == 0);
    CHECK(mlf_picture_text_get(png, sizeof png - 1, &text, &err) == 0);
    CHECK(mlf_picture_text_get("%PDF-1.4\n", 9, &text, &err) == 0);
    fill(&file, "%PDF-1.4\n", 9);
    CHECK(mlf_picture_text_put(&file, "text", 4, &err) == 0);
    CHECK(file.length == 9);
    mlf_buf_free(&file);
    mlf_buf_free(&text);
}

int main(void)
{
    RUN(test_jpeg);
    RUN(test_png);
    RUN(test_damage);
    RUN(test_none);
    return check_done();
}
