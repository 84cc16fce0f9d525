/* Limits whose input would be too large to be made: the least of it is made that says how large it is. */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "check.h"
#include "mlfix/annotation/xml-walk.h"
#include "edit/splice.h"
#include "mlfix/base/err.h"
#include "mlfix/base/file.h"
#include "mlfix/base/limits.h"
#include "mlfix/base/tar.h"
#include "mlfix/dataset/edits.h"
#include "mlfix/json/json.h"
#include "mlfix/numeric/npy-rows.h"
#include "mlfix/numeric/npy.h"
#include "mlfix/photo/decode.h"
#include "mlfix/photo/photo.h"
#include "mlfix/photo/vips.h"

static const char path[] = "test-limits.tmp";

/* A file with a hole of that length. */
static void put_hole(size_t length)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

    CHECK(fd >= 0 && ftruncate(fd, (off_t)length) == 0);
    close(fd);
}

static int holds(const struct mlf_err *err, size_t limit, const char *words)
{
    char number[32];

    snprintf(number, sizeof number, "%zu", limit);
    return strstr(err->text, number) && strstr(err->text, words);
}

static void test_files(void)
{
    struct mlf_edits edits = {0};
    struct mlf_splice_sums sums;
    struct mlf_err err = {""};
    size_t length;
    char *text;

    put_hole(MLF_LIMIT_ANNOTATION_FILE + 1);
    CHECK(mlf_splice(path, path, &edits, NULL, NULL, &sums, &err) == -1);
    CHECK(holds(&err, MLF_LIMIT_ANNOTATION_FILE, "split it"));
    mlf_err_clear(&err);
    put_hole(MLF_LIMIT_PLACES_FILE + 1);
    CHECK(!mlf_file_read(path, MLF_LIMIT_PLACES_FILE, &length, &err));
    CHECK(holds(&err, MLF_LIMIT_PLACES_FILE, "mlfix-limits(7)"));
    mlf_err_clear(&err);
    put_hole(1000);
    text = mlf_file_read(path, 1000, &length, &err);
    CHECK(text && length == 1000);
    free(text);
    unlink(path);
}

static void test_xml(void)
{
    struct mlf_xml_handler handler = {0};
    struct mlf_err err = {""};

    CHECK(mlf_xml_walk("<a/>", MLF_LIMIT_XML_FILE + 1, &handler, NULL, &err) == -1);
    CHECK(holds(&err, MLF_LIMIT_XML_FILE, "in parts"));
}

static void test_depth(void)
{
    static char text[2 * MLF_LIMIT_DEPTH + 3];
    struct mlf_json json = {.text = text};
    struct mlf_span value;
    enum mlf_json_kind kind;
    struct mlf_err err = {""};

    memset(text, '[', MLF_LIMIT_DEPTH);
    memset(text + MLF_LIMIT_DEPTH, ']', MLF_LIMIT_DEPTH);
    json.length = 2 * MLF_LIMIT_DEPTH;
    CHECK(mlf_json_value(&json, &value, &kind, &err) == 0);
    memset(text, '[', MLF_LIMIT_DEPTH + 1);
    memset(text + MLF_LIMIT_DEPTH + 1, ']', MLF_LIMIT_DEPTH + 1);
    json = (struct mlf_json){.text = text, .length = 2 * MLF_LIMIT_DEPTH + 2};
    CHECK(mlf_json_value(&json, &value, &kind, &err) == -1);
    CHECK(holds(&err, MLF_LIMIT_DEPTH, "leave out some"));
}

/* An .npy file of version 2 with this text as its header, which it says to be `says` long. */
static int open_npy(const char *header, size_t says, struct mlf_err *err)
{
    unsigned char bytes[512] = "\x93NUMPY\x02";
    struct mlf_npy npy;
    size_t n = strlen(header);

    for (int i = 0; i < 4; i++)
        bytes[8 + i] = (unsigned char)(says >> (8 * i));
    memcpy(bytes + 12, header, n);
    CHECK(mlf_file_write(path, bytes, 12 + n, NULL) == 0);
    if (mlf_npy_open(&npy, path, err))
        return -1;
    mlf_npy_close(&npy);
    return 0;
}

