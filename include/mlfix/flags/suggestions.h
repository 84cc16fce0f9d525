/* Taking the suggested label for objects of which a reviewer says only that the label is wrong. */
#ifndef MLFIX_FLAGS_SUGGESTIONS_H
#define MLFIX_FLAGS_SUGGESTIONS_H

struct mlf_err;
struct mlf_flags;

/* The decided flags with the verdict MLF_WRONG whose object has a suggestion that is at least as
 * probable as `least` (0..1) become MLF_RELABELLED to it, and their note says so. A label that
 * flags->labels does not have is not taken. To be called after the flags were settled
 * (agreement.h). */
int mlf_suggestions_accept(struct mlf_flags *flags, double least, struct mlf_err *err);

#endif
