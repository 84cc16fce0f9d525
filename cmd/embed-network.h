/* mlfix-embed's way with a pretrained network: private to the command. */
#ifndef MLFIX_CMD_EMBED_NETWORK_H
#define MLFIX_CMD_EMBED_NETWORK_H

#include <stddef.h>

#include "mlfix/base/cli.h"

struct embed_job;
struct mlf_err;
struct mlf_record;

enum embed_root { ROOT_AUTO, ROOT_YES, ROOT_NO };
extern const char *const embed_root_names[];

struct embed_network_options {
    const char *model, *library, *vectors, *output, *mean, *deviation;
    int family, root;
    long side, batch;
};

extern struct embed_network_options network_options;

/* Said with --net alone. NULL, or the sentence that says what is wrong. */
const char *embed_network_check_options(const struct embed_network_options *o, const char *own_vectors);

/* Opens the network; nothing where none was asked for. */
int embed_network_open(struct embed_job *job, struct mlf_err *err);

/* Looks at some of the records' pictures, says what was found and assumed, and opens the file for the
 * vectors. Called once, before any batch. */
int embed_network_begin(struct embed_job *job, struct mlf_record *records, size_t n, struct mlf_err *err);

/* The vectors of n records, n x dim, of those that are usable; a record whose picture cannot be seen gets an
 * error and is not usable any more. */
int embed_network_batch(struct embed_job *job, struct mlf_record *records, size_t n, unsigned char *usable,
                        float *vectors, struct mlf_err *err);

#endif
