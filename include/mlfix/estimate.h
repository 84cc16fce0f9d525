/* How long a run would take and how much memory, without doing it: the work of
 * each stage counted from the sizes of the data, over what this machine does in a
 * second.
 *
 * Most of the work is matrix products. Their number follows from the algorithms'
 * headers (classify.h, neighbours.h, chain.h, encode.h, patches.h, project.h);
 * how many a second the machine manages is measured; which part of that a stage
 * reaches, and what it does beside products, are constants in estimate-rank.c
 * and estimate-embed.c, measured with scripts/eval-estimate on processors with
 * AVX-512. There the time of runs of a second and more was within a factor of 1.5,
 * and memory within an eighth. */
#ifndef MLFIX_ESTIMATE_H
#define MLFIX_ESTIMATE_H

#include <stddef.h>

struct mlf_buf;
struct mlf_err;
struct mlf_npy;
struct mlf_rank_options;
struct mlf_recipe;

/* ---- The machine ---- */

struct mlf_machine {
    int jobs;    /* threads that will work, at least 1 */
    double rate; /* additions and multiplications a second in matrix products, of all these threads together */
    double slow; /* how much longer a thread's work takes than its processor time: 1 where nothing else runs */
};

/* Multiplies single-precision matrices of 768 x 768 for a third of a second, on
 * `jobs` threads at once, each its own: the rate as it is now, with all that the
 * machine does besides. */
int mlf_machine_measure(struct mlf_machine *machine, int jobs, struct mlf_err *err);

/* ---- Estimates ---- */

struct mlf_cost {
    const char *stage; /* as under -v (stages.h); a literal */
    double seconds;
    double bytes; /* of memory in use while it runs, the whole process's */
};

#define MLF_COSTS ((size_t)12)

struct mlf_estimate {
    struct mlf_cost stages[MLF_COSTS]; /* in the order of the run */
    size_t n;
    double seconds; /* their sum */
    double bytes;   /* the largest of them */
};

/* Zero-initialise. Adds a stage. */
void mlf_estimate_add(struct mlf_estimate *estimate, const char *stage, double seconds, double bytes);

/* Appends `"threads":N,"gflops":X,"seconds":X,"bytes":N,"stages":[{"stage":TEXT,
 * "seconds":X,"bytes":N},...]`, the end of an object and of the line: seconds to
 * the hundredth, bytes to the next million. */
void mlf_estimate_print(const struct mlf_estimate *estimate, const struct mlf_machine *machine, struct mlf_buf *buf);

/* ---- Ranking ---- */

/* What there is to rank. */
struct mlf_rank_work {
    size_t records;
    size_t vectors;  /* records that have one */
    size_t items;    /* those that have a label, too */
    size_t dim;      /* numbers in a vector */
    size_t parts;    /* descriptions that take turns in it, at least 1 (classify.h) */
    size_t classes;  /* different labels */
    size_t *section; /* how many vectors each section has, `sections` of them; owned */
    size_t sections;
    int beside;     /* vectors come from a file beside the stream */
    double bytes;   /* of the records in memory, without embeddings */
    double reading; /* seconds that the counting took */
};

/* Reads the stream ("-": stdin) to its end, keeping nothing but labels and the
 * values of options->group_by. `beside`: the file of vectors that records name
 * by `row`, of which only the shape is looked at, or NULL. Freed by the caller,
 * also after a failure. */
int mlf_rank_work_count(struct mlf_rank_work *work, const char *path, const struct mlf_npy *beside,
                        const struct mlf_rank_options *options, struct mlf_err *err);
void mlf_rank_work_free(struct mlf_rank_work *work);

/* The stages of mlf_vectors_read, mlf_rank_run and writing, by vectors or by a
 * field. What options->where and the like leave out is counted as if it were
 * written. */
void mlf_estimate_rank(struct mlf_estimate *estimate, const struct mlf_rank_work *work,
                       const struct mlf_rank_options *options, const struct mlf_machine *machine);

/* Seconds of finding the k nearest others among n rows of d (neighbours.h), and
 * the bytes it takes. */
double mlf_estimate_neighbours(size_t n, size_t d, const struct mlf_machine *machine);
double mlf_estimate_neighbours_bytes(size_t n, size_t d, size_t k, const struct mlf_machine *machine);

/* ---- Describing ---- */

/* What there is to describe. */
struct mlf_embed_work {
    size_t records;
    double bytes;     /* of them in memory */
    double reading;   /* seconds that reading them took */
    double a_picture; /* seconds to read one picture and shrink it, on one thread: measured on a few */
    size_t dim;       /* without a recipe: numbers in a vector */
    int held;         /* the pictures are held, as for learning */
    int mirror;       /* mirror images are tried first (mirror.h) */
};

/* The stages of mlfix-embed: learning by the recipe. With learn = 0 the pictures
 * are described by a model of that recipe; with recipe NULL vectors are
 * imported. */
void mlf_estimate_embed(struct mlf_estimate *estimate, const struct mlf_embed_work *work,
                        const struct mlf_recipe *recipe, int learn, const struct mlf_machine *machine);

/* The length of the vectors that a recipe gives of n pictures. */
size_t mlf_estimate_dim(const struct mlf_recipe *recipe, size_t n);

#endif
