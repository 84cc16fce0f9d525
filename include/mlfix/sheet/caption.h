/* The text under a cell. */
#ifndef MLFIX_SHEET_CAPTION_H
#define MLFIX_SHEET_CAPTION_H

#include <stddef.h>

struct mlf_err;
struct mlf_record;
struct mlf_sheet_caption;
struct mlf_sheet_group;

/* Makes the caption of a record, of lines of about `room` characters.
 *
 * With one field: the text of that field, on one line or two. With several: a line for
 * each field, empty where the record lacks that one but has later ones. Without fields:
 * the record's own label, in a group whose name does not tell it; and for doubtful
 * records the suggested label and its probability. Where text has to be shortened, what
 * the group's name says as well is left out first; in a suggestion, what the record's
 * own label says as well. Freed by mlf_sheet_caption_free. */
int mlf_sheet_caption_make(const struct mlf_record *record, const char *const *fields, size_t n_fields,
                           const struct mlf_sheet_group *group, int room, struct mlf_sheet_caption *caption,
                           struct mlf_err *err);

/* A suggestion that is less probable is drawn faintly. */
#define MLF_CAPTION_LIKELY 0.5

void mlf_sheet_caption_free(struct mlf_sheet_caption *caption);

/* How many characters of a caption about fit under a cell of `cell` pixels. */
int mlf_sheet_caption_room(int cell);

#endif
