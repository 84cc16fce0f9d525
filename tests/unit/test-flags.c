/* What flag files mean: the grammar of lines, and how files are joined. */

#include <stdlib.h>

#include "check.h"
#include "mlfix/agree/agreement.h"
#include "mlfix/base/err.h"
#include "mlfix/base/file.h"
#include "mlfix/base/limits.h"
#include "mlfix/base/tempfile.h"
#include "mlfix/flags/flags.h"
#include "mlfix/flags/target-cell.h"
#include "mlfix/flags/targets.h"
#include "mlfix/record/record.h"

/* Two sheets: on the first one A1..A4 B1..B4 C1 C2 (objects 0..9), on the
 * second one A1 A2 (10, 11). Object i has the id "p/i.jpg#i" and the crop
 * "crops/a b/c-i.jpg". */
static void make_targets(struct mlf_targets *targets)
{
    static const char *const cells[] = {"A1", "A2", "A3", "A4", "B1", "B2", "B3", "B4", "C1", "C2", "A1", "A2"};
    struct mlf_err err = {""};

    for (int i = 0; i < 12; i++) {
        struct mlf_record record = {0};
        char text[300];
        int n =
            snprintf(text, sizeof text,
                     "{\"id\":\"p/%d.jpg#%d\",\"label\":\"%s\",\"crop\":\"crops/a b/c-%d.jpg\","
                     "\"sheet\":\"%s\",\"cell\":\"%s\"}",
                     i, i, i < 10 ? "stop" : "give way", i, i < 10 ? "0001-stop.jpg" : "0012-give way.jpg", cells[i]);
        CHECK(mlf_record_parse(&record, text, (size_t)n, &err) == 0);
        CHECK(mlf_targets_add(targets, &record, &err) == 0);
        mlf_record_free(&record);
    }
    CHECK(mlf_targets_finish(targets, &err) == 0);
    CHECK_TEXT(err.text, "");
}

static void read_text(struct mlf_flags *flags, const char *name, const char *text)
{
    struct mlf_err err = {""};

    CHECK(mlf_file_write(name, text, strlen(text), &err) == 0);
    CHECK(mlf_flags_read(flags, name, &err) == 0);
    CHECK_TEXT(err.text, "");
    remove(name);
}

static void settle(struct mlf_flags *flags)
{
    struct mlf_err err = {""};

    CHECK(mlf_agreement_settle(flags, NULL, NULL, NULL, &err) == 0);
    CHECK_TEXT(err.text, "");
}

/* The flags as "object verdict[=label] line;...". */
static const char *shown(const struct mlf_flags *flags)
{
    static char text[4000];
    size_t used = 0;

    text[0] = '\0';
    for (size_t i = 0; i < flags->n && used < sizeof text; i++) {
        const struct mlf_flag *flag = &flags->items[i];
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%zu %s%s%s:%zu%s", i ? "; " : "", flag->target,
                                 mlf_verdict_names[flag->verdict], flag->label ? "=" : "",
                                 flag->label ? flag->label : "", flag->line, flag->standing == MLF_CONFLICT ? "!" : "");
    }
    return text;
}

/* One file's flags, or its first problem. */
static void expect(const char *text, const char *expected)
{
    struct mlf_targets targets = {0};
    make_targets(&targets);
    struct mlf_flags flags = {.targets = &targets, .labels = &targets.labels};

    read_text(&flags, "test-flags.tmp", text);
    settle(&flags);
    CHECK_TEXT(flags.n_problems ? flags.problems[0] : shown(&flags), expected);
    mlf_flags_free(&flags);
    mlf_targets_free(&targets);
}

static void test_cells(void)
{
    unsigned row, column;

    CHECK(mlf_target_cell_parse("C7", &row, &column) == 2 && row == 3 && column == 7);
    CHECK(mlf_target_cell_parse("z12x", &row, &column) == 3 && row == 26 && column == 12);
    CHECK(mlf_target_cell_parse("AA1", &row, &column) == 3 && row == 27);
    CHECK(mlf_target_cell_parse("zz999999", &row, &column) == 8 && row == 702 && column == 999999);
    CHECK(mlf_target_cell_parse("7", &row, &column) == 0);
    CHECK(mlf_target_cell_parse("A", &row, &column) == 0);
    CHECK(mlf_target_cell_parse("A0", &row, &column) == 0);
    CHECK(mlf_target_cell_parse("ABCD1", &row, &column) == 0);
    CHECK(mlf_target_cell_parse("A1234567", &row, &column) == 0);
    CHECK(mlf_target_cell_parse("", &row, &column) == 0);
}

