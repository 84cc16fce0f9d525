#include "mlfix/record/honeypots.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/counting-sort.h"
#include "mlfix/base/err.h"
#include "mlfix/base/rng.h"
#include "mlfix/base/string-set.h"
#include "mlfix/record/fields.h"
#include "mlfix/record/record-write.h"
#include "mlfix/record/record.h"
#include "mlfix/record/records.h"

#define NONE ((size_t)-1)

int mlf_honeypot_is(const struct mlf_record *record)
{
    const struct mlf_field *field = mlf_record_find(record, "honeypot");
    return field && field->kind == MLF_JSON_TRUE;
}

size_t mlf_honeypots_remove(struct mlf_records *records)
{
    size_t kept = 0, n = records->n;
    for (size_t i = 0; i < n; i++) {
        if (mlf_honeypot_is(&records->items[i]))
            mlf_record_free(&records->items[i]);
        else
            records->items[kept++] = records->items[i];
    }
    records->n = kept;
    return n - kept;
}

/* ---- Which records can be hosts, and which objects can be planted ---- */

/* A record whose label is doubted; a planted record gets its looks. */
struct host {
    size_t record;
    size_t group;        /* number of its group in `groups` */
    size_t suggested;    /* number of the suggested label in `labels`; NONE where none other than its own is */
    size_t before, next; /* hosts of the same group, or NONE */
};

struct planting {
    const struct mlf_honeypot_options *options;
    struct mlf_records *records;
    struct mlf_rng rng;
    struct mlf_string_set labels, groups, ids;
    struct host *hosts;
    size_t n_hosts, host_capacity;
    /* Records whose label is right ("sound"), sorted by label: those of label l are
     * sound[first[l]] .. sound[first[l + 1] - 1], the first left[l] of which are not
     * planted yet. */
    size_t *sound, *first, *left;
    size_t *label; /* of each record, NONE where it is not sound */
    size_t drawn;  /* records without `error` */
    struct plant *plants;
    size_t n;
};

struct plant {
    struct mlf_record record;
    size_t before; /* index of the record that it stands in front of */
    double place;  /* 0..1: the order of several planted in front of the same record */
};

static void planting_free(struct planting *f)
{
    mlf_string_set_free(&f->labels);
    mlf_string_set_free(&f->groups);
    mlf_string_set_free(&f->ids);
    free(f->hosts);
    free(f->sound);
    free(f->first);
    free(f->left);
    free(f->label);
    for (size_t i = 0; f->plants && i < f->n; i++)
        mlf_record_free(&f->plants[i].record);
    free(f->plants);
}

/* The number of the field's text in *number, NONE where the record has none. */
static int number_of(struct mlf_string_set *names, const struct mlf_record *record, const char *key, size_t *number,
                     struct mlf_err *err)
{
    char *text = mlf_record_string(record, key, err);
    *number = NONE;
    if (!text)
        return err->text[0] ? -1 : 0;
    int result = mlf_string_set_add(names, text, number, NULL, err);
    free(text);
    return result;
}

static int is_sound(const struct mlf_record *record, size_t label, size_t pred)
{
    const struct mlf_field *issues = mlf_record_find(record, "issues");
    double wrong, prob;
    if (label == NONE || (pred != NONE && pred != label))
        return 0;
    if (issues && issues->kind == MLF_JSON_ARRAY && memchr(issues->value, '"', issues->length))
        return 0;
    if (mlf_record_number(record, "wrong_high", &wrong) || mlf_record_number(record, "wrong", &wrong))
        return wrong <= MLF_HONEYPOT_WRONG;
    return pred == label && mlf_record_number(record, "prob", &prob) && prob >= 1 - MLF_HONEYPOT_WRONG;
}

static int add_host(struct planting *f, size_t record, size_t label, size_t pred, size_t *last_of, struct mlf_err *err)
{
    const struct mlf_record *at = &f->records->items[record];
    struct host host = {.record = record, .group = NONE, .suggested = NONE, .before = NONE, .next = NONE};
    if (number_of(&f->groups, at, mlf_record_find(at, "group") ? "group" : "label", &host.group, err) ||
        number_of(&f->labels, at, "suggest", &host.suggested, err) ||
        mlf_grow(&f->hosts, &f->host_capacity, f->n_hosts + 1, sizeof *f->hosts, err))
        return -1;
    if (host.suggested == NONE)
        host.suggested = pred;
    if (host.suggested == label)
        host.suggested = NONE;
    if (host.group != NONE) {
        host.before = last_of[host.group];
        if (host.before != NONE)
            f->hosts[host.before].next = f->n_hosts;
        last_of[host.group] = f->n_hosts;
    }
    f->hosts[f->n_hosts++] = host;
    return 0;
}

