/* Probabilities in the fields of records. See model-word.h. */

#include "model-word-fields.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/string-set.h"
#include "mlfix/json/json-text.h"
#include "mlfix/judge/model-outputs.h"
#include "mlfix/record/fields.h"
#include "mlfix/record/lookup.h"
#include "mlfix/record/record.h"

/* What a record says of one class. */
struct word {
    char *class; /* owned */
    double number;
};

struct walk {
    const struct mlf_model_word_field *field;
    const struct mlf_record *record;
    struct mlf_json json; /* in the object */
    int first;
    size_t at; /* the next field of the record */
};

/* 1: the record has the field; 0: not; -1: it is none of probabilities. */
static int begin(struct walk *walk, struct mlf_err *broken)
{
    struct mlf_lookup_value value;
    walk->first = 1;
    walk->at = 0;
    if (walk->field->end)
        return 1;
    if (!mlf_lookup(walk->record, walk->field->name, &value))
        return 0;
    walk->json = (struct mlf_json){value.text, value.length, 0};
    if (value.kind != MLF_JSON_OBJECT || mlf_json_enter(&walk->json, MLF_JSON_OBJECT, broken))
        return mlf_fail(broken, "is no object of probabilities");
    return 1;
}

static int check_number(const struct walk *walk, const char *text, struct mlf_span span, enum mlf_json_kind kind,
                        double *number, struct mlf_err *broken)
{
    if (kind != MLF_JSON_NUMBER || mlf_json_number(text, span, number, NULL))
        return mlf_fail(broken, "holds something that is no probability");
    if (*number < 0 && !walk->field->logits)
        return mlf_fail(broken, "holds %.9g, which is no probability (a logit or a logarithm? then --logits)", *number);
    return 1;
}

static int next_member(struct walk *walk, struct word *word, struct mlf_err *broken)
{
    struct mlf_span key, span;
    enum mlf_json_kind kind;
    int more = mlf_json_next(&walk->json, MLF_JSON_OBJECT, &walk->first, &key, broken);
    if (more != 1)
        return more;
    if (mlf_json_value(&walk->json, &span, &kind, broken) ||
        check_number(walk, walk->json.text, span, kind, &word->number, broken) < 0)
        return -1;
    word->class = mlf_json_string(walk->json.text, key, broken);
    return word->class ? 1 : -1;
}

/* Whether the key ends in ".2", ".3", …, as joined columns are called where the
 * name before them was taken: it is of another run. */
static int is_renamed(const char *key, size_t n)
{
    size_t dot = n;
    while (dot > 0 && key[dot - 1] >= '0' && key[dot - 1] <= '9')
        dot--;
    return dot < n && dot > 1 && key[dot - 1] == '.' && key[dot] != '0' && !(n - dot == 1 && key[dot] == '1');
}

static int next_column(struct walk *walk, struct word *word, struct mlf_err *broken)
{
    const struct mlf_model_word_field *wanted = walk->field;
    size_t front = strlen(wanted->name), back = strlen(wanted->end);
    while (walk->at < walk->record->n) {
        const struct mlf_field *field = &walk->record->fields[walk->at++];
        size_t n = field->key_length;
        if (n <= front + back || memcmp(field->key, wanted->name, front) != 0 ||
            memcmp(field->key + n - back, wanted->end, back) != 0 || field->kind == MLF_JSON_NULL)
            continue;
        if (!wanted->listed && back == 0 && is_renamed(field->key, n))
            continue;
        struct mlf_span span = {0, field->length};
        /* Where no list says what is a class, only numbers can be meant. */
        if (!wanted->listed && field->kind != MLF_JSON_NUMBER)
            continue;
        word->class = mlf_strndup(field->key + front, n - front - back, broken);
        if (!word->class)
            return -1;
        if (field->kind == MLF_JSON_NUMBER &&
            check_number(walk, field->value, span, field->kind, &word->number, broken) < 0) {
            mlf_fail_at(broken, "'%.*s'", (int)n, field->key);
            free(word->class);
            return -1;
        }
        if (field->kind != MLF_JSON_NUMBER)
            word->number = (double)NAN;
        return 1;
    }
    return 0;
}

static int next_word(struct walk *walk, struct word *word, struct mlf_err *broken)
{
    return walk->field->end ? next_column(walk, word, broken) : next_member(walk, word, broken);
}

int mlf_model_word_check(const struct mlf_model_word_field *field, const struct mlf_record *record,
                         struct mlf_string_set *classes, struct mlf_err *broken, struct mlf_err *err)
{
    struct walk walk = {.field = field, .record = record};
    struct word word;
    size_t known = 0;
    int more = begin(&walk, broken);
    if (more != 1)
        return more;
    while ((more = next_word(&walk, &word, broken)) == 1) {
        size_t class = mlf_string_set_find(classes, word.class);
        int failed = !field->listed && mlf_string_set_add(classes, word.class, &class, NULL, err);
        int text = class != MLF_NO_ROW && isnan(word.number);
        if (text)
            mlf_fail(broken, "'%s%s%s' is no number", field->name, word.class, field->end);
        free(word.class);
        if (text || failed)
            return -1;
        known += class != MLF_NO_ROW;
    }
    return more < 0 ? -1 : field->end ? known > 0 : 1;
}

int mlf_model_word_fill(const struct mlf_model_word_field *field, const struct mlf_record *record,
                        const struct mlf_string_set *classes, double *row, struct mlf_err *err)
{
    struct walk walk = {.field = field, .record = record};
    struct word word;
    int more = begin(&walk, err);
    for (size_t k = 0; k < classes->n; k++)
        row[k] = more != 1 ? (double)NAN : field->logits ? (double)-INFINITY : 0;
    if (more != 1)
        return more;
    size_t known = 0;
    while ((more = next_word(&walk, &word, err)) == 1) {
        size_t class = mlf_string_set_find(classes, word.class);
        free(word.class);
        if (class == MLF_NO_ROW)
            continue;
        row[class] = word.number;
        known++;
    }
    if (known == 0 && field->end)
        row[0] = (double)NAN;
    return more;
}
