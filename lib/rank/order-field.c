/* Ordering records by a field. */

#include <stdlib.h>
#include <string.h>

#include "field-number.h"
#include "job.h"
#include "mlfix/base/array.h"
#include "mlfix/base/parallel.h"
#include "mlfix/base/radix.h"
#include "mlfix/numeric/vectors.h"
#include "mlfix/rank/order.h"
#include "mlfix/rank/ranking.h"
#include "mlfix/record/lookup.h"
#include "mlfix/record/record.h"

#define PIECE ((size_t)2048)

/* In the order in which they come. */
enum kind {
    A_NUMBER,
    A_TEXT,
    ANOTHER_VALUE,
    ABSENT,
    KINDS,
};

struct key {
    enum kind kind;
    double number;
    const char *text; /* `length` bytes, in the record or in `decoded` */
    size_t length;
    char *decoded;
};

struct keys {
    const struct mlf_records *records;
    const unsigned char *keep;
    const char *field;
    struct key *of; /* each record */
};

/* A string without escapes is compared where it stands. */
static int take_text(struct key *key, const struct mlf_record *record, const char *field,
                     const struct mlf_lookup_value *value, struct mlf_err *err)
{
    key->text = value->text + 1;
    key->length = value->length - 2;
    if (!memchr(key->text, '\\', key->length))
        return 0;
    key->decoded = mlf_lookup_text(record, field, err);
    if (!key->decoded)
        return -1;
    key->text = key->decoded;
    key->length = strlen(key->decoded);
    return 0;
}

static int read_keys(void *context, size_t piece, int worker, struct mlf_err *err)
{
    struct keys *keys = context;
    size_t end = (piece + 1) * PIECE < keys->records->n ? (piece + 1) * PIECE : keys->records->n;
    (void)worker;
    for (size_t i = piece * PIECE; i < end; i++) {
        const struct mlf_record *record = &keys->records->items[i];
        struct key *key = &keys->of[i];
        struct mlf_lookup_value value;
        if (!keys->keep[i] || mlf_rank_number(record, keys->field, &key->number))
            continue;
        key->kind = !mlf_lookup(record, keys->field, &value) ? ABSENT
                    : value.kind == MLF_JSON_STRING          ? A_TEXT
                                                             : ANOTHER_VALUE;
        if (key->kind == A_TEXT && take_text(key, record, keys->field, &value, err))
            return -1;
    }
    return 0;
}

/* The kept records of one kind, in input order: appended to the list at n. */
static size_t gather(const struct keys *keys, enum kind kind, struct mlf_radix_item *list)
{
    size_t n = 0;
    for (size_t i = 0; i < keys->records->n; i++)
        if (keys->keep[i] && keys->of[i].kind == kind)
            list[n++] = (struct mlf_radix_item){kind == A_NUMBER ? mlf_radix_number(keys->of[i].number) : 0, i};
    return n;
}

static const char *text_of(const void *context, size_t item, size_t *length)
{
    const struct keys *keys = context;
    *length = keys->of[item].length;
    return keys->of[item].text;
}

static void sort_records(const struct keys *keys, const size_t *section, int descending, struct mlf_radix_item *list,
                         struct mlf_radix_item *room)
{
    size_t n = 0;
    for (int kind = 0; kind < KINDS; kind++) {
        struct mlf_radix_item *part = list + n;
        size_t more = gather(keys, (enum kind)kind, part);
        for (size_t i = 0; descending && i < more && kind == A_NUMBER; i++)
            part[i].key = ~part[i].key;
        if (kind == A_NUMBER)
            mlf_radix_sort(part, more, room);
        else if (kind == A_TEXT)
            mlf_radix_sort_texts(part, more, room, descending, text_of, keys);
        n += more;
    }
    for (size_t i = 0; i < n; i++)
        list[i].key = section[list[i].item];
    mlf_radix_sort(list, n, room);
}

/* Numbers before texts before what is neither, each kind rising or falling,
 * absent ones last, ties in input order. */
static int put_in_order(const struct mlf_rank_job *job, const size_t *section, size_t *place, struct mlf_err *err)
{
    const struct mlf_records *records = &job->vectors->records;
    const struct mlf_rank_options *o = job->options;
    struct keys keys = {records, job->keep, o->field, mlf_alloc(records->n, sizeof *keys.of, err)};
    struct mlf_radix_item *list = mlf_alloc(records->n, sizeof *list, err);
    struct mlf_radix_item *room = mlf_alloc(records->n, sizeof *room, err);
    size_t n = 0, last = records->n;
    int result = -1;
    if (!keys.of || !list || !room || mlf_parallel((records->n + PIECE - 1) / PIECE, o->jobs, read_keys, &keys, err))
        goto done;
    for (size_t i = 0; i < records->n; i++)
        n += job->keep[i] != 0;
    sort_records(&keys, section, o->descending, list, room);
    for (size_t i = 0; i < n; i++)
        place[i] = list[i].item;
    for (size_t i = records->n; i-- > 0;)
        if (!job->keep[i])
            place[--last] = i;
    result = 0;
done:
    for (size_t i = 0; keys.of && i < records->n; i++)
        free(keys.of[i].decoded);
    free(keys.of);
    free(list);
    free(room);
    return result;
}

/* The records say it all. */
static int run(struct mlf_rank_job *job, struct mlf_err *err)
{
    (void)job;
    (void)err;
    return 0;
}

const struct mlf_rank_order mlf_rank_order_field = {
    .with = "--by FIELD",
    .purpose = "any field: numbers first, then texts; FIELD:desc falling, FIELD+FIELD by their mean",
    .reads = MLF_ORDER_CHOOSES_BY_SCORE "group-by",
    .sections = "label",
    .run = run,
    .place = put_in_order,
};
