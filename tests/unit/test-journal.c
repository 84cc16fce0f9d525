/* All or nothing on disk: writing, failing halfway, taking back. */

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "mlfix/base/err.h"
#include "mlfix/base/file.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/edits.h"
#include "mlfix/edit/commit.h"
#include "mlfix/edit/journal.h"
#include "mlfix/edit/undo.h"

static char root[200];

static void put(const char *name, const char *data, size_t length)
{
    struct mlf_err err = {""};
    char *path = mlf_path_join(root, name, &err);

    CHECK(path && mlf_file_write(path, data, length, &err) == 0);
    CHECK_TEXT(err.text, "");
    free(path);
}

/* Whether root/name has these bytes; NULL: whether it is absent. */
static int holds(const char *name, const char *data, size_t length)
{
    struct mlf_err err = {""};
    size_t got;
    char *path = mlf_path_join(root, name, &err), *now;
    int same;

    if (!data) {
        same = access(path, F_OK) != 0;
        free(path);
        return same;
    }
    now = mlf_file_read(path, 1 << 20, &got, &err);
    same = now && got == length && memcmp(now, data, length) == 0;
    free(path);
    free(now);
    return same;
}

static void begin(void)
{
    struct mlf_err err = {""};
    int lock;

    strcpy(root, "/tmp/mlfix-test-XXXXXX");
    CHECK(mkdtemp(root) != NULL);
    CHECK(mlf_journal_lock(root, &lock, &err) == 0);
    close(lock);
    put("a.txt", "one two three", 13);
    put("b.bin", "\xff\x00\x01 two \xfe", 9);
    put("photos/x.jpg", "x", 1);
    put("photos/y.jpg", "y", 1);
}

static void end(void)
{
    char command[300];
    static const char *const names[] = {"a.txt",
                                        "b.bin",
                                        "photos/x.jpg",
                                        "photos/y.jpg",
                                        "moved/x.jpg",
                                        "moved/y.jpg",
                                        "photos",
                                        "moved",
                                        "outside",
                                        ".mlfix/pending.jsonl",
                                        ".mlfix/journal-0001.jsonl",
                                        ".mlfix/journal-0002.jsonl",
                                        ".mlfix"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(command, sizeof command, "%s/%s", root, names[i]);
        remove(command);
    }
    CHECK(rmdir(root) == 0); /* nothing else was left */
}

/* "two" in both files becomes other bytes, x.jpg moves. */
static void make_edits(struct mlf_edits *edits)
{
    struct mlf_err err = {""};

    CHECK(mlf_edits_replace(edits, "a.txt", 8, 5, "", 0, &err) == 0);
    CHECK(mlf_edits_replace(edits, "a.txt", 0, 3, "eleven", 6, &err) == 0);
    CHECK(mlf_edits_replace(edits, "b.bin", 0, 3, "\xfd\x00", 2, &err) == 0);
    CHECK(mlf_edits_move(edits, "photos/x.jpg", "moved/x.jpg", &err) == 0);
}

/* Carries the edits out; *journal becomes the path of the journal. */
static int commit(struct mlf_edits *edits, const char *name, char **journal, struct mlf_err *err)
{
    struct mlf_commit how = {.name = name};
    struct mlf_commit_end end = {0};
    int result = mlf_commit_write(root, edits, &how, &end, err);

    CHECK_TEXT(end.after.text, "");
    *journal = end.journal;
    return result;
}

static int is_original(void)
{
    return holds("a.txt", "one two three", 13) && holds("b.bin", "\xff\x00\x01 two \xfe", 9) &&
           holds("photos/x.jpg", "x", 1) && holds("moved/x.jpg", NULL, 0) && holds(".mlfix/pending.jsonl", NULL, 0);
}

static int is_changed(void)
{
    return holds("a.txt", "eleven two ", 11) && holds("b.bin", "\xfd\x00 two \xfe", 8) &&
           holds("photos/x.jpg", NULL, 0) && holds("moved/x.jpg", "x", 1);
}

static void test_write_and_undo(void)
{
    struct mlf_edits edits = {0}, back = {0}, none = {0};
    struct mlf_err err = {""};
    char *journal = NULL, *second = NULL;

    begin();
    make_edits(&edits);
    CHECK(commit(&edits, "journal-0001.jsonl", &journal, &err) == 0);
    CHECK_TEXT(err.text, "");
    CHECK(is_changed());
    CHECK(!mlf_undo_is_pending(root));
    CHECK(journal && mlf_undo_journal(root, journal, &back, &err) == 0);
    CHECK(back.n == 4);
    CHECK(commit(&back, "journal-0002.jsonl", &second, &err) == 0);
    CHECK_TEXT(err.text, "");
    CHECK(is_original());
    CHECK(journal && mlf_undo_journal(root, journal, &none, &err) == 0 && none.n == 0);
    put("a.txt", "other", 5);
    CHECK(journal && mlf_undo_journal(root, journal, &none, &err) == -1);
    mlf_edits_free(&edits);
    mlf_edits_free(&back);
    mlf_edits_free(&none);
    free(journal);
    free(second);
    end();
}

