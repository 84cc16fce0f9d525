/* The members of lists that stand beside the objects of a photo, the n-th for the n-th object. Where they are asked for
 * in their order, as objects are read, each list is gone through once, and not once for each object. */
#ifndef MLFIX_ANNOTATION_JSON_NTH_H
#define MLFIX_ANNOTATION_JSON_NTH_H

#include <stddef.h>

#include "mlfix/annotation/json-path.h"

enum { JSON_NTH_LISTS = 8 };

/* A list, and how far it was gone through. */
struct json_nth_list {
    const char *path;   /* of the table; NULL: the place is free */
    size_t entry, name; /* where the photo's entry, and the key that '$' stands for, begin */
    int is_list;
    struct json_place list, member; /* `member` is the one that was found last, ... */
    size_t at;                      /* ... and what follows it stands here */
    size_t next;                    /* the number of that */
    int ended;                      /* there is no member `next` */
};

struct json_nth {
    struct json_nth_list lists[JSON_NTH_LISTS];
    size_t used;
};

/* Whether the place is kept for this path. */
struct json_nth_list *json_nth_known(struct json_nth *nth, const char *path, size_t entry, size_t name);

/* A place for a list that is not known; the oldest one is given away. */
struct json_nth_list *json_nth_take(struct json_nth *nth, const char *path, size_t entry, size_t name);

/* The member of that number: 1, or 0 where there is none. */
int json_nth_member(struct json_nth_list *list, const char *text, size_t number, struct json_place *found);

#endif
