/* See model-word.h. */

#include "model-word.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/nearest-word.h"
#include "mlfix/judge/class-list.h"
#include "mlfix/numeric/npy-rows.h"
#include "mlfix/numeric/npy.h"
#include "mlfix/rank/ranking.h"
#include "mlfix/record/record-write.h"
#include "mlfix/record/record.h"
#include "mlfix/record/records.h"
#include "model-word-fields.h"

struct mlf_word_source {
    char *text;                        /* the name, cut at the '*' */
    struct mlf_model_word_field field; /* or: */
    int is_file;
    struct mlf_npy npy;
};

static int ends_in(const char *text, const char *end)
{
    size_t n = strlen(text), m = strlen(end);
    return n > m && strcmp(text + n - m, end) == 0;
}

static int add_source(struct mlf_model_word *given, const char *name, struct mlf_err *err)
{
    struct mlf_word_source *source = &given->sources[given->source_n];
    if (!(source->text = mlf_strdup(name, err)))
        return -1;
    given->source_n++;
    source->is_file = ends_in(name, ".npy");
    if (source->is_file)
        return mlf_npy_open(&source->npy, name, err);
    char *star = strchr(source->text, '*');
    if (star) {
        if (strchr(star + 1, '*'))
            return mlf_fail(err, "'%s': one '*' stands for the class", name);
        *star = '\0';
        source->field.end = star + 1;
    }
    source->field.name = source->text;
    source->field.logits = given->options->logits;
    return 0;
}

