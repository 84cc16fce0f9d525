/* Where reviews leave their traces in a dataset; paths from the dataset's root. */
#ifndef MLFIX_FLAGS_REVIEW_FOLDER_H
#define MLFIX_FLAGS_REVIEW_FOLDER_H

/* The folder of the journals, and the journal of a change that is not finished
 * (mlfix/edit/commit.h). */
#define MLF_JOURNAL_FOLDER ".mlfix"
#define MLF_JOURNAL_PENDING ".mlfix/pending.jsonl"

/* All decisions that were carried out (mlfix/edit/ledger.h). */
#define MLF_LEDGER ".mlfix/ledger.jsonl"

#endif
