/* Whether a mirrored picture means the same: true of cats, false of text, of
 * many traffic signs, and wherever left differs from right. */
#ifndef MLFIX_EMBED_MIRROR_H
#define MLFIX_EMBED_MIRROR_H

#include <stddef.h>
#include <stdint.h>

struct mlf_err;
struct mlf_thumbs;

/* At most so many labelled pictures are tried, a seeded sample; with fewer than
 * the least, nothing can be told. */
#define MLF_MIRROR_SAMPLE ((size_t)5000)
#define MLF_MIRROR_LEAST ((size_t)100)

/* So many standard errors are a clear gain. */
#define MLF_MIRROR_CLEAR 3.0

struct mlf_mirror {
    int keep;         /* 1: the mean over picture and mirror image serves better */
    size_t pictures;  /* tried; 0: too few, or of one label */
    size_t groups;    /* of near-duplicates, or pictures alone */
    double error[2];  /* mean squared error of foretelling the labels, without mirror images and with */
    double agree[2];  /* share of labels that are the most probable ones, likewise */
    double certainty; /* the fall of the error in standard errors */
};

#define MLF_MIRROR_UNLABELLED ((size_t)-1)

/* Describes the sample twice, with dictionary and projection as preset fast
 * learns them from one size of patches, once without mirror images and once with
 * (encoder.h), and foretells each picture's label by ridge regression, its
 * near-duplicates (groups.h) left out with it (labelled-vectors.h). e_i being the squared
 * error |Y_i - P_i|^2 of the former less that of the latter, summed over a group
 * to e_g, mirror images are kept where
 *     sum e_g > MLF_MIRROR_CLEAR sqrt(sum e_g^2):
 * groups are what is independent, and a gain that chance might give costs twice
 * the time for nothing. The squared error, and not how many labels are hit: it
 * tells gains apart where 40 in 100 labels are wrong (D. M. Allen, "The
 * relationship between variable selection and data augmentation and a method for
 * prediction", 1974, chooses models by this sum).
 *
 * label[i] < classes, or MLF_MIRROR_UNLABELLED: of each picture. The same for any
 * jobs. */
int mlf_mirror_choose(struct mlf_mirror *mirror, const struct mlf_thumbs *thumbs, const size_t *label, size_t classes,
                      uint64_t seed, int jobs, struct mlf_err *err);

#endif
