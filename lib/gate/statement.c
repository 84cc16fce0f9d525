#include "mlfix/gate/statement.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/flags/flags.h"
#include "mlfix/gate/findings.h"
#include "mlfix/gate/gate.h"
#include "mlfix/numeric/expected-records.h"
#include "mlfix/record/fields.h"
#include "mlfix/record/record.h"

struct making {
    struct mlf_statement *s;
    const struct mlf_gate *gate;
    struct mlf_string_set photos;
    struct mlf_expected_records *open; /* of each class: those on which nothing is decided */
    size_t open_capacity;
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
    int added;
    if (!label && mlf_record_of_set(record)) { /* a label that is missing, or a photo without any: no object */
        if (!mlf_record_has_issue(record, "label-omitted"))
            s->print += mlf_gate_print(record, "", label);
        return count_photo(m, record, err) || (flag && count_reviewers(s, flags, flag, "", err)) ? -1 : 0;
    }
    s->of_sets += (size_t)mlf_record_of_set(record);
    if (mlf_string_set_add(&s->labels, label ? label : "", &number, &added, err) ||
        mlf_grow(&s->classes, &s->class_capacity, number + 1, sizeof *s->classes, err) ||
        mlf_grow(&m->open, &m->open_capacity, number + 1, sizeof *m->open, err) || count_photo(m, record, err))
        return -1;
    struct mlf_statement_class *class = &s->classes[number];
    if (added) {
        *class = (struct mlf_statement_class){0};
        m->open[number] = (struct mlf_expected_records){0};
    }
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
    int judged = mlf_expected_records_add(&m->open[number], record, err);
    class->judged += judged > 0;
    class->silent += judged == 0;
    return judged < 0 ? -1 : 0;
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
    struct mlf_expected_sum *all = mlf_expected_new(&mlf_expected_of_all, err);
    int result = all ? 0 : -1;
    for (size_t k = 0; k < s->labels.n && result == 0; k++) {
        struct mlf_statement_class *class = &s->classes[k];
        result = mlf_expected_records_read(&m->open[k], &mlf_expected_of_part, &class->wrong, err);
        mlf_expected_records_sum(&m->open[k], all);
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
    for (size_t k = 0; k < statement->labels.n; k++)
        mlf_expected_records_free(&m.open[k]);
    free(m.open);
    mlf_string_set_free(&m.photos);
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
