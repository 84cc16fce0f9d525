/* A finding in words. What returns a text gives new
 * memory, or NULL where that is short. */
#ifndef MLFIX_GATE_WORDS_H
#define MLFIX_GATE_WORDS_H

struct mlf_buf;
struct mlf_gate;
struct mlf_gate_finding;

/* "labelled 'stop', looks like 'yield' (98 %)" and the like. */
char *mlf_gate_sentence(const struct mlf_gate *gate, const struct mlf_gate_finding *finding);

/* "labels/3.txt:12:1", else the id, else "record 7". */
char *mlf_gate_where(const struct mlf_gate *gate, const struct mlf_gate_finding *finding);

/* source.file, or NULL. */
char *mlf_gate_file(const struct mlf_gate *gate, const struct mlf_gate_finding *finding);

/* Appends a text in a cell of a Markdown table: nothing that is markup there. */
void mlf_gate_put_cell(struct mlf_buf *buf, const char *text);

#endif
