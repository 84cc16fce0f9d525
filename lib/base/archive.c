/* An archive of a million members would be slow to walk for every photo, so it is
 * walked once: an index keeps where each member begins, by the checksum of its
 * name. The walk then starts at the members of that checksum and compares names. */

#include "mlfix/base/archive.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mlfix/base/array.h"
#include "mlfix/base/checksum.h"
#include "mlfix/base/err.h"
#include "mlfix/base/file.h"
#include "mlfix/base/tar.h"

/* Where a member begins, by the checksum of its name. */
struct place {
    uint64_t sum;
    size_t begin;
};

/* The members of an archive, sorted by sum; those of one sum in the order of the archive. */
struct index {
    char *path;
    struct stat status; /* of the archive when it was walked: tells whether it changed since */
    struct place *places;
    size_t n, capacity;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct index *indexes; /* of all archives met so far, the one used last in front */
static size_t index_count, index_capacity;

static int is_file(const char *path, size_t length)
{
    char *part = mlf_strndup(path, length, NULL);
    struct stat status;
    int is = part && !stat(part, &status) && S_ISREG(status.st_mode);

    free(part);
    return is;
}

size_t mlf_archive_part(const char *path)
{
    for (const char *at = path; (at = strchr(at, '/')); at++) {
        size_t length = (size_t)(at - path);

        if (length > 4 && at[1] && !strncasecmp(at - 4, ".tar", 4) && is_file(path, length))
            return length;
    }
    return 0;
}

static uint64_t sum_of(const char *name)
{
    return mlf_checksum(MLF_CHECKSUM_START, name, strlen(name));
}

static int by_sum(const void *a, const void *b)
{
    const struct place *x = a;
    const struct place *y = b;

    if (x->sum != y->sum)
        return x->sum < y->sum ? -1 : 1;
    return x->begin < y->begin ? -1 : x->begin > y->begin;
}

static void index_free(struct index *index)
{
    free(index->path);
    free(index->places);
    *index = (struct index){0};
}

/* Walks the archive. Where it is damaged, the members before the damage are kept. */
static int index_build(struct index *index, const char *path, const struct stat *status, struct mlf_err *err)
{
    struct mlf_tar tar;
    struct mlf_tar_member member;
    struct mlf_err damage = {""};
    int failed = 0;

    *index = (struct index){.status = *status};
    if (!(index->path = mlf_strdup(path, err)) || mlf_tar_open(&tar, path, err)) {
        index_free(index);
        return -1;
    }
    while (!failed && mlf_tar_next(&tar, &member, &damage) > 0) {
        failed = mlf_grow(&index->places, &index->capacity, index->n + 1, sizeof *index->places, err);
        if (!failed && !member.sparse)
            index->places[index->n++] = (struct place){sum_of(member.name), member.begin};
    }
    mlf_tar_close(&tar);
    if (failed)
        index_free(index);
    else if (index->n > 0)
        qsort(index->places, index->n, sizeof *index->places, by_sum);
    return failed ? -1 : 0;
}

static int is_same(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size &&
           a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* The archive's index: the kept one, or a new one where there is none or the archive
 * changed. To be called with the lock held. */
static const struct index *index_of(const char *path, struct mlf_err *err)
{
    struct stat status;
    struct index found;
    size_t i = 0;

    if (stat(path, &status)) {
        mlf_fail_errno(err, "cannot open '%s'", path);
        return NULL;
    }
    while (i < index_count && strcmp(indexes[i].path, path) != 0)
        i++;
    if (i < index_count && is_same(&indexes[i].status, &status)) {
        found = indexes[i];
    } else {
        if (index_build(&found, path, &status, err))
            return NULL;
        if (i < index_count) {
            index_free(&indexes[i]);
        } else if (mlf_grow(&indexes, &index_capacity, index_count + 1, sizeof *indexes, err)) {
            index_free(&found);
            return NULL;
        } else {
            index_count++;
        }
    }
    memmove(indexes + 1, indexes, i * sizeof *indexes);
    indexes[0] = found;
    return &indexes[0];
}

/* Finds a member by its name: 1 and the walk stands behind it, 0 where there is
 * none, -1 and an error. */
static int find_member(struct mlf_tar *tar, const struct index *index, const char *name, struct mlf_tar_member *member,
                       struct mlf_err *err)
{
    uint64_t sum = sum_of(name);
    size_t low = 0;
    size_t high = index->n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (index->places[middle].sum < sum)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < index->n && index->places[low].sum == sum; low++) {
        tar->at = index->places[low].begin;
        if (mlf_tar_next(tar, member, err) < 0)
            return -1;
        if (member->name && !strcmp(member->name, name))
            return 1;
    }
    return 0;
}

/* Opens the archive and finds the member: 1, 0 where it has none, -1 on error. The walk is open
 * where it returns 1. */
static int open_member(const char *path, size_t part, struct mlf_tar *tar, struct mlf_tar_member *member,
                       struct mlf_err *err)
{
    char *archive = mlf_strndup(path, part, err);
    const struct index *index;
    int found = -1;

    if (!archive)
        return -1;
    pthread_mutex_lock(&lock);
    index = index_of(archive, err);
    if (index && !mlf_tar_open(tar, archive, err)) {
        found = find_member(tar, index, path + part + 1, member, err);
        if (found <= 0)
            mlf_tar_close(tar);
    }
    pthread_mutex_unlock(&lock);
    free(archive);
    return found;
}

int mlf_archive_has(const char *path)
{
    size_t part = mlf_archive_part(path);
    struct mlf_tar tar;
    struct mlf_tar_member member;

    if (!part || open_member(path, part, &tar, &member, NULL) <= 0)
        return 0;
    mlf_tar_close(&tar);
    return 1;
}

char *mlf_archive_read(const char *path, size_t limit, size_t *length, struct mlf_err *err)
{
    size_t part = mlf_archive_part(path);
    struct mlf_tar tar;
    struct mlf_tar_member member;
    char *bytes = NULL;
    int found;

    if (!part)
        return mlf_file_read(path, limit, length, err);
    found = open_member(path, part, &tar, &member, err);
    if (found == 0)
        mlf_fail(err, "'%.*s' holds no file '%s'", (int)part, path, path + part + 1);
    if (found <= 0)
        return NULL;
    bytes = mlf_tar_data(&tar, &member.entry, limit, err);
    *length = member.entry.size;
    mlf_tar_close(&tar);
    return bytes;
}

int mlf_archive_stat(const char *path, struct stat *status)
{
    size_t part = mlf_archive_part(path);
    char *archive;
    int failed;

    if (!part)
        return stat(path, status);
    if (!(archive = mlf_strndup(path, part, NULL)))
        return -1;
    failed = stat(archive, status);
    free(archive);
    return failed;
}
