/* A finding in words: private to the review room. What returns a text gives new
 * memory, or NULL where that is short. */
#ifndef MLFIX_REVIEW_GATE_WORDS_H
#define MLFIX_REVIEW_GATE_WORDS_H

#include "mlfix/gate.h"

int mlf_gate_speaks_of(const struct mlf_gate_rule *rule, const struct mlf_finding *finding);

/* "labelled 'stop', looks like 'yield' (98 %)" and the like. */
char *mlf_gate_sentence(const struct mlf_gate *gate, const struct mlf_finding *finding);

/* "labels/3.txt:12:1", else the id, else "record 7". */
char *mlf_gate_where(const struct mlf_gate *gate, const struct mlf_finding *finding);

/* source.file, or NULL. */
char *mlf_gate_file(const struct mlf_gate *gate, const struct mlf_finding *finding);

/* Appends a text in a cell of a Markdown table: nothing that is markup there. */
void mlf_gate_put_cell(struct mlf_buf *buf, const char *text);

#endif
