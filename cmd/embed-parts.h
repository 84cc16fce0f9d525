/* mlfix-embed's options and what its parts share: private to the command. */
#ifndef MLFIX_CMD_EMBED_PARTS_H
#define MLFIX_CMD_EMBED_PARTS_H

#include <stdatomic.h>

#include "mlfix/base/err.h"
#include "mlfix/embed/model.h"
#include "mlfix/numeric/npy-ids.h"
#include "mlfix/numeric/npy-rows.h"
#include "mlfix/numeric/npy-write.h"
#include "mlfix/photo/quality.h"
#include "mlfix/record/embedded-by.h"
#include "mlfix/record/reader.h"
#include "mlfix/record/record.h"
#include "mlfix/record/records.h"
#include "mlfix/record/shard.h"

struct embed_options {
    int preset;
    long dim;
    int flip;   /* -1: not said */
    int mirror; /* -1: not said */
    long seed;
    int quality;
    const char *save, *model, *import, *ids, *export, *vectors, *shard;
    struct mlf_shard part; /* from `shard` */
};

extern struct embed_options options;

struct mlf_network;

struct embed_job {
    struct mlf_model model;
    struct mlf_npy import;
    struct mlf_npy_ids ids;
    struct mlf_npy_writer out;
    struct mlf_reader reader;
    /* Learning, and comparing pictures with the usual, hold everything. */
    int held;
    struct mlf_records records;
    unsigned char *bytes, *usable; /* thumbnails, where vectors are made of them; of which records there is a picture */
    struct mlf_quality *quality;   /* of each record; NULL: not asked for */
    struct mlf_quality *unusual;   /* and by how many deviations */
    float *vectors;                /* of each record, once learnt */
    size_t dim;
    struct mlf_network *network; /* NULL: none asked for */
    struct mlf_npy_writer network_out;
    char embedded_by[MLF_EMBEDDED_BY_ROOM]; /* what records say of model and network; empty for imported vectors */
    size_t next;
    size_t read; /* records that were read, with those of other parts */
    atomic_size_t failures;
    struct mlf_err broken; /* the stream broke behind the last batch */
};

/* The record's own trouble, told in it. */
int embed_spoil(struct embed_job *job, struct mlf_record *record, const struct mlf_err *why, const char *issue,
                struct mlf_err *err);

/* Which of the contract's issues an unreadable picture is; NULL for a record
 * that names none. */
const char *embed_picture_issue(const struct mlf_record *record);

/* Thumbnail (MLF_THUMB_BYTES), hash and, where it is not NULL, quality of one
 * record; *usable 0 where its picture cannot be had. */
int embed_prepare(struct embed_job *job, struct mlf_record *record, unsigned char *thumb, struct mlf_quality *quality,
                  unsigned char *usable, struct mlf_err *err);

/* Reads all records and their pictures. */
int embed_hold(struct embed_job *job, const char *input, struct mlf_err *err);

/* The label of each record as a number below *classes, the caller's;
 * MLF_MIRROR_UNLABELLED where there is none. */
size_t *embed_number_labels(const struct mlf_records *records, size_t *classes, struct mlf_err *err);

/* Records in, records with vectors out. */
int embed_stream(struct embed_job *job, struct mlf_err *err);

#endif
