#include "part.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mlfix/base/array.h"
#include "mlfix/base/compressed.h"
#include "mlfix/base/err.h"
#include "mlfix/record/lookup.h"
#include "mlfix/record/reader.h"
#include "mlfix/record/shard.h"

/* ---- Opening ---- */

/* Copies a pipe into a file without a name, and gives that. The pipe is closed. -1 on error. */
static int spool(int from, const char *name, struct mlf_err *err)
{
    char bytes[1 << 16];
    ssize_t got = 1;
    FILE *file = tmpfile();
    int to = file ? dup(fileno(file)) : -1;
    while (to >= 0 && ((got = read(from, bytes, sizeof bytes)) > 0 || (got < 0 && errno == EINTR)))
        if (got > 0 && fwrite(bytes, 1, (size_t)got, file) != (size_t)got)
            break;
    int failed = to < 0 || got != 0 || fflush(file) != 0;
    if (failed)
        mlf_fail_errno(err, "'%s' cannot be copied into a temporary file", name);
    if (file)
        fclose(file);
    if (failed && to >= 0) {
        close(to);
        to = -1;
    }
    if (from != STDIN_FILENO)
        close(from);
    return to;
}

int mlf_part_open(struct mlf_part *part, const char *path, struct mlf_err *err)
{
    int is_stdin = strcmp(path, "-") == 0;
    *part = (struct mlf_part){.name = is_stdin ? "(stdin)" : path};
    struct stat info;
    int file = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC), result = -1;
    if (file < 0)
        return mlf_fail_errno(err, "cannot open '%s'", path);
    if (fstat(file, &info) == 0 && !S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode) &&
        (file = spool(file, part->name, err)) < 0)
        return -1;
    if (fstat(file, &info)) {
        mlf_fail_errno(err, "cannot read '%s'", path);
        goto done;
    }
    if (!S_ISREG(info.st_mode)) {
        mlf_fail(err, "'%s' is a folder: name the files of records in it", path);
        goto done;
    }
    part->length = (size_t)info.st_size;
    if (part->length > 0) {
        void *map = mmap(NULL, part->length, PROT_READ, MAP_PRIVATE, file, 0);
        if (map == MAP_FAILED) {
            mlf_fail_errno(err, "cannot read '%s'", path);
            goto done;
        }
        part->text = map;
        posix_madvise(map, part->length, POSIX_MADV_SEQUENTIAL);
        if (mlf_compressed_refuse(part->name, part->text, part->length, err))
            goto done;
    }
    result = 0;
done:
    if (file != STDIN_FILENO)
        close(file);
    return result;
}

void mlf_part_close(struct mlf_part *part)
{
    if (part->text)
        munmap((void *)part->text, part->length);
    free(part->lines);
    mlf_record_free(&part->record);
    mlf_string_set_free(&part->files);
    *part = (struct mlf_part){0};
}

/* ---- Lines ---- */

/* 1 and the record of the next line that is not blank, 0 at the end, -1 on error. */
static int read_line(const struct mlf_part *part, size_t *offset, size_t *number, struct mlf_record *record,
                     struct mlf_err *err)
{
    while (*offset < part->length) {
        const char *line = part->text + *offset;
        size_t left = part->length - *offset;
        const char *newline = memchr(line, '\n', left);
        size_t length = newline ? (size_t)(newline - line) : left;
        *offset += length + (newline != NULL);
        if (++*number == 1 && length >= 3 && memcmp(line, "\xef\xbb\xbf", 3) == 0) {
            line += 3; /* a byte order mark */
            length -= 3;
        }
        length -= length > 0 && line[length - 1] == '\r';
        if (mlf_reader_line_is_blank(line, length))
            continue;
        if (mlf_record_parse(record, line, length, err)) {
            mlf_reader_locate(part->name, *number, err);
            return -1;
        }
        record->file = part->name;
        record->number = *number;
        return 1;
    }
    return 0;
}

/* The key of a record in the order: 1, 0 where it has none, -1 on error. */
static int key_of(struct mlf_part *part, const struct mlf_record *record, enum mlf_part_order order,
                  struct mlf_part_key *key, struct mlf_err *err)
{
    struct mlf_shard_place place;
    struct mlf_lookup_value value;
    double index;
    *key = (struct mlf_part_key){.number = record->number};
    if (order == MLF_PART_AS_GIVEN)
        return 1;
    if (order == MLF_PART_BY_SHARD) {
        int found = mlf_shard_place_of(record, &place, err);
        key->number = place.at;
        return found;
    }
    if (!mlf_lookup(record, "source.index", &value) || !mlf_lookup_value_number(&value, &index) ||
        !(index >= 0 && index < 1e15) || index != floor(index))
        return 0;
    char *file = mlf_lookup_text(record, "source.file", err);
    if (!file)
        return err->text[0] ? -1 : 0;
    *key = (struct mlf_part_key){mlf_string_set_keep(&part->files, file, err), (uint64_t)index};
    free(file);
    return key->file ? 1 : -1;
}

