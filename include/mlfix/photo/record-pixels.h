/* The pixels of a record: its crop, or its box cut out of its photo. */
#ifndef MLFIX_PHOTO_RECORD_PIXELS_H
#define MLFIX_PHOTO_RECORD_PIXELS_H

struct mlf_err;
struct mlf_pixels;
struct mlf_record;

/* Reads the record's `crop` where it has one; else cuts its `obb` (turned upright) or
 * its `bbox` out of `image`; else reads the whole `image`. `longest` is the longer side,
 * in pixels, to which the caller will resize (0: no resizing): a large JPEG may then
 * come at reduced size, but never below twice that.
 *
 * Each thread keeps the photo that it decoded last, so records of one photo that follow
 * each other decode it once. An error concerns this record alone: callers put it into
 * the record's `error` field and go on. */
int mlf_record_pixels(const struct mlf_record *record, int longest, struct mlf_pixels *pixels, struct mlf_err *err);

/* The record's box with `percent` of its longer side around it, as far as the photo
 * goes, whether or not the record has a crop. `box` becomes the box itself: x, y, width,
 * height in `pixels`; it may reach beyond them. Returns 1; 0 without pixels where the
 * record has no box or no photo; -1 on error. */
int mlf_record_surroundings(const struct mlf_record *record, int percent, int longest, struct mlf_pixels *pixels,
                            double box[4], struct mlf_err *err);

#endif
