/* One decision out of several: who votes on what, and what each policy makes of it. */

#include <stdlib.h>

#include "check.h"
#include "mlfix/agree/agreement.h"
#include "mlfix/agree/reviewer-weights.h"
#include "mlfix/base/err.h"
#include "mlfix/base/limits.h"
#include "mlfix/flags/flag-sources.h"
#include "mlfix/flags/flags.h"
#include "mlfix/flags/targets.h"
#include "mlfix/record/record.h"

/* Objects 0..5 labelled stop: 0..2 on sheet 1, 2..4 on sheet 2 (object 2 is on both), 5 on
 * none. Object 6 is a honeypot on sheet 2. */
static void make_targets(struct mlf_targets *targets)
{
    static const char *const lines[] = {
        "{\"id\":\"o0\",\"label\":\"stop\",\"sheet\":\"0001-a.jpg\",\"cell\":\"A1\"}",
        "{\"id\":\"o1\",\"label\":\"stop\",\"sheet\":\"0001-a.jpg\",\"cell\":\"A2\"}",
        "{\"id\":\"o2\",\"label\":\"stop\",\"sheet\":\"0001-a.jpg\",\"cell\":\"A3\"}",
        "{\"id\":\"o3\",\"label\":\"stop\",\"sheet\":\"0002-b.jpg\",\"cell\":\"A1\"}",
        "{\"id\":\"o4\",\"label\":\"stop\",\"sheet\":\"0002-b.jpg\",\"cell\":\"A2\"}",
        "{\"id\":\"o2\",\"label\":\"stop\",\"sheet\":\"0002-b.jpg\",\"cell\":\"A3\"}",
        "{\"id\":\"o5\",\"label\":\"stop\"}",
        "{\"id\":\"pot\",\"label\":\"stop\",\"sheet\":\"0002-b.jpg\",\"cell\":\"A4\",\"honeypot\":true}"};
    struct mlf_err err = {""};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct mlf_record record = {0};
        CHECK(mlf_record_parse(&record, lines[i], strlen(lines[i]), &err) == 0);
        CHECK(mlf_targets_add(targets, &record, &err) == 0);
        mlf_record_free(&record);
    }
    CHECK(mlf_targets_finish(targets, &err) == 0);
    CHECK_TEXT(err.text, "");
}

struct trial {
    struct mlf_targets targets;
    struct mlf_flags flags;
    struct mlf_votes votes;
    struct mlf_reviewer_weights weights;
    char text[2000];
};

/* files: "anna|0001 A1\n0001 A2 ok", name and text, up to a NULL. */
static void begin(struct trial *t, const char *const *files)
{
    struct mlf_err err = {""};
    memset(t, 0, sizeof *t);
    make_targets(&t->targets);
    t->flags.targets = &t->targets;
    for (; *files; files++) {
        const char *bar = strchr(*files, '|');
        char name[40];
        snprintf(name, sizeof name, "%.*s", (int)(bar - *files), *files);
        t->flags.by = name;
        CHECK(mlf_flags_read_text(&t->flags, name, bar + 1, strlen(bar + 1), &err) == 0);
    }
    t->flags.by = NULL;
    CHECK_TEXT(t->flags.n_problems ? t->flags.problems[0] : "", "");
    CHECK(mlf_votes_make(&t->votes, &t->flags, &err) == 0);
    CHECK_TEXT(err.text, "");
}

static void end(struct trial *t)
{
    mlf_reviewer_weights_free(&t->weights);
    mlf_votes_free(&t->votes);
    mlf_flags_free(&t->flags);
    mlf_targets_free(&t->targets);
}

