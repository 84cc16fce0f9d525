/* Between which numbers the wrong labels are, record by record.
 *
 * Two estimates of their number err on different sides. E, that of the model of the noise
 * (noise.h), is right where a tenth and more of the labels are wrong, and up to ten times too large where nearly
 * all are right. The planted labels (planted-wrong.h) tell a number from the tail of the surprises,
 * t, and one from the half of them, h, too small where people are wrong about hard pictures, and a cautious one, l.
 * No estimate from predictions alone can tell a hard picture from a wrong label, so an interval is said:
 *     from  l (t / h - MLF_INTERVAL_SLACK), at least 0,  to  MLF_INTERVAL_ABOVE times the larger of E and h.
 * t / h is 1 where the surprise of wrong labels stands out, and a quarter on pictures that
 * are all labelled right. The single number is the geometric middle of t and E, inside the interval.
 * How often the interval holds: scripts/eval/calibration.
 *
 * The probability w of each record by the model of the noise is moved to fit each of the three
 * numbers: logit w + b, with the b for which the probabilities add up to it. For the upper end it is
 * MLF_INTERVAL_FLAT logit w + b, because the model of the noise knows nothing of mistakes that it makes itself, and
 * where people are wrong about hard pictures many stand far down the list; and never less than the single number. So
 * sums over any records are numbers of wrong labels among them, and none of the three falls where w
 * rises. */
#ifndef MLFIX_JUDGE_WRONG_INTERVAL_H
#define MLFIX_JUDGE_WRONG_INTERVAL_H

#include <stddef.h>

struct mlf_planted;

#define MLF_INTERVAL_SLACK 0.25
#define MLF_INTERVAL_ABOVE 1.2
#define MLF_INTERVAL_FLAT 0.7

/* Of each record: the probability that its label is wrong, and the least and the greatest that it could be. */
struct mlf_wrong {
    double *p, *low, *high;
};

/* wrong->p: n, by the model of the noise, NAN for records that take no part; becomes the single
 * number. Fills low and high (n), NAN for those too. 0 <= low <= p <= high <= 1. Cost 120 n exponentials. */
void mlf_wrong_interval(struct mlf_wrong *wrong, size_t n, const struct mlf_planted *planted);

/* Makes probabilities add up to `sum`: slope times the logit of each, plus what does it; NAN stays. from: n, each
 * taken as at least a millionth and at most 1 less that; to: n, may be `from`. A sum of 0 makes all 0, and one that is
 * more than their number makes all 1. slope: above 0. */
void mlf_wrong_move(const double *from, size_t n, double slope, double sum, double *to);

#endif
