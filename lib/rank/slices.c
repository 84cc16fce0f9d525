#include "mlfix/rank/slices.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/base/string-set.h"
#include "mlfix/json/json-text.h"
#include "mlfix/record/fields.h"
#include "mlfix/record/lookup.h"
#include "mlfix/record/record.h"
#include "mlfix/record/records.h"

#define NONE ((size_t)-1)

/* Fields of the contract that are no slices: names, measurements, what rank
 * itself says. */
static const char *const known[] = {
    "id",        "image",   "bbox",        "source",   "rotation", "crop",    "issues",    "doctor",
    "embedding", "parts",   "row",         "hash",     "pred",     "prob",    "probs",     "loss",
    "score",     "suggest", "group",       "position", "cell",     "sheet",   "cell_rect", "fingerprint",
    "verdict",   "by",      "at",          "note",     "error",    "quality", "outlier",   "duplicate",
    "cluster",   "reasons", "embedded_by", "shard",    NULL};

static int is_known(const char *key)
{
    for (size_t i = 0; known[i]; i++)
        if (strcmp(key, known[i]) == 0)
            return 1;
    return 0;
}

/* ---- Probability ---- */

static double log_choose(double n, double k)
{
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1);
}

/* Terms fall away from the mean: from k on upwards, or for k below it all less
 * those from k - 1 on downwards. */
double mlf_slices_log_tail(size_t all, size_t bad, size_t n, size_t k)
{
    double a = (double)all, b = (double)bad, m = (double)n, term = 1, sum = 0;
    size_t least = n + bad > all ? n + bad - all : 0, most = n < bad ? n : bad;
    if (k <= least)
        return 0;
    if (k > most)
        return -INFINITY;
    int upwards = (double)k * a > m * b;
    double x = (double)(upwards ? k : k - 1);
    double first = log_choose(b, x) + log_choose(a - b, m - x) - log_choose(a, m);
    while (term > sum * 1e-12 && x >= (double)least && x <= (double)most) {
        sum += term;
        term *= upwards ? (b - x) * (m - x) / ((x + 1) * (a - b - m + x + 1))
                        : x * (a - b - m + x) / ((b - x + 1) * (m - x + 1));
        x += upwards ? 1 : -1;
    }
    if (upwards)
        return fmin(0, first + log(sum));
    return log1p(-fmin(1, exp(first) * sum));
}

/* ---- Fields ---- */

static int add_field(struct mlf_slices *s, size_t *capacity, const char *name, struct mlf_err *err)
{
    for (size_t f = 0; f < s->fields_n; f++)
        if (strcmp(s->fields[f], name) == 0)
            return 0;
    if (mlf_grow(&s->fields, capacity, s->fields_n + 1, sizeof *s->fields, err) ||
        !(s->fields[s->fields_n] = mlf_strdup(name, err)))
        return -1;
    s->fields_n++;
    return 0;
}

/* More fields than this are data, not metadata. */
#define MOST_FIELDS ((size_t)200)

static int find_fields(struct mlf_slices *s, const struct mlf_records *records, const char *const *fields, size_t n,
                       struct mlf_err *err)
{
    static const char *const usual[] = {"label", "annotator", "split", "source.file"};
    size_t capacity = 0;
    for (size_t f = 0; f < n; f++)
        if (add_field(s, &capacity, fields[f], err))
            return -1;
    for (size_t f = 0; f < sizeof usual / sizeof usual[0] && n == 0; f++)
        if (add_field(s, &capacity, usual[f], err))
            return -1;
    for (size_t i = 0; i < records->n && n == 0; i++) {
        const struct mlf_record *record = &records->items[i];
        for (size_t f = 0; f < record->n && s->fields_n < MOST_FIELDS; f++) {
            int kind = record->fields[f].kind;
            if (kind == MLF_JSON_NULL || kind == MLF_JSON_ARRAY || kind == MLF_JSON_OBJECT)
                continue;
            char *key = mlf_strndup(record->fields[f].key, record->fields[f].key_length, err);
            int failed = !key || (!is_known(key) && add_field(s, &capacity, key, err));
            free(key);
            if (failed)
                return -1;
        }
    }
    return 0;
}

static int read_values(struct mlf_slices *s, size_t field, const struct mlf_records *records, struct mlf_err *err)
{
    size_t *of = s->of[field] = mlf_alloc(records->n, sizeof *of, err);
    if (!of)
        return -1;
    for (size_t i = 0; i < records->n; i++) {
        struct mlf_err broken = {""};
        char *text = mlf_lookup_text(&records->items[i], s->fields[field], &broken);
        if (!text && *broken.text)
            return mlf_fail(err, "%s", broken.text);
        of[i] = NONE;
        if (text && mlf_string_set_add(&s->values[field], text, &of[i], NULL, err)) {
            free(text);
            return -1;
        }
        free(text);
    }
    return 0;
}

/* ---- Testing ---- */

