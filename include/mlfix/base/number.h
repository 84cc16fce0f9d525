/* Numbers in texts of other people. */
#ifndef MLFIX_BASE_NUMBER_H
#define MLFIX_BASE_NUMBER_H

/* A finite decimal number with blanks around it and nothing else: 1, or 0. */
int mlf_number(const char *text, double *number);

#endif
