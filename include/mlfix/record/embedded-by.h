/* The field `embedded_by` of records: which model made a record's vector. Vectors of two models
 * have nothing in common, though they are of one length, so a mixture is refused.
 *
 * The text is 16 hexadecimal digits, the checksum of the model; where a network's vectors stand
 * beside, "+" and 16 more for the network. Vectors of other programs have no such field. */
#ifndef MLFIX_RECORD_EMBEDDED_BY_H
#define MLFIX_RECORD_EMBEDDED_BY_H

#include <stddef.h>
#include <stdint.h>

struct mlf_err;
struct mlf_record;

/* Room for a text with its NUL. */
#define MLF_EMBEDDED_BY_ROOM ((size_t)34)

/* Puts the text for a model alone (`network` NULL) or with a network. */
void mlf_embedded_by_text(uint64_t model, const uint64_t *network, char text[MLF_EMBEDDED_BY_ROOM]);

/* The model of a stream's vectors, and where it was met first. Zero-initialise; freed by
 * mlf_embedded_by_free. */
struct mlf_embedded_by {
    char *text;       /* NULL: no record has said it yet */
    const char *file; /* borrowed from the record */
    size_t number;
};

/* Holds a record against those before it. One with an `error` or without the field says nothing. An error, with the
 * places of both, where another model made its vector, or where the field is no string. */
int mlf_embedded_by_see(struct mlf_embedded_by *seen, const struct mlf_record *record, struct mlf_err *err);

void mlf_embedded_by_free(struct mlf_embedded_by *seen);

#endif
