/* The hash of a whole set of contact sheets, which flag files carry so that they are not
 * read with other sheets than those the reviewer saw. It is made of the sheets' names and of
 * the `sheet_hash` of each in the manifest; their order does not matter. */
#ifndef MLFIX_RECORD_SHEETS_HASH_H
#define MLFIX_RECORD_SHEETS_HASH_H

#include <stdint.h>

/* Room for the hash as text: 16 hexadecimal digits and the NUL. */
#define MLF_SHEETS_HASH 17

/* Takes a sheet into the sum, which begins at 0; each sheet once. `name` is the sheet's file
 * name without folders, `sheet_hash` as in the manifest. Returns the new sum. */
uint64_t mlf_sheets_hash_add(uint64_t sum, const char *name, const char *sheet_hash);

/* Writes the sum of all sheets as text. */
void mlf_sheets_hash_text(uint64_t sum, char text[MLF_SHEETS_HASH]);

#endif
