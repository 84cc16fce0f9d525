/* mlf_radix_* against qsort with the comparison that the header states. */
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "mlfix/base/array.h"
#include "mlfix/base/radix.h"
#include "mlfix/base/rng.h"

struct item {
    double number;
    char *text;
    size_t length; /* of the text, in bytes */
    size_t at;
};

static int falling;

static int compare_numbers(const void *a, const void *b)
{
    const struct item *x = a, *y = b;
    if (x->number != y->number)
        return x->number < y->number ? -1 : 1;
    return x->at < y->at ? -1 : x->at > y->at;
}

static int compare_texts(const void *a, const void *b)
{
    const struct item *x = a, *y = b;
    int order = strcmp(x->text, y->text);
    if (order)
        return falling ? -order : order;
    return x->at < y->at ? -1 : x->at > y->at;
}

static const char *text_of(const void *context, size_t item, size_t *length)
{
    const struct item *items = context;
    *length = items[item].length;
    return items[item].text;
}

/* Whether the list has the items in the order of `sorted`. */
static int agrees(const struct mlf_radix_item *list, const struct item *sorted, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (list[i].item != sorted[i].at)
            return 0;
    return 1;
}

static void test_numbers(void)
{
    static const double some[] = {0, -0.0, 1, -1, 1e308, -1e308, 5e-324, -5e-324, 0.1, 3};
    static const size_t sizes[] = {0, 1, 2, 10, 24, 25, 1000, 70000};
    struct mlf_rng rng;
    mlf_rng_seed(&rng, 3);
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        size_t n = sizes[s];
        struct item *items = mlf_alloc(n, sizeof *items, NULL);
        struct mlf_radix_item *list = mlf_alloc(n, sizeof *list, NULL), *room = mlf_alloc(n, sizeof *room, NULL);
        for (size_t i = 0; i < n; i++) {
            size_t kind = mlf_rng_below(&rng, 3);
            items[i].number = kind == 0   ? some[mlf_rng_below(&rng, sizeof some / sizeof *some)]
                              : kind == 1 ? (double)mlf_rng_below(&rng, 50) - 25
                                          : (mlf_rng_uniform(&rng) - 0.5) * 1e5;
            items[i].at = i;
            list[i] = (struct mlf_radix_item){mlf_radix_number(items[i].number), i};
        }
        mlf_radix_sort(list, n, room);
        qsort(items, n, sizeof *items, compare_numbers);
        CHECK(agrees(list, items, n));
        free(items);
        free(list);
        free(room);
    }
}

/* Texts that begin alike, of all lengths around the eight bytes of a step, with bytes beyond
 * ASCII. */
static char *make_text(struct mlf_rng *rng)
{
    static const char *const beginnings[] = {"", "a", "regula", "regulatory", "regulatory--stop", "\xc3\xa9\xff"};
    static const char letters[] = "ab\xff\x01";
    char text[64];
    size_t n = (size_t)sprintf(text, "%s", beginnings[mlf_rng_below(rng, 6)]), more = mlf_rng_below(rng, 20);
    for (size_t i = 0; i < more; i++)
        text[n++] = letters[mlf_rng_below(rng, mlf_rng_below(rng, 2) ? 4 : 1)];
    text[n] = '\0';
    return mlf_strdup(text, NULL);
}

static void test_texts(void)
{
    static const size_t sizes[] = {0, 1, 2, 24, 300, 20000};
    struct mlf_rng rng;
    mlf_rng_seed(&rng, 4);
    for (size_t s = 0; s < 2 * (sizeof sizes / sizeof *sizes); s++) {
        size_t n = sizes[s / 2];
        struct item *items = mlf_alloc(n, sizeof *items, NULL), *sorted = mlf_alloc(n, sizeof *items, NULL);
        struct mlf_radix_item *list = mlf_alloc(n, sizeof *list, NULL), *room = mlf_alloc(n, sizeof *room, NULL);
        for (size_t i = 0; i < n; i++) {
            char *text = make_text(&rng);
            items[i] = (struct item){.text = text, .length = strlen(text), .at = i};
            list[i] = (struct mlf_radix_item){0, i};
        }
        falling = s % 2 != 0;
        mlf_radix_sort_texts(list, n, room, falling, text_of, items);
        for (size_t i = 0; i < n; i++)
            sorted[i] = items[i];
        qsort(sorted, n, sizeof *sorted, compare_texts);
        CHECK(agrees(list, sorted, n));
        for (size_t i = 0; i < n; i++)
            free(items[i].text);
        free(items);
        free(sorted);
        free(list);
        free(room);
    }
}

/* As many steps as a text of 4 MB has, each of which splits one item off. */
static void test_long_texts(void)
{
    enum { N = 64, LENGTH = 4 << 20 };
    struct item items[N];
    struct mlf_radix_item list[N], room[N];
    for (size_t i = 0; i < N; i++) {
        size_t length = i < 3 ? LENGTH : i * 100;
        items[i] = (struct item){.text = mlf_alloc(length + 1, 1, NULL), .length = length, .at = i};
        memset(items[i].text, 'x', length);
        list[i] = (struct mlf_radix_item){0, i};
    }
    items[1].text[LENGTH - 1] = 'w';
    mlf_radix_sort_texts(list, N, room, 0, text_of, items);
    for (size_t i = 0; i + 3 < N; i++)
        CHECK(list[i].item == i + 3);
    CHECK(list[N - 3].item == 1 && list[N - 2].item == 0 && list[N - 1].item == 2);
    for (size_t i = 0; i < N; i++)
        free(items[i].text);
}

int main(void)
{
    RUN(test_numbers);
    RUN(test_texts);
    RUN(test_long_texts);
    return check_done();
}
