/* One Pascal VOC annotation file with the places of what edits change (private
 * to lib/formats). */
#ifndef MLFIX_FORMATS_VOC_PARSE_H
#define MLFIX_FORMATS_VOC_PARSE_H

#include <stddef.h>

#include "mlfix/base/err.h"
#include "mlfix/json/json-text.h"

struct mlf_err;

struct voc_attribute {
    char *name, *value;
    struct mlf_span span; /* what stands between the tags of its element; offset 0: it has an empty one */
};

struct voc_object {
    struct mlf_span element;  /* <object> ... </object> */
    size_t inside;            /* offset behind the <object> tag */
    struct mlf_span name_tag; /* <name> ... </name>; length 0: there is none */
    struct mlf_span name;     /* what stands between; for <name/> the place behind it, length 0 */
    char *label;              /* decoded, blanks around it dropped; NULL: none or empty */
    double edges[4];          /* xmin, ymin, xmax, ymax as written */
    unsigned found;           /* bit i: edges[i] is there and a number */
    struct mlf_span edge_spans[4];
    struct mlf_span marks[2];         /* what stands in <difficult> and <ignore>; offset 0: there is no such element */
    struct voc_attribute *attributes; /* elements with words alone, such as <pose>, and <attribute> with <name> and
                                         <value>; only where the file is to have them */
    size_t n_attributes, attribute_capacity;
    int ignored; /* <ignore> says so */
};

/* Elements that say that an object is not to be used. */
extern const char *const voc_marks[2];

struct voc_file {
    struct voc_object *objects;
    size_t n, capacity;
    char *photo;          /* <filename>, NULL: none */
    double width, height; /* 0: not said */
    int wants_attributes; /* set by the caller */
    int plain_ascii;      /* the encoding is not UTF-8: write other characters as references */
};

/* Fills all but wants_attributes. Errors begin with line:column. Files that declare entities are refused: no
 * tool writes them, and they are how XML is made to explode. */
int voc_parse(struct voc_file *voc, const char *text, size_t length, struct mlf_err *err);
void voc_free(struct voc_file *voc);

#endif