/* "o1 relabel=yield (anna, ben)", "o2 conflict [anna: yield; ben: (ok)]", ... */
static const char *shown(struct trial *t)
{
    size_t used = 0;
    t->text[0] = '\0';
    for (size_t i = 0; i < t->flags.n && used < sizeof t->text; i++) {
        const struct mlf_flag *flag = &t->flags.items[i];
        const char *id = t->targets.items[flag->target].id, *gap = i ? "; " : "";
        char *at = t->text + used;
        size_t room = sizeof t->text - used;
        if (flag->standing != MLF_DECIDED)
            used += (size_t)snprintf(at, room, "%s%s %s [%s]", gap, id,
                                     flag->standing == MLF_OPEN ? "open" : "conflict", flag->poll->said);
        else
            used += (size_t)snprintf(at, room, "%s%s %s%s%s (%s)", gap, id, mlf_verdict_names[flag->verdict],
                                     flag->label ? "=" : "", flag->label ? flag->label : "", flag->by);
        CHECK(flag->standing == MLF_DECIDED || (flag->verdict == MLF_UNSURE && !flag->label && !flag->has_bbox));
        CHECK(t->flags.of_target[flag->target] == i + 1);
    }
    return t->text;
}

static void expect(enum mlf_agreement_rule agree, size_t quorum, const char *supervisor, const char *const *files,
                   const char *expected)
{
    struct trial t;
    struct mlf_err err = {""};
    struct mlf_agreement_policy policy = {.agree = agree, .quorum = quorum, .sure = 0.9, .supervisor = MLF_NO_STRING};
    begin(&t, files);
    if (supervisor)
        policy.supervisor = mlf_string_set_find(&t.flags.reviewers, supervisor);
    CHECK(mlf_reviewer_weights_make(&t.weights, &t.votes, &t.flags, policy.supervisor, &err) == 0);
    CHECK(mlf_agreement_settle(&t.flags, &policy, &t.votes, &t.weights, &err) == 0);
    CHECK_TEXT(shown(&t), expected);
    CHECK_TEXT(err.text, "");
    end(&t);
}

#define FILES(...) ((const char *const[]){__VA_ARGS__, NULL})

static void test_any(void)
{
    /* silence has no part in it */
    expect(MLF_AGREE_ANY, 9, NULL, FILES("anna|0001 A1", "ben|0001 A2 = yield"),
           "o0 wrong (anna); o1 relabel=yield (ben)");
    expect(MLF_AGREE_ANY, 9, NULL, FILES("anna|o0\no1 ?", "ben|o0\no1 ok"),
           "o0 wrong (anna, ben); o1 conflict [anna: unsure; ben: ok]");
    expect(MLF_AGREE_ANY, 9, NULL, FILES("anna|o0", "ben|o0 ok", "anna|o1"),
           "o0 conflict [anna: wrong; ben: ok]; o1 wrong (anna)");
    /* by the same reviewer, in two files */
    expect(MLF_AGREE_ANY, 9, NULL, FILES("anna|o0", "ben|o0", "anna|o0"), "o0 wrong (anna, ben)");
    expect(MLF_AGREE_ANY, 9, NULL, FILES("anna|o0", "anna|o0 ok"), "o0 conflict [anna: wrong; anna: ok]");
}

