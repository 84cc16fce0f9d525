/* What a driver is: one a format, in lib/formats.
 *
 * A driver knows three things: whether a folder (or file) is its format, how to
 * report the labelled objects in it one by one, and which bytes to change to
 * relabel or remove an object. It opens no image and writes nothing. Nothing outside a driver asks
 * which format it has: what differs from format to format is a member of struct mlf_driver. */
#ifndef MLFIX_DATASET_DRIVER_H
#define MLFIX_DATASET_DRIVER_H

#include <stddef.h>

struct mlf_attributes;
struct mlf_catalogue;
struct mlf_edits;
struct mlf_err;
struct mlf_mask;
struct mlf_opened;
struct mlf_pose;
struct mlf_string_set;

/* Of an object that is a record already: what it says that stays. JSON text, or NULL. */
struct mlf_earlier {
    const char *source; /* the object */
    const char *issues; /* the array */
    const char *crop;   /* the string */
    int failed;         /* mlf_object.error is an earlier tool's: the record passes along */
};

/* One labelled object, as a driver reports it. The strings belong to the
 * driver and are valid during the call only. */
struct mlf_object {
    const char *id;        /* unique in the dataset and stable: see mlfix-records(5); FILE#INDEX where it is made of a
                              position, by which form an edit knows that ids may shift */
    const char *image;     /* photo, relative to the dataset's image folder (dataset.images); NULL: none is named */
    const char *named;     /* the same as the annotation calls it, where `image` is that with a folder that was guessed
                              in front; or NULL */
    const char *label;     /* NULL: the object has none */
    const char *own_label; /* its class, where an attribute is the label (not by a driver: mlf_dataset_read) */
    const char *file;      /* annotation file relative to the root; the photo itself where folders are the labels */
    const char *key;       /* the object's own key there as JSON text (17, "abc"), or NULL */
    size_t index;          /* its position among the objects of `file`, from 0 */
    int has_bbox;          /* 0: the label is about the whole photo */
    double bbox[4];        /* x, y, w, h: pixels, origin top left, half-open; as given, possibly impossible */
    int normalised;        /* bbox is in fractions of the photo as displayed (0..1), for the formats that do not say the
                              photo's size: who opens the photo makes pixels of them */
    const double *corners; /* of a rotated box: its four corners (x, y each, around it either way), in bbox's frame and
                              units, bbox being their envelope; NULL: it is upright. What is no rectangle is none
                              (mlf_obb_fit) */
    const struct mlf_mask *mask; /* its shape, in bbox's frame and units, where dataset->masks asks for it; or NULL */
    const struct mlf_pose *pose; /* its key points, likewise; or NULL */
    int own_box;                 /* with mask or pose: bbox is said beside it, and does not follow from it */
    double turned;         /* with corners: by how many degrees the object is turned clockwise, which tells its top
                              from its other sides; 0 where the format does not say: the top is the uppermost side */
    int width, height;     /* the photo's size as the annotation says; 0 where it does not */
    const char *split;     /* "train", "val", ...: where the dataset says it, else NULL */
    const char *issue;     /* something the format itself says or shows: "crowd" (COCO iscrowd: a group, no single
                              object), "ignored" (marked as one not to be used), "bbox-seam" (crosses the edge of a
                              panorama), "image-twice" (in a second entry of a photo); or NULL */
    const char *error;     /* why the object cannot be used (unknown category id, ...), or NULL */
    int two_corners;       /* the dataset gives the box as two corners */
    const char *track;     /* which object of a sequence of frames it is, "SEQUENCE#NUMBER"; or NULL */
    long frame;            /* with track: the number of its frame in the sequence */
    int resumes;           /* with track: the dataset says that there was no such object in the frames before */
    const char *annotator; /* who drew the object, where that tells apart objects that stand for one; or NULL */
    const char *fields;    /* more members for the record, as JSON text, each with a comma in front: ,"rotation":30; or
                              NULL */
    const char *unnamed;   /* the number of its class, where the list of names has none for it; else NULL */
    int no_labels;         /* the format has no labels: that this object has none says nothing */
    int no_label_set;      /* it stands for a photo that has none of the labels that it might have: no finding */
    struct mlf_earlier earlier;
};

struct mlf_dataset {
    const char *root;     /* folder as the user gave it; for a dataset given as a file, the file's folder */
    const char *start;    /* the annotation file relative to root, where the user gave one or the driver settled on one
                             (CSV); else NULL */
    const char *folder;   /* the folder that the user named, which the root is or lies in; NULL: a file was named */
    const char *images;   /* folder that `image` is relative to: --images, else found by the driver */
    const char *columns;  /* --columns, or NULL */
    const char *encoding; /* --encoding, of annotation files that have no byte order mark; NULL: UTF-8 */
    long class_depth;     /* --class-depth, or 0 */
    int masks;            /* read() is to say the shapes and key points of objects */
    int images_given;     /* `images` is the user's word */
    int format_given;     /* the driver is */
    const struct mlf_driver *driver;
    struct mlf_attributes
        *attributes;                 /* of objects, one of which is asked for in place of their labels; NULL: none is */
    const struct mlf_edits *changed; /* files are read as these edits leave them; NULL: as they are */
    struct mlf_opened *opened;       /* which files the driver reads; NULL: nobody asks */
    void **kept; /* what the driver keeps from call to call, at first NULL; NULL: it is to keep nothing */
    char *owned_root, *owned_start, *owned_images;
    char *evidence; /* what the driver's probe looked at, or NULL; owned */
};

