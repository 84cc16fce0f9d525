/* The set of texts against a list that is searched from its beginning. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "mlfix/base/err.h"
#include "mlfix/base/string-set.h"

#define TEXTS 6000

struct bytes {
    char data[8];
    size_t length;
};

/* Texts of up to 7 of 3 bytes, one of them NUL, so that many come twice and many begin alike. */
static struct bytes random_bytes(uint32_t *state)
{
    struct bytes text = {.length = (*state = *state * 1664525 + 1013904223) >> 29};

    for (size_t i = 0; i < text.length; i++)
        text.data[i] = "ab\0"[((*state = *state * 1664525 + 1013904223) >> 16) % 3];
    return text;
}

static size_t place_of(const struct bytes *list, size_t n, const struct bytes *text)
{
    for (size_t i = 0; i < n; i++)
        if (list[i].length == text->length && memcmp(list[i].data, text->data, text->length) == 0)
            return i;
    return MLF_NO_STRING;
}

static void test_naive_list(void)
{
    static struct bytes list[TEXTS];
    struct mlf_string_set set = {0};
    struct mlf_err err = {""};
    uint32_t state = 7;
    size_t n = 0, wrong = 0;

    for (int i = 0; i < TEXTS; i++) {
        struct bytes text = random_bytes(&state);
        size_t known = place_of(list, n, &text), number = 99;
        int added = 99;

        wrong += mlf_string_set_find_bytes(&set, text.data, text.length) != known;
        wrong += mlf_string_set_add_bytes(&set, text.data, text.length, &number, &added, &err) != 0;
        if (known == MLF_NO_STRING)
            list[n++] = text;
        wrong += added != (known == MLF_NO_STRING) || number != (known == MLF_NO_STRING ? n - 1 : known);
    }
    CHECK(wrong == 0 && set.n == n && n > 1000);
    for (size_t i = 0; i < n; i++) {
        wrong += set.lengths[i] != list[i].length || memcmp(set.items[i], list[i].data, list[i].length) != 0;
        wrong += set.items[i][list[i].length] != '\0';
    }
    CHECK(wrong == 0);
    mlf_string_set_free(&set);
    CHECK(set.n == 0 && set.items == NULL);
}

static void test_texts(void)
{
    struct mlf_string_set set = {0};
    struct mlf_err err = {""};
    const char *first;
    char text[20];
    size_t wrong = 0;

    CHECK(mlf_string_set_find(&set, "1") == MLF_NO_STRING);
    first = mlf_string_set_keep(&set, "0", &err);
    CHECK_TEXT(first, "0");
    for (size_t i = 0; i < 5000; i++) {
        size_t number;
        int added;

        snprintf(text, sizeof text, "%zu", i % 2500);
        wrong += mlf_string_set_add(&set, text, &number, &added, &err) != 0 || number != i % 2500 ||
                 added != (i > 0 && i < 2500);
    }
    CHECK(wrong == 0 && set.n == 2500);
    CHECK(set.items[0] == first && mlf_string_set_keep(&set, "0", &err) == first);
    CHECK(mlf_string_set_find(&set, "2499") == 2499 && mlf_string_set_find(&set, "2500") == MLF_NO_STRING);
    CHECK(mlf_string_set_add(&set, "", NULL, NULL, &err) == 0 && mlf_string_set_find(&set, "") == 2500);
    mlf_string_set_free(&set);
}

int main(void)
{
    RUN(test_naive_list);
    RUN(test_texts);
    return check_done();
}
