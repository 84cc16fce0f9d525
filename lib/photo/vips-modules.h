/* Parts of libvips that stand in files of their own. Loading
 * them all, with the libraries they need, takes as long as the rest of libvips'
 * start, and those for ImageMagick, PDF and slides bring nothing but loaders
 * that are blocked. */
#ifndef MLFIX_PHOTO_VIPS_MODULES_H
#define MLFIX_PHOTO_VIPS_MODULES_H

/* VIPS_INIT, without modules; not 0 where it failed. Somebody who has set VIPSHOME
 * gets what libvips finds there. While no other thread runs. */
int mlf_vips_modules_start(const char *program);

/* Loads those that are wanted; whether it did, which it does once. While no other
 * thread is inside libvips. */
int mlf_vips_modules_load(void);

#endif
