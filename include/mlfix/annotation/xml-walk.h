/* A walk through an XML file that tells where its elements stand: what surgical
 * edits need. */
#ifndef MLFIX_ANNOTATION_XML_WALK_H
#define MLFIX_ANNOTATION_XML_WALK_H

#include <stddef.h>

#include "mlfix/base/err.h"
#include "mlfix/json/json-text.h"

struct mlf_err;
struct mlf_mapping;

/* Elements deeper than this are passed over. */
#define MLF_XML_DEPTH 6

struct mlf_xml_element {
    char name[24];       /* a name that does not fit is cut: it is none that is looked for */
    struct mlf_span tag; /* <name ...>, or <name .../> */
};

struct mlf_xml {
    const char *text;
    int depth;                                  /* open elements: 1 is the root */
    struct mlf_xml_element path[MLF_XML_DEPTH]; /* from the root inwards */
    struct mlf_span whole;                      /* at its end: the innermost one up to behind its closing tag */
    struct mlf_span inside;                     /* at its end: what stands between its tags */
    int plain_ascii;                            /* the encoding is not UTF-8: write other characters as references */
};

/* What is told; both may be called for elements at most MLF_XML_DEPTH deep.
 * -1 and an error end the walk. `attributes` are names and values in turn,
 * NULL behind the last; `words` is the text behind the last tag before the closing
 * one, without blanks around it. */
struct mlf_xml_handler {
    int (*begin)(void *context, const struct mlf_xml *xml, const char *const *attributes, struct mlf_err *err);
    int (*end)(void *context, const struct mlf_xml *xml, const char *words, struct mlf_err *err);
    void *context;
};

/* Errors begin with line:column. Files that declare entities are refused: no
 * tool writes them, and they are how XML is made to explode. *plain_ascii (may
 * be NULL) is that of struct mlf_xml. */
int mlf_xml_walk(const char *text, size_t length, const struct mlf_xml_handler *handler, int *plain_ascii,
                 struct mlf_err *err);

/* An error where the bytes cannot be edited as text is. */
int mlf_xml_check_editable(const struct mlf_mapping *text, struct mlf_err *err);

/* Whether the innermost open element has this name and depth and, from depth 3 on, stands in an `outer`. */
int mlf_xml_is_at(const struct mlf_xml *xml, int depth, const char *outer, const char *name);

/* The value of an attribute, or NULL. */
const char *mlf_xml_attribute(const char *const *attributes, const char *name);

/* Whether the tag ends in "/>". */
int mlf_xml_is_empty(const char *text, struct mlf_span tag);

/* Where the value of an attribute stands in a tag of a file that was walked
 * through, without its quotes; length 0 and offset 0 where there is none. */
struct mlf_span mlf_xml_value_span(const char *text, struct mlf_span tag, const char *name);

#endif
