#include "mlfix/numeric/npy-write.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "mlfix/base/err.h"
#include "mlfix/numeric/npy.h"

/* Magic, version, length and dictionary make 128 bytes, which is enough for any shape. */
#define HEADER 128

static int write_header(struct mlf_npy_writer *writer, struct mlf_err *err)
{
    char header[HEADER + 1];
    memcpy(header, "\x93NUMPY\x01\x00\x76\x00", 10);
    int length =
        snprintf(header + 10, sizeof header - 10, "{'descr': '<f4', 'fortran_order': False, 'shape': (%zu, %zu), }",
                 writer->rows, writer->columns);
    memset(header + 10 + length, ' ', (size_t)(HEADER - 11 - length));
    header[HEADER - 1] = '\n';
    if (fseek(writer->temp.file, 0, SEEK_SET) || fwrite(header, 1, HEADER, writer->temp.file) != HEADER)
        return mlf_fail_errno(err, "'%s' cannot be written", writer->temp.target);
    return 0;
}

int mlf_npy_create(struct mlf_npy_writer *writer, const char *path, size_t columns, struct mlf_err *err)
{
    *writer = (struct mlf_npy_writer){.columns = columns};
    if (mlf_tempfile_open(&writer->temp, path, err))
        return -1;
    if (write_header(writer, err) == 0)
        return 0;
    mlf_npy_discard(writer);
    return -1;
}

int mlf_npy_append(struct mlf_npy_writer *writer, const float *values, size_t rows, struct mlf_err *err)
{
    unsigned char bytes[4096];
    size_t n = rows * writer->columns;
    for (size_t first = 0; first < n; first += sizeof bytes / 4) {
        size_t count = n - first < sizeof bytes / 4 ? n - first : sizeof bytes / 4;
        for (size_t i = 0; i < count; i++) {
            uint32_t bits;
            memcpy(&bits, &values[first + i], sizeof bits);
            for (int b = 0; b < 4; b++)
                bytes[4 * i + (size_t)b] = bits >> (8 * b) & 0xff;
        }
        if (fwrite(bytes, 4, count, writer->temp.file) != count)
            return mlf_fail_errno(err, "'%s' cannot be written", writer->temp.target);
    }
    writer->rows += rows;
    return 0;
}

int mlf_npy_finish(struct mlf_npy_writer *writer, struct mlf_err *err)
{
    if (write_header(writer, err)) {
        mlf_npy_discard(writer);
        return -1;
    }
    int result = mlf_tempfile_commit(&writer->temp, err);
    *writer = (struct mlf_npy_writer){0};
    return result;
}

void mlf_npy_discard(struct mlf_npy_writer *writer)
{
    mlf_tempfile_discard(&writer->temp);
    *writer = (struct mlf_npy_writer){0};
}
