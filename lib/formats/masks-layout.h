/* Where a dataset keeps its pictures of classes and objects (private to the driver). */
#ifndef MLFIX_FORMATS_MASKS_LAYOUT_H
#define MLFIX_FORMATS_MASKS_LAYOUT_H

#include "mlfix/base/err.h"
#include "mlfix/base/string-set.h"
#include "mlfix/dataset/driver.h"

struct mlf_dataset;
struct mlf_err;
struct mlf_string_set;

enum masks_kind {
    MASKS_NONE,
    MASKS_VOC,        /* SegmentationClass/NAME.png, SegmentationObject/NAME.png for JPEGImages/NAME.jpg */
    MASKS_PAIRED,     /* FOLDERannot/NAME.png for FOLDER/NAME.png, as CamVid is given, and label_colors.txt */
    MASKS_CITYSCAPES, /* gtFine/SPLIT/CITY/NAME_gtFine_labelIds.png and NAME_gtFine_instanceIds.png */
};

enum masks_kind masks_kind_of(const struct mlf_dataset *dataset, struct mlf_err *err);

/* The annotation files, relative to the root: the picture of classes of a photo, or where it has none that of objects.
 */
int masks_files(const struct mlf_dataset *dataset, enum masks_kind kind, struct mlf_string_set *files,
                struct mlf_err *err);

/* The picture of classes and that of objects which are meant by an annotation file; new memory, NULL: there is none. */
int masks_pictures(const struct mlf_dataset *dataset, enum masks_kind kind, const char *file, char **classes,
                   char **objects, struct mlf_err *err);

/* Adds the pictures of objects beside which there is no picture of classes, where others have one. */
int masks_strays(const struct mlf_dataset *dataset, enum masks_kind kind, const struct mlf_string_set *files,
                 struct mlf_string_set *strays, struct mlf_err *err);

/* The photo of an annotation file, relative to dataset->images: new memory. */
char *masks_photo(const struct mlf_dataset *dataset, enum masks_kind kind, const char *file, struct mlf_err *err);

/* The name by which lists of splits call the photo of an annotation file: new memory. */
char *masks_stem(const char *file, struct mlf_err *err);

/* The folder of the photos, "" for the root. */
const char *masks_photo_folder(const struct mlf_dataset *dataset, enum masks_kind kind);

/* A file that is made of the same objects and would contradict corrected pictures: new memory; NULL: there is none, or
 * an error. */
char *masks_derived(const struct mlf_dataset *dataset, enum masks_kind kind, const char *file, struct mlf_err *err);

/* Whether other annotations lie in the dataset, which are asked first: 1, 0, -1. */
int masks_beside_others(const struct mlf_dataset *dataset, enum masks_kind kind, struct mlf_err *err);

/* Adds the photos of the dataset, relative to dataset->images. */
int masks_photos(const struct mlf_dataset *dataset, enum masks_kind kind, struct mlf_string_set *names,
                 struct mlf_err *err);

#endif
