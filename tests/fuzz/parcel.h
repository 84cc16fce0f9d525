/* Several files in one input, for targets that read a folder:
 *
 *   WORDS
 *   === NAME
 *   CONTENTS
 *   === NAME
 *   CONTENTS
 *
 * The first line is for the target. The contents of a file end before the newline in front of the next "=== ", so a
 * text that ends in a newline is followed by a line that is empty. */
#ifndef MLFIX_FUZZ_PARCEL_H
#define MLFIX_FUZZ_PARCEL_H

#include <stddef.h>
#include <stdint.h>

#define PARCEL_FILES 24

struct parcel_file {
    char name[201];
    const char *data;
    size_t size;
};

struct parcel {
    char words[128]; /* the first line, or its beginning */
    struct parcel_file files[PARCEL_FILES];
    size_t n;
};

/* Finds the files; those with impossible names and those beyond the last one are left out. Borrows the data. */
void parcel_open(struct parcel *parcel, const uint8_t *data, size_t size);

/* Empties the folder of fuzz.h and writes the files there. */
void parcel_unpack(const struct parcel *parcel);

/* The file of this name, or NULL. */
const struct parcel_file *parcel_find(const struct parcel *parcel, const char *name);

#endif