static void test_majority(void)
{
    /* ben and carl looked at sheet 1: two silent votes against one, three on o1 for one */
    expect(MLF_AGREE_MAJORITY, 2, NULL, FILES("anna|0001 A1 A2", "ben|0001 A2", "carl|0001 A2"),
           "o0 ok (ben, carl); o1 wrong (anna, ben, carl)");
    /* nobody but anna looked at sheet 2 */
    expect(MLF_AGREE_MAJORITY, 2, NULL, FILES("anna|0002 A1", "ben|0001 A1 ok"),
           "o3 open [anna: wrong]; o0 open [ben: ok]");
    expect(MLF_AGREE_MAJORITY, 1, NULL, FILES("anna|0002 A1", "ben|0001 A1 ok"), "o3 wrong (anna); o0 ok (ben)");
    /* o2 stands on both sheets, so anna looked at neither; half is not more than half */
    expect(MLF_AGREE_MAJORITY, 2, NULL, FILES("anna|0001 A3", "ben|0002 A1"),
           "o2 conflict [anna: wrong; ben: (ok)]; o3 open [ben: wrong]");
    /* different labels differ; the label it has is ok */
    expect(MLF_AGREE_MAJORITY, 2, NULL, FILES("anna|o5 = yield", "ben|o5 = ball", "carl|o5 = yield"),
           "o5 relabel=yield (anna, carl)");
    expect(MLF_AGREE_MAJORITY, 2, NULL, FILES("anna|o5 = stop", "ben|o5 ok", "carl|o5"), "o5 relabel=stop (anna, ben)");
    /* without a sheet silence says nothing */
    expect(MLF_AGREE_MAJORITY, 2, NULL, FILES("anna|o5", "ben|0001 A1 ok\n0002 A1 ok"),
           "o5 open [anna: wrong]; o0 open [ben: ok]; o3 open [ben: ok]");
    /* a decision on a honeypot shows that the sheet was looked at, and is none itself */
    expect(MLF_AGREE_MAJORITY, 2, NULL, FILES("anna|0002 A1", "ben|0002 A4"), "o3 conflict [anna: wrong; ben: (ok)]");
}

static void test_unsure(void)
{
    /* who is unsure abstains, and is listed */
    expect(MLF_AGREE_MAJORITY, 2, NULL, FILES("anna|o5", "ben|o5 ?", "carl|o5"), "o5 wrong (anna, carl)");
    expect(MLF_AGREE_ALL, 2, NULL, FILES("anna|o5", "ben|o5 ?"), "o5 open [anna: wrong; ben: unsure]");
    expect(MLF_AGREE_ALL, 2, NULL, FILES("anna|o5 ?", "ben|o5 ?"), "o5 unsure (anna, ben)");
}

/* Who says only that the label is wrong does not contradict who names another. */
static void test_wrong(void)
{
    expect(MLF_AGREE_ANY, 2, NULL, FILES("anna|o5", "ben|o5 = yield", "carl|o5"), "o5 relabel=yield (ben)");
    expect(MLF_AGREE_ANY, 2, NULL, FILES("anna|o5", "ben|o5 = yield", "carl|o5 = ball"),
           "o5 conflict [anna: wrong; ben: yield; carl: ball]");
    expect(MLF_AGREE_ANY, 2, NULL, FILES("anna|o5", "ben|o5 remove"), "o5 conflict [anna: wrong; ben: remove]");
    expect(MLF_AGREE_ANY, 2, NULL, FILES("anna|o5 remove", "ben|o5"), "o5 conflict [anna: remove; ben: wrong]");
    /* the label it has anyway is no other */
    expect(MLF_AGREE_ANY, 2, NULL, FILES("anna|o5", "ben|o5 = stop"), "o5 conflict [anna: wrong; ben: stop]");
    /* with more than one to agree, a label needs as many as any verdict; that it is wrong stands by all */
    expect(MLF_AGREE_MAJORITY, 2, NULL, FILES("anna|o5", "ben|o5 = yield", "carl|o5"), "o5 wrong (anna, ben, carl)");
    expect(MLF_AGREE_MAJORITY, 2, NULL, FILES("anna|o5 = yield", "ben|o5 = yield", "carl|o5"),
           "o5 relabel=yield (anna, ben)");
    expect(MLF_AGREE_MAJORITY, 2, NULL, FILES("anna|o5", "ben|o5 = yield", "carl|o5 ok"), "o5 wrong (anna, ben)");
    expect(MLF_AGREE_MAJORITY, 2, NULL, FILES("anna|o5", "ben|o5 = yield", "carl|o5 = ball"),
           "o5 conflict [anna: wrong; ben: yield; carl: ball]");
    expect(MLF_AGREE_MAJORITY, 2, NULL, FILES("anna|o5", "ben|o5", "carl|o5 remove"), "o5 wrong (anna, ben)");
    expect(MLF_AGREE_MAJORITY, 2, NULL, FILES("anna|o5", "ben|o5 remove", "carl|o5 remove"), "o5 remove (ben, carl)");
    expect(MLF_AGREE_ALL, 2, NULL, FILES("anna|o5 = yield", "ben|o5"), "o5 wrong (anna, ben)");
    expect(MLF_AGREE_ALL, 2, NULL, FILES("anna|o5", "ben|o5 = yield", "carl|o5 remove"),
           "o5 conflict [anna: wrong; ben: yield; carl: remove]");
    expect(MLF_AGREE_ALL, 3, NULL, FILES("anna|o5", "ben|o5 = yield"), "o5 open [anna: wrong; ben: yield]");
    expect(MLF_AGREE_ALL, 2, "carla", FILES("anna|o5", "ben|o5", "carla|o5 = yield"), "o5 relabel=yield (carla)");
}

