/* What a thread keeps from one call to the next (private to lib/image). */
#ifndef MLFIX_IMAGE_KEPT_H
#define MLFIX_IMAGE_KEPT_H

struct mlf_err;

enum mlf_kept { MLF_KEPT_PHOTO, MLF_KEPT_WEIGHTS, MLF_KEPT_SCRATCH, MLF_KEPT_KINDS };

/* Of the calling thread; NULL where it keeps nothing. */
void *mlf_kept_get(enum mlf_kept kind);

/* Keeps `data` until it is cleared or the thread ends: drop(data) frees it, and at
 * once where memory is short (-1). Nothing of that kind may be kept already. */
int mlf_kept_set(enum mlf_kept kind, void *data, void (*drop)(void *data), struct mlf_err *err);

/* Drops what the calling thread keeps of a kind, or of all of them. */
void mlf_kept_clear(enum mlf_kept kind);
void mlf_kept_clear_all(void);

#endif
