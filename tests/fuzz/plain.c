/* Runs a fuzz target without libFuzzer: on each file that is named, and on each in the folders that are named.
 * With --say it names every file before, so that one that ends the process is known. */

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

static int say;
static size_t n_inputs;

static int run_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    uint8_t *data = NULL;
    long size;

    if (!file || fseek(file, 0, SEEK_END) || (size = ftell(file)) < 0 || fseek(file, 0, SEEK_SET) ||
        (data = malloc((size_t)size + 1)) == NULL || fread(data, 1, (size_t)size, file) != (size_t)size) {
        perror(path);
        free(data);
        if (file)
            fclose(file);
        return -1;
    }
    fclose(file);
    /* In memory of its very size, so that a step over its end is found. */
    uint8_t *exact = malloc((size_t)size);
    if (size)
        memcpy(exact, data, (size_t)size);
    free(data);
    if (say)
        fprintf(stderr, "%s\n", path);
    LLVMFuzzerTestOneInput(exact, (size_t)size);
    free(exact);
    n_inputs++;
    return 0;
}

static int wanted(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static int run_path(const char *path)
{
    struct dirent **entries;
    int n = scandir(path, &entries, wanted, alphasort);
    int failed = 0;

    if (n < 0)
        return run_file(path);
    for (int i = 0; i < n; i++) {
        char name[4096];

        snprintf(name, sizeof name, "%s/%s", path, entries[i]->d_name);
        failed |= run_path(name);
        free(entries[i]);
    }
    free(entries);
    return failed;
}

int main(int argc, char **argv)
{
    int failed = 0;

    for (int i = 1; i < argc; i++) {
        if (!strcmp(argv[i], "--say"))
            say = 1;
        else
            failed |= run_path(argv[i]);
    }
    printf("%zu inputs\n", n_inputs);
    return failed ? 1 : 0;
}
