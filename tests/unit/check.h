/* TAP for the unit tests: each test function is one line "ok" or "not ok". */
#ifndef MLFIX_TEST_CHECK_H
#define MLFIX_TEST_CHECK_H

#include <math.h>
#include <stdio.h>
#include <string.h>

static int check_tests, check_failed_tests, check_failures;

#define CHECK(condition) check_that((condition) != 0, __FILE__, __LINE__, #condition)
#define CHECK_NEAR(a, b, tolerance) check_near((a), (b), (tolerance), __FILE__, __LINE__, #a " near " #b)
#define CHECK_TEXT(a, b) check_text((a), (b), __FILE__, __LINE__, #a " is " #b)
#define RUN(test) check_run(#test, test)

static inline void check_that(int holds, const char *file, int line, const char *what)
{
    if (holds)
        return;
    check_failures++;
    printf("# %s:%d: %s\n", file, line, what);
}

static inline void check_near(double a, double b, double tolerance, const char *file, int line, const char *what)
{
    if (fabs(a - b) <= tolerance) /* false for NaN */
        return;
    check_failures++;
    printf("# %s:%d: %s: %.9g and %.9g\n", file, line, what, a, b);
}

static inline void check_text(const char *a, const char *b, const char *file, int line, const char *what)
{
    if (a && b && strcmp(a, b) == 0)
        return;
    check_failures++;
    printf("# %s:%d: %s: '%s' and '%s'\n", file, line, what, a ? a : "(null)", b ? b : "(null)");
}

static inline void check_run(const char *name, void (*test)(void))
{
    check_failures = 0;
    test();
    check_tests++;
    if (check_failures)
        check_failed_tests++;
    printf("%sok %d - %s\n", check_failures ? "not " : "", check_tests, name);
    fflush(stdout);
}

static inline int check_done(void)
{
    (void)check_near;
    (void)check_text;
    printf("1..%d\n", check_tests);
    return check_failed_tests != 0;
}

#endif
