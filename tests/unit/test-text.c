#include <stdlib.h>

#include "check.h"
#include "mlfix/base/err.h"
#include "mlfix/photo/vips.h"
#include "mlfix/text/text-mask.h"
#include "mlfix/text/text.h"

static void check_clean(const char *text, size_t longest, const char *expected)
{
    struct mlf_err err = {""};
    char *clean = mlf_text_clean(text, longest, &err);
    CHECK_TEXT(clean, expected);
    free(clean);
}

static void test_clean(void)
{
    check_clean("speed-limit-60", 100, "speed-limit-60");
    check_clean("", 100, "");
    check_clean("  two\n\tlines \r\n", 100, "two lines");
    check_clean("a\x1b[31mb\x7f", 100, "a [31mb");
    check_clean("bad \xff\xc3( end\xe2\x82", 100, "bad \xef\xbf\xbd\xef\xbf\xbd( end\xef\xbf\xbd\xef\xbf\xbd");
    check_clean("\xc0\xaf\xed\xa0\x80", 100, "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
    check_clean("abc\xe2\x80\xaegpj.exe\xe2\x81\xa6", 100, "abcgpj.exe");
    check_clean("<b>&amp;", 100, "<b>&amp;");
    check_clean("abcdefghij", 5, "ab\xe2\x80\xa6ij");
    check_clean("\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d \xd7\xa2", 4, "\xd7\xa9\xd7\x9c\xe2\x80\xa6\xd7\xa2");
    check_clean("abc", 1, "\xe2\x80\xa6");
}

static void check_short(const char *label, const char *other, size_t longest, const char *expected)
{
    struct mlf_err err = {""};
    char *shortened = mlf_text_shorten(label, other, longest, &err);
    CHECK_TEXT(shortened, expected);
    CHECK(shortened && mlf_text_count(shortened) <= longest);
    free(shortened);
}

static void check_tail(const char *label, const char *other, size_t longest, const char *expected)
{
    struct mlf_err err = {""};
    char *tail = mlf_text_tail(label, other, 4, longest, &err);
    CHECK_TEXT(tail, expected);
    free(tail);
}

static void test_tail(void)
{
    const char *given = "warning--other-danger--g1";
    check_tail("regulatory--no-parking--g2", given, 15, "\xe2\x80\xa6no-parking--g2");
    check_tail("regulatory--no-parking--g1", given, 11, "\xe2\x80\xa6no-parking");
    check_tail("regulatory--no-parking--g2", given, 13, "\xe2\x80\xa6parking--g2");
    check_tail("regulatory--no-parking--g2", given, 30, "regulatory--no-parking--g2");
    /* too little would be left, or nothing to leave out */
    check_tail("regulatory--no-parking--g2", given, 5, "");
    check_tail("pedestriancrossing", given, 9, "");
    check_tail("", given, 9, "");
}

static void test_shorten(void)
{
    const char *given = "regulatory--maximum-speed-limit-60--g1";
    check_short("regulatory--maximum-speed-limit-70--g1", given, 40, "regulatory--maximum-speed-limit-70--g1");
    check_short("regulatory--maximum-speed-limit-70--g1", given, 10, "\xe2\x80\xa6limit-70");
    check_short("regulatory--maximum-speed-limit-70--g1", given, 16, "\xe2\x80\xa6speed-limit-70");
    check_short("regulatory--maximum-speed-limit-70--g1", given, 4,
                "\xe2\x80\xa6"
                "70");
    check_short("regulatory--yield--g1", given, 10, "\xe2\x80\xa6yield");
    check_short("stop", "yield", 3, "s\xe2\x80\xa6p");
    check_short("pedestrian", "crossing", 7, "ped\xe2\x80\xa6ian");
    check_short("", "crossing", 7, "");
    /* where they differ only in the middle, the difference is what stays */
    check_short("limit-100-truck", "limit-120-truck", 10, "limit-100");
    check_short("no-overtaking", "no-overtaking", 9, "no-o\xe2\x80\xa6king");
    check_short("aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaa", 5,
                "aa\xe2\x80\xa6"
                "aa");
}

static void check_narrow(const char *text, size_t longest, const char *expected)
{
    struct mlf_err err = {""};
    char *narrowed = mlf_text_narrow(text, longest, &err);
    CHECK_TEXT(narrowed, expected);
    free(narrowed);
}

/* What has a gap already gets no second one. */
static void test_narrow(void)
{
    check_narrow("abcdef\xe2\x80\xa6uvwxyz", 9, "abcd\xe2\x80\xa6wxyz");
    check_narrow("abcdef\xe2\x80\xa6z", 5, "abc\xe2\x80\xa6z");
    check_narrow("a\xe2\x80\xa6uvwxyz", 5, "a\xe2\x80\xa6xyz");
    check_narrow("abcdef\xe2\x80\xa6", 4, "abc\xe2\x80\xa6");
    check_narrow("abcdef\xe2\x80\xa6uvwxyz", 13, "abcdef\xe2\x80\xa6uvwxyz");
    check_narrow("abcdefghij", 5, "ab\xe2\x80\xa6ij");
    /* one at the beginning says that there was more before, not between */
    check_narrow("\xe2\x80\xa6limit-100", 6,
                 "\xe2\x80\xa6li\xe2\x80\xa6"
                 "00");
}

/* Ink, and baselines that agree: "x" and "xg" begin at one height. */
static void test_render(void)
{
    struct mlf_err err = {""};
    struct mlf_text_mask x, xg, none, markup, letters;
    CHECK(mlf_text_render("x", 20, 0, &x, &err) == 0);
    CHECK(mlf_text_render("xg", 20, 0, &xg, &err) == 0);
    CHECK(x.width > 5 && x.height > 5 && x.y == xg.y);
    CHECK(xg.height > x.height && xg.width > x.width);
    CHECK(mlf_text_render(" \n", 20, 0, &none, &err) == 0);
    CHECK(none.mask == NULL && none.width == 0);
    CHECK(mlf_text_render("<b>&", 20, 0, &markup, &err) == 0);
    CHECK(mlf_text_render("b", 20, 0, &letters, &err) == 0);
    CHECK(markup.width > 3 * letters.width);
    CHECK_TEXT(err.text, "");
    mlf_text_mask_free(&x);
    mlf_text_mask_free(&xg);
    mlf_text_mask_free(&markup);
    mlf_text_mask_free(&letters);
}

static void test_render_hostile(void)
{
    struct mlf_err err = {""};
    static char label[4097];
    for (size_t i = 0; i < sizeof label - 1; i++)
        label[i] = (char)(1 + i * 37 % 255);
    struct mlf_text_mask text;
    CHECK(mlf_text_render(label, 11, 1, &text, &err) == 0);
    CHECK(text.width > 0 && text.width < 6000);
    mlf_text_mask_free(&text);
    CHECK(mlf_text_render("\xe2\x80\xae\xe2\x80\x8b", 11, 0, &text, &err) == 0);
    mlf_text_mask_free(&text);
    CHECK_TEXT(err.text, "");
}

int main(void)
{
    struct mlf_err err = {""};
    if (mlf_vips_start(&err))
        return 1;
    RUN(test_clean);
    RUN(test_tail);
    RUN(test_shorten);
    RUN(test_narrow);
    RUN(test_render);
    RUN(test_render_hostile);
    return check_done();
}