int mlf_part_compare(const struct mlf_part_key *a, const struct mlf_part_key *b)
{
    int by_file = a->file == b->file ? 0 : !a->file ? -1 : !b->file ? 1 : strcmp(a->file, b->file);
    if (by_file)
        return by_file < 0 ? -1 : 1;
    return a->number < b->number ? -1 : a->number > b->number;
}

int mlf_part_look(struct mlf_part *part, struct mlf_err *err)
{
    struct mlf_part_survey *survey = &part->survey;
    struct mlf_part_key last[MLF_PART_ORDERS] = {{0}};
    size_t offset = 0, number = 0;
    struct mlf_record record = {0};
    int got;
    memset(survey->is_rising, 1, sizeof survey->is_rising);
    for (; (got = read_line(part, &offset, &number, &record, err)) == 1; survey->records++) {
        int failed = 0;
        survey->drawn += mlf_record_find(&record, "sheet_hash") != NULL;
        for (int order = 0; order < MLF_PART_AS_GIVEN && !failed; order++) {
            struct mlf_part_key key;
            int has = key_of(part, &record, (enum mlf_part_order)order, &key, err);
            failed = has < 0;
            size_t *line = has ? &survey->first_with : &survey->first_without;
            if (order == MLF_PART_BY_SHARD && !*line)
                *line = number;
            if (has <= 0)
                continue;
            if (survey->with[order]++ > 0 && mlf_part_compare(&last[order], &key) > 0)
                survey->is_rising[order] = 0;
            last[order] = key;
        }
        mlf_record_free(&record);
        record = (struct mlf_record){0};
        if (failed)
            return -1;
    }
    survey->with[MLF_PART_AS_GIVEN] = survey->records;
    return got;
}

static int by_key(const void *a, const void *b)
{
    const struct mlf_part_line *x = a, *y = b;
    int order = mlf_part_compare(&x->key, &y->key);
    return order ? order : x->offset < y->offset ? -1 : x->offset > y->offset;
}

/* Makes the index of a part whose records are out of order. */
static int sort_lines(struct mlf_part *part, enum mlf_part_order order, struct mlf_err *err)
{
    size_t offset = 0, number = 0, begin = 0, before = 0;
    struct mlf_record record = {0};
    int got;
    if (!(part->lines = mlf_alloc(part->survey.records, sizeof *part->lines, err)))
        return -1;
    for (; (got = read_line(part, &offset, &number, &record, err)) == 1; begin = offset, before = number) {
        struct mlf_part_line *line = &part->lines[part->n++];
        *line = (struct mlf_part_line){.offset = begin, .number = before};
        int has = key_of(part, &record, order, &line->key, err);
        mlf_record_free(&record);
        record = (struct mlf_record){0};
        if (has < 0)
            return -1;
    }
    qsort(part->lines, part->n, sizeof *part->lines, by_key);
    posix_madvise((void *)part->text, part->length, POSIX_MADV_RANDOM);
    return got;
}

int mlf_part_step(struct mlf_part *part, enum mlf_part_order order, struct mlf_err *err)
{
    mlf_record_free(&part->record);
    part->record = (struct mlf_record){0};
    if (part->lines && part->next == part->n) {
        part->at_end = 1;
        return 0;
    }
    if (part->lines) {
        part->offset = part->lines[part->next].offset;
        part->number = part->lines[part->next++].number;
    }
    int got = read_line(part, &part->offset, &part->number, &part->record, err);
    part->at_end = got != 1;
    if (got == 1 && key_of(part, &part->record, order, &part->key, err) < 0)
        got = -1;
    return got < 0 ? -1 : 0;
}

int mlf_part_begin(struct mlf_part *part, enum mlf_part_order order, struct mlf_err *err)
{
    if (order != MLF_PART_AS_GIVEN && !part->survey.is_rising[order] && sort_lines(part, order, err))
        return -1;
    return mlf_part_step(part, order, err);
}
