/* Reads a dataset, decides something about a few of its objects, edits, reads again and compares: what was asked must
 * read back, and nothing else may have changed. */
#ifndef MLFIX_FUZZ_DATASET_ORACLE_H
#define MLFIX_FUZZ_DATASET_ORACLE_H

#include <stddef.h>
#include <stdint.h>

/* The input is a parcel.h whose first line names a format of the list, which ends in NULL, and may name behind a blank
 * the attribute that is the label; where it names no format, the input's bytes choose one. */
int fuzz_dataset(const char *const *formats, const uint8_t *data, size_t size);

#endif