static void test_cells_of_a_sheet(void)
{
    expect("0001-stop.jpg B4", "7 wrong:1");
    expect("1 b4 ok", "7 ok:1");
    expect("sheets/x/0001-stop.jpg A1,A2; C1 ?", "0 unsure:1; 1 unsure:1; 8 unsure:1");
    expect("0001 A2-A4", "1 wrong:1; 2 wrong:1; 3 wrong:1");
    expect("0001 A4-2", "1 wrong:1; 2 wrong:1; 3 wrong:1");
    expect("0001 B3:C2", "5 wrong:1; 6 wrong:1; 9 wrong:1");
    expect("0001 B1:C2 = give way", "4 relabel=give way:1; 5 relabel=give way:1; 8 relabel=give way:1; "
                                    "9 relabel=give way:1");
    expect("0001 A1= stop # why", "0 relabel=stop:1");
    expect("0001 A1? # why", "0 unsure:1");
    expect("0001 A1 A1 A1-A1", "0 wrong:1");
    expect("\"0012-give way.jpg\" A2 ok", "11 ok:1");
    expect("\"0012-give way.jpg\" A2 = \"give way\" # x", "11 relabel=give way:1");
}

static void test_whole_sheets(void)
{
    expect("12 all ok", "10 ok:1; 11 ok:1");
    expect("12 all ok\n12 A2\n", "11 wrong:2; 10 ok:1");
    expect("12 all\n12 A2 ok\n", "11 ok:2; 10 wrong:1");
    expect("12 all ok\n12 all ok\n", "10 ok:1; 11 ok:1");
    expect("12 all ok\n12 all\n",
           "test-flags.tmp:2: all of sheet '0012-give way.jpg' has two verdicts: the other is in line 1");
}

static void test_names(void)
{
    expect("p/3.jpg#3", "3 wrong:1");
    expect("p/3.jpg#3 wrong # no", "3 wrong:1");
    expect("p/3.jpg#3 remove # no", "3 remove:1");
    /* as files written before say it */
    expect("p/3.jpg#3 invalid # no", "3 remove:1");
    expect("{\"id\":\"p/3.jpg#3\",\"verdict\":\"invalid\"}", "3 remove:1");
    expect("p/3.jpg#3 = give way", "3 relabel=give way:1");
    expect("p/3.jpg#3\tunsure", "3 unsure:1");
    expect("\"p/3.jpg\\u00233\" ok", "3 ok:1");
    expect("crops/a b/c-5.jpg", "5 wrong:1");
    expect("./crops/a b/c-5.jpg", "5 wrong:1");
    expect("/home/me/crops/a b/c-5.jpg", "5 wrong:1");
    expect("a b/c-5.jpg ok", "5 ok:1");
    expect("c-5.jpg # a viewer's list", "5 wrong:1");
    expect("b/c-5.jpg", "test-flags.tmp:1: no object has the id or crop 'b/c-5.jpg'");
    expect("/", "test-flags.tmp:1: no object has the id or crop '/'");
}

static void test_layout_of_files(void)
{
    expect("", "");
    expect("\n\n# p/3.jpg#3\n   \t\n", "");
    expect("\xef\xbb\xbf"
           "0001 A1\r\n\r\n  0001 A2  \r\n",
           "0 wrong:1; 1 wrong:3");
    expect("{\"id\":\"p/1.jpg#1\",\"verdict\":\"ok\"}\n0001 A1\n", "1 ok:1; 0 wrong:2");
}

static void test_json(void)
{
    expect("{\"id\":\"p/1.jpg#1\",\"verdict\":\"relabel\",\"label\":\"stop\",\"x\":[1]}", "1 relabel=stop:1");
    expect("{\"sheet\":\"0001\",\"cell\":\"B1\",\"verdict\":\"unsure\"}", "4 unsure:1");
    expect("{\"crop\":\"c-6.jpg\",\"verdict\":\"remove\",\"label\":\"stop\"}", "6 remove:1");
    expect("{\"id\":\"c-6.jpg\",\"verdict\":\"remove\"}", "test-flags.tmp:1: no object has the id 'c-6.jpg'");
    expect("{\"id\":\"p/1.jpg#1\",\"verdict\":\"relabel\"}", "test-flags.tmp:1: 'label' is missing: relabel to what");
    expect("{\"id\":\"p/1.jpg#1\"}", "test-flags.tmp:1: 'verdict' is missing");
    expect("{\"verdict\":\"ok\"}", "test-flags.tmp:1: no object is named: 'id' is missing");
    expect("{\"sheet\":\"1\",\"cell\":\"D1\",\"verdict\":\"ok\"}",
           "test-flags.tmp:1: sheet '0001-stop.jpg' has no cell 'D1'");
}

