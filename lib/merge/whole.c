#include "whole.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/checksum.h"
#include "mlfix/base/err.h"
#include "mlfix/record/record.h"
#include "mlfix/record/shard.h"

/* Missing parts that are named. */
#define NAMED 8

int mlf_whole_see(struct mlf_whole *whole, const struct mlf_record *record, struct mlf_err *err)
{
    struct mlf_shard_place place;
    char part[48];
    int found = mlf_shard_place_of(record, &place, err);
    if (found <= 0)
        return found;
    if (whole->of && place.of && place.of != whole->of)
        return mlf_fail(err,
                        "%s:%zu is one of %llu records, %s:%zu one of %llu: they are parts of two datasets, or of one "
                        "that changed in between",
                        whole->file, whole->number, (unsigned long long)whole->of, record->file, record->number,
                        (unsigned long long)place.of);
    if (place.of && !whole->of) {
        whole->of = place.of;
        whole->file = record->file;
        whole->number = record->number;
    }
    if (whole->parts.n == 0)
        whole->count = place.shard.parts;
    if (whole->count != place.shard.parts)
        whole->count = 0;
    snprintf(part, sizeof part, "%ld/%ld", place.shard.part, place.shard.parts);
    if (place.at > whole->next) {
        if (whole->missing == 0)
            whole->first_missing = whole->next;
        whole->missing += place.at - whole->next;
    }
    whole->next = place.at + 1;
    return mlf_string_set_add(&whole->parts, part, NULL, NULL, err);
}

/* "; nothing is there of part 3/8, 5/8" */
static void name_parts(const struct mlf_whole *whole, struct mlf_buf *buf)
{
    char part[48];
    size_t named = 0;
    for (long i = 1; i <= whole->count && named < NAMED; i++) {
        snprintf(part, sizeof part, "%ld/%ld", i, whole->count);
        if (mlf_string_set_find(&whole->parts, part) != MLF_NO_STRING)
            continue;
        mlf_buf_printf(buf, "%s%s", named ? ", " : "; nothing is there of part ", part);
        named++;
    }
    if (named == NAMED)
        mlf_buf_puts(buf, " ...");
}

int mlf_whole_check(const struct mlf_whole *whole, int *end_unknown, struct mlf_err *err)
{
    struct mlf_buf buf = {0};
    uint64_t missing = whole->missing, first = whole->first_missing;
    *end_unknown = !whole->of;
    if (whole->of > whole->next) {
        first = missing ? first : whole->next;
        missing += whole->of - whole->next;
    }
    if (!missing)
        return 0;
    name_parts(whole, &buf);
    if (mlf_buf_check(&buf, err) == 0)
        mlf_fail(err,
                 "%llu record%s missing, the first at place %llu of the whole, counted from 0%s: give all parts, or "
                 "--some for what is there",
                 (unsigned long long)missing, missing == 1 ? " is" : "s are", (unsigned long long)first,
                 buf.data ? buf.data : "");
    mlf_buf_free(&buf);
    return -1;
}

int mlf_whole_saw_id(struct mlf_whole *whole, const struct mlf_record *record, const char *text, size_t length,
                     struct mlf_err *err)
{
    uint64_t sum = mlf_checksum(MLF_CHECKSUM_START, text, length);
    size_t number;
    int added, result = -1;
    char *id = mlf_record_string(record, "id", err);
    if (!id)
        return err->text[0] ? -1 : 0;
    if (mlf_string_set_add(&whole->ids, id, &number, &added, err) == 0 &&
        mlf_grow(&whole->seen, &whole->seen_capacity, number + 1, sizeof *whole->seen, err) == 0) {
        struct mlf_whole_seen *seen = &whole->seen[number];
        result = !added;
        if (added)
            *seen = (struct mlf_whole_seen){record->file, record->number, sum};
        else if (seen->sum != sum)
            result = mlf_fail(err,
                              "%s:%zu and %s:%zu are the same object '%s', and the records differ: take the part out "
                              "that is wrong",
                              seen->file, seen->number, record->file, record->number, id);
    }
    free(id);
    return result;
}

void mlf_whole_free(struct mlf_whole *whole)
{
    mlf_string_set_free(&whole->parts);
    mlf_string_set_free(&whole->ids);
    free(whole->seen);
    *whole = (struct mlf_whole){0};
}
