/* What --verbose says in the end of the time that stages took. */
#ifndef MLFIX_BASE_STAGES_TELL_H
#define MLFIX_BASE_STAGES_TELL_H

/* Tells of each stage, and what a record cost in a run of so many seconds. */
void mlf_stages_tell(double seconds);

#endif
