/* What is under way, told on the terminal while it lasts, and wiped away after:
 *
 *     mlfix-embed: encode: 30 %, about 12 s left
 *     mlfix-crop: photos: 120 of 4888, about 3 min left
 *     mlfix-rank: order: 4 s
 *
 * One line of stderr, written anew five times a second by a thread of its own;
 * who works only says how far it is, at the price of a few instructions. Where
 * stderr is no terminal, under -q, and before mlf_progress_start() all of this
 * does nothing.
 *
 * Work is nested: what is entered last is the innermost. Told is the outermost
 * that has more than one thing to count, else the innermost. Labels are
 * literals. */
#ifndef MLFIX_BASE_PROGRESS_H
#define MLFIX_BASE_PROGRESS_H

#include <stddef.h>

/* From now on progress of this program is told, if stderr is a terminal. The
 * thread that calls it leads the run. */
void mlf_progress_start(const char *program);

/* Wipes the line; nothing is told any more. */
void mlf_progress_stop(void);

/* Around the writing of a message: the line is wiped, and not written again
 * before the release. */
void mlf_progress_hold(void);
void mlf_progress_release(void);

/* Work that is not counted: its seconds are told, or how many of the pieces of
 * a mlf_parallel() are done. Leaving ends also what was entered within it. */
void mlf_progress_enter(const char *label);
void mlf_progress_leave(const char *label);

/* Work that is counted: `done` of `total` (0: nobody knows) are done. The first
 * call enters it; done == total leaves it, and so does mlf_progress_leave(). From
 * any thread. */
void mlf_progress(const char *label, size_t done, size_t total);

/* For mlf_parallel(): 1 where its n pieces are what the innermost work consists
 * of, so that each is to be told by mlf_progress_piece(), from any thread, and
 * the end by mlf_progress_pieces_end(). */
int mlf_progress_pieces(size_t n);
void mlf_progress_piece(void);
void mlf_progress_pieces_end(void);

#endif
