#include "mlfix/gate/statement.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/flags/flags.h"
#include "mlfix/gate/findings.h"
#include "mlfix/gate/gate.h"
#include "mlfix/record/fields.h"
#include "mlfix/record/record.h"

/* Objects whose labels are right or wrong together. */
struct lump {
    size_t class;
    double wrong; /* sum */
    size_t n;
};

struct making {
    struct mlf_statement *s;
    const struct mlf_gate *gate;
    struct mlf_string_set photos, clusters;
    struct lump *lumps;
    size_t n_lumps, lump_capacity;
    size_t *of_cluster; /* number of a cluster's lump */
    size_t of_capacity;
};

/* Where a flag counts; standing: what became of all that was said of the object. */
static size_t *slot_of(struct mlf_statement_decisions *decisions, const struct mlf_flag *flag,
                       enum mlf_standing standing, const char *label)
{
    if (standing != MLF_DECIDED)
        return &decisions->open;
    switch (flag->verdict) {
    case MLF_OK:
        return &decisions->right;
    case MLF_RELABELLED:
        return strcmp(flag->label, label) == 0 ? &decisions->right : &decisions->relabelled;
    case MLF_WRONG:
        return &decisions->wrong;
    case MLF_REMOVED:
        return &decisions->removed;
    case MLF_BOXED:
        return &decisions->boxed;
    case MLF_UNSURE:
        break;
    }
    return &decisions->open;
}

static int count_reviewer(struct mlf_statement *s, const struct mlf_flag *flag, enum mlf_standing standing,
                          const char *label, struct mlf_err *err)
{
    size_t number;
    int added;
    if (mlf_string_set_add(&s->names, flag->by ? flag->by : "", &number, &added, err) ||
        mlf_grow(&s->reviewers, &s->reviewer_capacity, number + 1, sizeof *s->reviewers, err))
        return -1;
    struct mlf_statement_reviewer *r = &s->reviewers[number];
    if (added)
        *r = (struct mlf_statement_reviewer){.name = number};
    ++*slot_of(&r->decided, flag, standing, label);
    /* ISO 8601 sorts as text. */
    if (flag->at && (!r->first || strcmp(flag->at, r->first) < 0))
        r->first = flag->at;
    if (flag->at && (!r->last || strcmp(flag->at, r->last) > 0))
        r->last = flag->at;
    return 0;
}

/* All who spoke of the object, each once. */
static int count_reviewers(struct mlf_statement *s, const struct mlf_flags *flags, const struct mlf_flag *flag,
                           const char *label, struct mlf_err *err)
{
    for (size_t i = flags->first_ballot[flag->target]; i; i = flags->ballots[i - 1].next) {
        const struct mlf_ballot *ballot = &flags->ballots[i - 1];
        size_t before = flags->first_ballot[flag->target];
        while (before != i && flags->ballots[before - 1].reviewer != ballot->reviewer)
            before = flags->ballots[before - 1].next;
        if (before == i && count_reviewer(s, &ballot->flag, flag->standing, label, err))
            return -1;
    }
    return 0;
}

static int add_lump(struct making *m, const struct mlf_record *record, size_t class, double wrong, struct mlf_err *err)
{
    const struct mlf_field *cluster = mlf_record_find(record, "cluster");
    size_t lump = m->n_lumps, number;
    if (cluster && cluster->kind == MLF_JSON_STRING) {
        char *key = mlf_strf(err, "%zu %.*s", class, (int)cluster->length, cluster->value);
        int added, failed = !key || mlf_string_set_add(&m->clusters, key, &number, &added, err);
        free(key);
        if (failed || mlf_grow(&m->of_cluster, &m->of_capacity, number + 1, sizeof *m->of_cluster, err))
            return -1;
        if (added)
            m->of_cluster[number] = lump;
        lump = m->of_cluster[number];
    }
    if (lump == m->n_lumps) {
        if (mlf_grow(&m->lumps, &m->lump_capacity, lump + 1, sizeof *m->lumps, err))
            return -1;
        m->lumps[m->n_lumps++] = (struct lump){.class = class};
    }
    m->lumps[lump].wrong += wrong;
    m->lumps[lump].n++;
    return 0;
}

static int count_photo(struct making *m, const struct mlf_record *record, struct mlf_err *err)
{
    struct mlf_err broken = {""};
    char *photo = mlf_record_string(record, "image", &broken);
    int result = photo ? mlf_string_set_add(&m->photos, photo, NULL, NULL, err) : 0;
    free(photo);
    return broken.text[0] ? mlf_fail(err, "'image': %s", broken.text) : result;
}