static void test_all(void)
{
    expect(MLF_AGREE_ALL, 2, NULL, FILES("anna|0001 A1 = yield", "ben|0001 A1 = yield", "carl|0001 A2"),
           "o0 conflict [anna: yield; ben: yield; carl: (ok)]; o1 conflict [anna: (ok); ben: (ok); carl: wrong]");
    expect(MLF_AGREE_ALL, 2, NULL, FILES("anna|0001 A1 = yield", "ben|0001 A1 = yield"),
           "o0 relabel=yield (anna, ben)");
    expect(MLF_AGREE_ALL, 3, NULL, FILES("anna|0001 A1 = yield", "ben|0001 A1 = yield"),
           "o0 open [anna: yield; ben: yield]");
    /* one who contradicts himself decides nothing, and lets nobody decide */
    expect(MLF_AGREE_MAJORITY, 2, NULL, FILES("anna|o5", "ben|o5", "carl|o5", "carl|o5 ok"),
           "o5 conflict [anna: wrong; ben: wrong; carl: wrong; carl: ok]");
}

static void test_boxes(void)
{
#define BOX(x) "{\"id\":\"o5\",\"verdict\":\"box\",\"bbox\":[" x ",2,3,4]}"
    expect(MLF_AGREE_MAJORITY, 2, NULL, FILES("anna|" BOX("1"), "ben|" BOX("1"), "carl|" BOX("9")),
           "o5 box (anna, ben)");
    expect(MLF_AGREE_ALL, 2, NULL, FILES("anna|" BOX("1"), "ben|" BOX("9")), "o5 conflict [anna: box; ben: box]");
}

static void test_supervisor(void)
{
    /* four eyes: two agree, or the third decides */
    expect(MLF_AGREE_ALL, 2, "carla", FILES("anna|0001 A1\n0001 A2 = yield", "ben|0001 A1", "carla|0002 A1"),
           "o0 wrong (anna, ben); o1 conflict [anna: yield; ben: (ok)]; o3 wrong (carla)");
    expect(MLF_AGREE_ALL, 2, "carla", FILES("anna|0001 A1 A2", "ben|0001 A1 A2 ok", "carla|o0 = ball\no1"),
           "o0 relabel=ball (carla); o1 wrong (anna, carla)");
    /* carla is no second pair of eyes: her silence counts nowhere, her word is enough */
    expect(MLF_AGREE_ALL, 2, "carla", FILES("anna|0001 A1", "carla|0001 A2 ok"),
           "o0 open [anna: wrong]; o1 ok (anna, carla)");
    expect(MLF_AGREE_ALL, 2, "carla", FILES("anna|o5", "ben|o5", "carla|o5 ?"), "o5 unsure (carla)");
    expect(MLF_AGREE_ALL, 2, "carla", FILES("anna|o5", "ben|o5", "carla|o5 ok", "carla|o5"),
           "o5 conflict [anna: wrong; ben: wrong; carla: ok; carla: wrong]");
    expect(MLF_AGREE_ANY, 2, "carla", FILES("anna|o5", "ben|o4\no5 ok", "carla|o5 ok"),
           "o5 ok (ben, carla); o4 wrong (ben)");
}

