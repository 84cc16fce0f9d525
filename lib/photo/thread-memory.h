/* What a thread keeps from one call to the next: the photo it decoded last, weights and
 * working memory of resizing. */
#ifndef MLFIX_PHOTO_THREAD_MEMORY_H
#define MLFIX_PHOTO_THREAD_MEMORY_H

struct mlf_err;

enum mlf_thread_memory { MLF_THREAD_PHOTO, MLF_THREAD_WEIGHTS, MLF_THREAD_SCRATCH, MLF_THREAD_KINDS };

/* What the calling thread keeps of this kind; NULL where it keeps nothing. */
void *mlf_thread_memory_get(enum mlf_thread_memory kind);

/* Keeps `data` until it is cleared or the thread ends; drop(data) then frees it. Where
 * memory is short, it is dropped at once and -1 returned. Nothing of that kind may be
 * kept already. */
int mlf_thread_memory_set(enum mlf_thread_memory kind, void *data, void (*drop)(void *data), struct mlf_err *err);

/* Drops what the calling thread keeps of a kind, or of all kinds. */
void mlf_thread_memory_clear(enum mlf_thread_memory kind);
void mlf_thread_memory_clear_all(void);

#endif
