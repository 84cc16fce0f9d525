/* Parts of a dataset or of a stream, cut by photo, and the field `shard` by which the records of all
 * parts find back into the order of the whole. */
#ifndef MLFIX_RECORD_SHARD_H
#define MLFIX_RECORD_SHARD_H

#include <stddef.h>
#include <stdint.h>

struct mlf_buf;
struct mlf_err;
struct mlf_record;

#define MLF_SHARDS_MOST 1000000000L

/* Part `part` (from 1) of `parts`. */
struct mlf_shard {
    long part, parts;
};

/* Reads "2/8", the second of eight, or "1/8@0", the same counted from 0. NULL, or a sentence on
 * what is wrong. */
const char *mlf_shard_parse(struct mlf_shard *shard, const char *text);

/* Whether what bears this name (a photo, or what has none: its id) belongs to the part. It follows from the name
 * alone, so the parts are disjoint and together all, wherever they are cut. */
int mlf_shard_holds(const struct mlf_shard *shard, const char *name);

/* The same for the number of a part, from 0, of `parts`. */
long mlf_shard_of(const char *name, long parts);

/* Where a record stands in the whole. */
struct mlf_shard_place {
    struct mlf_shard shard;
    uint64_t at; /* place in the whole, from 0 */
    uint64_t of; /* records of the whole; 0: not known when the part was cut */
    int twin;    /* its crop is not to have the plain name, which that of another record of the whole has */
};

/* Appends the field with its key, without a comma: "shard":{"part":"2/8","at":17,"of":841}. */
void mlf_shard_put(struct mlf_buf *buf, const struct mlf_shard_place *place);

/* 1 and the place, 0 where the record has none, -1 and an error (file:line in front) where the field is broken. */
int mlf_shard_place_of(const struct mlf_record *record, struct mlf_shard_place *place, struct mlf_err *err);

/* Whether record number `at` (from 0) of a stream of `of` (0: not known) belongs to the part: by its `image`, else its
 * `id`, else its number. 1, and the record gets its field; 0; -1 and an error where it is of a part already. */
int mlf_shard_take(const struct mlf_shard *shard, struct mlf_record *record, uint64_t at, uint64_t of,
                   struct mlf_err *err);

#endif