static void test_npy(void)
{
    char header[200];
    struct mlf_err err = {""};

    for (int more = 0; more < 2; more++) {
        snprintf(header, sizeof header, "{'descr': '|u1', 'fortran_order': False, 'shape': (0, %zu), }\n",
                 MLF_LIMIT_NPY_COLUMNS + (size_t)more);
        CHECK(open_npy(header, strlen(header), &err) == -more);
    }
    CHECK(holds(&err, MLF_LIMIT_NPY_COLUMNS, "a row is an item"));
    mlf_err_clear(&err);
    CHECK(open_npy("{}", MLF_LIMIT_NPY_HEADER + 1, &err) == -1);
    CHECK(holds(&err, MLF_LIMIT_NPY_HEADER, "numpy.save"));
    unlink(path);
}

/* A TIFF without compression that says to be so wide and high. */
static void put_tiff(unsigned width, unsigned height)
{
    const unsigned entries[][4] = {{256, 4, 1, width}, {257, 4, 1, height}, {258, 3, 1, 8},
                                   {259, 3, 1, 1},     {262, 3, 1, 1},      {273, 4, 1, 8},
                                   {277, 3, 1, 1},     {278, 4, 1, height}, {279, 4, 1, 1}};
    unsigned char bytes[256] = {'I', 'I', 42, 0, 8, 0, 0, 0, sizeof entries / sizeof *entries, 0};
    size_t at = 10;

    for (size_t i = 0; i < sizeof entries / sizeof *entries; i++) {
        for (int k = 0; k < 4; k++) /* tag and type have two bytes, count and value four */
            for (int b = 0; b < (k < 2 ? 2 : 4); b++)
                bytes[at++] = (unsigned char)(entries[i][k] >> (8 * b));
    }
    CHECK(mlf_file_write(path, bytes, at + 4, NULL) == 0);
}

static void test_photo(void)
{
    struct mlf_photo photo;
    struct mlf_err err = {""};

    put_tiff(MLF_LIMIT_PHOTO_PIXELS / 10000, 10000);
    CHECK(mlf_photo_size(&photo, path, &err) == 0);
    CHECK(photo.width == MLF_LIMIT_PHOTO_PIXELS / 10000 && photo.height == 10000);
    mlf_photo_free(&photo);
    put_tiff(MLF_LIMIT_PHOTO_PIXELS / 10000 + 1, 10000);
    CHECK(mlf_photo_size(&photo, path, &err) == -1);
    CHECK(holds(&err, MLF_LIMIT_PHOTO_PIXELS / 1000000, "million: reduce or cut it"));
    mlf_photo_free(&photo);
    mlf_err_clear(&err);
    put_hole(MLF_LIMIT_PHOTO_FILE + 1);
    CHECK(mlf_photo_size(&photo, path, &err) == -1);
    CHECK(holds(&err, MLF_LIMIT_PHOTO_FILE, "mlfix-limits(7)"));
    unlink(path);
}

/* A name in a header of its own, as GNU tar writes it, that says to be longer than is read. */
static void test_tar(void)
{
    char block[1024] = "././@LongLink";
    struct mlf_tar tar;
    struct mlf_tar_member member;
    struct mlf_err err = {""};
    unsigned sum = 0;

    snprintf(block + 100, 8, "0000644");
    snprintf(block + 124, 12, "%011zo", MLF_LIMIT_TAR_NAME + 1);
    memcpy(block + 257, "ustar  ", 8);
    block[156] = 'L';
    memset(block + 148, ' ', 8);
    for (int i = 0; i < 512; i++)
        sum += (unsigned char)block[i];
    snprintf(block + 148, 8, "%06o", sum);
    put_hole(MLF_LIMIT_TAR_NAME + 4096);
    int fd = open(path, O_WRONLY);
    CHECK(fd >= 0 && write(fd, block, 512) == 512);
    close(fd);
    CHECK(mlf_tar_open(&tar, path, &err) == 0);
    CHECK(mlf_tar_next(&tar, &member, &err) == -1);
    CHECK(holds(&err, MLF_LIMIT_TAR_NAME, "mlfix-limits(7)"));
    mlf_tar_close(&tar);
    unlink(path);
}

int main(void)
{
    if (mlf_vips_start(NULL))
        return 2;
    RUN(test_files);
    RUN(test_xml);
    RUN(test_depth);
    RUN(test_npy);
    RUN(test_photo);
    RUN(test_tar);
    mlf_vips_stop();
    return check_done();
}