/* A file's name is taken whole; fields may be joined by '+'. */
static int add_sources(struct mlf_model_word *given, struct mlf_err *err)
{
    const struct mlf_rank_options *o = given->options;
    size_t most = 0;
    int result = 0;
    for (size_t i = 0; i < o->from_n; i++)
        most += strlen(o->from[i]) + 1;
    given->sources = mlf_alloc(most, sizeof *given->sources, err);
    given->name = mlf_strdup("", err);
    if (!given->sources || !given->name)
        return -1;
    for (size_t i = 0; i < o->from_n && result == 0; i++) {
        char *name = mlf_strf(err, "%s%s%s", given->name, i > 0 ? "+" : "", o->from[i]);
        if (!name)
            return -1;
        free(given->name);
        given->name = name;
        if (ends_in(o->from[i], ".npy")) {
            result = add_source(given, o->from[i], err);
            continue;
        }
        char *text = mlf_strdup(o->from[i], err);
        if (!text)
            return -1;
        for (char *rest = text, *field; result == 0 && (field = strsep(&rest, "+")) != NULL;)
            if (*field)
                result = add_source(given, field, err);
        free(text);
    }
    return result;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The labels in the order of their bytes, as folders, and the label encoders of
 * other tools, have them. */
static int take_labels(struct mlf_model_word *given, const struct mlf_string_set *labels, struct mlf_err *err)
{
    const char **names = mlf_alloc(labels->n, sizeof *names, err);
    int result = names ? 0 : -1;
    for (size_t k = 0; k < labels->n && names; k++)
        names[k] = labels->items[k];
    if (names && labels->n > 0)
        qsort(names, labels->n, sizeof *names, compare_names);
    for (size_t k = 0; k < labels->n && result == 0; k++)
        result = mlf_string_set_add(&given->classes, names[k], NULL, NULL, err);
    free(names);
    return result;
}

/* Every file has a column for each class, and as many rows as the others. */
static int check_files(struct mlf_model_word *given, const struct mlf_word_source **file, struct mlf_err *err)
{
    *file = NULL;
    for (size_t s = 0; s < given->source_n; s++) {
        const struct mlf_word_source *source = &given->sources[s];
        if (!source->is_file)
            continue;
        if (source->npy.columns != given->classes.n && given->options->classes)
            return mlf_fail(err, "'%s' has %zu columns, '%s' names %zu classes", source->text, source->npy.columns,
                            given->options->classes, given->classes.n);
        if (source->npy.columns != given->classes.n)
            return mlf_fail(err, "'%s' has %zu columns, the records have %zu labels: name the classes with --classes",
                            source->text, source->npy.columns, given->classes.n);
        if (*file && (*file)->npy.rows != source->npy.rows)
            return mlf_fail(err, "'%s' has %zu rows, '%s' has %zu", source->text, source->npy.rows, (*file)->text,
                            (*file)->npy.rows);
        *file = source;
    }
    return 0;
}

/* A list of which no class is a label is that of other data. */
static int check_list(const struct mlf_string_set *classes, const struct mlf_string_set *labels, const char *path,
                      struct mlf_err *err)
{
    struct mlf_nearest nearest;
    if (classes->n == 0 || labels->n == 0)
        return 0;
    for (size_t k = 0; k < labels->n; k++)
        if (mlf_string_set_find(classes, labels->items[k]) != MLF_NO_STRING)
            return 0;
    mlf_nearest_begin(&nearest, classes->items[0]);
    for (size_t k = 0; k < labels->n; k++)
        mlf_nearest_offer(&nearest, labels->items[k]);
    const char *near = mlf_nearest_found(&nearest);
    return mlf_fail(err, "'%s': none of its classes is a label of the records, the first: '%.200s'%s%.200s%s", path,
                    classes->items[0], near ? ", did you mean '" : "", near ? near : "", near ? "'?" : "");
}

int mlf_model_word_open(struct mlf_model_word *given, const struct mlf_rank_options *options,
                        const struct mlf_string_set *labels, struct mlf_err *err)
{
    const struct mlf_word_source *file = NULL;
    int files = 0;
    given->options = options;
    if (add_sources(given, err))
        return -1;
    for (size_t s = 0; s < given->source_n; s++)
        files += given->sources[s].is_file;
    given->listed = options->classes || files > 0;
    if (options->classes ? mlf_class_list_read(&given->classes, options->classes, err)
                         : files > 0 && take_labels(given, labels, err))
        return -1;
    if ((options->classes && check_list(&given->classes, labels, options->classes, err)) ||
        check_files(given, &file, err))
        return -1;
    for (size_t s = 0; s < given->source_n; s++)
        given->sources[s].field.listed = given->listed;
    if (options->ids && !file)
        return mlf_fail(err, "--ids tells of the rows of a .npy file, which --from does not name");
    return options->ids ? mlf_npy_ids_read(&given->ids, options->ids, file->npy.rows, err) : 0;
}

/* Numbers classes, finds what is broken. */
static int check_fields(struct mlf_model_word *given, struct mlf_records *records, const size_t *item, size_t n,
                        unsigned char *broken, struct mlf_err *err)
{
    for (size_t i = 0; i < n; i++)
        for (size_t s = 0; s < given->source_n && !broken[i]; s++) {
            const struct mlf_word_source *source = &given->sources[s];
            struct mlf_err why = {""};
            if (source->is_file ||
                mlf_model_word_check(&source->field, &records->items[item[i]], &given->classes, &why, err) >= 0)
                continue;
            if (*why.text == '\0')
                return -1;
            if (!source->field.end)
                mlf_fail_at(&why, "'%s'", source->text);
            if (mlf_record_set_error(&records->items[item[i]], why.text, err))
                return -1;
            broken[i] = 1;
        }
    return 0;
}

static int read_fields(struct mlf_model_outputs_run *run, const struct mlf_model_word *given,
                       const struct mlf_word_source *source, const struct mlf_records *records, const size_t *item,
                       const unsigned char *broken, struct mlf_err *err)
{
    size_t n = given->outputs.n, c = given->classes.n;
    if (mlf_suspicion_fits(n, c, err))
        return -1;
    run->p = mlf_alloc_matrix(n * c, sizeof *run->p, err);
    if (!run->p)
        return -1;
    for (size_t i = 0; i < n; i++) {
        const struct mlf_record *record = &records->items[item[i]];
        if (broken[i])
            run->p[i * c] = (double)NAN;
        else if (mlf_model_word_fill(&source->field, record, &given->classes, run->p + i * c, err))
            return mlf_fail_at(err, "%s:%zu", record->file, record->number);
    }
    return 0;
}

/* Row i for record i of all. */
static int map_rows(struct mlf_model_outputs_run *run, const struct mlf_model_word *given,
                    const struct mlf_word_source *source, size_t records, const size_t *item, struct mlf_err *err)
{
    size_t n = given->outputs.n;
    run->npy = &source->npy;
    if (source->npy.rows != records)
        return mlf_fail(err, "'%s' has %zu rows for %zu records: tell their ids with --ids", source->text,
                        source->npy.rows, records);
    if (n == records)
        return 0;
    if (!(run->row = mlf_alloc(n, sizeof *run->row, err)))
        return -1;
    for (size_t i = 0; i < n; i++)
        run->row[i] = item[i];
    return 0;
}

/* The row of each record by its id. */
static int find_rows(struct mlf_model_outputs_run *run, const struct mlf_model_word *given,
                     const struct mlf_word_source *source, const struct mlf_records *records, const size_t *item,
                     struct mlf_err *err)
{
    size_t n = given->outputs.n;
    run->npy = &source->npy;
    if (!(run->row = mlf_alloc(n, sizeof *run->row, err)))
        return -1;
    for (size_t i = 0; i < n; i++) {
        const struct mlf_record *record = &records->items[item[i]];
        struct mlf_err broken = {""};
        char *id = mlf_record_string(record, "id", &broken);
        if (!id && *broken.text)
            return mlf_fail(err, "%s:%zu: 'id': %s", record->file, record->number, broken.text);
        if (!id || !mlf_npy_ids_find(&given->ids, id, &run->row[i]))
            run->row[i] = MLF_NO_ROW;
        free(id);
    }
    return 0;
}

int mlf_model_word_read(struct mlf_model_word *given, struct mlf_records *records, const size_t *item, size_t n,
                        unsigned char *broken, struct mlf_err *err)
{
    struct mlf_model_outputs *outputs = &given->outputs;
    if (check_fields(given, records, item, n, broken, err))
        return -1;
    outputs->n = n;
    outputs->classes = given->classes.n;
    if (!(outputs->runs = mlf_alloc(given->source_n, sizeof *outputs->runs, err)))
        return -1;
    for (size_t s = 0; s < given->source_n && outputs->classes > 0; s++) {
        const struct mlf_word_source *source = &given->sources[s];
        struct mlf_model_outputs_run *run = &outputs->runs[outputs->run_n++];
        run->logits = given->options->logits;
        if (!source->is_file      ? read_fields(run, given, source, records, item, broken, err)
            : given->options->ids ? find_rows(run, given, source, records, item, err)
                                  : map_rows(run, given, source, records->n, item, err))
            return -1;
    }
    return 0;
}

int mlf_model_word_map(struct mlf_model_word *given, size_t records, const size_t *item, size_t n, struct mlf_err *err)
{
    struct mlf_model_outputs *outputs = &given->outputs;
    outputs->n = n;
    outputs->classes = given->classes.n;
    if (!(outputs->runs = mlf_alloc(given->source_n, sizeof *outputs->runs, err)))
        return -1;
    for (size_t s = 0; s < given->source_n; s++) {
        struct mlf_model_outputs_run *run = &outputs->runs[outputs->run_n++];
        run->logits = given->options->logits;
        if (!given->sources[s].is_file)
            return mlf_fail(err, "'%s' is no .npy file, which alone can be streamed", given->sources[s].text);
        if (map_rows(run, given, &given->sources[s], records, item, err))
            return -1;
    }
    return 0;
}

void mlf_model_word_free(struct mlf_model_word *given)
{
    mlf_model_outputs_free(&given->outputs);
    for (size_t s = 0; s < given->source_n; s++) {
        free(given->sources[s].text);
        mlf_npy_close(&given->sources[s].npy);
    }
    free(given->sources);
    free(given->name);
    mlf_string_set_free(&given->classes);
    mlf_npy_ids_free(&given->ids);
    *given = (struct mlf_model_word){0};
}
