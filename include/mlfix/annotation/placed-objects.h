/* Objects of a text file together with the places of what edits change in it: so that a driver of such a format is how
 * it finds them, and what it writes for another label or to take one out. */
#ifndef MLFIX_ANNOTATION_PLACED_OBJECTS_H
#define MLFIX_ANNOTATION_PLACED_OBJECTS_H

#include <stddef.h>

#include "mlfix/annotation/annotation-files.h"
#include "mlfix/base/err.h"
#include "mlfix/base/string-set.h"
#include "mlfix/dataset/driver.h"
#include "mlfix/dataset/edits.h"
#include "mlfix/dataset/mapping.h"
#include "mlfix/json/json-text.h"

struct mlf_change;
struct mlf_dataset;
struct mlf_edits;
struct mlf_err;

struct placed_object {
    const char *photo; /* as the file calls it; NULL: it names none */
    const char *label; /* NULL: it has none */
    struct mlf_span label_span;
    int has_bbox;
    double numbers[4];         /* as they stand there */
    struct mlf_span spans[4];  /* where */
    struct mlf_span twins[4];  /* where they stand once more, or length 0 */
    struct mlf_span mark_span; /* for the driver: what marks it */
    struct mlf_span element;   /* what goes where the object is taken out */
    size_t at;                 /* for the driver: such as the number of a row that holds several */
    const char *becomes;       /* the label that the edit gives it; or NULL */
    int gone;                  /* it is among those that the edit takes out */
    int is_quoted;             /* for the driver: the edit puts quotes around its list */
    int is_out, is_kept;       /* for the driver: the edit has taken it out, or must not, since another becomes it */
    const char *issue, *error, *split;
    const char *unnamed; /* as in struct mlf_object */
    int no_label_set;    /* the same */
    const char *fields;  /* the same */
};

/* A file's objects. The texts of objects belong to the set, or outlive it. */
struct placed {
    const struct mlf_dataset *dataset;
    const char *file;
    const struct placed_format *format;
    struct mlf_mapping text;
    struct mlf_string_set texts;
    struct placed_object *items;
    size_t n, capacity;
    void *context;
};

/* What the driver knows of its format. */
struct placed_format {
    /* Adds the objects of the text, in its order. Errors name the place. */
    int (*parse)(struct placed *placed, struct mlf_err *err);
    /* Adds the steps that give the object another label, or take it out. NULL: the label is written over the old one;
     * the element goes. */
    int (*relabel)(struct placed *placed, size_t object, const char *label, struct mlf_edits *edits,
                   struct mlf_err *err);
    int (*remove)(struct placed *placed, size_t object, struct mlf_edits *edits, struct mlf_err *err);
    int (*mark)(struct placed *placed, size_t object, struct mlf_edits *edits, struct mlf_err *err);
    /* Adds the steps that give the object's photo one more label. */
    int (*add)(struct placed *placed, size_t object, const char *label, struct mlf_edits *edits, struct mlf_err *err);
    /* Where photos may be, relative to dataset->images; NULL behind the last. The folder of the file comes before,
     * those that are called like the object's split come after. */
    const char *const *folders;
    /* NULL: the file must be UTF-8. Otherwise the driver looks at its encoding, and this says before an edit whether it
     * can be edited. */
    int (*check_editable)(const struct mlf_mapping *text, struct mlf_err *err);
    int corners;    /* boxes are left, top, right, bottom; else left, top, width, height */
    int fractions;  /* of the photo */
    int whole;      /* in whole pixels by the format's specification */
    int photo_once; /* a photo has one object at most by the specification: its name is the id */
};

/* Such folders: the root, images/ and the like. */
extern const char *const placed_usual_folders[];

/* Adds an object whose texts are `photo` and `label`, copied (NULL: none). It may be changed until the next is added.
 * NULL with an error. */
struct placed_object *placed_add(struct placed *placed, const char *photo, const char *label, struct mlf_err *err);

/* Maps the file and finds its objects. Close also after a failure. */
int placed_open(struct placed *placed, const struct mlf_dataset *dataset, const char *file,
                const struct placed_format *format, void *context, struct mlf_err *err);
void placed_close(struct placed *placed);

/* A driver's read: the files of the list, in its order, or the one that the user named; an error where there is none.
 * `context` is that of struct placed. */
int placed_read(const struct mlf_dataset *dataset, mlf_list_files *list, const struct placed_format *format,
                void *context, mlf_object_sink *sink, void *sink_context, struct mlf_err *err);

/* A driver's edit. */
int placed_edit(const struct mlf_dataset *dataset, const char *file, const struct mlf_change *changes, size_t n,
                const struct placed_format *format, void *context, struct mlf_edits *edits, struct mlf_err *err);

/* A driver's add_labels. */
int placed_add_labels(const struct mlf_dataset *dataset, const char *file, const struct mlf_change *changes, size_t n,
                      const struct placed_format *format, void *context, struct mlf_edits *edits, struct mlf_err *err);

/* Adds a step that writes `text` over what stands at the span. */
int placed_put(struct placed *placed, struct mlf_span span, const char *text, struct mlf_edits *edits,
               struct mlf_err *err);

/* An error that names the place. */
int placed_fail(const struct placed *placed, size_t offset, struct mlf_err *err);

#endif