static void test_votes(void)
{
    struct trial t;
    begin(&t, FILES("anna|0001 A1 = yield\n0001 A2 ?", "ben|0002 all ok\n0002 A1", "anna|o4 ok"));
    /* anna: o0 o1, silent on o2; o4, and with it silent on o3. ben: o2 o3 o4 */
    CHECK(t.votes.n == 8 && t.votes.n_reviewers == 2 && mlf_votes_categories(&t.votes) == MLF_VOTE_RELABEL + 1);
    CHECK(t.votes.first[2] == 2 && t.votes.first[3] == 4 && t.votes.first[6] == 8 && t.votes.first[7] == 8);
    CHECK(t.votes.items[0].category == MLF_VOTE_RELABEL && t.votes.items[1].category == MLF_NO_STRING);
    CHECK(t.votes.items[2].category == MLF_VOTE_OK && !t.votes.items[2].flag);
    CHECK(t.votes.items[3].category == MLF_VOTE_OK && t.votes.items[3].flag && t.votes.items[3].reviewer == 1);
    CHECK(t.votes.items[4].category == MLF_VOTE_OK && !t.votes.items[4].flag);
    CHECK(t.votes.items[5].category == MLF_VOTE_WRONG && t.votes.items[5].target == 3);
    end(&t);
}

/* One file of two reviewers. */
static void test_names_in_a_file(void)
{
    struct trial t;
    struct mlf_err err = {""};
    begin(&t, FILES("file|o1"));
    static const char again[] = "o1\n{\"id\":\"o1\",\"verdict\":\"ok\",\"by\":\"\"}\n"
                                "{\"id\":\"o1\",\"verdict\":\"ok\",\"by\":\"ben\"}\n";
    t.flags.by = "file";
    CHECK(mlf_flags_read_text(&t.flags, "again", again, sizeof again - 1, &err) == 0);
    /* "" is nobody's name, so that line is by who the file is by; ben may differ */
    CHECK(t.flags.n_problems == 1 && t.flags.n_ballots == 3);
    CHECK_TEXT(t.flags.problems[0], "again:2: 'o1' has two verdicts: 'ok' here, 'wrong' in line 1");
    end(&t);
    begin(&t, FILES("file|{\"id\":\"o0\",\"verdict\":\"ok\",\"by\":\"anna\"}\n"
                    "{\"id\":\"o0\",\"verdict\":\"remove\",\"by\":\"ben\"}\n0001 all ok\n"));
    CHECK(mlf_agreement_settle(&t.flags, NULL, NULL, NULL, &err) == 0);
    /* the sheet's other reviewer has said nothing of o0 yet */
    CHECK_TEXT(shown(&t), "o0 conflict [file: ok; anna: ok; ben: remove]; o1 ok (file); o2 ok (file)");
    end(&t);
}

/* Eighteen objects by four reviewers, of whom dora all but guesses. NumPy, with n[i, k, l]
 * the counts of the classes ok, remove, box, wrong, and p, s, c from the loop in
 * test-dawid-skene.c (no truths known, 18 + 4 in its denominator):
 *   sens = (s[1:] * (1 - c[:, 1:, 0])).sum(1) / s[1:].sum(); spec = c[:, 0, 0]
 *   m = (sens + spec) / 2; w = numpy.log(m / (1 - m))
 * p[0, 3], p[2, 1], p[4, 0] are three of the probabilities below; the other two have two
 * labels: p[5, 3] e(y) / (e(y) + e(b)), p[12, 3] e(b) / (e(y) + e(b)), e(l) = exp(sum of the w
 * of those who said l). */
