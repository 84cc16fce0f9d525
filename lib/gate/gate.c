#include "mlfix/gate/gate.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "expected-rule.h"
#include "mlfix/base/array.h"
#include "mlfix/base/checksum.h"
#include "mlfix/base/err.h"
#include "mlfix/gate/findings.h"
#include "mlfix/gate/vocabulary.h"
#include "mlfix/record/honeypots.h"
#include "mlfix/record/reader.h"
#include "mlfix/record/record.h"

/* ---- Rules ---- */

static int read_limit(struct mlf_gate_rule *rule, const char *text, struct mlf_err *err)
{
    char *end;
    rule->limit = strtod(text, &end);
    rule->percent = end != text && *end == '%';
    end += rule->percent;
    if (end == text || *end || !(rule->limit >= 0) || !(rule->limit < 1e15) || (rule->percent && rule->limit > 100) ||
        (!rule->percent && rule->limit != floor(rule->limit)))
        return mlf_fail(err, "'%s': the limit is a whole number, or a percentage such as 1%%", rule->text);
    return 0;
}

int mlf_gate_rule(struct mlf_gate *gate, const char *text, const char *place, struct mlf_err *err)
{
    const char *equals = strrchr(text, '='), *colon = strchr(text, ':');
    if (mlf_grow(&gate->rules, &gate->rule_capacity, gate->n_rules + 1, sizeof *gate->rules, err))
        return -1;
    struct mlf_gate_rule *rule = &gate->rules[gate->n_rules++];
    *rule = (struct mlf_gate_rule){.text = mlf_strdup(text, err), .place = mlf_strdup(place, err)};
    if (!rule->text || !rule->place)
        return -1;
    if (!equals || equals == text || colon == text || (colon && colon + 1 == equals))
        return mlf_fail(err, "'%s' is no rule: ISSUE=N, ISSUE=N%% or ISSUE:LABEL=N is", text);
    if (colon && colon > equals)
        colon = NULL;
    rule->issue = mlf_strndup(text, (size_t)((colon ? colon : equals) - text), err);
    if (colon)
        rule->label = mlf_strndup(colon + 1, (size_t)(equals - colon - 1), err);
    if (!rule->issue || (colon && !rule->label))
        return -1;
    return read_limit(rule, equals + 1, err);
}

/* "issue NAME" or "label NAME": 1 and the name is declared, 0 where the line is none of these. */
static int declare(struct mlf_gate *gate, const char *line, struct mlf_err *err)
{
    size_t word = strcspn(line, " \t");
    const char *name = line + word + strspn(line + word, " \t");
    if (word != 5 || *name == '\0' || (strncmp(line, "issue", word) != 0 && strncmp(line, "label", word) != 0))
        return 0;
    if (strchr(name, '='))
        return mlf_fail(err, "'%s' is neither a rule nor the declaration of a name", line);
    return mlf_string_set_add(*line == 'i' ? &gate->own_issues : &gate->own_labels, name, NULL, NULL, err) ? -1 : 1;
}

/* One line of a policy, without blanks around it. */
static int read_policy_line(struct mlf_gate *gate, const char *line, const struct mlf_reader *reader,
                            struct mlf_err *err)
{
    int declared = declare(gate, line, err);
    if (declared != 0)
        return declared < 0 ? -1 : 0;
    char *place = mlf_strf(err, "%s:%zu", reader->name, reader->number);
    int result = place ? mlf_gate_rule(gate, line, place, err) : -1;
    free(place);
    return result;
}

int mlf_gate_policy(struct mlf_gate *gate, const char *path, struct mlf_err *err)
{
    struct mlf_reader reader;
    const char *text;
    size_t length, before = gate->n_rules;
    int got;
    if (mlf_reader_open(&reader, path, err))
        return -1;
    while ((got = mlf_reader_line(&reader, &text, &length, err)) == 1) {
        const char *hash = memchr(text, '#', length);
        size_t end = hash ? (size_t)(hash - text) : length, begin = 0;
        while (begin < end && (text[begin] == ' ' || text[begin] == '\t'))
            begin++;
        while (end > begin && (text[end - 1] == ' ' || text[end - 1] == '\t'))
            end--;
        if (begin == end)
            continue;
        char *line = mlf_strndup(text + begin, end - begin, err);
        int failed = line ? read_policy_line(gate, line, &reader, err) : -1;
        free(line);
        if (failed) {
            got = mlf_fail_at(err, "%s:%zu", reader.name, reader.number);
            break;
        }
    }
    if (got == 0 && gate->n_rules == before)
        got = mlf_fail(err, "'%s' holds no rule", reader.name);
    mlf_reader_close(&reader);
    return got;
}

