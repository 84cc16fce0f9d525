/* The pixels of a record. See image.h. Records of one photo mostly come one
 * after the other: each thread keeps the photo it decoded last. */
#ifndef MLFIX_PHOTO_RECORD_PIXELS_H
#define MLFIX_PHOTO_RECORD_PIXELS_H

struct mlf_err;
struct mlf_pixels;
struct mlf_record;

/* The pixels of a record: of `crop` where it is there, else of `obb` cut upright or of `bbox` cut out
 * of `image`, else of the whole `image`. `longest` is what the caller will
 * resize to (0: full size): a large JPEG may then come at reduced size, though never
 * below twice that. Each thread keeps the last photo that boxes were cut from, so
 * that the records of one photo, in a row, decode it once. Errors are one item's: for its `error` field. */
int mlf_record_pixels(const struct mlf_record *record, int longest, struct mlf_pixels *pixels, struct mlf_err *err);

/* A record's box with `percent` of its longer side around it, as far as the photo
 * goes, whether or not it has a crop; box: x, y, w, h in `pixels`, which may
 * reach beyond them. 1; or 0 and no pixels for a record without box or photo. */
int mlf_record_surroundings(const struct mlf_record *record, int percent, int longest, struct mlf_pixels *pixels,
                            double box[4], struct mlf_err *err);

#endif
