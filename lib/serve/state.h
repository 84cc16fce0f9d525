/* What pages keep beside decisions: which cells were looked at, and how the time went. Texts by names, of which the
 * server knows nothing; in one file. */
#ifndef MLFIX_SERVE_STATE_H
#define MLFIX_SERVE_STATE_H

#include <stddef.h>
#include <stdint.h>

#include "mlfix/base/string-set.h"

struct mlf_buf;
struct mlf_err;

struct serve_state {
    char *path;
    struct mlf_string_set keys; /* JSON texts, with their quotes */
    char **values;              /* likewise */
    uint64_t *times;            /* when each came, by the caller's clock */
    size_t value_capacity, time_capacity;
    size_t length; /* of all keys and values, bytes */
};

/* Reads what is there; a file that cannot be read is as none. */
int serve_state_open(struct serve_state *state, const char *path, struct mlf_err *err);

/* Takes over lines {"key": ..., "value": ...} and writes the file. *bad as in kept.h. */
int serve_state_add(struct serve_state *state, const char *text, size_t length, uint64_t now, int *bad,
                    struct mlf_err *err);

/* Appends members "key":"value" that came after `since`, with commas between them; since 0: all. */
void serve_state_put(const struct serve_state *state, uint64_t since, struct mlf_buf *buf);

void serve_state_close(struct serve_state *state);

#endif
