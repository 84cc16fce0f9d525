/* What people read: the table, and the note for a merge request. */
#include "mlfix/gate/text-report.h"

#include <stdlib.h>

#include "mlfix/base/buf.h"
#include "mlfix/base/plain-text.h"
#include "mlfix/gate/findings.h"
#include "mlfix/gate/gate.h"
#include "words.h"

/* Findings shown under a rule. */
#define SHOWN 20

static void put_limit(const struct mlf_gate_rule *rule, struct mlf_buf *buf)
{
    mlf_buf_printf(buf, "%.10g%s", rule->limit, rule->percent ? "%" : "");
}

void mlf_gate_table(const struct mlf_gate *gate, struct mlf_buf *buf)
{
    size_t broken = 0;
    for (size_t r = 0; r < gate->n_rules; r++) {
        const struct mlf_gate_rule *rule = &gate->rules[r];
        mlf_buf_puts(buf, rule->broken ? "SHUT  " : "open  ");
        mlf_plain_put(buf, rule->issue);
        if (rule->label) {
            mlf_buf_puts(buf, " of ");
            mlf_plain_put(buf, rule->label);
        }
        mlf_buf_printf(buf, ": %zu %sin %zu record%s, ", rule->found,
                       rule->expected  ? "expected "
                       : gate->ratchet ? "new "
                                       : "",
                       rule->of, rule->of == 1 ? "" : "s");
        put_limit(rule, buf);
        mlf_buf_puts(buf, " allowed\n");
        broken += (size_t)rule->broken;
        for (size_t i = 0, shown = 0; i < gate->n && rule->broken; i++) {
            const struct mlf_gate_finding *f = &gate->findings[i];
            if (f->known || !mlf_gate_speaks_of(rule, f))
                continue;
            if (shown++ == SHOWN) {
                mlf_buf_printf(buf, "        and %zu more\n", rule->found - SHOWN);
                break;
            }
            char *sentence = mlf_gate_sentence(gate, f), *where = mlf_gate_where(gate, f);
            mlf_buf_puts(buf, "        ");
            mlf_plain_put(buf, where ? where : "");
            mlf_buf_puts(buf, ": ");
            mlf_plain_put(buf, sentence ? sentence : "");
            mlf_buf_putc(buf, '\n');
            free(sentence);
            free(where);
        }
    }
    mlf_buf_printf(buf, "%s: %zu of %zu rule%s broken; %zu record%s, %zu finding%s", broken ? "shut" : "open", broken,
                   gate->n_rules, gate->n_rules == 1 ? "" : "s", gate->records.n, gate->records.n == 1 ? "" : "s",
                   gate->n, gate->n == 1 ? "" : "s");
    if (gate->ratchet)
        mlf_buf_printf(buf, ", %zu of them known", gate->known);
    if (gate->confirmed)
        mlf_buf_printf(buf, ", %zu more confirmed by a reviewer", gate->confirmed);
    mlf_buf_putc(buf, '\n');
}

void mlf_gate_markdown(const struct mlf_gate *gate, struct mlf_buf *buf)
{
    size_t broken = 0, shown = 0, counted = 0;
    for (size_t r = 0; r < gate->n_rules; r++)
        broken += (size_t)gate->rules[r].broken;
    mlf_buf_printf(buf, "### Labels: %s\n\n| | rule | found | records |\n| --- | --- | --- | --- |\n",
                   broken ? "the gate is shut" : "the gate is open");
    for (size_t r = 0; r < gate->n_rules; r++) {
        const struct mlf_gate_rule *rule = &gate->rules[r];
        mlf_buf_printf(buf, "| %s | ", rule->broken ? "**shut**" : "open");
        mlf_gate_put_cell(buf, rule->text);
        mlf_buf_printf(buf, " | %zu%s | %zu |\n", rule->found,
                       rule->expected  ? " expected"
                       : gate->ratchet ? " new"
                                       : "",
                       rule->of);
    }
    for (size_t i = 0; i < gate->n; i++)
        counted += (size_t)gate->findings[i].counted;
    if (counted)
        mlf_buf_puts(buf, "\n| where | what |\n| --- | --- |\n");
    for (size_t i = 0; i < gate->n && shown < SHOWN; i++) {
        if (!gate->findings[i].counted)
            continue;
        char *sentence = mlf_gate_sentence(gate, &gate->findings[i]), *where = mlf_gate_where(gate, &gate->findings[i]);
        mlf_buf_puts(buf, "| ");
        mlf_gate_put_cell(buf, where ? where : "");
        mlf_buf_puts(buf, " | ");
        mlf_gate_put_cell(buf, sentence ? sentence : "");
        mlf_buf_puts(buf, " |\n");
        free(sentence);
        free(where);
        shown++;
    }
    if (counted > shown)
        mlf_buf_printf(buf, "\nand %zu more\n", counted - shown);
}
