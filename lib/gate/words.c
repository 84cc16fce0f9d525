#include "words.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/base/plain-text.h"
#include "mlfix/gate/findings.h"
#include "mlfix/record/record.h"

char *mlf_gate_sentence(const struct mlf_gate *gate, const struct mlf_gate_finding *finding)
{
    const struct mlf_record *record = &gate->records.items[finding->record];
    const char *label = finding->label ? finding->label : "";
    struct mlf_err err = {""};
    double probability;
    char *suggest = mlf_record_string(record, "suggest", &err), *error, *sentence;
    int doubted = strcmp(finding->issue, "label") == 0 || strcmp(finding->issue, "label-swapped") == 0;
    if (doubted && suggest && strcmp(finding->issue, "label") == 0 && mlf_record_number(record, "prob", &probability))
        sentence = mlf_strf(&err, "labelled '%s', looks like '%s' (%.0f %%)", label, suggest, 100 * probability);
    else if (doubted && suggest)
        sentence = mlf_strf(&err, "labelled '%s', looks like '%s'", label, suggest);
    else if (mlf_record_of_set(record) && strcmp(finding->issue, "label") == 0)
        sentence = mlf_strf(&err, "label: the photo does not seem to show a '%s'", label);
    else if (suggest && strcmp(finding->issue, "label-omitted") == 0)
        sentence = mlf_strf(&err, "label-omitted: the photo seems to show a '%s', too", suggest);
    else if (suggest && strcmp(finding->issue, "bbox-missing") == 0)
        sentence = mlf_strf(&err, "bbox-missing: there seems to be a '%s' without a box", suggest);
    else if ((error = mlf_record_string(record, "error", &err)) != NULL) {
        sentence = mlf_strf(&err, "%s: %s", finding->issue, error);
        free(error);
    } else
        sentence =
            label[0] ? mlf_strf(&err, "%s: labelled '%s'", finding->issue, label) : mlf_strdup(finding->issue, &err);
    free(suggest);
    return sentence;
}

char *mlf_gate_file(const struct mlf_gate *gate, const struct mlf_gate_finding *finding)
{
    json_t *source = mlf_record_json(&gate->records.items[finding->record], "source", NULL);
    const char *file = json_string_value(json_object_get(source, "file"));
    char *copy = file ? mlf_strdup(file, NULL) : NULL;
    json_decref(source);
    return copy;
}

char *mlf_gate_where(const struct mlf_gate *gate, const struct mlf_gate_finding *finding)
{
    const struct mlf_record *record = &gate->records.items[finding->record];
    char *file = finding->line ? mlf_gate_file(gate, finding) : NULL, *id, *where;
    if (file) {
        where = mlf_strf(NULL, "%s:%zu:%zu", file, finding->line, finding->column);
        free(file);
        return where;
    }
    id = mlf_record_string(record, "id", NULL);
    return id ? id : mlf_strf(NULL, "record %zu", finding->record + 1);
}

void mlf_gate_put_cell(struct mlf_buf *buf, const char *text)
{
    size_t left = strlen(text), n;
    int shown;
    for (; left > 0; text += n, left -= n) {
        n = mlf_plain_next(text, left, &shown);
        if (n == 1 && ((unsigned char)*text < 0x20 || *text == 0x7f))
            mlf_buf_putc(buf, ' ');
        else if (!shown)
            mlf_buf_puts(buf, "\xef\xbf\xbd");
        else if (n == 1 && strchr("\\`*_{}[]<>()#+!|~@&", *text))
            mlf_buf_printf(buf, "&#%d;", *text);
        else
            mlf_buf_add(buf, text, n);
    }
}