static void test_weighted(void)
{
    struct mlf_targets targets = {0};
    struct mlf_flags flags = {.targets = &targets};
    struct mlf_votes votes = {0};
    struct mlf_reviewer_weights weights = {0};
    struct mlf_agreement_policy policy = {
        .agree = MLF_AGREE_WEIGHTED, .quorum = 2, .sure = 0.9, .supervisor = MLF_NO_STRING};
    struct mlf_err err = {""};
    static const double figures[4][3] = {{0.9513694186, 0.9318675071, 2.7806004686},
                                         {0.9513694186, 0.9318675071, 2.7806004686},
                                         {0.8330309379, 0.8668784348, 1.7342456985},
                                         {0.7759551192, 0.6671610263, 0.9522033461}};
    static const struct {
        size_t object;
        double p;
        enum mlf_verdict verdict;
    } probable[] = {{0, 0.9988555669, MLF_RELABELLED},
                    {2, 0.9776284399, MLF_REMOVED},
                    {4, 0.9978928378, MLF_OK},
                    {5, 0.9916024448, MLF_RELABELLED},
                    {12, 0.7204877066, MLF_UNSURE}};
    static const char *const names[] = {"anna", "ben", "carl", "dora"};
    /* of object i, a letter each: ok, remove (i), or a relabel to y(ield) or b(all) */
    static const char *const said[] = {"yyyo", "oooo", "iioo", "oooi", "ooyo", "yyby", "oooo", "oooi", "iiii",
                                       "yyyi", "oooo", "oooo", "ybob", "iiio", "oooy", "oooo", "oooi", "oooo"};
    size_t n = sizeof said / sizeof *said;
    for (size_t i = 0; i < n; i++) {
        struct mlf_record record = {0};
        char line[80];
        int length = snprintf(line, sizeof line, "{\"id\":\"p%zu\",\"label\":\"stop\"}", i);
        CHECK(mlf_record_parse(&record, line, (size_t)length, &err) == 0);
        CHECK(mlf_targets_add(&targets, &record, &err) == 0);
        mlf_record_free(&record);
    }
    CHECK(mlf_targets_finish(&targets, &err) == 0);
    for (size_t k = 0; k < 4; k++) {
        char text[2000] = "";
        for (size_t i = 0, used = 0; i < n; i++) {
            char c = said[i][k];
            used += (size_t)snprintf(text + used, sizeof text - used, "p%zu %s\n", i,
                                     c == 'y'   ? "= yield"
                                     : c == 'b' ? "= ball"
                                     : c == 'i' ? "remove"
                                                : "ok");
        }
        flags.by = names[k];
        CHECK(mlf_flags_read_text(&flags, names[k], text, strlen(text), &err) == 0);
    }
    CHECK(mlf_votes_make(&votes, &flags, &err) == 0);
    CHECK(mlf_reviewer_weights_make(&weights, &votes, &flags, MLF_NO_STRING, &err) == 0);
    CHECK(mlf_agreement_settle(&flags, &policy, &votes, &weights, &err) == 0);
    CHECK_TEXT(err.text, "");
    for (size_t k = 0; k < 4; k++) {
        CHECK_NEAR(weights.of[k].sensitivity, figures[k][0], 1e-8);
        CHECK_NEAR(weights.of[k].specificity, figures[k][1], 1e-8);
        CHECK_NEAR(weights.of[k].weight, figures[k][2], 1e-8);
    }
    for (size_t i = 0; i < sizeof probable / sizeof *probable; i++) {
        const struct mlf_flag *flag = &flags.items[probable[i].object];
        CHECK_NEAR(flag->poll->probability, probable[i].p, 1e-8);
        CHECK(flag->standing == (probable[i].p < 0.9 ? MLF_CONFLICT : MLF_DECIDED));
        CHECK(flag->verdict == probable[i].verdict);
    }
    CHECK_TEXT(flags.items[5].label, "yield");
    CHECK_TEXT(flags.items[2].by, "anna, ben");
    mlf_reviewer_weights_free(&weights);
    mlf_votes_free(&votes);
    mlf_flags_free(&flags);
    mlf_targets_free(&targets);
}

