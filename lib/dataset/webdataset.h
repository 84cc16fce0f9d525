/* What the files of the WebDataset driver share. */
#ifndef MLFIX_WEBDATASET_H
#define MLFIX_WEBDATASET_H

#include <stddef.h>

#include "mlfix/base/err.h"
#include "mlfix/base/tar.h"
#include "mlfix/dataset/dataset.h"
#include "mlfix/json/json-text.h"
#include "private.h"

#define WDS_NONE ((size_t)-1)

/* ---- webdataset-shard.c: shards and their samples ---- */

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
    struct mlf_err damage; /* what ended it, to be told by a sample of its own */
    struct mlf_names keys; /* of the samples so far */
};

/* The shards of the dataset, sorted: *.tar anywhere, or compressed ones in the root, for the message. */
int wds_shards(const struct mlf_dataset *dataset, struct mlf_names *files, struct mlf_err *err);

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

/* The part with the class: .cls, .class or .label, alone or as in .cls.txt; WDS_NONE where there is none. */
size_t wds_class_part(const struct wds_sample *sample);

/* ---- webdataset-classes.c: the file that names the classes ---- */

struct wds_classes {
    char *file; /* relative to the root; NULL: there is none */
    char **names;
    size_t n, capacity;
};

/* classes.txt, classnames.txt, class_names.txt or labels.txt in the shard's folder or above it. */
int wds_classes_read(struct wds_classes *classes, const struct mlf_dataset *dataset, const char *shard,
                     struct mlf_err *err);
void wds_classes_free(struct wds_classes *classes);

/* The number of the label in new memory, as text; a label that the file does not have is added to it. An error where
 * no file names the classes and the label is no number. */
char *wds_classes_number(const struct wds_classes *classes, const struct mlf_dataset *dataset, const char *label,
                         struct mlf_edits *edits, struct mlf_err *err);

/* ---- webdataset-says.c: what a sample says ---- */

/* Where a label stands. */
struct wds_place {
    size_t part;
    struct mlf_span span; /* in the data of the part: a JSON value, or text without blanks around it */
    int json;
    int number; /* written as a number of a class, ... */
    int mapped; /* ... which counts into the list of the classes */
};

#define WDS_PLACES 16

struct wds_says {
    size_t picture;
    size_t json_part; /* WDS_NONE: there is no .json */
    char *json, *cls; /* their texts, or NULL */
    size_t json_length;
    int listed;           /* its objects stand in a list, and the label of the whole photo is not read */
    struct mlf_span list; /* the array */
    struct mlf_span *objects;
    size_t n; /* of them; not listed: 1 for the photo, 0 where there is nothing to say */
    char *caption;
    double width, height;
    char *error; /* what is wrong with the annotation, or NULL */
};

/* One of them. */
struct wds_object {
    char *label;                         /* owned; NULL: none */
    struct wds_place places[WDS_PLACES]; /* that state this label */
    size_t place_n;
    int has_bbox, normalised;
    double bbox[4];
    const char *error;
};

int wds_says_read(struct wds_says *says, const struct wds_shard *shard, const struct wds_sample *sample,
                  struct mlf_err *err);
int wds_says_object(const struct wds_says *says, size_t index, const struct wds_sample *sample,
                    const struct wds_classes *classes, struct wds_object *object, struct mlf_err *err);
void wds_says_free(struct wds_says *says);

/* ---- webdataset-edit.c ---- */

int wds_edit(const struct mlf_dataset *dataset, const char *file, const struct mlf_change *changes, size_t n,
             struct mlf_edits *edits, struct mlf_err *err);

/* ---- tar-edit.c: steps that change an archive in place ---- */

/* Adds the steps that make `pieces` (offsets count from the beginning of the entry's data), and what follows from
 * them: the size and the checksum in the header, the bytes that fill up the last block. */
int tar_edit_data(const struct mlf_tar *tar, const char *file, const struct mlf_tar_entry *entry,
                  const struct mlf_edits *pieces, struct mlf_edits *edits, struct mlf_err *err);

/* Renames a member, wherever its name stands: 1, or 0 where so long a name does not fit there; -1 on error. */
int tar_edit_name(const struct mlf_tar *tar, const char *file, const struct mlf_tar_member *member, const char *name,
                  struct mlf_edits *edits, struct mlf_err *err);

#endif
