/* Shards of a WebDataset and their samples (private to the driver). */
#ifndef MLFIX_FORMATS_WEBDATASET_SHARD_H
#define MLFIX_FORMATS_WEBDATASET_SHARD_H

#include <stddef.h>

#include "mlfix/base/err.h"
#include "mlfix/base/string-set.h"
#include "mlfix/base/tar.h"
#include "mlfix/dataset/driver.h"

struct mlf_dataset;

#define WDS_NONE ((size_t)-1)

/* A member of a sample. */
struct wds_part {
    char *name;                   /* all of it */
    const char *extension;        /* behind the first dot of its base name */
    struct mlf_tar_member member; /* its `name` is NULL */
};

/* Members that follow each other and whose names are the same up to the first dot. */
struct wds_sample {
    char *key; /* "" where the shard is damaged and nothing of a sample is known */
    struct wds_part *parts;
    size_t n, capacity;
    char *error; /* why it cannot be used, or NULL: the shard is damaged here, ... */
};

struct wds_shard {
    const char *file; /* relative to the root */
    struct mlf_tar tar;
    struct mlf_tar_member ahead; /* read already: the first member of the next sample */
    int has_ahead;
    int ended;
    struct mlf_err damage;      /* what ended it, to be told by a sample of its own */
    struct mlf_string_set keys; /* of the samples so far */
};

/* The shards of the dataset, sorted: *.tar anywhere, or compressed ones in the root, for the message. */
int wds_shards(const struct mlf_dataset *dataset, struct mlf_string_set *files, struct mlf_err *err);

/* `file` must outlive the shard. That it is no tar archive is told by its first sample. */
int wds_shard_open(struct wds_shard *shard, const struct mlf_dataset *dataset, const char *file, struct mlf_err *err);

/* 1 and the next sample (freed by wds_sample_free), 0 at the end, -1 where memory is short. */
int wds_shard_next(struct wds_shard *shard, struct wds_sample *sample, struct mlf_err *err);

void wds_sample_free(struct wds_sample *sample);
void wds_shard_close(struct wds_shard *shard);

/* The part that is the photo: .jpg .jpeg .png .webp and then any other image; else one with a dot in its
 * extension, img.* or image.* first, masks and the like never. WDS_NONE where there is none. */
size_t wds_picture(const struct wds_sample *sample);

/* The part with that extension, in any case; WDS_NONE where there is none. */
size_t wds_part_of(const struct wds_sample *sample, const char *extension);

#endif
