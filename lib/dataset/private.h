/* What the drivers share. */
#ifndef MLFIX_DATASET_PRIVATE_H
#define MLFIX_DATASET_PRIVATE_H

#include <stddef.h>
#include <stdint.h>

#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/dataset/dataset.h"
#include "mlfix/json/json-text.h"
#include "mlfix/json/json.h"

struct mlf_buf;

extern const struct mlf_driver mlf_driver_coco;
extern const struct mlf_driver mlf_driver_csv;
extern const struct mlf_driver mlf_driver_cvat;
extern const struct mlf_driver mlf_driver_flat;
extern const struct mlf_driver mlf_driver_folder;
extern const struct mlf_driver mlf_driver_kitti;
extern const struct mlf_driver mlf_driver_labelme;
extern const struct mlf_driver mlf_driver_jsonl;
extern const struct mlf_driver mlf_driver_labelstudio;
extern const struct mlf_driver mlf_driver_mtsd;
extern const struct mlf_driver mlf_driver_openimages;
extern const struct mlf_driver mlf_driver_voc;
extern const struct mlf_driver mlf_driver_webdataset;
extern const struct mlf_driver mlf_driver_yolo;

/* Folder of what was taken out by an edit; no driver reads it. */
#define MLF_INVALID_FOLDER "_invalid"

/* ---- name-set.c: a set of strings, numbered in the order they came ---- */

struct mlf_name_slot {
    uint32_t place; /* index + 1, 0 = free */
    uint32_t sum;   /* of the name */
};

struct mlf_names {
    char **items;
    size_t n, capacity;
    struct mlf_name_slot *slots;
    size_t slot_count;
};

/* The number of `name`, added when new; *added (may be NULL) says which. -1 on error. */
int mlf_names_add(struct mlf_names *names, const char *name, size_t *index, int *added, struct mlf_err *err);

/* 1 and its number (index may be NULL), or 0. */
int mlf_names_find(const struct mlf_names *names, const char *name, size_t *index);

void mlf_names_free(struct mlf_names *names);

/* Hands the strings over as labels() does; the set is empty afterwards. */
void mlf_names_take(struct mlf_names *names, char ***labels, size_t *n);

/* Does so where `status` is 0, frees them otherwise; returns `status`. */
int mlf_names_end(struct mlf_names *names, int status, char ***labels, size_t *n);

/* ---- files.c: looking at a dataset's folder ---- */

/* A file's bytes, mapped; at least one readable byte even where length is 0. */
struct mlf_mapping {
    const char *data;
    size_t length;
    size_t mapped; /* what munmap is told; 0: `data` is a constant */
    char *path;    /* for messages; owned */
};

int mlf_map(struct mlf_mapping *mapping, const char *root, const char *file, struct mlf_err *err);
void mlf_unmap(struct mlf_mapping *mapping);

/* Tells the kernel that the mapping's first `offset` bytes will not be needed soon. */
void mlf_map_forget(const struct mlf_mapping *mapping, size_t *forgotten, size_t offset);

/* At most `limit` bytes from the beginning, NUL-terminated; NULL and an error
 * where the file cannot be read. */
char *mlf_head(const char *root, const char *file, size_t limit, size_t *length, struct mlf_err *err);

int mlf_is_folder(const char *root, const char *relative);

/* A regular file, or a member of an archive (archive.h). */
int mlf_is_file(const char *root, const char *relative);

/* The part of a photo's name that names a file of the disk: the archive for a member, else all of it; new memory.
 * NULL where `root` itself is an archive, or a folder in one. */
int mlf_archive_name(const char *root, const char *photo, char **name, struct mlf_err *err);

/* The names (not paths) in one folder, sorted, without hidden ones and _invalid: those of folders
 * or those of files. A folder that is not there has none. */
int mlf_folder_entries(const char *root, const char *relative, int folders, struct mlf_names *names,
                       struct mlf_err *err);

/* All files below root/relative (paths relative to root) with that extension
 * (".xml", any case; NULL: all images), sorted; _invalid and hidden ones left out. */
int mlf_files_below(const char *root, const char *relative, const char *extension, struct mlf_names *names,
                    struct mlf_err *err);

/* "a/b", or b where a is "" or "."; new memory. */
char *mlf_below(const char *a, const char *b, struct mlf_err *err);

/* Sets dataset->images to root/relative ("" = root) unless the user named it. */
int mlf_set_images(struct mlf_dataset *dataset, const char *relative, struct mlf_err *err);

/* The photo `name` (may lack its extension, or have another) in one of the
 * folders, as a path relative to dataset->images: new memory; NULL without an error where there
 * is none. Names that leave the folder are not looked for. */
