/* The names of what reviews leave in a dataset: the folder of journals, the ledger. */
#ifndef MLFIX_FLAGS_REVIEW_FOLDER_H
#define MLFIX_FLAGS_REVIEW_FOLDER_H

#define MLF_JOURNAL_FOLDER ".mlfix"
#define MLF_JOURNAL_PENDING ".mlfix/pending.jsonl"

/* Below the dataset's root. */
#define MLF_LEDGER ".mlfix/ledger.jsonl"

#endif