/* ---- Findings ---- */

uint64_t mlf_gate_print(const struct mlf_record *record, const char *issue, const char *label)
{
    char box[128] = "", *id = mlf_record_string(record, "id", NULL);
    double bbox[4];
    uint64_t sum = mlf_checksum(MLF_CHECKSUM_START, issue, strlen(issue) + 1);
    sum = label ? mlf_checksum(sum, label, strlen(label) + 1) : mlf_checksum(sum, "\1", 1);
    if (mlf_record_bbox(record, bbox))
        snprintf(box, sizeof box, "%.0f %.0f %.0f %.0f", bbox[0], bbox[1], bbox[2], bbox[3]);
    sum = mlf_checksum(sum, box, strlen(box) + 1);
    if (id) {
        const char *hash = strrchr(id, '#');
        sum = mlf_checksum(sum, id, hash ? (size_t)(hash - id) : strlen(id));
    }
    free(id);
    return sum;
}

/* What each finding of a record is for. */
typedef int found_issue(void *context, const char *issue, const char *label, struct mlf_err *err);

static int each_issue(const struct mlf_record *record, found_issue *found, void *context, struct mlf_err *err)
{
    struct mlf_err inner = {""};
    /* a finding about a label that is missing is one of that label */
    char *label =
        mlf_record_string(record, mlf_record_has_issue(record, "label-omitted") ? "suggest" : "label", &inner);
    json_t *issues = inner.text[0] ? NULL : mlf_record_json(record, "issues", &inner);
    int result = inner.text[0] ? mlf_fail(err, "%s", inner.text) : 0;
    for (size_t i = 0; i < json_array_size(issues) && result == 0; i++) {
        const char *issue = json_string_value(json_array_get(issues, i));
        if (issue)
            result = found(context, issue, label, err);
    }
    if (result == 0 && json_array_size(issues) == 0 && mlf_record_find(record, "error"))
        result = found(context, "error", label, err);
    json_decref(issues);
    free(label);
    return result;
}

struct finding_in {
    struct mlf_gate *gate;
    size_t record;
};

static int keep_finding(void *context, const char *issue, const char *label, struct mlf_err *err)
{
    struct finding_in *in = context;
    struct mlf_gate *gate = in->gate;
    if (mlf_gate_take_issue(gate, issue, err) ||
        mlf_grow(&gate->findings, &gate->capacity, gate->n + 1, sizeof *gate->findings, err))
        return -1;
    struct mlf_gate_finding finding = {.record = in->record,
                                       .issue = mlf_string_set_keep(&gate->texts, issue, err),
                                       .label = label ? mlf_string_set_keep(&gate->texts, label, err) : NULL,
                                       .print = mlf_gate_print(&gate->records.items[in->record], issue, label)};
    if (!finding.issue || (label && !finding.label))
        return -1;
    gate->findings[gate->n++] = finding;
    return 0;
}

/* A label that a person found wrong, of which nothing else says so. */
static int keep_wrong(struct finding_in *in, struct mlf_err *err)
{
    const struct mlf_record *record = &in->gate->records.items[in->record];
    struct mlf_err broken = {""};
    char *label = mlf_record_string(record, "label", &broken);
    int result = broken.text[0] ? mlf_fail(err, "%s:%zu: %s", record->file, record->number, broken.text)
                                : keep_finding(in, "label", label, err);
    free(label);
    return result;
}

int mlf_gate_find(struct mlf_gate *gate, const unsigned char *said, struct mlf_err *err)
{
    if (said && !(gate->said = mlf_alloc(gate->records.n, 1, err)))
        return -1;
    if (said)
        memcpy(gate->said, said, gate->records.n);
    for (size_t i = 0; i < gate->records.n; i++) {
        struct finding_in in = {gate, i};
        size_t before = gate->n;
        if (each_issue(&gate->records.items[i], keep_finding, &in, err))
            return mlf_fail_at(err, "%s:%zu", gate->records.items[i].file, gate->records.items[i].number);
        if (!said || said[i] == MLF_GATE_UNSAID)
            continue;
        if (said[i] == MLF_GATE_SAID_WRONG) {
            if (!mlf_record_has_issue(&gate->records.items[i], "label") &&
                !mlf_record_has_issue(&gate->records.items[i], "label-omitted") && keep_wrong(&in, err))
                return -1;
            continue;
        }
        gate->confirmed += gate->n - before;
        gate->n = before;
    }
    return 0;
}