char *mlf_find_photo(const struct mlf_dataset *dataset, const char *const *folders, size_t n, const char *name,
                     struct mlf_err *err);

/* Adds the move of a photo to `to`, or to a name like it that is free: photo.jpg, photo-2.jpg, ... */
int mlf_edits_move_free(const struct mlf_dataset *dataset, const char *from, const char *to, struct mlf_edits *edits,
                        struct mlf_err *err);

/* "train", "val", "test" where the component says that, else NULL. */
const char *mlf_split_of(const char *component);

/* What the first folder of the path says that says a split, else NULL. */
const char *mlf_split_in(const char *path);

/* ---- splits.c: lists of the photos of train, val and test ---- */

struct mlf_splits {
    struct mlf_names photos;
    const char **of; /* by number in photos */
    size_t capacity;
};

/* Reads folder/train.txt, val.txt and test.txt, where they are: a photo a line, of which the first
 * word counts. The first list that names a photo has it. */
int mlf_splits_read(struct mlf_splits *splits, const struct mlf_dataset *dataset, const char *folder,
                    struct mlf_err *err);

/* "train", "val", "test", or NULL. */
const char *mlf_splits_of(const struct mlf_splits *splits, const char *photo);
void mlf_splits_free(struct mlf_splits *splits);

/* ---- json-files.c: which JSON files are a format's ---- */

/* Whether a file that begins so is one; the text may end anywhere. */
typedef int mlf_json_looks(const char *text, size_t length);

/* Adds those of root/folder, sorted. */
int mlf_json_files(const struct mlf_dataset *dataset, const char *folder, mlf_json_looks *looks,
                   struct mlf_names *files, struct mlf_err *err);

/* The beginning of a text, behind its byte order mark. */
struct mlf_json mlf_json_begin(const char *text, size_t length);

/* What probe() of a format of such files returns: of the file that the user named, else of those that list() finds. */
int mlf_json_probe(const struct mlf_dataset *dataset,
                   int (*list)(const struct mlf_dataset *dataset, struct mlf_names *files, struct mlf_err *err),
                   mlf_json_looks *looks, char **evidence, struct mlf_err *err);

/* ---- annotation-text.c: messages with places, XML, lines ---- */

/* Puts "file:" in front of an error of the JSON scanner, which begins with line:column. Returns -1. */
int mlf_fail_json(struct mlf_err *err, const char *file);

/* Values of an object in `text` by their keys. */
struct mlf_member {
    const char *key;
    struct mlf_span span;
    enum mlf_json_kind kind;
    int there;
};

/* Fills the wanted members (n of them) of the object that begins at `offset`.
 * Other members are skipped. *end (may be NULL) is the offset behind the object. */
int mlf_json_pick(const char *text, size_t length, size_t offset, struct mlf_member *members, size_t n, size_t *end,
                  struct mlf_err *err);

/* Checks that the text is one JSON object (behind a byte order mark, perhaps) and nothing else, and picks
 * the members. Errors begin with the file's path. */
int mlf_json_top(const struct mlf_mapping *text, struct mlf_member *members, size_t n, struct mlf_err *err);

/* The number of a picked member: 1, or 0 where it is no number (or a text that is none). */
int mlf_member_number(const char *text, const struct mlf_member *member, double *number);

/* The text of a picked string or number (as it is written); new memory, NULL without an error for others. */
char *mlf_member_text(const char *text, const struct mlf_member *member, struct mlf_err *err);

/* A photo's width or height as a whole number; 0 where it is none that can be. */
int mlf_size(double number);

/* A decimal number with blanks around it and nothing else: 1, or 0. */
int mlf_number(const char *text, double *number);

/* labels() for formats without a list of labels: those of the objects, in order. */
int mlf_labels_by_reading(const struct mlf_dataset *dataset, char ***labels, size_t *n, struct mlf_err *err);

/* Names that have come so far, to keep ids unique: the second "a" becomes "a~2". */
struct mlf_ids {
    struct mlf_names names;
    size_t *counts;
    size_t capacity;
};

/* New memory. */
char *mlf_ids_unique(struct mlf_ids *ids, const char *id, struct mlf_err *err);
void mlf_ids_free(struct mlf_ids *ids);

/* Puts "file:line:column: " in front of the error. Returns -1. */
int mlf_fail_in(struct mlf_err *err, const char *file, const char *text, size_t length, size_t offset);

/* The span widened to whole lines where nothing but blanks stands beside it on
 * its first and last line: what taking out an element should take. */
struct mlf_span mlf_whole_lines(const char *text, size_t length, struct mlf_span span);

/* Takes out lines: collects those that follow each other in *gone, and hands over what it held
 * where `line` does not. At the end mlf_remove_lines() hands over the rest. Where a run's last
 * line has no newline, the one before the run goes instead. */
