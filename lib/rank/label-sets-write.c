#include "label-sets-write.h"

#include <stdlib.h>

#include "job.h"
#include "label-sets.h"
#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/numeric/vectors.h"
#include "mlfix/rank/ranking.h"
#include "mlfix/record/fields.h"
#include "mlfix/record/record-write.h"
#include "mlfix/record/record.h"
#include "settled.h"

/* What a record of a missing label has from another of its photo. */
static const char *const shared[] = {"image", "source", "split",     "labels", "crop",        "hash",  "caption",
                                     "row",   "parts",  "embedding", "track",  "embedded_by", "frame", "shard"};

static double probability(const struct mlf_rank_sets *sets, size_t photo, size_t class)
{
    return (double)sets->presence.p[photo * sets->labels.n + class];
}

static int mark(struct mlf_record *record, int suspected, int too_small, int untold, struct mlf_err *err)
{
    return mlf_record_mark_issue(record, "label", suspected, err) ||
                   mlf_record_mark_issue(record, "class-too-small", too_small, err) ||
                   mlf_record_mark_issue(record, "class-not-told", untold, err)
               ? -1
               : 0;
}

/* A label that the photo has. */
static int write_given(struct mlf_rank_sets *sets, size_t photo, size_t class, struct mlf_record *record,
                       struct mlf_err *err)
{
    int too_small = sets->too_small[class], suspected = mlf_rank_sets_suspects(sets, photo, class);
    double p = probability(sets, photo, class);
    mlf_rank_take_back(record);
    sets->judged += !too_small;
    sets->doubtful += suspected;
    if (mlf_record_set_number(record, "prob", p, err) ||
        (!too_small && mlf_record_set_number(record, "score", mlf_rank_sets_score(sets, photo, class), err)))
        return -1;
    if (p > 0.5) {
        if (mlf_record_set_string(record, "pred", sets->labels.items[class], err))
            return -1;
    } else {
        mlf_record_remove(record, "pred");
    }
    return mark(record, suspected, too_small, !too_small && sets->presence.told[class] == 0, err);
}

static int write_bare(struct mlf_record *record, struct mlf_err *err)
{
    mlf_rank_take_back(record);
    mlf_record_remove(record, "pred");
    mlf_record_remove(record, "prob");
    return mark(record, 0, 0, 0, err);
}

static int copy_field(struct mlf_record *to, const struct mlf_record *from, const char *key, struct mlf_err *err)
{
    const struct mlf_field *field = mlf_record_find(from, key);
    char *value = field ? mlf_strndup(field->value, field->length, err) : NULL;
    int result = !field ? 0 : value ? mlf_record_set(to, key, value, err) : -1;
    free(value);
    return result;
}

/* The id of the object beside which it is missing, with "+LABEL" behind it. */
static int name_missing(struct mlf_record *record, const struct mlf_record *base, const char *label,
                        struct mlf_err *err)
{
    char *beside = mlf_record_string(base, "id", err);
    char *id = beside ? mlf_strf(err, "%s+%s", beside, label) : NULL;
    int result = id ? mlf_record_set_string(record, "id", id, err) : err && err->text[0] ? -1 : 0;
    if (result == 0 && beside)
        result = mlf_record_set_string(record, "beside", beside, err);
    free(beside);
    free(id);
    return result;
}

/* A label that the photo is held to miss. */
static int write_missing(const struct mlf_rank_sets *sets, size_t photo, size_t class, const struct mlf_record *base,
                         struct mlf_record *record, struct mlf_err *err)
{
    const char *label = sets->labels.items[class];
    if (name_missing(record, base, label, err))
        return -1;
    for (size_t i = 0; i < sizeof shared / sizeof *shared; i++)
        if (copy_field(record, base, shared[i], err))
            return -1;
    return mlf_record_mark_issue(record, "label-omitted", 1, err) ||
                   mlf_record_set_number(record, "prob", probability(sets, photo, class), err) ||
                   mlf_record_set_number(record, "score", mlf_rank_sets_score(sets, photo, class), err) ||
                   mlf_record_set_string(record, "pred", label, err) ||
                   mlf_record_set_string(record, "suggest", label, err)
               ? -1
               : 0;
}

