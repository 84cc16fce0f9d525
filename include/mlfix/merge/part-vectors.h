/* Files of vectors, whose rows the records of parts name by their field `row`. */
#ifndef MLFIX_MERGE_PART_VECTORS_H
#define MLFIX_MERGE_PART_VECTORS_H

struct mlf_merge_vectors {
    const char *to;   /* the file that is written */
    const char *from; /* the file of each part: '*' stands for the part's path without its extension */
};

#endif
