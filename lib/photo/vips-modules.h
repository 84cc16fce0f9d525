/* The parts of libvips that are libraries of their own (say, for HEIF). Loading them all
 * takes as long as the rest of libvips' start, and those for ImageMagick, PDF and slides
 * only bring loaders that mlfix blocks. So libvips starts without them, and the wanted
 * ones are loaded when a photo needs them. */
#ifndef MLFIX_PHOTO_VIPS_MODULES_H
#define MLFIX_PHOTO_VIPS_MODULES_H

/* Has libvips start without modules, whenever it starts: says so in the environment, while
 * no other thread runs. A user who has set VIPSHOME gets what libvips finds there. */
void mlf_vips_modules_put_off(void);

/* Takes that out of the environment again. */
void mlf_vips_modules_forget(void);

/* Loads the wanted modules, the first time it is called, while no other thread is inside
 * libvips. Returns whether it loaded them now. */
int mlf_vips_modules_load(void);

#endif