/* Finds the hosts and the sound records. last_of: n entries of NONE, used to link the
 * hosts of each group. */
static int find_hosts_and_sound(struct planting *f, size_t *last_of, struct mlf_err *err)
{
    for (size_t i = 0; i < f->records->n; i++) {
        const struct mlf_record *record = &f->records->items[i];
        size_t label, pred, id;
        f->label[i] = NONE;
        if (number_of(&f->ids, record, "id", &id, err))
            return -1;
        if (mlf_record_find(record, "error"))
            continue;
        f->drawn++;
        if (number_of(&f->labels, record, "label", &label, err) || number_of(&f->labels, record, "pred", &pred, err))
            return -1;
        if (mlf_record_has_issue(record, "label")) {
            if (label != NONE && add_host(f, i, label, pred, last_of, err))
                return -1;
        } else if (is_sound(record, label, pred)) {
            f->label[i] = label;
        }
    }
    return 0;
}

/* Sorts the sound records by label. */
static int sort_sound(struct planting *f, struct mlf_err *err)
{
    size_t n = f->records->n, labels = f->labels.n;
    f->sound = mlf_alloc(n, sizeof *f->sound, err);
    f->first = mlf_alloc(labels + 1, sizeof *f->first, err);
    f->left = mlf_alloc(labels, sizeof *f->left, err);
    if (!f->sound || !f->first || !f->left)
        return -1;
    mlf_counting_sort(f->label, NULL, n, labels, f->first, f->sound);
    for (size_t l = 0; l < labels; l++)
        f->left[l] = f->first[l + 1] - f->first[l];
    return 0;
}

/* ---- Planting ---- */

/* A random sound record of the label that was not drawn before, or NONE. */
static size_t draw_sound(struct planting *f, size_t label)
{
    if (label == NONE || f->left[label] == 0)
        return NONE;
    size_t *list = f->sound + f->first[label], at = mlf_rng_below(&f->rng, f->left[label]);
    size_t drawn = list[at];
    list[at] = list[--f->left[label]];
    return drawn;
}

static int copy_field(struct mlf_record *to, const struct mlf_record *from, const char *key, struct mlf_err *err)
{
    const struct mlf_field *field = mlf_record_find(from, key);
    if (!field) {
        mlf_record_remove(to, key);
        return 0;
    }
    char *value = mlf_strndup(field->value, field->length, err);
    int result = value ? mlf_record_set(to, key, value, err) : -1;
    free(value);
    return result;
}

/* Sets a number between the host's (way 0) and its neighbour's (way 1). The same number
 * twice side by side would give a planted record away, and so would one that breaks the
 * order of a sorted list. */
static int set_between(struct mlf_record *to, const struct mlf_record *host, const struct mlf_record *beside,
                       double way, const char *key, struct mlf_err *err)
{
    double a, b;
    if (!mlf_record_number(host, key, &a)) {
        mlf_record_remove(to, key);
        return 0;
    }
    if (!mlf_record_number(beside, key, &b))
        b = a;
    return mlf_record_set_number(to, key, rint((a + (b - a) * way) * 1e6) / 1e6, err);
}

static int set_id(struct planting *f, struct mlf_record *record, struct mlf_err *err)
{
    char *id = mlf_record_string(record, "id", err), *own = NULL;
    int is_new = 0;
    int result = -1;
    if (!id && err->text[0])
        return -1;
    if (id && mlf_record_set_string(record, "honeypot_of", id, err))
        goto done;
    while (!is_new) {
        free(own);
        own = mlf_strf(err, "%s#%08" PRIx32, id ? id : "", (uint32_t)(mlf_rng_next(&f->rng) >> 32));
        if (!own || mlf_string_set_add(&f->ids, own, NULL, &is_new, err))
            goto done;
    }
    result = mlf_record_set_string(record, "id", own, err);
done:
    free(own);
    free(id);
    return result;
}

