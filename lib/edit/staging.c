#include "staging.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "journal-files.h"
#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/parallel.h"
#include "mlfix/base/path.h"
#include "mlfix/base/tempfile.h"
#include "splice.h"

/* Files that are flushed at the same time: they wait for the disk, not for a processor. */
#define FLUSHES 32

/* Notes the folder a file stands in; *added (may be NULL) says whether it is new. */
static int note_folder(struct mlf_staging *staging, const char *path, int *added, struct mlf_err *err)
{
    char *folder = mlf_strndup(path, (size_t)(mlf_path_base(path) - path), err);
    int result = folder ? mlf_string_set_add(&staging->folders, *folder ? folder : ".", NULL, added, err) : -1;

    free(folder);
    return result;
}

int mlf_staging_add(struct mlf_staging *staging, const char *target, const char *file, const struct mlf_edits *edits,
                    struct mlf_edits *undo, struct mlf_splice_sums *sums, struct mlf_err *err)
{
    struct mlf_tempfile *temp;
    int added, leads = 1;

    if (note_folder(staging, target, &added, err) ||
        mlf_grow(&staging->temps, &staging->capacity, staging->n + 1, sizeof *staging->temps, err))
        return -1;
    if (added)
        mlf_journal_files_sweep(target);
    temp = &staging->temps[staging->n];
    if (mlf_tempfile_open_as(temp, target, MLF_STAGING_PREFIX, err))
        return -1;
    staging->n++;
    if (mlf_splice(target, file, edits, temp->file, undo, sums, err) || mlf_tempfile_close(temp, 0, err))
        return -1;
    if (undo)
        leads = mlf_splice_leads(temp->temporary, undo, target, err);
    return leads == 0 ? mlf_fail(err, "the edits of '%s' could not be taken back", file) : leads < 0 ? -1 : 0;
}

int mlf_staging_note(struct mlf_staging *staging, const char *root, const char *relative, struct mlf_err *err)
{
    char *path = mlf_path_join(root, relative, err);
    size_t least = path ? strlen(path) - strlen(relative) : 0;
    int result = path ? 0 : -1;

    for (char *slash; !result; *slash = '\0') { /* up to the root */
        result = note_folder(staging, path, NULL, err);
        slash = strrchr(path, '/');
        if (!slash || (size_t)(slash - path) < least)
            break;
    }
    free(path);
    return result;
}

static int flush(const char *path, int flags, struct mlf_err *err)
{
    int fd = open(path, flags | O_RDONLY | O_CLOEXEC), failed = fd < 0 || fsync(fd);

    if (failed)
        mlf_fail_errno(err, "cannot write '%s' to disk", path);
    if (fd >= 0)
        close(fd);
    return failed ? -1 : 0;
}

static int flush_file(void *context, size_t number, int worker, struct mlf_err *err)
{
    const struct mlf_staging *staging = context;

    (void)worker;
    return flush(staging->temps[number].temporary, 0, err);
}

int mlf_staging_sync(const struct mlf_staging *staging, struct mlf_err *err)
{
    return mlf_parallel(staging->n, FLUSHES, flush_file, (void *)(uintptr_t)staging, err);
}

int mlf_staging_commit(struct mlf_staging *staging, struct mlf_err *err)
{
    for (size_t i = 0; i < staging->n; i++) {
        if (mlf_tempfile_commit(&staging->temps[i], err))
            return -1;
    }
    return 0;
}

static int flush_folder(void *context, size_t number, int worker, struct mlf_err *err)
{
    const struct mlf_staging *staging = context;

    (void)worker;
    return flush(staging->folders.items[number], O_DIRECTORY, err);
}

int mlf_staging_sync_folders(const struct mlf_staging *staging, struct mlf_err *err)
{
    return mlf_parallel(staging->folders.n, FLUSHES, flush_folder, (void *)(uintptr_t)staging, err);
}

void mlf_staging_free(struct mlf_staging *staging)
{
    for (size_t i = 0; i < staging->n; i++)
        mlf_tempfile_discard(&staging->temps[i]);
    free(staging->temps);
    mlf_string_set_free(&staging->folders);
    *staging = (struct mlf_staging){0};
}
