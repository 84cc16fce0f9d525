/* JSON formats as tables: where in a text the photos stand, where the objects of each, and where their labels and
 * boxes. So that the driver of such a format is that table. json-driver.h makes one of it. */
#ifndef MLFIX_ANNOTATION_JSON_LAYOUT_H
#define MLFIX_ANNOTATION_JSON_LAYOUT_H

#include <stddef.h>

#include "mlfix/annotation/json-path.h"
#include "mlfix/base/err.h"

struct mlf_err;

/* Paths (json-path.h) of a table begin at the object. '^' in front: at the entry of its photo; '/' in front: at the
 * whole text. "$" in them stands for the key that the first '*' on the way from the entry to the object stood for, "#i"
 * for the object's number in its list. */

enum json_box_kind {
    JSON_SIZES,   /* left, top, width, height */
    JSON_CORNERS, /* left, top, right, bottom; opposite corners in any order */
    JSON_CENTRE,  /* the middle, width and height */
    JSON_POINTS,  /* points, whose envelope is the box: it cannot be changed */
    JSON_ROTATED, /* four points of a rotated box: the same */
    JSON_OTHER,   /* see `measure`: the same */
    JSON_WHOLE,   /* no box: the label is about the whole photo */
};

/* One way in which objects of a format say where they are. */
struct json_box {
    const char *at;   /* where this is said; NULL behind the last way */
    const char *only; /* what must be there, perhaps with "=text", for it to be so; or NULL */
    enum json_box_kind kind;
    const char *numbers[4]; /* from there on; NULL: "#0" to "#3" */
    int skip;               /* so many numbers stand before the points */
    double unit;            /* what the whole photo is: 1 or 100; 0: the numbers are pixels */
    int whole;              /* they are whole pixels by the format's specification */
    int omits_zeros;        /* a number that is not there is 0 */
    const char *outline;    /* points that repeat the corners and change along with them, or NULL */
    /* For JSON_OTHER: the box of the value, x, y, w, h; 1, or 0 where it says none. For JSON_WHOLE, perhaps: whether
     * the value says that it is about the whole photo. */
    int (*measure)(const char *text, const struct json_place *value, double box[4]);
};

/* Polygons of objects that have an area. */
struct json_ring {
    const char *at;   /* where the points are; NULL behind the last way */
    const char *only; /* what must be there, perhaps with "=text"; or NULL */
    int skip;         /* so many numbers stand before the points */
    double unit;      /* as of a box */
};

/* The list of the names of the classes. */
struct json_names {
    const char *file;  /* its name, in the folder of the annotations or one of those around it; NULL: they are in the
                          text  itself, with lines in the first of them */
    const char *at;    /* '*' at the end: each class. With '^' in front each photo has a list of its own */
    const char *name;  /* from there to the name: "" or a key */
    int by_key;        /* the key of a class is its number; else its place in the list is */
    int only_listed;   /* labels are names: the list just lists them */
    const char *fresh; /* a new class as JSON, %s standing for its name; NULL: the name itself */
};

/* Objects of one kind. */
struct json_objects {
    const char *at;                 /* from the photo's entry; NULL behind the last kind */
    const char *only;               /* what must be there, perhaps with "=text", for it to be such an object; or NULL */
    int bare;                       /* only strings and numbers are such objects */
    const char *labels[6];          /* where the label may stand: the first counts that is a string or a number */
    const struct json_names *names; /* a label that is a number is that of a class here; NULL: labels are names */
    const char *called;             /* the name of the class whose number the label is, where it is said beside it */
    const struct json_box *boxes; /* the first counts that is there; NULL: the label is about the whole photo. So is one
                                     of an object that is a bare string or number */
    const struct json_ring *rings; /* the first counts that is there; or NULL */
    const char *key;               /* the object's own identifier, a string, or NULL */
    const char *ignored, *crowd;   /* true or 1 there: the object has that issue; or NULL */
    const char *mark;              /* what becomes 1 of one that is not to be used, or NULL */
    const char *beside[2];         /* other values that go when the object goes: members of lists as long as its own */
    int with_entry;                /* the entry of the photo goes when the object goes */
};

/* One way in which a format writes its files. */
struct json_layout {
    const char *marks[4]; /* paths from the text on that are all there (json_path_looks) in such a file, and in no other
                             format's; of lines, in one of them. The first is there in its first 64 KB */
    int lines;            /* a JSON text a line */
    const char *entries;  /* from the text on: each photo's entry */
    const char *photo[5]; /* from the entry: what the photo is called, the first that is text; "@": the entry's key */
    const char *photos;   /* what is found so is the key of an object among the members here, from the text on, */
    const char *called;   /* and the name of the photo is there, from that on; or NULL */
    const char *folder;   /* from the entry: the folder in front of it, or NULL */
    const char *width, *height; /* from the entry, or NULL */
    const char *split;          /* from the entry, or NULL */
    const struct json_objects *objects;
};

struct json_format {
    const char *name;
    const char *const *extensions; /* of the files' names, NULL behind the last */
    const char *const
        *endings; /* files whose names end so are of the format, or broken; NULL behind the last, or NULL */
    const struct json_layout *layouts; /* marks[0] is NULL behind the last */
    const char *const *folders; /* where photos may be, in the folder of the file and in dataset->images, NULL behind
                                   the last; "" comes first */
    int split_in_name;          /* a split is a word of the files' names: "annotation_train.odgt" */
    /* What to look for where the name of the photo follows from that of the file, or otherwise is not what the text
     * says; `named` is that, or NULL. New memory. NULL: what the text says. */
    char *(*photo_name)(const char *file, const char *named, struct mlf_err *err);
};

extern const char *const json_one_text[]; /* ".json" */
extern const char *const json_lines[];    /* ".jsonl", ".ndjson", ".json", ".manifest" */

#endif