/* Turns a copy of the object's record into a planted one that looks like its host. */
static int disguise(struct planting *f, struct mlf_record *record, const struct mlf_record *host,
                    const struct mlf_record *beside, double way, struct mlf_err *err)
{
    static const char *const looks[] = {"label", "group", "issues", "suggest", "pred", "probs", "loss", "position"};
    static const char *const numbers[] = {"score", "prob", "wrong", "wrong_low", "wrong_high"};
    static const char *const ties[] = {"cluster", "track", "frame", "source", "reasons", "folded"};
    char *label = mlf_record_string(record, "label", err);
    int result = -1;
    if (!label || set_id(f, record, err) || mlf_record_set(record, "honeypot", "true", err) ||
        mlf_record_set_string(record, "honeypot_label", label, err))
        goto done;
    for (size_t k = 0; k < sizeof looks / sizeof *looks; k++)
        if (copy_field(record, host, looks[k], err))
            goto done;
    for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++)
        if (set_between(record, host, beside, way, numbers[k], err))
            goto done;
    for (size_t k = 0; k < sizeof ties / sizeof *ties; k++)
        mlf_record_remove(record, ties[k]);
    if (f->options->fold)
        mlf_record_remove(record, f->options->fold);
    result = 0;
done:
    free(label);
    return result;
}

/* Plants one record beside this host, if an object that fits is left. */
static int plant_at(struct planting *f, const struct host *host, struct mlf_err *err)
{
    const struct mlf_record *items = f->records->items;
    size_t object = draw_sound(f, host->suggested);
    if (object == NONE)
        return 0;
    int behind = (int)mlf_rng_below(&f->rng, 2);
    double way = 0.25 + mlf_rng_uniform(&f->rng) / 2;
    if ((behind ? host->next : host->before) == NONE) /* at an end: the side where there is a neighbour */
        behind = !behind;
    size_t beside = behind ? host->next : host->before;
    struct plant *plant = &f->plants[f->n];
    struct mlf_buf text = {0};
    /* The copy is made by printing and parsing; the newline is left out. */
    mlf_record_print(&items[object], &text);
    int result = mlf_buf_check(&text, err);
    if (result == 0)
        result = mlf_record_parse(&plant->record, text.data, text.length - 1, err);
    mlf_buf_free(&text);
    if (result)
        return -1;
    plant->before = !behind ? host->record : beside == NONE ? host->record + 1 : f->hosts[beside].record;
    plant->place = behind ? way : 1 - way;
    f->n++;
    return disguise(f, &plant->record, &items[host->record],
                    &items[beside == NONE ? host->record : f->hosts[beside].record], way, err);
}

static int plant_all(struct planting *f, size_t wanted, struct mlf_err *err)
{
    size_t *order = mlf_alloc(f->n_hosts, sizeof *order, err);
    int result = order && (f->plants = mlf_alloc(wanted, sizeof *f->plants, err)) ? 0 : -1;
    /* At most one beside each host: more of them than doubted records in a group would be
     * noticed. */
    if (result == 0)
        mlf_rng_permutation(&f->rng, order, f->n_hosts);
    for (size_t i = 0; i < f->n_hosts && f->n < wanted && result == 0; i++)
        result = plant_at(f, &f->hosts[order[i]], err);
    free(order);
    return result;
}

static int by_place(const void *a, const void *b)
{
    const struct plant *x = a, *y = b;
    if (x->before != y->before)
        return x->before < y->before ? -1 : 1;
    return (x->place > y->place) - (x->place < y->place);
}

/* Moves the planted records into the list. */
static int merge(struct planting *f, struct mlf_err *err)
{
    struct mlf_records *records = f->records;
    size_t from = records->n, to = records->n + f->n;
    if (f->n == 0)
        return 0;
    if (mlf_grow(&records->items, &records->capacity, to, sizeof *records->items, err))
        return -1;
    qsort(f->plants, f->n, sizeof *f->plants, by_place);
    records->n = to;
    for (size_t k = f->n; k-- > 0;) {
        while (from > f->plants[k].before)
            records->items[--to] = records->items[--from];
        records->items[--to] = f->plants[k].record;
    }
    f->n = 0; /* they belong to the list now */
    return 0;
}

int mlf_honeypots_plant(struct mlf_records *records, const struct mlf_honeypot_options *options, size_t *planted,
                        size_t *wanted, struct mlf_err *err)
{
    struct planting f = {.options = options, .records = records};
    size_t *last_of = mlf_alloc(records->n, sizeof *last_of, err);
    int result = -1;
    f.label = mlf_alloc(records->n, sizeof *f.label, err);
    if (!last_of || !f.label)
        goto done;
    for (size_t i = 0; i < records->n; i++)
        last_of[i] = NONE;
    mlf_rng_seed(&f.rng, options->seed);
    if (find_hosts_and_sound(&f, last_of, err) || sort_sound(&f, err))
        goto done;
    *wanted = (size_t)fmax(rint(options->percent / 100 * (double)f.drawn), f.drawn > 0);
    if (plant_all(&f, *wanted, err))
        goto done;
    *planted = f.n;
    result = merge(&f, err);
done:
    free(last_of);
    planting_free(&f);
    return result;
}