static int test_field(struct mlf_slices *s, size_t field, const signed char *wrong, int chosen, size_t *capacity,
                      struct mlf_err *err)
{
    size_t values = s->values[field].n, with = 0;
    size_t *n = mlf_alloc(values, sizeof *n, err), *bad = mlf_alloc(values, sizeof *bad, err);
    int result = -1;
    if (!n || !bad)
        goto done;
    for (size_t i = 0; i < s->records; i++) {
        size_t value = s->of[field][i];
        if (value == NONE || wrong[i] < 0)
            continue;
        with++;
        n[value]++;
        bad[value] += wrong[i] > 0;
    }
    result = 0;
    if (!chosen && (values < 2 || values * MLF_SLICE_LEAST > with))
        goto done;
    for (size_t v = 0; v < values && result == 0; v++) {
        if (n[v] < MLF_SLICE_LEAST)
            continue;
        result = mlf_grow(&s->items, capacity, s->n + 1, sizeof *s->items, err);
        if (result == 0)
            s->items[s->n++] = (struct mlf_slice){.field = field,
                                                  .value = v,
                                                  .n = n[v],
                                                  .suspected = bad[v],
                                                  .expected = (double)n[v] * (double)s->suspected / (double)s->judged,
                                                  .log_p = mlf_slices_log_tail(s->judged, s->suspected, n[v], bad[v])};
    }
done:
    free(n);
    free(bad);
    return result;
}

static int compare_slices(const void *a, const void *b)
{
    const struct mlf_slice *x = a, *y = b;
    if (x->log_p != y->log_p)
        return x->log_p < y->log_p ? -1 : 1;
    if (x->n != y->n)
        return x->n > y->n ? -1 : 1;
    if (x->field != y->field)
        return x->field < y->field ? -1 : 1;
    return x->value < y->value ? -1 : x->value > y->value;
}

static void control_rate(struct mlf_slices *s)
{
    double least = 1;
    for (size_t i = s->n; i-- > 0;) {
        least = fmin(least, exp(s->items[i].log_p) * (double)s->n / (double)(i + 1));
        s->items[i].q = least;
    }
    while (s->at_fault < s->n && s->items[s->at_fault].q < MLF_SLICE_RATE)
        s->at_fault++;
}

int mlf_slices_make(struct mlf_slices *slices, const struct mlf_records *records, const signed char *wrong,
                    const char *const *fields, size_t n, struct mlf_err *err)
{
    struct mlf_slices *s = slices;
    size_t capacity = 0;
    *s = (struct mlf_slices){.records = records->n};
    for (size_t i = 0; i < records->n; i++) {
        s->judged += wrong[i] >= 0;
        s->suspected += wrong[i] > 0;
    }
    if (find_fields(s, records, fields, n, err))
        return -1;
    s->values = mlf_alloc(s->fields_n, sizeof *s->values, err);
    s->of = mlf_alloc(s->fields_n, sizeof *s->of, err);
    if (!s->values || !s->of)
        return -1;
    for (size_t f = 0; f < s->fields_n; f++)
        if (read_values(s, f, records, err) || test_field(s, f, wrong, n > 0, &capacity, err))
            return -1;
    if (s->n > 0)
        qsort(s->items, s->n, sizeof *s->items, compare_slices);
    control_rate(s);
    return 0;
}

void mlf_slices_free(struct mlf_slices *slices)
{
    for (size_t f = 0; f < slices->fields_n; f++) {
        free(slices->fields[f]);
        if (slices->values)
            mlf_string_set_free(&slices->values[f]);
        if (slices->of)
            free(slices->of[f]);
    }
    free(slices->fields);
    free(slices->values);
    free(slices->of);
    free(slices->items);
    *slices = (struct mlf_slices){0};
}

void mlf_slices_report(const struct mlf_slices *slices, struct mlf_buf *buf)
{
    mlf_buf_printf(buf, "{\"records\":%zu,\"judged\":%zu,\"suspected\":%zu,\"at_fault\":%zu,\n \"slices\":[",
                   slices->records, slices->judged, slices->suspected, slices->at_fault);
    for (size_t i = 0; i < slices->n; i++) {
        const struct mlf_slice *one = &slices->items[i];
        mlf_buf_puts(buf, i ? ",\n  {\"field\":" : "\n  {\"field\":");
        mlf_json_put_string(buf, slices->fields[one->field]);
        mlf_buf_puts(buf, ",\"value\":");
        mlf_json_put_string(buf, slices->values[one->field].items[one->value]);
        mlf_buf_printf(buf, ",\"n\":%zu,\"suspected\":%zu,\"expected\":", one->n, one->suspected);
        mlf_json_put_number(buf, one->expected);
        mlf_buf_puts(buf, ",\"p\":");
        mlf_json_put_number(buf, exp(one->log_p));
        mlf_buf_puts(buf, ",\"q\":");
        mlf_json_put_number(buf, one->q);
        mlf_buf_putc(buf, '}');
    }
    mlf_buf_puts(buf, "]\n}\n");
}
