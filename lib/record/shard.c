#include "mlfix/record/shard.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/buf.h"
#include "mlfix/base/checksum.h"
#include "mlfix/base/err.h"
#include "mlfix/record/lookup.h"
#include "mlfix/record/record-write.h"
#include "mlfix/record/record.h"

/* Places are JSON numbers, which are whole up to here. */
#define MOST_PLACES 9007199254740992.0

const char *mlf_shard_parse(struct mlf_shard *shard, const char *text)
{
    int end = 0;
    int got = sscanf(text, "%9ld/%9ld%n", &shard->part, &shard->parts, &end);
    int from_zero = got == 2 && strcmp(text + end, "@0") == 0;
    if (got != 2 || (text[end] && !from_zero))
        return "--shard needs two numbers: 2/8 is the second of eight parts, 1/8@0 the same counted from 0";
    if (from_zero)
        shard->part++;
    if (shard->part == 0)
        return "--shard counts parts from 1; 0/8@0 counts them from 0";
    if (shard->part < 1 || shard->part > shard->parts)
        return from_zero ? "--shard names a part that is not there: of eight parts counted from 0 the last is 7/8@0"
                         : "--shard names a part that is not there: the last of eight parts is 8/8";
    return NULL;
}

long mlf_shard_of(const char *name, long parts)
{
    uint64_t sum = mlf_checksum(MLF_CHECKSUM_START, name, strlen(name));
    return (long)((sum ^ sum >> 32) % (uint64_t)parts);
}

int mlf_shard_holds(const struct mlf_shard *shard, const char *name)
{
    return mlf_shard_of(name, shard->parts) == shard->part - 1;
}

void mlf_shard_put(struct mlf_buf *buf, const struct mlf_shard_place *place)
{
    mlf_buf_printf(buf, "\"shard\":{\"part\":\"%ld/%ld\",\"at\":%llu", place->shard.part, place->shard.parts,
                   (unsigned long long)place->at);
    if (place->of)
        mlf_buf_printf(buf, ",\"of\":%llu", (unsigned long long)place->of);
    mlf_buf_puts(buf, place->twin ? ",\"twin\":true}" : "}");
}

/* 1 and a whole number, 0 where there is none, -1 where it is something else. */
static int whole(const struct mlf_record *record, const char *path, uint64_t *number)
{
    struct mlf_lookup_value value;
    double x;
    if (!mlf_lookup(record, path, &value))
        return 0;
    if (!mlf_lookup_value_number(&value, &x) || !(x >= 0 && x < MOST_PLACES) || x != floor(x))
        return -1;
    *number = (uint64_t)x;
    return 1;
}

int mlf_shard_place_of(const struct mlf_record *record, struct mlf_shard_place *place, struct mlf_err *err)
{
    struct mlf_lookup_value value;
    *place = (struct mlf_shard_place){.of = 0};
    if (!mlf_record_find(record, "shard"))
        return 0;
    char part[24] = "";
    if (mlf_lookup(record, "shard.part", &value) && value.kind == MLF_JSON_STRING && value.length < sizeof part + 2)
        memcpy(part, value.text + 1, value.length - 2);
    if (mlf_shard_parse(&place->shard, part) || whole(record, "shard.at", &place->at) != 1 ||
        whole(record, "shard.of", &place->of) < 0 || (place->of && place->at >= place->of))
        return mlf_fail(err, "%s:%zu: 'shard' is not as --shard writes it: {\"part\":\"2/8\",\"at\":17,\"of\":841}",
                        record->file, record->number);
    return 1;
}

int mlf_shard_take(const struct mlf_shard *shard, struct mlf_record *record, uint64_t at, uint64_t of,
                   struct mlf_err *err)
{
    const struct mlf_shard_place place = {.shard = *shard, .at = at, .of = of};
    struct mlf_buf buf = {0};
    struct mlf_err why = {""};
    if (mlf_record_find(record, "shard"))
        return mlf_fail(err,
                        "%s:%zu: the records are a part of a whole already, as their field 'shard' says: --shard "
                        "cuts a whole, which mlfix-merge makes of its parts",
                        record->file, record->number);
    char *name = mlf_record_string(record, "image", &why);
    if (!name && !why.text[0])
        name = mlf_record_string(record, "id", &why);
    if (!name && why.text[0])
        return mlf_fail(err, "%s:%zu: %s", record->file, record->number, why.text);
    int holds = name ? mlf_shard_holds(shard, name) : (long)(at % (uint64_t)shard->parts) == shard->part - 1;
    free(name);
    if (!holds)
        return 0;
    mlf_shard_put(&buf, &place);
    int failed = mlf_buf_check(&buf, err) || mlf_record_set(record, "shard", buf.data + strlen("\"shard\":"), err);
    mlf_buf_free(&buf);
    return failed ? -1 : 1;
}