static void test_problems(void)
{
    expect("0002 A1", "test-flags.tmp:1: there is no sheet '0002'");
    expect("0001 D1", "test-flags.tmp:1: sheet '0001-stop.jpg' has no cell 'D1'");
    expect("0001", "test-flags.tmp:1: sheet '0001-stop.jpg' is named without a cell: write 'all' for the whole of it");
    expect("0001 ok",
           "test-flags.tmp:1: sheet '0001-stop.jpg' is named without a cell: write 'all' for the whole of it");
    expect("0001 A1 A2x", "test-flags.tmp:1: 'A2x' is neither a cell nor a verdict");
    expect("0001 A1 ok ok", "test-flags.tmp:1: nothing but a comment may follow the verdict 'ok'");
    expect("0001 C1-C3", "test-flags.tmp:1: sheet '0001-stop.jpg' has no cells 'C1-C3': "
                         "the range reaches beyond what is drawn");
    expect("0001 A1 = none", "test-flags.tmp:1: there is no label 'none': --new-labels allows it");
    expect("0001 A1 = way", "test-flags.tmp:1: there is no label 'way', did you mean 'give way'? "
                            "(--new-labels allows it)");
    expect("0001 A1 = stpo",
           "test-flags.tmp:1: there is no label 'stpo', did you mean 'stop'? (--new-labels allows it)");
    expect("0001 A1 = giveaway", "test-flags.tmp:1: there is no label 'giveaway', did you mean 'give way'? "
                                 "(--new-labels allows it)");
    expect("0001 A1 =", "test-flags.tmp:1: the new label is missing behind '='");
    expect("0001 A1\n1 A1 ok", "test-flags.tmp:2: 'p/0.jpg#0' has two verdicts: 'ok' here, 'wrong' in line 1");
    expect("0001 A1\np/0.jpg#0 = stop",
           "test-flags.tmp:2: 'p/0.jpg#0' has two verdicts: '= stop' here, 'wrong' in line 1");
    expect("0001 A\xff", "test-flags.tmp:1: the line is not UTF-8");
    expect("\"0001 A1", "test-flags.tmp:1: what begins with a quote here is no JSON string: \"0001 A1");
}

static void test_long_line(void)
{
    char *text = malloc(MLF_LIMIT_FLAG_LINE + 2);
    struct mlf_targets targets = {0};

    CHECK(text != NULL);
    if (!text)
        return;
    memset(text, 'x', MLF_LIMIT_FLAG_LINE + 1);
    text[MLF_LIMIT_FLAG_LINE + 1] = '\0';
    expect(text, "test-flags.tmp:1: the line is longer than 64 KiB: shorten its comment, or give each decision a line");
    mlf_targets_free(&targets);
    free(text);
}

static void test_several_files(void)
{
    struct mlf_targets targets = {0};
    make_targets(&targets);
    struct mlf_flags flags = {.targets = &targets, .labels = &targets.labels, .by = "anna"};

    read_text(&flags, "test-a.tmp", "0001 A1-A3\n0001 A4 ok\n");
    read_text(&flags, "test-b.tmp", "0001 A1\n0001 A2 ok\n0012 A1 = stop\n");
    CHECK(flags.n_problems == 0 && flags.n_ballots == 7 && flags.n == 0);
    settle(&flags);
    /* object 1 is in conflict, and nothing is decided about it */
    CHECK_TEXT(shown(&flags), "0 wrong:1; 1 unsure:1!; 2 wrong:1; 3 ok:2; 10 relabel=stop:3");
    CHECK(flags.of_target[1] == 2 && flags.of_target[10] == 5 && flags.of_target[11] == 0);
    const struct mlf_flag *conflict = &flags.items[1];
    CHECK(conflict->poll && conflict->poll->sides[0] == &flags.ballots[1].flag &&
          conflict->poll->sides[1] == &flags.ballots[5].flag);
    CHECK(conflict->by == NULL && conflict->label == NULL && flags.items[3].poll == NULL);
    CHECK_TEXT(flags.items[0].by, "anna");
    CHECK_TEXT(flags.items[0].file, "test-a.tmp");
    mlf_flags_free(&flags);
    mlf_targets_free(&targets);
}

int main(void)
{
    RUN(test_cells);
    RUN(test_cells_of_a_sheet);
    RUN(test_whole_sheets);
    RUN(test_names);
    RUN(test_layout_of_files);
    RUN(test_json);
    RUN(test_problems);
    RUN(test_long_line);
    RUN(test_several_files);
    return check_done();
}
