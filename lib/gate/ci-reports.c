/* What machines read: JUnit's XML and SARIF. */

#include "mlfix/gate/ci-reports.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/cli.h"
#include "mlfix/base/plain-text.h"
#include "mlfix/gate/findings.h"
#include "mlfix/gate/gate.h"
#include "mlfix/json/json-text.h"
#include "mlfix/record/fields.h"
#include "mlfix/record/record.h"
#include "words.h"

/* Findings listed in a failure. */
#define LISTED 100

/* XML 1.0, section 2.2: control characters but tab and newline, U+FFFE and U+FFFF
 * cannot be written at all; nor can bytes that are no UTF-8. What would mislead a
 * reader is left out with them. */
static void put_xml(struct mlf_buf *buf, const char *text)
{
    size_t left = strlen(text), length;
    int shown;
    for (const char *p = text; left > 0; p += length, left -= length) {
        length = mlf_plain_next(p, left, &shown);
        if (*p == '&')
            mlf_buf_puts(buf, "&amp;");
        else if (*p == '<')
            mlf_buf_puts(buf, "&lt;");
        else if (*p == '>')
            mlf_buf_puts(buf, "&gt;");
        else if (*p == '"')
            mlf_buf_puts(buf, "&quot;");
        else if (*p == '\n' || *p == '\t')
            mlf_buf_printf(buf, "&#%d;", *p);
        else if (!shown)
            mlf_buf_puts(buf, "\xef\xbf\xbd");
        else
            mlf_buf_add(buf, p, length);
    }
}

static void put_failure(const struct mlf_gate *gate, const struct mlf_gate_rule *rule, struct mlf_buf *buf)
{
    size_t listed = 0;
    mlf_buf_printf(buf, "      <failure type=\"policy\" message=\"%zu %sof %zu records, more than allowed\">",
                   rule->found,
                   rule->expected  ? "labels expected to be wrong "
                   : gate->ratchet ? "new "
                                   : "",
                   rule->of);
    for (size_t i = 0; i < gate->n && listed < LISTED; i++) {
        const struct mlf_gate_finding *f = &gate->findings[i];
        if (f->known || !mlf_gate_speaks_of(rule, f))
            continue;
        char *where = mlf_gate_where(gate, f), *sentence = mlf_gate_sentence(gate, f);
        put_xml(buf, where ? where : "");
        mlf_buf_puts(buf, ": ");
        put_xml(buf, sentence ? sentence : "");
        mlf_buf_putc(buf, '\n');
        free(where);
        free(sentence);
        listed++;
    }
    if (rule->found > listed && !rule->expected)
        mlf_buf_printf(buf, "and %zu more\n", rule->found - listed);
    mlf_buf_puts(buf, "</failure>\n");
}

void mlf_gate_junit(const struct mlf_gate *gate, struct mlf_buf *buf)
{
    size_t broken = 0;
    for (size_t r = 0; r < gate->n_rules; r++)
        broken += (size_t)gate->rules[r].broken;
    mlf_buf_printf(buf,
                   "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n  <testsuite name=\"mlfix-check\" "
                   "tests=\"%zu\" failures=\"%zu\" errors=\"0\" skipped=\"0\" time=\"0\">\n",
                   gate->n_rules, broken);
    for (size_t r = 0; r < gate->n_rules; r++) {
        mlf_buf_puts(buf, "    <testcase classname=\"mlfix-check\" time=\"0\" name=\"");
        put_xml(buf, gate->rules[r].text);
        mlf_buf_puts(buf, gate->rules[r].broken ? "\">\n" : "\"/>\n");
        if (!gate->rules[r].broken)
            continue;
        put_failure(gate, &gate->rules[r], buf);
        mlf_buf_puts(buf, "    </testcase>\n");
    }
    mlf_buf_puts(buf, "  </testsuite>\n</testsuites>\n");
}

/* ---- SARIF ---- */

/* A path as a URI reference (RFC 3986): what is not unreserved or '/' as %XX. */
static void put_uri(struct mlf_buf *buf, const char *path)
{
    mlf_buf_putc(buf, '"');
    for (const unsigned char *p = (const unsigned char *)path; *p; p++) {
        int plain = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9');
        if (plain || strchr("-._~/", *p))
            mlf_buf_putc(buf, (char)*p);
        else
            mlf_buf_printf(buf, "%%%02X", *p);
    }
    mlf_buf_putc(buf, '"');
}

