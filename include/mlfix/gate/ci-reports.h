/* What machines read: JUnit's XML and SARIF. scripts/eval/reports holds both against their published schemas. */
#ifndef MLFIX_GATE_CI_REPORTS_H
#define MLFIX_GATE_CI_REPORTS_H

struct mlf_buf;
struct mlf_err;
struct mlf_gate;

/* A test case a rule, after the JUnit schema that Jenkins and GitLab read. */
void mlf_gate_junit(const struct mlf_gate *gate, struct mlf_buf *buf);

/* SARIF 2.1.0 (OASIS standard, 2020): a result a finding. */
int mlf_gate_sarif(const struct mlf_gate *gate, struct mlf_buf *buf, struct mlf_err *err);

#endif
