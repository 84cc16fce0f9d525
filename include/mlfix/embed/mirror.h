/* Finding out whether mirror images help to describe a dataset's pictures. They do where a
 * mirrored picture means the same, as with cats, and not with text, with many traffic
 * signs, or wherever left differs from right. */
#ifndef MLFIX_EMBED_MIRROR_H
#define MLFIX_EMBED_MIRROR_H

#include <stddef.h>
#include <stdint.h>

struct mlf_err;
struct mlf_thumbs;

/* At most MLF_MIRROR_SAMPLE labelled pictures are tried, a seeded sample. With fewer than
 * MLF_MIRROR_LEAST nothing can be told. */
#define MLF_MIRROR_SAMPLE ((size_t)5000)
#define MLF_MIRROR_LEAST ((size_t)100)

/* A gain is clear from so many standard errors on. */
#define MLF_MIRROR_CLEAR 3.0

struct mlf_mirror {
    int keep;         /* 1: the mean over picture and mirror image describes the pictures better */
    size_t pictures;  /* tried; 0: too few, or of one label */
    size_t groups;    /* of near-duplicates; a picture without any is a group by itself */
    double error[2];  /* mean squared error of predicting the labels, without [0] and with [1] mirror images */
    double agree[2];  /* share of the pictures whose label is predicted, without and with mirror images */
    double certainty; /* how much smaller the error is with mirror images, in standard errors */
};

#define MLF_MIRROR_UNLABELLED ((size_t)-1)

/* Describes the sample twice, without mirror images and with them (encoder.h), each time
 * with dictionary and projection as preset fast learns them from one size of patches. Each
 * time it predicts each picture's label by ridge regression, with the picture and its
 * near-duplicates (mlfix/numeric/groups.h) left out (mlfix/judge/ridge.h).
 *
 * Let e_i be the squared error |Y_i - P_i|^2 without mirror images less that with them,
 * and e_g the sum of e_i over a group, since only groups are independent of each other.
 * Mirror images are kept where
 *     sum e_g > MLF_MIRROR_CLEAR sqrt(sum e_g^2),
 * that is, where the gain is clear: they double the time of all further work. The squared
 * error is compared, and not the number of labels that are predicted, because it shows a
 * gain even where 40 in 100 labels are wrong (D. M. Allen, "The
 * relationship between variable selection and data augmentation and a method for
 * prediction", 1974, chooses models by this sum).
 *
 * label: one for each picture, below `classes` or MLF_MIRROR_UNLABELLED. The result is
 * the same for any number of jobs. */
int mlf_mirror_choose(struct mlf_mirror *mirror, const struct mlf_thumbs *thumbs, const size_t *label, size_t classes,
                      uint64_t seed, int jobs, struct mlf_err *err);

#endif
