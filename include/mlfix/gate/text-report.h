/* What people read: the table, and the note for a merge request. */
#ifndef MLFIX_GATE_TEXT_REPORT_H
#define MLFIX_GATE_TEXT_REPORT_H

struct mlf_buf;
struct mlf_gate;

/* The reports, appended whole. */
void mlf_gate_table(const struct mlf_gate *gate, struct mlf_buf *buf);
void mlf_gate_markdown(const struct mlf_gate *gate, struct mlf_buf *buf);

#endif
