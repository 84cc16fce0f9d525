#include "mlfix/judge/wrong-interval.h"

#include <math.h>

#include "mlfix/judge/planted-wrong.h"

/* Probabilities count as at least this, and as at most 1 less this, before they have a logit. */
#define LEAST 1e-6
/* b is sought between -FARTHEST and FARTHEST, by halving. */
#define FARTHEST 40.0
#define HALVINGS 50

static double to_power(double p, double slope)
{
    double inside = fmin(fmax(p, LEAST), 1 - LEAST), odds = inside / (1 - inside);
    return slope == 1 ? odds : pow(odds, slope);
}

/* The sum of the probabilities whose odds are these, multiplied by `by`. */
static double sum_of(const double *odds, size_t n, double by)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += isnan(odds[i]) ? 0 : odds[i] * by / (1 + odds[i] * by);
    return sum;
}

void mlf_wrong_move(const double *from, size_t n, double slope, double sum, double *to)
{
    double least = -FARTHEST, most = FARTHEST, all = 0;
    for (size_t i = 0; i < n; i++) {
        all += !isnan(from[i]);
        to[i] = isnan(from[i]) ? NAN : to_power(from[i], slope);
    }
    for (int i = 0; i < HALVINGS && sum > 0 && sum < all; i++) {
        double middle = (least + most) / 2;
        if (sum_of(to, n, exp(middle)) < sum)
            least = middle;
        else
            most = middle;
    }
    double by = exp((least + most) / 2);
    for (size_t i = 0; i < n; i++)
        to[i] = isnan(to[i]) ? NAN : sum <= 0 ? 0 : sum >= all ? 1 : to[i] * by / (1 + to[i] * by);
}

void mlf_wrong_interval(struct mlf_wrong *wrong, size_t n, const struct mlf_planted *planted)
{
    double noise = 0;
    for (size_t i = 0; i < n; i++)
        noise += isnan(wrong->p[i]) ? 0 : wrong->p[i];
    double high = MLF_INTERVAL_ABOVE * fmax(noise, planted->half);
    double low = planted->least * fmax(0, planted->tail / planted->half - MLF_INTERVAL_SLACK);
    double middle = fmin(fmax(sqrt(planted->tail * noise), low), high);
    mlf_wrong_move(wrong->p, n, 1, fmin(low, high), wrong->low);
    mlf_wrong_move(wrong->p, n, MLF_INTERVAL_FLAT, high, wrong->high);
    mlf_wrong_move(wrong->p, n, 1, middle, wrong->p);
    for (size_t i = 0; i < n; i++)
        wrong->high[i] = isnan(wrong->p[i]) ? NAN : fmax(wrong->high[i], wrong->p[i]);
}
