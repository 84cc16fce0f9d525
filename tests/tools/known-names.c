/* Prints the names that the code takes for those of mlfix-records(5), a line each, for the test that
 * compares them with the manual page. */
#include <stdio.h>
#include <string.h>

#include "mlfix/record/known-fields.h"

int main(int argc, char **argv)
{
    const char *what = argc == 2 ? argv[1] : "";
    if (strcmp(what, "fields") == 0) {
        for (size_t i = 0; i < mlf_known_fields_n; i++)
            puts(mlf_known_fields[i].name);
    } else if (strcmp(what, "members") == 0) {
        for (size_t i = 0; i < mlf_known_members_n; i++)
            puts(mlf_known_members[i]);
    } else if (strcmp(what, "issues") == 0) {
        for (size_t i = 0; i < mlf_known_issues_n; i++)
            puts(mlf_known_issues[i]);
    } else {
        fputs("usage: known-names fields|members|issues\n", stderr);
        return 2;
    }
    return 0;
}
