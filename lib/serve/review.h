/* The review that is served: the page beside the sheets, and what its data says of cells and objects. */
#ifndef MLFIX_SERVE_REVIEW_H
#define MLFIX_SERVE_REVIEW_H

#include <stddef.h>
#include <stdint.h>

#include "mlfix/base/span.h"
#include "mlfix/page/page-file.h"

struct mlf_buf;
struct mlf_err;

/* Places in the page's data; of length 0 where the cell has none. */
struct serve_cell {
    struct mlf_span image, ids, name, frames; /* JSON texts */
    size_t sheet;
};

/* An object as pages know it (its checksum), and where it is shown. */
struct serve_object {
    uint64_t sum;
    uint32_t cell, part; /* it is the part-th object of the cell */
};

struct serve_review {
    char *folder; /* of the sheets */
    char *home;   /* of the review: where decisions are kept */
    struct mlf_page_file page;
    struct serve_cell *cells;
    size_t n_cells, cell_capacity;
    struct serve_object *objects; /* by checksum; one that several cells show is here as often */
    size_t n_objects, object_capacity;
    char *base;              /* the way from the sheets to the folder in which paths of records begin */
    char *dataset;           /* as the page names it, from there; NULL where it does not */
    struct mlf_span *sheets; /* the sheets' names, JSON texts */
    size_t n_sheets, sheet_capacity;
};

/* Opens the folder of a review (with `sheets` in it) or of sheets. */
int serve_review_open(struct serve_review *review, const char *path, struct mlf_err *err);

void serve_review_close(struct serve_review *review);

/* The number of the first object of this checksum, or (size_t)-1. */
size_t serve_review_find(const struct serve_review *review, uint64_t sum);

/* Appends the fields by which flags name the object: "id":..., or "sheet":...,"cell":.... */
void serve_review_put_name(const struct serve_review *review, size_t object, struct mlf_buf *buf);

/* The path of the photo of a cell, in new memory; NULL and an error where it names none. */
char *serve_review_photo(const struct serve_review *review, size_t cell, struct mlf_err *err);

/* The path of the crop of a frame of the track that a cell shows, likewise. */
char *serve_review_frame(const struct serve_review *review, size_t cell, size_t frame, struct mlf_err *err);

/* A path of the records as one from the working directory, in new memory. */
char *serve_review_path(const struct serve_review *review, const char *path, struct mlf_err *err);

#endif
