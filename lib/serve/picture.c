#include "picture.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "http.h"
#include "mlfix/base/err.h"

/* For how long a browser may show a photo without asking whether it has changed (seconds). */
enum { PHOTO_SECONDS = 60 };

const char *serve_picture_type(const void *bytes, size_t length)
{
    static const struct {
        const char *type, *begin;
        size_t at, length;
    } kinds[] = {{"image/jpeg", "\xff\xd8\xff", 0, 3},
                 {"image/png", "\x89PNG\r\n\x1a\n", 0, 8},
                 {"image/webp", "WEBP", 8, 4},
                 {"image/gif", "GIF8", 0, 4},
                 {"image/bmp", "BM", 0, 2},
                 {"image/tiff", "II*\0", 0, 4},
                 {"image/tiff", "MM\0*", 0, 4},
                 {"image/avif", "ftypavif", 4, 8},
                 {"image/heic", "ftypheic", 4, 8},
                 {"image/heif", "ftypmif1", 4, 8}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (length >= kinds[i].at + kinds[i].length &&
            memcmp((const char *)bytes + kinds[i].at, kinds[i].begin, kinds[i].length) == 0)
            return kinds[i].type;
    return NULL;
}

int serve_picture_send(struct serve_request *request, const char *path, struct mlf_err *err)
{
    unsigned char begin[16];
    struct stat status;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return mlf_fail_errno(err, "the photo cannot be read");
    ssize_t got = fstat(fd, &status) == 0 && S_ISREG(status.st_mode) ? pread(fd, begin, sizeof begin, 0) : -1;
    const char *type = got > 0 ? serve_picture_type(begin, (size_t)got) : NULL;
    if (!type) {
        close(fd);
        return mlf_fail(err, "the file is no picture");
    }
    snprintf(request->etag_room, sizeof request->etag_room, "\"%llx-%llx\"",
             (unsigned long long)status.st_mtim.tv_sec * 1000000000ULL + (unsigned long long)status.st_mtim.tv_nsec,
             (unsigned long long)status.st_size);
    request->etag = request->etag_room;
    request->type = type;
    request->cached = PHOTO_SECONDS;
    if (serve_http_has(request, request->etag)) {
        request->status = 304;
        close(fd);
        return 0;
    }
    request->file = fd;
    request->file_size = (size_t)status.st_size;
    return 0;
}