/* The last move finds its place taken: what was done before it is undone. */
static void test_failure_behind_renames(void)
{
    struct mlf_edits edits = {0};
    struct mlf_err err = {""};
    char *journal = NULL;

    begin();
    make_edits(&edits);
    put("moved/y.jpg", "taken", 5);
    CHECK(mlf_edits_move(&edits, "photos/y.jpg", "moved/y.jpg", &err) == 0);
    CHECK(commit(&edits, "journal-0001.jsonl", &journal, &err) == -1);
    CHECK(strstr(err.text, "cannot move") != NULL);
    CHECK(is_original());
    CHECK(holds("moved/y.jpg", "taken", 5) && holds("photos/y.jpg", "y", 1));
    CHECK(journal == NULL);
    mlf_edits_free(&edits);
    end();
}

static void test_names_that_lead_out(void)
{
    static const char *const names[] = {"../out.txt", "/tmp/out.txt", "photos/../../out.txt", ""};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct mlf_edits edits = {0};
        struct mlf_err err = {""};
        char *journal = NULL;
        begin();
        make_edits(&edits);
        CHECK(mlf_edits_move(&edits, "photos/y.jpg", names[i], &err) == 0);
        CHECK(commit(&edits, "journal-0001.jsonl", &journal, &err) == -1);
        CHECK(is_original());
        mlf_edits_free(&edits);
        end();
    }
}

/* A folder that is a link elsewhere. */
static void test_folder_that_leads_out(void)
{
    struct mlf_edits edits = {0};
    struct mlf_err err = {""};
    char *journal = NULL, *link;

    begin();
    link = mlf_path_join(root, "outside", &err);
    CHECK(link && symlink("/tmp", link) == 0);
    make_edits(&edits);
    CHECK(mlf_edits_move(&edits, "photos/y.jpg", "outside/y.jpg", &err) == 0);
    CHECK(commit(&edits, "journal-0001.jsonl", &journal, &err) == -1);
    CHECK(strstr(err.text, "leads out of the dataset") != NULL);
    CHECK(is_original());
    mlf_edits_free(&edits);
    free(link);
    end();
}

/* A journal that a stranger put there. */
static void test_hostile_journals(void)
{
    static const char *const lines[] = {
        "{\"file\":\"../a\",\"before\":\"0000000000000000\",\"after\":\"0000000000000000\",\"temporary\":\".mlfix-x\"}",
        "{\"file\":\"a.txt\",\"before\":\"0000000000000000\",\"after\":\"0000000000000000\",\"temporary\":\"../x\"}",
        "{\"file\":\"a.txt\",\"before\":\"0000000000000000\",\"after\":\"0000000000000000\",\"temporary\":\"a.txt\"}",
        "{\"file\":\"a.txt\",\"before\":\"00\",\"after\":\"0000000000000000\",\"temporary\":\".mlfix-x\"}",
        "{\"move\":\"a.txt\",\"to\":\"/etc/x\"}",
        "{\"offset\":0,\"length\":1,\"old\":\"x\"}",
        "{\"move\":\"a.txt\"}",
        "[]",
    };

    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct mlf_err err = {""};
        char text[400];
        int n = snprintf(text, sizeof text, "{\"journal\":\"mlfix-apply\",\"version\":1}\n%s\n", lines[i]);
        begin();
        put(".mlfix/pending.jsonl", text, (size_t)n);
        CHECK(mlf_commit_recover(root, &err) == -1);
        CHECK(err.text[0] != '\0');
        CHECK(holds("a.txt", "one two three", 13));
        end();
    }
}

static void test_one_writer(void)
{
    struct mlf_err err = {""};
    int first, second;

    begin();
    CHECK(mlf_journal_lock(root, &first, &err) == 0);
    CHECK(mlf_journal_lock(root, &second, &err) == -1);
    CHECK(strstr(err.text, "another mlfix-apply") != NULL);
    close(first);
    end();
}

int main(void)
{
    RUN(test_write_and_undo);
    RUN(test_failure_behind_renames);
    RUN(test_names_that_lead_out);
    RUN(test_folder_that_leads_out);
    RUN(test_hostile_journals);
    RUN(test_one_writer);
    return check_done();
}
