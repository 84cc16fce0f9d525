/* Tracks: one object in several frames, by its boxes and labels alone. */
#ifndef MLFIX_DOCTOR_DOCTOR_TRACKS_H
#define MLFIX_DOCTOR_DOCTOR_TRACKS_H

#include "mlfix/base/err.h"
#include "mlfix/dataset/objects.h"

struct mlf_err;
struct mlf_objects;

/* A box is out of its track's way where it lies further from it than this, in the object's own size (the root of its
 * area), ... */
#define MLF_LEAST_JUMP 0.5
/* ... and than the dataset's median and so many deviations (1.4826 times the median absolute deviation). */
#define MLF_JUMP_DEVIATIONS 8.0

/* Notes, for objects with a track,
 *   track-label   its label is not the one that most boxes of the track have,
 *   track-twice   the track has a second box in the frame,
 *   track-gap     it follows frames in which the track has no box, though its sequence has some,
 *   track-jump    its place or size is not between those of the boxes before and after it, which fit each other,
 *   track-switch  the track goes on at another place, without the box being alone there,
 * with the numbers that led to it. */
int mlf_doctor_examine_tracks(struct mlf_objects *objects, struct mlf_err *err);

#endif