/* ---- The ratchet ---- */

struct prints {
    struct mlf_gate *gate;
    uint64_t *items;
    size_t n, capacity;
    const struct mlf_record *record;
};

static int keep_print(void *context, const char *issue, const char *label, struct mlf_err *err)
{
    struct prints *prints = context;
    if (mlf_gate_take_issue(prints->gate, issue, err) ||
        mlf_grow(&prints->items, &prints->capacity, prints->n + 1, sizeof *prints->items, err))
        return -1;
    prints->items[prints->n++] = mlf_gate_print(prints->record, issue, label);
    return 0;
}

static int by_print(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* The first that is not smaller. */
static size_t lower_bound(const struct prints *prints, uint64_t print)
{
    size_t low = 0, high = prints->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (prints->items[middle] < print)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

int mlf_gate_ratchet(struct mlf_gate *gate, const char *path, struct mlf_err *err)
{
    struct prints old = {.gate = gate};
    struct mlf_reader reader;
    struct mlf_record record;
    size_t *used = NULL;
    int got;
    if (mlf_reader_open(&reader, path, err))
        return -1;
    while ((got = mlf_reader_record(&reader, &record, err)) == 1) {
        old.record = &record;
        int failed = mlf_honeypot_is(&record) ? 0 : each_issue(&record, keep_print, &old, err);
        mlf_record_free(&record);
        if (failed) {
            got = mlf_fail_at(err, "%s:%zu", reader.name, reader.number);
            break;
        }
    }
    mlf_reader_close(&reader);
    if (got == 0 && !(used = mlf_alloc(old.n + 1, sizeof *used, err)))
        got = -1;
    if (got == 0 && old.n > 1)
        qsort(old.items, old.n, sizeof *old.items, by_print);
    for (size_t i = 0; i < gate->n && got == 0; i++) {
        size_t first = lower_bound(&old, gate->findings[i].print), at = first + (first < old.n ? used[first] : 0);
        if (at >= old.n || old.items[at] != gate->findings[i].print)
            continue;
        used[first]++;
        gate->findings[i].known = 1;
        gate->known++;
    }
    gate->ratchet = 1;
    free(used);
    free(old.items);
    return got;
}

/* ---- The verdict ---- */

int mlf_gate_judge(struct mlf_gate *gate, struct mlf_err *err)
{
    int shut = 0;
    for (size_t r = 0; r < gate->n_rules; r++) {
        struct mlf_gate_rule *rule = &gate->rules[r];
        rule->expected = mlf_gate_is_expected(gate, rule);
        rule->of = rule->label ? 0 : gate->records.n;
        for (size_t i = 0; i < gate->records.n && rule->label; i++) {
            char *label = mlf_record_string(&gate->records.items[i], "label", err);
            rule->of += label && strcmp(label, rule->label) == 0;
            free(label);
        }
        for (size_t i = 0; i < gate->n; i++)
            rule->found += !gate->findings[i].known && mlf_gate_speaks_of(rule, &gate->findings[i]);
        if (rule->expected && mlf_gate_expect(gate, rule, err))
            return -1;
        double allowed = rule->percent ? rule->limit / 100 * (double)rule->of : rule->limit;
        rule->broken = (double)rule->found > allowed;
        shut |= rule->broken;
        for (size_t i = 0; i < gate->n && rule->broken; i++)
            gate->findings[i].counted |= !gate->findings[i].known && mlf_gate_speaks_of(rule, &gate->findings[i]);
    }
    return shut;
}

void mlf_gate_free(struct mlf_gate *gate)
{
    for (size_t r = 0; r < gate->n_rules; r++) {
        free(gate->rules[r].text);
        free(gate->rules[r].place);
        free(gate->rules[r].issue);
        free(gate->rules[r].label);
    }
    free(gate->rules);
    free(gate->findings);
    free(gate->said);
    mlf_records_free(&gate->records);
    mlf_string_set_free(&gate->texts);
    mlf_string_set_free(&gate->own_issues);
    mlf_string_set_free(&gate->undeclared);
    mlf_string_set_free(&gate->own_labels);
    *gate = (struct mlf_gate){0};
}

int mlf_gate_speaks_of(const struct mlf_gate_rule *rule, const struct mlf_gate_finding *finding)
{
    if (strcmp(rule->issue, "any") != 0 && strcmp(rule->issue, finding->issue) != 0)
        return 0;
    return !rule->label || (finding->label && strcmp(rule->label, finding->label) == 0);
}