static int add_missing(struct mlf_rank_sets *sets, size_t photo, size_t class, struct mlf_records *records,
                       struct mlf_err *err)
{
    const struct mlf_record *base;
    struct mlf_record *record;
    if (mlf_grow(&records->items, &records->capacity, records->n + 1, sizeof *records->items, err))
        return -1;
    base = &records->items[sets->base[photo]];
    record = &records->items[records->n++];
    *record = (struct mlf_record){.file = base->file, .number = base->number};
    sets->missing++;
    return write_missing(sets, photo, class, base, record, err);
}

int mlf_rank_sets_write(struct mlf_rank_sets *sets, struct mlf_records *records, struct mlf_err *err)
{
    size_t c = sets->labels.n;
    for (size_t i = 0; i < sets->records; i++) {
        struct mlf_record *record = &records->items[i];
        int failed;
        if (sets->photo[i] == MLF_NO_SET || sets->earlier[i])
            continue;
        failed = sets->class[i] == MLF_NO_SET ? write_bare(record, err)
                                              : write_given(sets, sets->photo[i], sets->class[i], record, err);
        if (failed)
            return mlf_fail_at(err, "%s:%zu", record->file, record->number);
    }
    for (size_t i = 0; i < sets->n; i++)
        for (size_t k = 0; k < c; k++)
            if (!sets->has[i * c + k] && mlf_rank_sets_suspects(sets, i, k) && add_missing(sets, i, k, records, err))
                return -1;
    return 0;
}

/* "dog: given but doubtful", "dog: missing", "dog". */
static int name_section(struct mlf_rank_job *job, size_t record, const char *label, const char *kind,
                        struct mlf_err *err)
{
    char *name = mlf_strf(err, "%s%s", label, kind);
    int result = name ? mlf_string_set_add(&job->sections.names, name, &job->sections.of[record], NULL, err) : -1;
    free(name);
    return result;
}

static int set_section(const struct mlf_rank_sets *sets, struct mlf_rank_job *job, size_t i, struct mlf_err *err)
{
    struct mlf_err broken = {""};
    const struct mlf_record *record = &job->vectors->records.items[i];
    int in_set = i >= sets->records || sets->photo[i] != MLF_NO_SET;
    char *label = mlf_record_string(record, i >= sets->records ? "suggest" : "label", &broken);
    const char *kind = in_set && mlf_record_has_issue(record, "label-omitted") ? ": missing"
                       : in_set && job->suspected[i]                           ? ": given but doubtful"
                                                                               : "";
    int result =
        broken.text[0] ? mlf_fail(err, "%s", broken.text) : name_section(job, i, label ? label : "(none)", kind, err);
    free(label);
    return result;
}

int mlf_rank_sets_hand_over(const struct mlf_rank_sets *sets, struct mlf_rank_job *job, struct mlf_err *err)
{
    const struct mlf_records *records = &job->vectors->records;
    struct mlf_ranking *r = job->ranking;
    for (size_t i = 0; i < records->n; i++) {
        double score;
        if ((i < sets->records && (sets->photo[i] == MLF_NO_SET || sets->class[i] == MLF_NO_SET || sets->earlier[i])) ||
            !mlf_record_number(&records->items[i], "score", &score))
            continue;
        job->score[i] = score;
        job->suspected[i] = i >= sets->records || mlf_rank_sets_suspects(sets, sets->photo[i], sets->class[i]);
    }
    r->judged += sets->judged + sets->missing;
    r->suspected += sets->doubtful + sets->missing;
    if (job->options->sections_named)
        return 0;
    if (!(job->sections.of = mlf_alloc(records->n, sizeof *job->sections.of, err)))
        return -1;
    for (size_t i = 0; i < records->n; i++)
        if (set_section(sets, job, i, err))
            return -1;
    return 0;
}
