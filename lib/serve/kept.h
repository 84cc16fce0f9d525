/* The decisions of a review: a journal on disk, to which lines are only ever added, and the last line on each object
 * in memory. What is told to be kept is on disk. */
#ifndef MLFIX_SERVE_KEPT_H
#define MLFIX_SERVE_KEPT_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct mlf_buf;
struct mlf_err;
struct serve_review;

struct serve_kept {
    const struct serve_review *review; /* borrowed */
    char *path;
    int fd;           /* locked: nobody else adds to it */
    off_t length;     /* of the file, up to what is kept */
    char **lines;     /* by object (review->objects): the last line, without its newline; NULL: none */
    uint64_t *times;  /* by object: when that line came, counted by `now` */
    uint64_t now;     /* changes since the server began, of decisions and of what pages keep beside them */
    uint64_t decided; /* those of decisions */
    size_t n;         /* objects that have a verdict */
    size_t damaged;   /* lines of the journal that could not be read */
};

/* Opens the journal, or begins one. What was decided on other sheets is moved to a file beside it, and the decisions
 * on objects that are on these sheets as well are taken along. `say` gets a sentence about everything that somebody
 * should know. An error where the journal cannot be written, or another process has it. */
int serve_kept_open(struct serve_kept *kept, const struct serve_review *review, const char *path,
                    void (*say)(const char *sentence), struct mlf_err *err);

/* Adds decisions as the page sends them: a line of JSON each, with `object`, `verdict` ("none" takes back) and what
 * that needs. All of them are on disk when it returns 0. On -1 none is kept, and the file is as it was; *bad says
 * whether a line is at fault (or else the disk). */
int serve_kept_add(struct serve_kept *kept, const char *text, size_t length, int *bad, struct mlf_err *err);

/* Appends the lines that came after `since`, with commas between them; all of them where it is 0. */
void serve_kept_put(const struct serve_kept *kept, uint64_t since, struct mlf_buf *buf);

/* Appends what is decided as a flag file for these sheets, in their order. */
int serve_kept_put_flags(const struct serve_kept *kept, struct mlf_buf *buf, struct mlf_err *err);

void serve_kept_close(struct serve_kept *kept);

#endif
