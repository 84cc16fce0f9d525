#include "mlfix/painted/paint-rules.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/json/json-text.h"

#define RELABEL "relabel:"

static int find_colour(const struct mlf_paint_rules *rules, const char *name, size_t length)
{
    for (size_t k = 0; k < rules->n; k++)
        if (strlen(rules->colours[k]) == length && strncmp(rules->colours[k], name, length) == 0)
            return (int)k;
    return -1;
}

static int read_verdict(struct mlf_paint_rule *rule, const char *text, size_t length, struct mlf_err *err)
{
    enum mlf_verdict verdict;
    if (mlf_verdict_read(text, length, &verdict) && verdict != MLF_RELABELLED && verdict != MLF_BOXED) {
        rule->verdict = verdict;
        return 0;
    }
    size_t prefix = strlen(RELABEL);
    if (length <= prefix || strncmp(text, RELABEL, prefix))
        return mlf_fail(err, "paint means 'wrong', 'remove', 'ok', 'unsure' or 'relabel:LABEL', not '%.*s'",
                        (int)(length < 100 ? length : 100), text);
    rule->verdict = MLF_RELABELLED;
    rule->label = mlf_strndup(text + prefix, length - prefix, err);
    return rule->label ? 0 : -1;
}

static int copy_rule(struct mlf_paint_rule *to, const struct mlf_paint_rule *from, struct mlf_err *err)
{
    to->verdict = from->verdict;
    to->label = from->label ? mlf_strdup(from->label, err) : NULL;
    return from->label && !to->label ? -1 : 0;
}

static int read_rule(struct mlf_paint_rules *rules, char *named, struct mlf_paint_rule *any, const char *text,
                     size_t length, struct mlf_err *err)
{
    const char *equals = memchr(text, '=', length);
    if (!equals)
        return mlf_fail(err, "'%.*s' is no COLOUR=VERDICT", (int)(length < 100 ? length : 100), text);
    size_t before = (size_t)(equals - text), behind = length - before - 1;
    int colour = find_colour(rules, text, before), is_any = before == 3 && strncmp(text, "any", 3) == 0;
    if (colour < 0 && !is_any) {
        mlf_fail(err, "'%.*s' is no colour of paint: they are any", (int)(before < 100 ? before : 100), text);
        for (size_t k = 0; err && k < rules->n; k++)
            strncat(strncat(err->text, ", ", 3), rules->colours[k], 20);
        return -1;
    }
    char *seen = is_any ? &named[rules->n] : &named[colour];
    if (*seen)
        return mlf_fail(err, "the colour '%.*s' is given twice", (int)before, text);
    *seen = 1;
    return read_verdict(is_any ? any : &rules->items[colour], equals + 1, behind, err);
}

static int read_spec(struct mlf_paint_rules *rules, const char *spec, struct mlf_err *err)
{
    struct mlf_paint_rule any = {MLF_WRONG, NULL};
    char *named = mlf_alloc(rules->n + 1, 1, err);
    int result = named ? 0 : -1;
    while (result == 0 && *spec) {
        size_t length = strcspn(spec, ",");
        result = read_rule(rules, named, &any, spec, length, err);
        spec += length + (spec[length] == ',');
    }
    for (size_t k = 0; k < rules->n && result == 0; k++)
        if (named[rules->n] && !named[k])
            result = copy_rule(&rules->items[k], &any, err);
    free(any.label);
    free(named);
    return result;
}

int mlf_paint_rules_make(struct mlf_paint_rules *rules, const char *const *colours, const char *spec,
                         struct mlf_err *err)
{
    *rules = (struct mlf_paint_rules){.colours = colours};
    while (colours[rules->n])
        rules->n++;
    rules->items = mlf_alloc(rules->n, sizeof *rules->items, err);
    if (!rules->items)
        return -1;
    static const struct {
        const char *colour;
        enum mlf_verdict verdict;
    } usual[] = {{"green", MLF_OK}, {"blue", MLF_UNSURE}, {"cyan", MLF_REMOVED}};
    for (size_t k = 0; k < rules->n; k++)
        rules->items[k].verdict = MLF_WRONG;
    for (size_t k = 0; k < sizeof usual / sizeof *usual; k++) {
        int colour = find_colour(rules, usual[k].colour, strlen(usual[k].colour));
        if (colour >= 0)
            rules->items[colour].verdict = usual[k].verdict;
    }
    if (spec && read_spec(rules, spec, err)) {
        mlf_paint_rules_free(rules);
        return -1;
    }
    return 0;
}

void mlf_paint_rules_free(struct mlf_paint_rules *rules)
{
    for (size_t k = 0; rules->items && k < rules->n; k++)
        free(rules->items[k].label);
    free(rules->items);
    *rules = (struct mlf_paint_rules){0};
}

static int same_rule(const struct mlf_paint_rule *a, const struct mlf_paint_rule *b)
{
    return a->verdict == b->verdict && (a->verdict != MLF_RELABELLED || strcmp(a->label, b->label) == 0);
}

/* The rule that holds for the cell: unsure where the confidence is low, or two colours mean
 * different things. */
static const struct mlf_paint_rule *rule_of(const struct mlf_paint_rules *rules,
                                            const struct mlf_painted_decision *decision)
{
    static const struct mlf_paint_rule unsure = {MLF_UNSURE, NULL};
    const struct mlf_paint_rule *rule = &rules->items[decision->colour];
    if (decision->confidence < MLF_PAINT_SURE || !same_rule(rule, &rules->items[decision->second]))
        return &unsure;
    return rule;
}

/* Appends "red, 97%" or "red and green, 80%". */
static void put_paint(const struct mlf_paint_rules *rules, const struct mlf_painted_decision *decision,
                      struct mlf_buf *buf)
{
    mlf_buf_puts(buf, rules->colours[decision->colour]);
    if (!same_rule(&rules->items[decision->colour], &rules->items[decision->second]))
        mlf_buf_printf(buf, " and %s", rules->colours[decision->second]);
    mlf_buf_printf(buf, ", %.0f%%", floor(decision->confidence * 100));
}

void mlf_paint_rules_describe(const struct mlf_paint_rules *rules, const struct mlf_painted_decision *decision,
                              struct mlf_buf *buf)
{
    const struct mlf_paint_rule *rule = rule_of(rules, decision);
    if (rule->verdict == MLF_RELABELLED)
        mlf_buf_printf(buf, "= %s (", rule->label);
    else
        mlf_buf_printf(buf, "%s (", mlf_verdict_names[rule->verdict]);
    put_paint(rules, decision, buf);
    mlf_buf_putc(buf, ')');
}

void mlf_paint_rules_flag(const struct mlf_paint_rules *rules, const struct mlf_painted_decision *decision,
                          struct mlf_buf *buf)
{
    const struct mlf_paint_rule *rule = rule_of(rules, decision);
    mlf_buf_puts(buf, "{\"sheet\":");
    mlf_json_put_string(buf, decision->sheet);
    mlf_buf_puts(buf, ",\"cell\":");
    mlf_json_put_string(buf, decision->cell);
    mlf_buf_printf(buf, ",\"verdict\":\"%s\"", mlf_verdict_names[rule->verdict]);
    if (rule->verdict == MLF_RELABELLED) {
        mlf_buf_puts(buf, ",\"label\":");
        mlf_json_put_string(buf, rule->label);
    }
    mlf_buf_puts(buf, ",\"note\":\"painted ");
    put_paint(rules, decision, buf);
    mlf_buf_puts(buf, "\"}\n");
}
