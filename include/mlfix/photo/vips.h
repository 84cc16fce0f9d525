/* Pixels: the only decoder, cutting, resizing, saving. Everything here may be
 * called from several threads at once; one call's work stays on one thread, so
 * callers are parallel across images. */
#ifndef MLFIX_PHOTO_VIPS_H
#define MLFIX_PHOTO_VIPS_H

struct _VipsImage;
struct mlf_err;

/* Once a process, before anything else here. Takes over GLib's log, so that no
 * loader writes to stderr on its own. */
int mlf_vips_start(struct mlf_err *err);
void mlf_vips_stop(void);

/* Calls give_up() when it shuts down, once however often it is named. */
void mlf_vips_at_stop(void (*give_up)(void));

/* Paths of photos may lead into tar archives: see archive.h. */

/* Runs work(context), which returns what libvips returned. It counts as failed
 * when libvips says so, and also when it says success but left a complaint in
 * its error buffer. That buffer is one for the whole process: whenever
 * something is amiss the work is done again while no other thread is inside
 * libvips, and that second outcome and its message are the ones reported, so
 * that one bad photo neither spoils its neighbours nor borrows their words. By then
 * all of libvips is loaded (vips-modules.h), for kinds of pictures that few have.
 * work() must therefore leave nothing behind when it returns anything but 0,
 * and must allow undo(context) (may be NULL) after a 0 that is not believed.
 *
 * On failure the error is "cannot WHAT 'path': what libvips said", or
 * "...: damaged or not an image" where it said nothing. */
int mlf_vips_guard(int (*work)(void *context), void (*undo)(void *context), void *context, const char *what,
                   const char *path, struct mlf_err *err);

/* All pixels of an image, top row first, to be g_free'd: what vips_image_write_to_memory
 * gives, but worked out on the calling thread. For a small picture starting a pool of
 * threads takes longer than the work. NULL where libvips says so. */
unsigned char *mlf_vips_take(struct _VipsImage *image);

#endif
