/* Starting and stopping libvips, and calling it so that its outcome can be trusted.
 * Everything between start and stop may be called from several threads at once. The
 * work of one call stays on the calling thread: callers are parallel across pictures. */
#ifndef MLFIX_PHOTO_VIPS_H
#define MLFIX_PHOTO_VIPS_H

struct _VipsImage;
struct mlf_err;

/* To be called once, before anything else of this room and before other threads start:
 * prepares for libvips, which is opened when a picture needs it (vips-library.h). Also takes
 * over GLib's log, so that no loader writes to stderr by itself. */
int mlf_vips_start(struct mlf_err *err);
void mlf_vips_stop(void);

/* Opens libvips unless it is open. May be called from several threads at once. */
int mlf_vips_need(struct mlf_err *err);

/* Makes mlf_vips_stop call give_up(), once, however often it is registered. For modules
 * that keep memory of libraries until the end; at most 4 of them. */
void mlf_vips_at_stop(void (*give_up)(void));

/* Opens libvips where it is needed for the first time, and
 * runs work(context), which calls libvips and returns 0, or anything else on failure.
 *
 * libvips has one error buffer for the whole process, and sometimes leaves a complaint
 * there (say, a truncated file) although the call succeeded. So the work counts as
 * failed when it says so or when the buffer holds a complaint; and because the complaint
 * may be another thread's, the work is then done a second time while no other thread is
 * inside libvips, and that outcome is the one reported. One bad photo thus neither
 * spoils its neighbours nor gets their messages. Before the second attempt the optional
 * modules of libvips are loaded (vips-modules.h), for formats that few photos have.
 *
 * work() must leave nothing behind when it fails, and undo(context) (may be NULL) must
 * release what a success made, since a success may be disbelieved.
 *
 * The error is "cannot WHAT 'path': what libvips said", or "...: damaged or not an
 * image" where it said nothing. */
int mlf_vips_guard(int (*work)(void *context), void (*undo)(void *context), void *context, const char *what,
                   const char *path, struct mlf_err *err);

/* All pixels of an image, the top row first, to be freed with g_free. The same as
 * vips_image_write_to_memory, but computed on the calling thread: for a small picture,
 * starting a pool of threads takes longer than the work. NULL on failure, the reason
 * being in libvips' error buffer. */
unsigned char *mlf_vips_take(struct _VipsImage *image);

#endif
