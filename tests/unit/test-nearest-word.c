#include "check.h"
#include "mlfix/base/nearest-word.h"

static const char *const words[] = {"label", "labels", "score", "quality", "picture-quality", "top", NULL};

static void test_near(void)
{
    CHECK_TEXT(mlf_nearest_word("lable", words), "label"); /* neighbours changed places */
    CHECK_TEXT(mlf_nearest_word("scroe", words), "score");
    CHECK_TEXT(mlf_nearest_word("scre", words), "score");   /* one left out */
    CHECK_TEXT(mlf_nearest_word("labelz", words), "label"); /* the first of equals */
    CHECK_TEXT(mlf_nearest_word("quallitty", words), "quality");
    CHECK_TEXT(mlf_nearest_word("tpo", words), "top");
    CHECK_TEXT(mlf_nearest_word("label", words), "label");
}

static void test_holder(void)
{
    CHECK_TEXT(mlf_nearest_word("picture", words), "picture-quality");
    CHECK(mlf_nearest_word("labe", words) != NULL); /* held by two, but near to one */
    CHECK(mlf_nearest_word("l", words) == NULL);    /* held by many, near to none */
}

static void test_far(void)
{
    static const char *const none[] = {NULL};
    char text[200];
    CHECK(mlf_nearest_word("elephant", words) == NULL);
    CHECK(mlf_nearest_word("tap!", words) == NULL);
    CHECK(mlf_nearest_word("", words) == NULL);
    CHECK(mlf_nearest_word("label", none) == NULL);
    memset(text, 'a', sizeof text);
    text[sizeof text - 1] = '\0';
    const char *const itself[] = {text, NULL};
    CHECK(mlf_nearest_word(text, itself) == NULL); /* too long to be compared */
    CHECK_TEXT(mlf_nearest_word("aaa", itself), text);
}

/* Against the distance by its definition, over all short words of two letters. */
static size_t slow(const char *a, size_t n, const char *b, size_t m)
{
    if (n == 0 || m == 0)
        return n + m;
    size_t best = slow(a, n - 1, b, m - 1) + (a[n - 1] != b[m - 1]);
    size_t out = slow(a, n - 1, b, m) + 1, in = slow(a, n, b, m - 1) + 1;
    best = out < best ? out : best;
    best = in < best ? in : best;
    if (n > 1 && m > 1 && a[n - 1] == b[m - 2] && a[n - 2] == b[m - 1]) {
        size_t turned = slow(a, n - 2, b, m - 2) + 1;
        best = turned < best ? turned : best;
    }
    return best;
}

static void spell(unsigned number, char *word)
{
    size_t n = 0;
    for (; number > 1; number /= 2)
        word[n++] = number % 2 ? 'a' : 'b';
    word[n] = '\0';
}

static void test_definition(void)
{
    char a[8], b[8];
    for (unsigned i = 1; i < 128; i++)
        for (unsigned k = 1; k < 128; k++) {
            struct mlf_nearest nearest;
            spell(i, a);
            spell(k, b);
            mlf_nearest_begin(&nearest, a);
            mlf_nearest_offer(&nearest, b);
            size_t d = slow(a, strlen(a), b, strlen(b));
            CHECK((nearest.found != NULL) == (d <= strlen(a) / 3));
            CHECK(!nearest.found || nearest.distance == d);
        }
}

int main(void)
{
    RUN(test_near);
    RUN(test_holder);
    RUN(test_far);
    RUN(test_definition);
    return check_done();
}