static int count_record(struct making *m, const struct mlf_record *record, const struct mlf_flags *flags,
                        const struct mlf_flag *flag, const char *label, struct mlf_err *err)
{
    struct mlf_statement *s = m->s;
    size_t number;
    double wrong;
    int added;
    if (mlf_string_set_add(&s->labels, label ? label : "", &number, &added, err) ||
        mlf_grow(&s->classes, &s->class_capacity, number + 1, sizeof *s->classes, err) || count_photo(m, record, err))
        return -1;
    struct mlf_statement_class *class = &s->classes[number];
    if (added)
        *class = (struct mlf_statement_class){0};
    int doubted = mlf_record_has_issue(record, "label"), decided = flag && flag->verdict != MLF_UNSURE;
    class->objects++;
    class->doubted += (size_t)doubted;
    s->reviewed_doubts += (size_t)(doubted && decided);
    s->unreadable += mlf_record_find(record, "error") != NULL;
    s->print += mlf_gate_print(record, "", label);
    if (flag) {
        ++*slot_of(&class->decided, flag, flag->standing, label ? label : "");
        if (count_reviewers(s, flags, flag, label ? label : "", err))
            return -1;
    }
    if (decided)
        return 0;
    if (!mlf_record_number(record, "wrong", &wrong) || !(wrong >= 0 && wrong <= 1)) {
        class->silent++;
        return 0;
    }
    class->judged++;
    return add_lump(m, record, number, wrong, err);
}

static void add_decisions(struct mlf_statement_decisions *sum, const struct mlf_statement_decisions *more)
{
    sum->right += more->right;
    sum->relabelled += more->relabelled;
    sum->removed += more->removed;
    sum->wrong += more->wrong;
    sum->boxed += more->boxed;
    sum->open += more->open;
}

/* Labels that somebody found wrong, and nobody has corrected, are wrong for certain. */
static void add_known(struct mlf_expected *wrong, size_t n)
{
    wrong->mean += (double)n;
    wrong->low += (double)n;
    wrong->high += (double)n;
}

/* How many labels are wrong among those on which nothing is decided, or only that they are wrong. */
static int expect(struct making *m, struct mlf_err *err)
{
    struct mlf_statement *s = m->s;
    size_t n = s->labels.n;
    struct mlf_expected_sum **of_class = mlf_alloc(n, sizeof *of_class, err);
    struct mlf_expected_sum *all = mlf_expected_new(&mlf_expected_of_all, err);
    int result = of_class && all ? 0 : -1;
    for (size_t k = 0; k < n && result == 0; k++)
        result = (of_class[k] = mlf_expected_new(&mlf_expected_of_part, err)) ? 0 : -1;
    for (size_t i = 0; i < m->n_lumps && result == 0; i++) {
        double p = fmin(m->lumps[i].wrong / (double)m->lumps[i].n, 1);
        mlf_expected_add(of_class[m->lumps[i].class], p, m->lumps[i].n);
        mlf_expected_add(all, p, m->lumps[i].n);
    }
    for (size_t k = 0; k < n && result == 0; k++) {
        struct mlf_statement_class *class = &s->classes[k];
        mlf_expected_read(of_class[k], &class->wrong);
        add_known(&class->wrong, class->decided.wrong);
        s->all.objects += class->objects;
        s->all.doubted += class->doubted;
        s->all.judged += class->judged;
        s->all.silent += class->silent;
        add_decisions(&s->all.decided, &class->decided);
    }
    if (result == 0) {
        mlf_expected_read(all, &s->all.wrong);
        add_known(&s->all.wrong, s->all.decided.wrong);
    }
    for (size_t k = 0; of_class && k < n; k++)
        mlf_expected_free(of_class[k]);
    free(of_class);
    mlf_expected_free(all);
    return result;
}

int mlf_statement_make(struct mlf_statement *statement, const struct mlf_gate *gate, const struct mlf_flags *flags,
                       const size_t *flag_of, struct mlf_err *err)
{
    struct making m = {.s = statement, .gate = gate};
    int result = 0;
    for (size_t i = 0; i < gate->records.n && result == 0; i++) {
        const struct mlf_record *record = &gate->records.items[i];
        struct mlf_err broken = {""};
        char *label = mlf_record_string(record, "label", &broken);
        const struct mlf_flag *flag = flag_of && flag_of[i] ? &flags->items[flag_of[i] - 1] : NULL;
        result = broken.text[0] ? mlf_fail(err, "'label': %s", broken.text)
                                : count_record(&m, record, flags, flag, label, err);
        free(label);
        if (result)
            mlf_fail_at(err, "%s:%zu", record->file, record->number);
    }
    statement->photos = m.photos.n;
    if (result == 0)
        result = expect(&m, err);
    free(m.lumps);
    free(m.of_cluster);
    mlf_string_set_free(&m.photos);
    mlf_string_set_free(&m.clusters);
    return result;
}

void mlf_statement_free(struct mlf_statement *statement)
{
    free(statement->classes);
    free(statement->reviewers);
    mlf_string_set_free(&statement->labels);
    mlf_string_set_free(&statement->names);
    *statement = (struct mlf_statement){0};
}