static void put_location(const struct mlf_gate *gate, const struct mlf_gate_finding *f, struct mlf_buf *buf)
{
    char *file = mlf_gate_file(gate, f);
    if (!file)
        return;
    mlf_buf_puts(buf, ",\"locations\":[{\"physicalLocation\":{\"artifactLocation\":{\"uri\":");
    put_uri(buf, file);
    mlf_buf_puts(buf, ",\"uriBaseId\":\"DATASET\"}");
    if (f->line)
        mlf_buf_printf(buf, ",\"region\":{\"startLine\":%zu,\"startColumn\":%zu}", f->line, f->column);
    mlf_buf_puts(buf, "}}]");
    free(file);
}

/* The label that rank would give. */
static void put_properties(const struct mlf_gate *gate, const struct mlf_gate_finding *f, struct mlf_buf *buf)
{
    static const char *const keys[] = {"id", "label", "suggest", "score", "bbox"};
    const struct mlf_record *record = &gate->records.items[f->record];
    int some = 0;
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
        const struct mlf_field *field = mlf_record_find(record, keys[k]);
        if (!field)
            continue;
        mlf_buf_printf(buf, "%s\"%s\":", some++ ? "," : ",\"properties\":{", keys[k]);
        mlf_buf_add(buf, field->value, field->length);
    }
    if (some)
        mlf_buf_putc(buf, '}');
}

static void put_result(const struct mlf_gate *gate, const struct mlf_gate_finding *f, size_t rule, struct mlf_buf *buf)
{
    char *sentence = mlf_gate_sentence(gate, f);
    struct mlf_buf plain = {0};
    mlf_buf_puts(buf, "{\"ruleId\":");
    mlf_json_put_string(buf, f->issue);
    mlf_buf_printf(buf, ",\"ruleIndex\":%zu,\"level\":\"%s\",\"message\":{\"text\":", rule,
                   f->counted ? "error" : "note");
    mlf_plain_put(&plain, sentence ? sentence : f->issue);
    mlf_json_put_string(buf, plain.data ? plain.data : "");
    buf->failed |= plain.failed;
    mlf_buf_free(&plain);
    mlf_buf_putc(buf, '}');
    put_location(gate, f, buf);
    mlf_buf_printf(buf, ",\"partialFingerprints\":{\"mlfixFinding/v1\":\"%016llx\"}", (unsigned long long)f->print);
    if (gate->ratchet)
        mlf_buf_printf(buf, ",\"baselineState\":\"%s\"", f->known ? "unchanged" : "new");
    put_properties(gate, f, buf);
    mlf_buf_putc(buf, '}');
    free(sentence);
}

/* The kinds of finding, in order of appearance: kind[i] is that of finding i. */
static int list_kinds(const struct mlf_gate *gate, struct mlf_string_set *kinds, size_t *kind, struct mlf_err *err)
{
    for (size_t i = 0; i < gate->n; i++)
        if (mlf_string_set_add(kinds, gate->findings[i].issue, &kind[i], NULL, err) < 0)
            return -1;
    return 0;
}

int mlf_gate_sarif(const struct mlf_gate *gate, struct mlf_buf *buf, struct mlf_err *err)
{
    struct mlf_string_set kinds = {0};
    size_t *kind = mlf_alloc(gate->n, sizeof *kind, err);
    int result = kind ? list_kinds(gate, &kinds, kind, err) : -1;
    if (result)
        goto done;
    mlf_buf_puts(buf, "{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":\"2.1.0\",\"runs\":[{"
                      "\"tool\":{\"driver\":{\"name\":\"mlfix-check\",\"version\":");
    mlf_json_put_string(buf, mlf_version);
    mlf_buf_puts(buf, ",\"rules\":[");
    for (size_t k = 0; k < kinds.n; k++) {
        mlf_buf_puts(buf, k ? ",{\"id\":" : "{\"id\":");
        mlf_json_put_string(buf, kinds.items[k]);
        mlf_buf_puts(buf, ",\"shortDescription\":{\"text\":");
        mlf_json_put_string(buf, kinds.items[k]);
        mlf_buf_puts(buf, "}}");
    }
    mlf_buf_puts(buf, "]}},\"columnKind\":\"unicodeCodePoints\",\"results\":[");
    for (size_t i = 0; i < gate->n; i++) {
        mlf_buf_puts(buf, i ? ",\n" : "\n");
        put_result(gate, &gate->findings[i], kind[i], buf);
    }
    mlf_buf_puts(buf, "\n]}]}\n");
    result = mlf_buf_check(buf, err);
done:
    mlf_string_set_free(&kinds);
    free(kind);
    return result;
}
