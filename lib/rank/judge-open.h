/* Opening a judge. */
#ifndef MLFIX_RANK_JUDGE_OPEN_H
#define MLFIX_RANK_JUDGE_OPEN_H

struct mlf_err;
struct mlf_judge;

/* Reads a judge into a zeroed one, freed by mlf_judge_free also after a failure. Every number that stands for a place
 * is checked to be one. */
int mlf_judge_open(struct mlf_judge *judge, const char *path, struct mlf_err *err);
void mlf_judge_free(struct mlf_judge *judge);

#endif
