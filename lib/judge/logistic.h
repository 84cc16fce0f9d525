/* Logistic regression on labels some of which are wrong. */
#ifndef MLFIX_JUDGE_LOGISTIC_H
#define MLFIX_JUDGE_LOGISTIC_H

#include <stddef.h>

struct mlf_err;

struct mlf_logistic {
    const double *x;        /* n x d, by rows */
    const unsigned char *t; /* n: 1 or 0 */
    size_t n, d;
    double noise;            /* share of labels that say nothing, 0..1 (presence.h) */
    const double *prior;     /* d + 1: what the weights and the intercept are drawn to, ... */
    const double *deviation; /* ... with these standard deviations; NULL: to nothing, and weights are not negative */
};

/* 1 / (1 + exp(-x)) */
double mlf_logistic(double x);

/* Fills weight (d + 1, the intercept last), from `prior` or else from 0 on, by at most 30 steps of Newton's method,
 * each with the labels weighed by the weights before it. Without a prior all weights are drawn to 0 with the deviation
 * 100, so that there is always an answer, and a weight that would be negative is 0. */
int mlf_logistic_fit(const struct mlf_logistic *data, double *weight, struct mlf_err *err);

#endif
