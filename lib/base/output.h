/* Standard output that goes into a file, which appears whole or not at all. */
#ifndef MLFIX_BASE_OUTPUT_H
#define MLFIX_BASE_OUTPUT_H

struct mlf_err;

/* From now on standard output is a temporary file beside the target. */
int mlf_output_begin(const char *target, struct mlf_err *err);

/* After standard output was closed: lets the file appear, or removes it. 0 where nothing was begun. */
int mlf_output_end(int keep, struct mlf_err *err);

#endif
