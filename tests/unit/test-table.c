/* Delimited text, held against a reader that goes through it one character at a time, for many short texts of the
 * characters that matter. */
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "mlfix/base/err.h"
#include "mlfix/base/rng.h"
#include "mlfix/record/table.h"

enum { LONGEST = 24 };

/* The naive reader's state: what is left of the text, and the values of one row, each ended by NUL. */
struct naive {
    const char *text;
    size_t length, at;
    char row[4 * LONGEST];
    size_t used, n;
};

static int peek(const struct naive *naive, size_t ahead)
{
    return naive->at + ahead < naive->length ? naive->text[naive->at + ahead] : -1;
}

static int at_end_of_line(const struct naive *naive)
{
    int c = peek(naive, 0);

    return c < 0 || c == '\n' || (c == '\r' && (peek(naive, 1) < 0 || peek(naive, 1) == '\n'));
}

static void put(struct naive *naive, char c)
{
    naive->row[naive->used++] = c;
}

static int naive_quoted(struct naive *naive)
{
    for (naive->at++;; naive->at++) {
        if (peek(naive, 0) < 0)
            return -1;
        if (peek(naive, 0) == '"' && peek(naive, 1) != '"')
            break;
        naive->at += peek(naive, 0) == '"';
        put(naive, naive->text[naive->at]);
    }
    naive->at++;
    return peek(naive, 0) == ',' || at_end_of_line(naive) ? 0 : -1;
}

static int naive_plain(struct naive *naive)
{
    size_t begin = naive->used;

    for (; !at_end_of_line(naive) && peek(naive, 0) != ','; naive->at++) {
        if (peek(naive, 0) == '\r')
            return -1;
        if (peek(naive, 0) != ' ' || naive->used > begin)
            put(naive, naive->text[naive->at]);
    }
    while (naive->used > begin && naive->row[naive->used - 1] == ' ')
        naive->used--;
    return 0;
}

/* 1 and a row, 0 at the end, -1 where the text is wrong. */
static int naive_next(struct naive *naive)
{
    size_t begin = naive->at;

    if (peek(naive, 0) < 0)
        return 0;
    naive->used = naive->n = 0;
    for (;; naive->at++) {
        if (peek(naive, 0) == '"' ? naive_quoted(naive) : naive_plain(naive))
            return -1;
        put(naive, '\0');
        naive->n++;
        if (at_end_of_line(naive))
            break;
    }
    int blank = naive->n == 1 && naive->at == begin;
    naive->at += peek(naive, 0) == '\r';
    naive->at += peek(naive, 0) == '\n';
    return blank ? naive_next(naive) : 1;
}

static void compare_rows(const struct mlf_table *table, const struct naive *naive)
{
    const char *value = naive->row;

    CHECK(table->row.n == naive->n);
    for (size_t i = 0; i < naive->n && i < table->row.n; i++) {
        char *field = mlf_table_field(table, i, NULL);
        CHECK_TEXT(field, value);
        value += strlen(value) + 1;
        free(field);
    }
}

/* The text lies at the end of a block of its own size, so that a read or write beyond it shows. */
static int compare_text(const char *letters, size_t length)
{
    struct naive naive = {0};
    struct mlf_table table;
    struct mlf_err err = {""};
    char *text = malloc(length ? length : 1);
    int expected = 1;

    if (length)
        memcpy(text, letters, length);
    naive.text = text;
    naive.length = length;
    CHECK(mlf_table_open(&table, "t.csv", text, length, &err) == 0);
    table.delimiter = ','; /* which it is of several is another matter */
    while (expected == 1) {
        expected = naive_next(&naive);
        int got = mlf_table_next(&table, &err);
        CHECK(got == expected);
        if (got != expected)
            break;
        if (expected == 1)
            compare_rows(&table, &naive);
    }
    CHECK((err.text[0] != '\0') == (expected < 0));
    mlf_table_close(&table);
    free(text);
    return expected;
}

static void test_short_texts(void)
{
    static const char letters[] = "\"\"\"\r\n,,a ";
    struct mlf_rng rng;
    char text[LONGEST];
    int wrong = 0, right = 0;

    mlf_rng_seed(&rng, 7);
    for (int i = 0; i < 30000; i++) {
        size_t length = mlf_rng_below(&rng, LONGEST + 1);
        for (size_t k = 0; k < length; k++)
            text[k] = letters[mlf_rng_below(&rng, sizeof letters - 1)];
        int end = compare_text(text, length);
        wrong += end < 0;
        right += end == 0 && length > 4;
    }
    CHECK(wrong > 1000 && right > 1000);
}

static void test_return_behind_a_quote(void)
{
    static const char *const texts[] = {"\"x\"\r,y\n", "\"xxxxxxxxxxxxxxxxxxxxxx\"\r,t", "\"x\"\ry", "\"\"\r\r\n",
                                        "x\r,y\n"};

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        CHECK(compare_text(texts[i], strlen(texts[i])) == -1);
    CHECK(compare_text("\"x\"\r\n\"y\"\r", 9) == 0);
}

int main(void)
{
    RUN(test_short_texts);
    RUN(test_return_behind_a_quote);
    return check_done();
}
