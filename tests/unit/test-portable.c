/* What stands in for calls that some systems lack. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "check.h"
#include "mlfix/base/portable.h"

static char folder[64];

static void write_text(const char *name, const char *text)
{
    FILE *file = fopen(name, "w");
    CHECK(file && fputs(text, file) >= 0 && fclose(file) == 0);
}

static const char *read_text(const char *name)
{
    static char text[64];
    FILE *file = fopen(name, "r");
    size_t n = file ? fread(text, 1, sizeof text - 1, file) : 0;
    text[n] = '\0';
    if (file)
        fclose(file);
    return file ? text : "missing";
}

static void test_rename(void)
{
    write_text("a", "one");
    write_text("b", "two");
    CHECK(mlf_rename_new("a", "b") == -1 && errno == EEXIST);
    CHECK(strcmp(read_text("b"), "two") == 0);
    CHECK(mlf_rename_new("a", "c") == 0);
    CHECK(strcmp(read_text("c"), "one") == 0 && access("a", F_OK) != 0);
    CHECK(symlink("nowhere", "link") == 0);
    CHECK(mlf_rename_new("c", "link") == -1 && errno == EEXIST); /* a link that leads nowhere is there, too */
    CHECK(mlf_rename_new("missing", "d") == -1 && errno == ENOENT);
}

static int by_value(const void *a, const void *b, void *context)
{
    const int *values = context, x = values[*(const size_t *)a], y = values[*(const size_t *)b];
    return (x > y) - (x < y);
}

static void test_sort(void)
{
    int values[] = {5, 3, 9, 1, 7};
    size_t order[] = {0, 1, 2, 3, 4};
    mlf_sort(order, 5, sizeof *order, by_value, values);
    for (int i = 1; i < 5; i++)
        CHECK(values[order[i - 1]] < values[order[i]]);
    mlf_sort(NULL, 0, sizeof *order, by_value, values);
}

static void test_find_last(void)
{
    const char text[] = "a\nbc\nd\0\ne";
    CHECK(mlf_find_last(text, '\n', 6) == text + 4);
    CHECK(mlf_find_last(text, '\n', sizeof text - 1) == text + 7);
    CHECK(mlf_find_last(text, '\n', 1) == NULL);
    CHECK(mlf_find_last(text, 'a', 0) == NULL);
}

static void test_pipe(void)
{
    int ends[2];
    char c = 0;
    CHECK(mlf_pipe(ends) == 0);
    CHECK((fcntl(ends[0], F_GETFD) & FD_CLOEXEC) && (fcntl(ends[1], F_GETFD) & FD_CLOEXEC));
    CHECK(write(ends[1], "x", 1) == 1 && read(ends[0], &c, 1) == 1 && c == 'x');
    close(ends[0]);
    close(ends[1]);
}

static void test_random(void)
{
    unsigned char a[32] = {0}, b[32] = {0};
    CHECK(mlf_random_bytes(a, sizeof a) == 0 && mlf_random_bytes(b, sizeof b) == 0);
    CHECK(memcmp(a, b, sizeof a) != 0);
}

static void test_own_path(void)
{
    char path[4096];
    CHECK(mlf_own_path(path, sizeof path) == 0);
    CHECK(strstr(path, "test-portable") != NULL && access(path, X_OK) == 0);
}

static void test_share(void)
{
    write_text("from", "some contents");
    int from = open("from", O_RDONLY), to = open("to", O_WRONLY | O_CREAT | O_EXCL, 0600);
    int shared = mlf_share_contents(from, to);
    close(from);
    close(to);
    CHECK(shared == 0 || shared == 1);
    CHECK(strcmp(read_text("to"), shared ? "some contents" : "") == 0);
}

#ifndef __has_feature
#define __has_feature(x) 0
#endif
#if defined __GLIBC__ && !defined __SANITIZE_ADDRESS__ && !__has_feature(address_sanitizer)
/* Page faults of this process that needed no disk. */
static long faults(void)
{
    struct rusage usage;
    CHECK(getrusage(RUSAGE_SELF, &usage) == 0);
    return usage.ru_minflt;
}

/* Takes 16 MB, writes to all of it, and gives it back. */
static void use_memory(void)
{
    const size_t bytes = (size_t)16 << 20;
    volatile char *memory = malloc(bytes);
    CHECK(memory != NULL);
    for (size_t i = 0; memory && i < bytes; i += 1024)
        memory[i] = 1;
    free((void *)memory);
}

static void test_freed_memory(void)
{
    mlf_keep_freed_memory();
    use_memory();
    long before = faults();
    use_memory();
    CHECK(faults() - before < 100); /* of 4,096 pages */
}
#else
static void test_freed_memory(void)
{
    mlf_keep_freed_memory(); /* another allocator: nothing but that it can be called */
}
#endif

static void test_large_pages(void)
{
    const size_t bytes = (size_t)5 << 20;
    char *memory = malloc(bytes);
    CHECK(memory != NULL);
    memset(memory, 7, bytes);
    for (size_t i = 0; i <= bytes; i += bytes / 5)
        mlf_wish_large_pages(memory, i);
    mlf_wish_large_pages(memory + 1, 3);
    size_t kept = 0;
    for (size_t i = 0; i < bytes; i++)
        kept += memory[i] == 7;
    CHECK(kept == bytes);
    free(memory);
}

int main(void)
{
    strcpy(folder, "/tmp/mlfix-test-XXXXXX");
    CHECK(mkdtemp(folder) != NULL && chdir(folder) == 0);
    RUN(test_rename);
    RUN(test_sort);
    RUN(test_find_last);
    RUN(test_pipe);
    RUN(test_random);
    RUN(test_own_path);
    RUN(test_share);
    RUN(test_freed_memory);
    RUN(test_large_pages);
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    CHECK(system(command) == 0);
    return check_done();
}