static void expect_names(const char *const *paths, size_t painted, const char *const *by, size_t n_by,
                         const char *expected)
{
    struct mlf_flag_source sources[8] = {{0}};
    struct mlf_err err = {""};
    char text[300] = "";
    size_t n = 0, used = 0;
    for (; paths[n]; n++)
        sources[n] = (struct mlf_flag_source){.path = paths[n]};
    for (size_t i = n - painted; i < n; i++)
        sources[i].painted = 1;
    CHECK(mlf_flag_sources_name(sources, n, by, n_by, &err) == (err.text[0] ? -1 : 0));
    for (size_t i = 0; i < n; i++)
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%s", i ? " " : "",
                                 sources[i].name ? sources[i].name : "-");
    CHECK_TEXT(err.text[0] ? err.text : text, expected);
    mlf_flag_sources_free(sources, n);
}

static void test_sources(void)
{
    expect_names(FILES("a/anna.txt"), 0, NULL, 0, "-");
    expect_names(FILES("a/anna.txt", "ben.jsonl", "-"), 0, NULL, 0, "anna ben stdin");
    expect_names(FILES("anna/flags.txt", "ben/flags.txt", "carl.txt"), 0, NULL, 0, "anna/flags ben/flags carl");
    expect_names(FILES("flags.txt", "flags.txt"), 0, NULL, 0, "- -"); /* one name for all is none */
    expect_names(FILES(".txt", "b.c.txt"), 0, NULL, 0, ".txt b.c");
    expect_names(FILES("anna.txt", "anna/1.jpg", "x/ben//2.jpg", "3.jpg"), 3, NULL, 0, "anna anna ben painted");
    expect_names(FILES("1.jpg", "2.jpg"), 2, NULL, 0, "- -");
    expect_names(FILES("1.txt", "2.txt"), 0, FILES("anna"), 1, "anna anna");
    expect_names(FILES("1.txt", "2.txt"), 0, FILES("anna", "ben"), 2, "anna ben");
    expect_names(FILES("1.txt", "2.txt", "3.txt"), 0, FILES("anna", "ben"), 2,
                 "2 reviewers are named and 3 files are given: name one, or one for each file");
}

static void test_limits(void)
{
    struct trial t;
    struct mlf_err err = {""};
    begin(&t, FILES("a|o0"));
    mlf_votes_free(&t.votes);
    for (int i = 0; i < MLF_LIMIT_REVIEWERS + 10; i++) {
        char line[80];
        int n = snprintf(line, sizeof line, "{\"id\":\"o0\",\"verdict\":\"ok\",\"by\":\"r%d\"}\n", i);
        CHECK(mlf_flags_read_text(&t.flags, "many", line, (size_t)n, &err) == 0);
    }
    /* of 1,011 the first 1,000 count */
    CHECK(t.flags.n_ballots == MLF_LIMIT_FLAG_DECISIONS && t.flags.n_problems == 11);
    CHECK_TEXT(t.flags.problems[0], "many:1: 'o0' has more than 1000 decisions: a reviewer's belong into one file");
    CHECK(mlf_votes_make(&t.votes, &t.flags, &err) == -1);
    CHECK_TEXT(
        err.text,
        "the flags are by 1011 reviewers; more than 1000 are not weighed or compared: put several into one file");
    end(&t);
}

int main(void)
{
    RUN(test_any);
    RUN(test_majority);
    RUN(test_unsure);
    RUN(test_wrong);
    RUN(test_all);
    RUN(test_boxes);
    RUN(test_supervisor);
    RUN(test_votes);
    RUN(test_names_in_a_file);
    RUN(test_weighted);
    RUN(test_sources);
    RUN(test_limits);
    return check_done();
}
