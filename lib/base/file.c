#include "mlfix/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/tempfile.h"

int mlf_file_write(const char *target, const void *data, size_t length, struct mlf_err *err)
{
    struct mlf_tempfile temp;
    if (mlf_tempfile_open(&temp, target, err))
        return -1;
    /* A short write shows in ferror, which commit asks. */
    fwrite(data, 1, length, temp.file);
    return mlf_tempfile_commit(&temp, err);
}

static char *read_open_file(int fd, const char *path, size_t limit, size_t *length, struct mlf_err *err)
{
    struct stat status;
    if (fstat(fd, &status)) {
        mlf_fail_errno(err, "cannot read '%s'", path);
        return NULL;
    }
    if (!S_ISREG(status.st_mode)) {
        mlf_fail(err, "'%s' is not a file", path);
        return NULL;
    }
    size_t size = (size_t)status.st_size;
    if (size > limit) {
        mlf_fail(err, "'%s' has %zu bytes, more than the limit of %zu: see mlfix-limits(7)", path, size, limit);
        return NULL;
    }
    char *data = mlf_alloc(size + 1, 1, err);
    size_t done = 0;
    while (data && done < size) {
        ssize_t got = read(fd, data + done, size - done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            mlf_fail_errno(err, "cannot read '%s'", path);
            free(data);
            return NULL;
        }
        if (got == 0)
            break; /* the file shrank meanwhile: what is there is its content */
        done += (size_t)got;
    }
    if (data)
        data[done] = '\0';
    *length = done;
    return data;
}

char *mlf_file_read(const char *path, size_t limit, size_t *length, struct mlf_err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a FIFO must not block us */
    if (fd < 0) {
        mlf_fail_errno(err, "cannot open '%s'", path);
        return NULL;
    }
    char *data = read_open_file(fd, path, limit, length, err);
    close(fd);
    return data;
}