int mlf_remove_line(struct mlf_span *gone, struct mlf_span line, const char *file, const char *text,
                    struct mlf_edits *edits, struct mlf_err *err);
int mlf_remove_lines(struct mlf_span lines, const char *file, const char *text, struct mlf_edits *edits,
                     struct mlf_err *err);

enum mlf_xml_how {
    MLF_XML_ASCII = 1,     /* everything beyond ASCII as character references */
    MLF_XML_ATTRIBUTE = 2, /* between quotes of either kind: these and blanks other than spaces escaped too */
};

/* Appends `text` as XML character data, & < > escaped; `how` is a sum of mlf_xml_how. An
 * error for bytes XML cannot say. */
int mlf_xml_put(struct mlf_buf *buf, const char *text, unsigned how, struct mlf_err *err);

/* ---- edits.c ---- */

/* Like mlf_edits_replace; where a step for these bytes is there already, `text` goes behind its
 * text (length 0: one insertion made of several) or takes its place. */
int mlf_edits_amend(struct mlf_edits *edits, const char *file, size_t offset, size_t length, const char *text,
                    struct mlf_err *err);

/* ---- digits.c: new numbers that look like the old ones ---- */

/* How numbers are written around a place. */
struct mlf_digits {
    int n;        /* seen so far */
    int decimals; /* the most */
    int least;    /* the fewest: all have the same number of them where it equals `decimals` */
};

/* Appends the number: whole where all that were seen are, with the same number of decimals where they
 * have it, otherwise with at most as many as the longest. */
void mlf_digits_see(struct mlf_digits *digits, const char *text, size_t length);
void mlf_digits_put(const struct mlf_digits *digits, double number, struct mlf_buf *buf);

/* Writes the numbers `wanted` over those at `spans` (text of a number, of which some are perhaps
 * strings in quotes), in their style; one that is `now` what is wanted keeps its text. */
int mlf_edits_numbers(struct mlf_edits *edits, const char *file, const char *text, const struct mlf_span *spans,
                      const double *now, const double *wanted, size_t n, struct mlf_err *err);

/* Corners of a box: left, top, right, bottom. */
void mlf_corners(const double bbox[4], double edges[4]);

/* ---- folder-listing.c: edits of the objects in a JSON array ---- */

/* Collects the spans of an array's members; `array` is its own span. New
 * memory. */
int mlf_json_members(const char *text, struct mlf_span array, struct mlf_span **members, size_t *n,
                     struct mlf_err *err);

struct mlf_list {
    const char *file;
    const char *path; /* for messages */
    const char *text;
    size_t length;
    struct mlf_span array;
    struct mlf_span *members; /* the caller frees */
    size_t n;
};

/* Finds the members; the fields before them are the caller's. */
int mlf_list_open(struct mlf_list *list, struct mlf_err *err);

/* Spans of the four numbers of a JSON array, and what they say: 1, or 0 where it is no such array. */
int mlf_json_four(const char *text, size_t length, const struct mlf_member *member, struct mlf_span spans[4],
                  double numbers[4]);

/* Takes out the members whose change is MLF_REMOVE. */
int mlf_list_remove(const struct mlf_list *list, const struct mlf_change *changes, size_t n, struct mlf_edits *edits,
                    struct mlf_err *err);

/* Sets a member of an object to JSON text, or to a string. An object without that member gets it as its first. */
int mlf_list_set(const struct mlf_list *list, size_t index, const char *key, const char *value, struct mlf_edits *edits,
                 struct mlf_err *err);
int mlf_list_set_string(const struct mlf_list *list, size_t index, const char *key, const char *value,
                        struct mlf_edits *edits, struct mlf_err *err);

/* Sets `key` of the object that is the member `outer` of an object, which gets one where it has none. */
int mlf_list_set_inside(const struct mlf_list *list, size_t index, const char *outer, const char *key,
                        const char *value, struct mlf_edits *edits, struct mlf_err *err);

/* Writes the box as the member "bbox" of four numbers. */
int mlf_list_set_bbox(const struct mlf_list *list, size_t index, const double bbox[4], struct mlf_edits *edits,
                      struct mlf_err *err);

/* Carries out MLF_REBOX or MLF_MARK on one member; the label is set beside it. */
typedef int mlf_list_apply(void *context, const struct mlf_list *list, const struct mlf_change *change,
                           struct mlf_edits *edits, struct mlf_err *err);

/* All changes of a file whose objects stand in one array with their labels as the member `key`. */
int mlf_list_edit(const char *file, const struct mlf_mapping *text, struct mlf_span array, const char *key,
                  const struct mlf_change *changes, size_t n, mlf_list_apply *apply, void *context,
                  struct mlf_edits *edits, struct mlf_err *err);

#endif
