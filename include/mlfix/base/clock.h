/* The time of day, for journals and reports, and the time that passes. */
#ifndef MLFIX_BASE_CLOCK_H
#define MLFIX_BASE_CLOCK_H

#define MLF_CLOCK_TEXT 24 /* bytes, with the NUL */

/* The current time in UTC to the second, as ISO 8601 has it: "2026-11-26T14:02:07Z". */
void mlf_clock_now(char text[MLF_CLOCK_TEXT]);

/* Seconds of a clock that is never set. */
double mlf_clock_seconds(void);

#endif
