/* The parts of libvips that are libraries of their own (say, for HEIF). Loading them all
 * takes as long as the rest of libvips' start, and those for ImageMagick, PDF and slides
 * only bring loaders that mlfix blocks. So libvips starts without them, and the wanted
 * ones are loaded when a photo needs them. */
#ifndef MLFIX_PHOTO_VIPS_MODULES_H
#define MLFIX_PHOTO_VIPS_MODULES_H

/* VIPS_INIT without modules, while no other thread runs. Returns what VIPS_INIT returns:
 * 0, or another number on failure. A user who has set VIPSHOME gets what libvips finds
 * there. */
int mlf_vips_modules_start(const char *program);

/* Loads the wanted modules, the first time it is called, while no other thread is inside
 * libvips. Returns whether it loaded them now. */
int mlf_vips_modules_load(void);

#endif
