/* Pictures of classes, from a folder that the user gave. */
#ifndef MLFIX_SHEET_ICON_H
#define MLFIX_SHEET_ICON_H

struct mlf_err;
struct mlf_pixels;

/* Reads folder/NAME.svg, .png, .jpg or .webp, whichever of these exists first. NAME is
 * the label, or mlf_path_component of it where the label cannot be a file name. The icon
 * has at most size x size pixels; transparent parts get the background's colour
 * (0xRRGGBB). No pixels (data NULL) where there is no such file. Not to be called while
 * other threads decode pictures: SVG, which is blocked otherwise, is allowed meanwhile. */
int mlf_icon_load(const char *folder, const char *label, int size, unsigned background, struct mlf_pixels *icon,
                  struct mlf_err *err);

#endif
