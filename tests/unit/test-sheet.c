#include <stdarg.h>
#include <stdlib.h>

#include "check.h"
#include "mlfix/base/err.h"
#include "mlfix/record/record.h"
#include "mlfix/record/records.h"
#include "mlfix/sheet/caption.h"
#include "mlfix/sheet/sheet-groups.h"
#include "mlfix/sheet/sheets.h"

static void add(struct mlf_records *records, struct mlf_record *room, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void add(struct mlf_records *records, struct mlf_record *room, const char *format, ...)
{
    char line[512];
    struct mlf_err err = {""};
    va_list args;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    records->items = room;
    CHECK(mlf_record_parse(&room[records->n], line, strlen(line), &err) == 0);
    records->n++;
}

static void release(struct mlf_records *records)
{
    for (size_t i = 0; i < records->n; i++)
        mlf_record_free(&records->items[i]);
    records->n = 0;
}

static void test_groups_keep_order(void)
{
    static struct mlf_record room[8];
    struct mlf_records records = {0};
    struct mlf_sheet_groups groups;
    struct mlf_err err = {""};
    add(&records, room, "{\"label\":\"b\"}");
    add(&records, room, "{\"label\":\"a\",\"issues\":[\"label\"]}");
    add(&records, room, "{\"label\":\"x\",\"group\":\"b\"}");
    add(&records, room, "{\"label\":\"gone\",\"error\":\"no picture\"}");
    add(&records, room, "{}");
    add(&records, room, "{\"label\":\"a\",\"group\":null}");
    add(&records, room, "{\"label\":\"\"}");
    CHECK(mlf_sheet_groups_make(&records, NULL, 0, &groups, &err) == 0);
    CHECK(groups.n == 3 && groups.n_cells == 6);
    CHECK_TEXT(groups.items[0].name, "b");
    CHECK_TEXT(groups.items[1].name, "a");
    CHECK_TEXT(groups.items[2].name, "");
    static const size_t order[6] = {0, 2, 1, 5, 4, 6};
    CHECK(memcmp(groups.order, order, sizeof order) == 0);
    CHECK(groups.items[1].first == 2 && groups.items[1].n == 2 && groups.items[1].doubtful == 1);
    CHECK(groups.items[0].n_typical == 0);
    mlf_sheet_groups_free(&groups);
    release(&records);
}

/* A thousand groups: the index grows, and every one is found again. */
static void test_many_groups(void)
{
    static struct mlf_record room[3000];
    struct mlf_records records = {0};
    struct mlf_sheet_groups groups;
    struct mlf_err err = {""};
    for (int i = 0; i < 3000; i++)
        add(&records, room, "{\"label\":\"class %d\"}", i % 1000);
    CHECK(mlf_sheet_groups_make(&records, NULL, 0, &groups, &err) == 0);
    CHECK(groups.n == 1000);
    int right = 1;
    for (size_t g = 0; g < groups.n; g++)
        for (size_t k = 0; k < 3; k++)
            right &= groups.items[g].n == 3 && groups.order[groups.items[g].first + k] == g + 1000 * k;
    CHECK(right);
    mlf_sheet_groups_free(&groups);
    release(&records);
}

/* The least doubtful ones, no doubted one, no tiny one, spread over the group. */
static void test_typical(void)
{
    static struct mlf_record room[120];
    struct mlf_records records = {0};
    struct mlf_sheet_groups groups;
    struct mlf_err err = {""};
    for (int i = 0; i < 120; i++) {
        const char *issues = i % 4 == 1 ? ",\"issues\":[\"label\"]" : "";
        int side = i % 4 == 2 ? 9 : 50;
        add(&records, room, "{\"label\":\"a\",\"score\":%g,\"bbox\":[0,0,%d,%d]%s}", i % 4 == 3 ? 0.9 : 0.001 * i, side,
            side, issues);
    }
    CHECK(mlf_sheet_groups_make(&records, NULL, 0, &groups, &err) == 0);
    CHECK(groups.n == 1 && groups.items[0].n_typical == MLF_TYPICAL);
    for (int k = 0; k < groups.items[0].n_typical; k++) {
        CHECK(groups.items[0].typical[k] % 4 == 0);
        CHECK(k == 0 || groups.items[0].typical[k] > groups.items[0].typical[k - 1]);
    }
    mlf_sheet_groups_free(&groups);
    release(&records);
    for (int i = 0; i < 120; i++)
        add(&records, room, "{\"label\":\"a\"}");
    CHECK(mlf_sheet_groups_make(&records, NULL, 0, &groups, &err) == 0);
    CHECK(groups.items[0].n_typical == 0);
    mlf_sheet_groups_free(&groups);
    release(&records);
}

static void check_caption(const char *line, const char *field, const char *given, const char *first, const char *second,
                          const char *percent)
{
    struct mlf_record record;
    struct mlf_sheet_caption caption;
    struct mlf_sheet_group group = {.name = strdup(given)};
    struct mlf_err err = {""};
    char *bar = strchr(group.name, '|'); /* "one|other": a group of both */
    if (bar) {
        *bar = '\0';
        group.labels[0] = group.name;
        group.labels[1] = bar + 1;
    }
    CHECK(mlf_record_parse(&record, line, strlen(line), &err) == 0);
    CHECK(mlf_sheet_caption_make(&record, &field, field ? 1 : 0, &group, mlf_sheet_caption_room(96), &caption, &err) ==
          0);
    CHECK(caption.own == (bar && !field));
    CHECK(caption.n == (first ? 1 : 0) + (second ? 1 : 0));
    if (first)
        CHECK_TEXT(caption.lines[0], first);
    if (second)
        CHECK_TEXT(caption.lines[1], second);
    CHECK_TEXT(caption.percent, percent);
    mlf_sheet_caption_free(&caption);
    mlf_record_free(&record);
    free(group.name);
}

static void test_captions(void)
{
    check_caption("{\"label\":\"a\",\"suggest\":\"b\",\"prob\":0.9}", NULL, "a", NULL, NULL, "");
    check_caption("{\"issues\":[\"label\"],\"suggest\":\"ball\",\"pred\":\"ball\",\"prob\":0.9}", NULL, "a", "ball",
                  NULL, "90%");
    check_caption("{\"issues\":[\"label\"],\"pred\":\"ball\",\"prob\":0.999}", NULL, "a", "ball", NULL, ">99%");
    check_caption("{\"issues\":[\"label\"],\"pred\":\"ball\",\"prob\":7}", NULL, "a", "ball", NULL, "");
    /* the probability is that of `pred`, not of another suggestion */
    check_caption("{\"issues\":[\"label\"],\"suggest\":\"box\",\"pred\":\"ball\",\"prob\":0.9}", NULL, "a", "box", NULL,
                  "");
    check_caption("{\"issues\":[\"label\"],\"pred\":\"speed-limit-50\",\"prob\":0.5}", NULL, "speed-limit-30",
                  "\xe2\x80\xa6limit-50", NULL, "50%");
    check_caption("{\"issues\":[\"label\"],\"pred\":\"traffic-light-green\",\"prob\":0.5}", NULL, "ball",
                  "traffic-light-", "green", "50%");
    check_caption("{\"issues\":[\"label\"],\"pred\":\"speed-limit-100\",\"prob\":1}", NULL, "speed-limit-30",
                  "\xe2\x80\xa6"
                  "100",
                  NULL, ">99%");
    /* what both labels have in common goes before the middle of what tells them apart */
    check_caption("{\"issues\":[\"label\"],\"pred\":\"regulatory--keep-right--g1\",\"prob\":1}", NULL,
                  "regulatory--maximum-speed-limit-60--g1", "\xe2\x80\xa6keep-right", "", ">99%");
    check_caption("{\"issues\":[\"label\"],\"pred\":\"regulatory--priority-road--g4\",\"prob\":1}", NULL,
                  "regulatory--no-entry--g1", "\xe2\x80\xa6priority-", "road--g4", ">99%");
    /* in a group that is more than the label, such as label and prediction */
    check_caption(
        "{\"issues\":[\"label\"],\"label\":\"speed-limit-30--g1\",\"pred\":\"speed-limit-50--g1\",\"prob\":0.5}", NULL,
        "speed-limit-30--g1, pred: speed-limit-50--g1", "\u2026limit-50", NULL, "50%");
    /* where a group has several, a record's own label comes first */
    check_caption("{\"label\":\"a\"}", NULL, "a|b", "a", NULL, "");
    check_caption("{\"n\":1}", NULL, "a|b", "no label", NULL, "");
    check_caption("{\"label\":\"a\",\"n\":1}", "n", "a|b", "1", NULL, "");
    check_caption(
        "{\"issues\":[\"label\"],\"label\":\"speed-limit-30--g1\",\"pred\":\"speed-limit-120--g1\",\"prob\":0.5}", NULL,
        "speed-limit-80--g1|speed-limit-30--g1", "speed-limit-30", "\u2026limit-120", "50%");
    check_caption("{\"issues\":[\"bbox-shifted\"],\"label\":\"b\"}", NULL, "a|b", "b", "badly placed", "");
    check_caption("{\"issues\":[\"label\"],\"pred\":\"abcdefghijklmnop\",\"prob\":0.5}", NULL, "x", "abcdefghi",
                  "jklmnop", "50%");
    check_caption("{\"issues\":[\"label\"],\"pred\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaz\",\"prob\":0.5}", NULL, "x",
                  "aaaaaaaaa\xe2\x80\xa6", "aaaaaaaz", "50%");
    /* nothing is likelier than the label itself */
    check_caption("{\"issues\":[\"label\"],\"label\":\"a\",\"pred\":\"a\",\"prob\":0.07}", NULL, "a", "unlikely", NULL,
                  "7%");
    check_caption("{\"issues\":[\"label\"]}", NULL, "a", NULL, NULL, "");
    check_caption("{\"n\":0.123456789}", "n", "a", "0.1235", NULL, "");
    check_caption("{\"n\":[1,2]}", "n", "a", "[1,2]", NULL, "");
    check_caption("{\"n\":null}", "n", "a", NULL, NULL, "");
    check_caption("{\"n\":\" \\n \"}", "n", "a", NULL, NULL, "");
}

int main(void)
{
    RUN(test_groups_keep_order);
    RUN(test_many_groups);
    RUN(test_typical);
    RUN(test_captions);
    return check_done();
}
