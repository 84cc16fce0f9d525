/* What is too much: the limits of all rooms, as mlfix-limits(7) states them. scripts/check-rules compares the two, by
 * tests/tools/limits.c, from which the tests have the numbers. A limit keeps bad input from taking memory or time that
 * no dataset needs; where one stops a tool, its message says how much it is and what to do. */
#ifndef MLFIX_BASE_LIMITS_H
#define MLFIX_BASE_LIMITS_H

#include <stddef.h>

/* A limit that is a plain number, in the text of a message. */
#define MLF_LIMIT_TEXT(limit) MLF_LIMIT_DIGITS(limit)
#define MLF_LIMIT_DIGITS(digits) #digits

/* ---- Records and flags ---- */

#define MLF_LIMIT_LINE ((size_t)64 << 20) /* bytes of a record, and of a line of annotations in JSON Lines */
#define MLF_LIMIT_DEPTH 512               /* lists and objects of JSON inside each other */
#define MLF_LIMIT_CONDITION_DEPTH 100     /* brackets of --where inside each other */
#define MLF_LIMIT_JOIN_COLUMNS 8          /* pairs of --on */
#define MLF_LIMIT_TABLE_FILE ((size_t)16 << 30)
#define MLF_LIMIT_FLAG_LINE ((size_t)64 << 10) /* bytes */
#define MLF_LIMIT_FLAG_DECISIONS 1000          /* about one object */
#define MLF_LIMIT_REVIEWERS 1000               /* who are compared and weighed */

/* ---- The server of the review page ---- */

#define MLF_LIMIT_SERVED_REQUEST ((size_t)4 << 20) /* bytes that a browser sends at once */
#define MLF_LIMIT_SERVED_STATE ((size_t)16 << 20)  /* bytes that pages keep beside decisions */
#define MLF_LIMIT_DECISIONS_FILE ((size_t)1 << 30) /* bytes of the journal */

/* ---- Datasets ---- */

#define MLF_LIMIT_ANNOTATION_FILE ((size_t)16 << 30) /* bytes of a file that is corrected */
#define MLF_LIMIT_XML_FILE ((size_t)1 << 30)         /* bytes; expat counts in int */
#define MLF_LIMIT_YAML_FILE ((size_t)4 << 20)        /* bytes of data.yaml and of lists of names */
#define MLF_LIMIT_YAML_DEPTH 64                      /* libyaml needs time with the square of it */
#define MLF_LIMIT_YAML_ANCHORS 100                   /* and directives; likewise */
#define MLF_LIMIT_YOLO_CLASSES 100000
#define MLF_LIMIT_ROW_WORDS 1000000             /* in a row of a label file: twice the points of a polygon */
#define MLF_LIMIT_FOLDERS_DEEP 100              /* folders inside each other */
#define MLF_LIMIT_FILE_NAME 100                 /* bytes of a name made of a label or a photo's name */
#define MLF_LIMIT_TAR_NAME ((size_t)1 << 20)    /* bytes of the name of an archive's member */
#define MLF_LIMIT_SHARD_JSON ((size_t)64 << 20) /* bytes of a member that annotates */
#define MLF_LIMIT_SHARD_TEXT ((size_t)64 << 10)

#define MLF_LIMIT_MASK_RUNS 8000000 /* of a picture of classes: pixels of one class beside each other in a row */
#define MLF_LIMIT_MASK_OBJECTS 100000

#define MLF_LIMIT_PLACES_FILE ((size_t)4 << 30) /* bytes of a file in which lines are counted for reports */

/* ---- Pictures ---- */

#define MLF_LIMIT_PHOTO_FILE ((size_t)1 << 30) /* bytes: no photo within the pixels needs as much */
#define MLF_LIMIT_PHOTO_PIXELS 200000000
#define MLF_LIMIT_SHEET_SIDE 20000 /* pixels */
#define MLF_LIMIT_SHEET_FILE ((size_t)1 << 30)
#define MLF_LIMIT_ICON_FILE ((size_t)16 << 20)

/* ---- Vectors and models ---- */

#define MLF_LIMIT_NPY_COLUMNS ((size_t)1 << 20)
#define MLF_LIMIT_VECTOR_NUMBER 1e15 /* of a vector, either way: sums of squares stay numbers */
#define MLF_LIMIT_NPY_HEADER ((size_t)64 << 10)
#define MLF_LIMIT_IDS_FILE ((size_t)4 << 30)
#define MLF_LIMIT_CLASSES_FILE ((size_t)64 << 20)
#define MLF_LIMIT_MODEL_FILE ((size_t)1 << 30)  /* of mlfix-embed */
#define MLF_LIMIT_CONFIG_FILE ((size_t)1 << 20) /* of what lies beside a network */
#define MLF_LIMIT_NETWORK_SIDE 4096             /* pixels */
#define MLF_LIMIT_NETWORK_BATCH 1024

#endif
