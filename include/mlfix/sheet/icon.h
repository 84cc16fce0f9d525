/* Pictures of classes that the user gave. */
#ifndef MLFIX_SHEET_ICON_H
#define MLFIX_SHEET_ICON_H

struct mlf_err;
struct mlf_pixels;

/* Reads folder/NAME.svg, .png, .jpg or .webp, the first that is there, NAME being
 * the label, or mlf_path_component's of it where it is no name of a file in that
 * folder: at most size x size pixels, transparent parts in the background's
 * colour (0xRRGGBB). No pixels (data NULL) where there is none. Not while other
 * threads decode: SVG is let through for as long as this takes. */
int mlf_icon_load(const char *folder, const char *label, int size, unsigned background, struct mlf_pixels *icon,
                  struct mlf_err *err);

#endif
