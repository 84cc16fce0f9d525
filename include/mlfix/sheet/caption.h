/* What stands under a cell. */
#ifndef MLFIX_SHEET_CAPTION_H
#define MLFIX_SHEET_CAPTION_H

#include <stddef.h>

struct mlf_err;
struct mlf_record;
struct mlf_sheet_caption;
struct mlf_sheet_group;

/* Whether the record is doubted: its label (`label`, `label-swapped`) or its box. */
int mlf_doubt_any(const struct mlf_record *record);

/* Whether what is doubted is the record's box, not its label (`bbox-shifted`,
 * `bbox-missing`). */
int mlf_doubt_box(const struct mlf_record *record);

/* With one field, that field's text on one line or two; with several, a line of
 * each, empty where the record has others of them; without, the record's own label in
 * a group whose name does not tell it, and for doubtful records the suggested one and its probability.
 * What the group's name says as well is left out first (of suggestions what the
 * record's own label has). `room` is how many characters about fit a line. */
int mlf_sheet_caption_make(const struct mlf_record *record, const char *const *fields, size_t n_fields,
                           const struct mlf_sheet_group *group, int room, struct mlf_sheet_caption *caption,
                           struct mlf_err *err);
void mlf_sheet_caption_free(struct mlf_sheet_caption *caption);

/* About so many characters of a caption fit a cell. */
int mlf_sheet_caption_room(int cell);

#endif
