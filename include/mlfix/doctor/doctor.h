/* The annotation doctor: what the annotations tell about themselves, without a
 * model. All it finds are hints, no errors: issues of
 * objects, each with the number that led to it in `doctor`. What is hardly ever a false alarm is always
 * looked for, the rest only where the caller asks for it (`thorough`). */
#ifndef MLFIX_DOCTOR_DOCTOR_H
#define MLFIX_DOCTOR_DOCTOR_H

struct mlf_dataset;
struct mlf_err;
struct mlf_finding;
struct mlf_objects;

/* A box that reaches beyond the photo by more than this part of the photo's shorter side may be meant in
 * another way (for a turned photo, as two corners). Less than that is an unsteady hand. */
#define MLF_FAR_BEYOND 0.05

/* A box whose right and bottom edges end before this, in pixels, is taken to be in fractions of the photo. */
#define MLF_FRACTIONS_END 1.001

/* A box whose longer side is less than so many pixels is tiny. */
#define MLF_TINY_SIDE 8.0

/* Looks at all objects: boxes that are in fractions although pixels are meant, the same box
 * twice with one label, photos that are listed twice (in several files of a format that has a file a photo, or in
 * several splits), labels that differ only by case or blanks, and, where the annotations say how large the photo is,
 * mlf_doctor_place. With `thorough` also: one box with two labels, tiny and extreme boxes, and boxes without area
 * that have one when the numbers are read as corner and size. Boxes in fractions by their format are not looked
 * at. */
int mlf_doctor_examine(struct mlf_objects *objects, const struct mlf_dataset *dataset, int thorough,
                       struct mlf_err *err);

/* Looks at one box beside the photo's size: how far it reaches beyond it
 * (bbox-outside), and if that is far, whether it would lie inside in a photo turned by a
 * quarter (bbox-frame) or if its numbers were two corners (bbox-corners; where they are not). */
int mlf_doctor_place(struct mlf_finding *finding, const double bbox[4], int width, int height, struct mlf_err *err);

/* Notes about the dataset as a whole, a sentence a line, in new memory:
 * labels that differ only by case or blanks; thorough, for a format with `base_is_unsure`, whether
 * the boxes count from 0 or 1. Empty where there is nothing. */
char *mlf_doctor_notes(const struct mlf_objects *objects, const struct mlf_dataset *dataset, int thorough,
                       struct mlf_err *err);

#endif
