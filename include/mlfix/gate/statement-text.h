/* The statement as Markdown. */
#ifndef MLFIX_GATE_STATEMENT_TEXT_H
#define MLFIX_GATE_STATEMENT_TEXT_H

struct mlf_buf;
struct mlf_gate;
struct mlf_statement;

/* Appends it as Markdown. */
void mlf_statement_print(const struct mlf_statement *statement, const struct mlf_gate *gate, struct mlf_buf *buf);

#endif