/* What is to be done to one object. `index` is mlf_object.index. */
enum mlf_action {
    MLF_RELABEL, /* give it `label` */
    MLF_REMOVE,  /* take the object out of the annotations; where the photo itself is the
                    object (folders as labels): move it below _invalid/ */
    MLF_REBOX,   /* give it `bbox`, and `label` where that is not NULL; only of drivers with `boxes` */
    MLF_MARK,    /* mark it as one not to be used; only of drivers with `mark` */
};

struct mlf_change {
    size_t index;
    enum mlf_action action;
    const char *label; /* for MLF_RELABEL and MLF_REBOX, and of add_labels() */
    double bbox[4];    /* for MLF_REBOX: as mlf_object.bbox */
    double pixels[2];  /* for MLF_REBOX: how many pixels of the photo a unit of bbox is, across and down: 1, or the
                          photo's width and height where bbox is in fractions of it */
};

/* Return 0 to go on; -1 (with an error) ends the reading. */
typedef int mlf_object_sink(void *context, const struct mlf_object *object, struct mlf_err *err);

/* A driver has a name, a description, probe(), locate(), read() and edit(); the rest may be NULL or 0. It is
 * registered by its line in lib/dataset/driver.c. */
struct mlf_driver {
    const char *name;        /* "voc": for --format and source.format */
    const char *description; /* one line, for --format list */

    /* How sure the driver is that this is its format: 0 not at all, 1 possible,
     * 2 likely, 3 certain; -1 on error. Looks at names and beginnings of files only.
     * *evidence (new memory, may stay NULL) names what it looked at. */
    int (*probe)(const struct mlf_dataset *dataset, char **evidence, struct mlf_err *err);

    /* Settles which file is meant and where the photos are: sets images (and start) and what owns
     * them, unless the user gave them. Called once, before the functions below. */
    int (*locate)(struct mlf_dataset *dataset, struct mlf_err *err);

    /* Reports every object, in an order that depends on nothing but the
     * dataset's contents. A broken annotation file is an error naming file and
     * line; a broken object is reported with `error` or as it stands. */
    int (*read)(const struct mlf_dataset *dataset, mlf_object_sink *sink, void *context, struct mlf_err *err);

    /* Adds the labels that the dataset lists, used or not, in its own order. NULL: the format lists
     * none, the labels are those of the objects. */
    int (*labels)(const struct mlf_dataset *dataset, struct mlf_string_set *names, struct mlf_err *err);

    /* Appends the steps that carry out `changes` (all of one annotation file,
     * sorted by index, no index twice) and nothing else: every byte not named
     * stays. Steps do not overlap. A label the dataset does not have is created
     * where the format has a list of labels. Numbers of a box that do not change
     * keep their text. New ones look like those around them, with as many more decimals as it takes
     * to read again as what was asked, to a hundredth of a pixel; where the format's specification has
     * whole pixels they are rounded to the nearest, which edits->rounded counts. */
    int (*edit)(const struct mlf_dataset *dataset, const char *file, const struct mlf_change *changes, size_t n,
                struct mlf_edits *edits, struct mlf_err *err);

    /* Appends the steps that give photos one more label each, `label`, which they do not have: those of the objects
     * `index`, which no step takes out; sorted by index. To be called behind edit(), with the same edits. NULL: a photo
     * of this format has no set of labels. */
    int (*add_labels)(const struct mlf_dataset *dataset, const char *file, const struct mlf_change *changes, size_t n,
                      struct mlf_edits *edits, struct mlf_err *err);

    /* Adds the photos of the dataset, as `image` calls them; NULL where they are the files below
     * dataset->images. */
    int (*photos)(const struct mlf_dataset *dataset, struct mlf_string_set *names, struct mlf_err *err);

    /* Fills the catalogue with the ids of photos and classes and with photos in which nothing is
     * annotated. NULL: the format has no ids; the catalogue holds the labels and the photos below
     * dataset->images. */
    int (*catalogue)(const struct mlf_dataset *dataset, struct mlf_catalogue *catalogue, struct mlf_err *err);

    /* Whether the files that edits leave are read by the same rules as before, of a format in which the rows say what
     * the rules are: 0, or -1 with a sentence on what would be read otherwise, and what the user can say so that it is
     * not. Both are the same dataset, `after` with `changed`. NULL: rows say nothing about each other. */
    int (*stays)(const struct mlf_dataset *before, const struct mlf_dataset *after, struct mlf_err *err);

    /* Frees what the driver kept; NULL: it never keeps anything. */
    void (*forget)(void *kept);

    /* How MLF_MARK marks an object, for messages ("iscrowd and ignore become 1"); such an object is read
     * with the issue "ignored", or is none any more. NULL: the format cannot, */
    const char *mark;
    /* and this is why, and what it can ("a label file of YOLO has no place for a mark"). */
    const char *no_mark;
    int moves;         /* MLF_REMOVE moves the photo */
    int keeps_objects; /* edit() refuses MLF_REMOVE: the format has no way to leave an object out */
    int boxes;         /* edit() knows MLF_REBOX; it refuses what is no upright box of its own */
    int attributes;    /* read() says the attributes of objects, and edit() gives the one that is asked for another
                          value in place of the label: --label-field has a meaning */
    int masks;         /* read() says the shapes of objects where dataset->masks asks for them */
    int takes_columns; /* --columns has a meaning */
    int classes_are_folders; /* the folders of the photos are the classes: --class-depth has a meaning, and nothing else
                               may be written below the root */
    int file_is_photo;       /* an annotation file is about one photo: a photo that two of them name is listed twice */
    int may_be_empty;        /* no object at all is no sign that something else was meant */
    int base_is_unsure;      /* its tools disagree whether the first pixel is 0 or 1: the doctor looks which */
};

/* All drivers, NULL-terminated, in the order they are asked. */
extern const struct mlf_driver *const mlf_drivers[];

#endif
