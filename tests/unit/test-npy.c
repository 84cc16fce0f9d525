#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "check.h"
#include "mlfix/base/err.h"
#include "mlfix/base/file.h"
#include "mlfix/numeric/npy-ids.h"
#include "mlfix/numeric/npy-rows.h"
#include "mlfix/numeric/npy-write.h"
#include "mlfix/numeric/npy.h"

static char path[64];

/* Writes a file of version `major` with this dictionary and data. */
static void write_npy(int major, const char *header, const void *data, size_t length)
{
    static unsigned char bytes[140000] = "\x93NUMPY";
    size_t n = strlen(header), start = major == 1 ? 10 : 12;
    memset(bytes + 8, 0, 4);
    bytes[6] = (unsigned char)major;
    bytes[8] = (unsigned char)(n & 255);
    bytes[9] = (unsigned char)(n >> 8);
    memcpy(bytes + start, header, n);
    memcpy(bytes + start + n, data, length);
    CHECK(mlf_file_write(path, bytes, start + n + length, NULL) == 0);
}

#define HEADER(descr, order, shape) "{'descr': '" descr "', 'fortran_order': " order ", 'shape': " shape ", }   \n"

static void check_type(const char *header, const void *data, size_t length, const float expected[6])
{
    struct mlf_npy npy;
    struct mlf_err err = {""};
    float row[3];
    for (int major = 1; major <= 3; major++) {
        write_npy(major, header, data, length);
        CHECK(mlf_npy_open(&npy, path, &err) == 0);
        CHECK_TEXT(err.text, "");
        CHECK(npy.rows == 2 && npy.columns == 3);
        for (size_t i = 0; i < 2 && npy.map; i++) {
            mlf_npy_row(&npy, i, row);
            for (size_t j = 0; j < 3; j++)
                CHECK_NEAR((double)row[j], (double)expected[i * 3 + j], 0);
        }
        mlf_npy_close(&npy);
    }
}

static void test_types(void)
{
    static const float whole[6] = {0, 1, 2, 255, 4, 5}, bits[6] = {0, 1, 1, 0, 1, 1};
    static const float halves[6] = {0, 1, -2, 0.5f, 65504, 5.9604645e-08f};
    check_type(HEADER("|u1", "False", "(2, 3)"), "\x00\x01\x02\xff\x04\x05", 6, whole);
    check_type(HEADER("|b1", "False", "(2, 3)"), "\x00\x01\x01\x00\x01\x01", 6, bits);
    check_type(HEADER("<f2", "False", "(2, 3)"), "\x00\x00\x00\x3c\x00\xc0\x00\x38\xff\x7b\x01\x00", 12, halves);
    check_type(HEADER(">f2", "False", "(2, 3)"), "\x00\x00\x3c\x00\xc0\x00\x38\x00\x7b\xff\x00\x01", 12, halves);
    static const float f[6] = {0, 1, -2, 0.5f, 1e30f, -1e-30f};
    unsigned char swapped[48];
    for (size_t i = 0; i < 24; i++)
        swapped[i] = ((const unsigned char *)f)[i / 4 * 4 + 3 - i % 4];
    check_type(HEADER("<f4", "False", "(2, 3)"), f, 24, f);
    check_type(HEADER(">f4", "False", "(2, 3)"), swapped, 24, f);
    static const double d[6] = {0, 1, -2, 0.5, 1e300, -1e300};
    static const float cut[6] = {0, 1, -2, 0.5, INFINITY, -INFINITY};
    struct mlf_npy npy;
    float row[3];
    write_npy(1, HEADER("<f8", "False", "(2, 3)"), d, 48);
    CHECK(mlf_npy_open(&npy, path, NULL) == 0);
    for (size_t i = 0; i < 2; i++) {
        mlf_npy_row(&npy, i, row);
        CHECK(memcmp(row, cut + i * 3, sizeof row) == 0);
    }
    mlf_npy_close(&npy);
    static const int32_t i4[6] = {0, 1, -2, 3, 16777216, -16777216};
    static const int64_t i8[6] = {0, 1, -2, 3, 16777216, -16777216};
    static const float integers[6] = {0, 1, -2, 3, 16777216, -16777216};
    check_type(HEADER("<i4", "False", "(2, 3)"), i4, 24, integers);
    check_type(HEADER("<i8", "False", "(2, 3)"), i8, 48, integers);
}

/* Every value of binary16 against the definition: in one long row, where many are converted at
 * a time, and in rows of one, where each is left over. */
static void test_halves(void)
{
    enum { ALL = 65536 };
    static uint16_t bits[ALL];
    static double row[ALL];
    struct mlf_npy npy;
    for (size_t i = 0; i < ALL; i++)
        bits[i] = (uint16_t)i;
    for (int long_row = 0; long_row < 2; long_row++) {
        write_npy(1, long_row ? HEADER("<f2", "False", "(1, 65536)") : HEADER("<f2", "False", "(65536, 1)"), bits,
                  sizeof bits);
        CHECK(mlf_npy_open(&npy, path, NULL) == 0);
        for (size_t i = 0; i < npy.rows; i++)
            mlf_npy_row_wide(&npy, i, row + i * npy.columns);
        size_t differ = 0;
        for (size_t i = 0; i < ALL; i++) {
            int exponent = (int)(i >> 10 & 31), sign = i >> 15 ? -1 : 1;
            double fraction = (double)(i & 1023);
            double value = exponent == 31 ? (double)INFINITY
                           : exponent     ? ldexp(1024 + fraction, exponent - 25)
                                          : ldexp(fraction, -24);
            int same = exponent == 31 && fraction > 0 ? isnan(row[i]) != 0 : row[i] == sign * value;
            differ += !same || (!isnan(row[i]) && (signbit(row[i]) != 0) != (sign < 0));
        }
        CHECK(differ == 0);
        mlf_npy_close(&npy);
    }
}

static void test_by_columns(void)
{
    static const float expected[6] = {0, 2, 4, 1, 3, 5};
    check_type(HEADER("|u1", "True", "(2, 3)"), "\x00\x01\x02\x03\x04\x05", 6, expected);
    check_type("{\"shape\":(2,3),\"fortran_order\":True,\"descr\":\"|u1\"}", "\x00\x01\x02\x03\x04\x05", 6, expected);
}

static void refuse(const char *header, const char *why)
{
    struct mlf_npy npy;
    struct mlf_err err = {""};
    write_npy(1, header, "12345678", 8);
    CHECK(mlf_npy_open(&npy, path, &err) == -1);
    CHECK(npy.map == NULL);
    if (!strstr(err.text, why))
        CHECK_TEXT(err.text, why);
}

static void test_refusals(void)
{
    refuse(HEADER("|O", "False", "(2, 1)"), "holds Python objects");
    refuse(HEADER("<c8", "False", "(1, 1)"), "type '<c8'");
    refuse(HEADER("|S8", "False", "(1, 1)"), "type '|S8'");
    refuse(HEADER("|f4", "False", "(1, 1)"), "type '|f4'");
    refuse("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }", "structured");
    refuse(HEADER("<f4", "False", "(3, 1)"), "cut short");
    refuse(HEADER("<f4", "False", "(4611686018427387904, 1)"), "cut short");
    refuse(HEADER("<f4", "False", "(1, 4611686018427387904)"), "rows of");
    refuse(HEADER("<f4", "False", "(99999999999999999999999, 1)"), "no valid shape");
    refuse(HEADER("<f4", "False", "(-1, 1)"), "no valid shape");
    refuse(HEADER("<f4", "False", "(1, 0)"), "rows of 0");
    refuse(HEADER("<f4", "False", "()"), "no dimensions");
    refuse(HEADER("<f4", "False", "(1, 1, 1)"), "more than two");
    refuse(HEADER("<f4", "Maybe", "(1, 1)"), "no order");
    refuse("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (1,), }", "repeated key");
    refuse("{'descr': '<f4', 'shape': (1,), }", "broken header");
    refuse("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), } 1", "broken header");
    refuse("{'descr': '<f4', 'fortran_order': False, 'shape': (1", "no valid shape");
    refuse("{'descr': '<f4", "no item type");
    refuse("{'descr", "broken header");
    refuse("{", "broken header");
    refuse("", "no dictionary");
    refuse(HEADER("<f4", "False", "(1, 1)") "x", "broken header");
}

static void test_damaged_files(void)
{
    struct mlf_npy npy;
    struct mlf_err err = {""};
    write_npy(1, HEADER("|u1", "False", "(2, 3)"), "123456", 6);
    size_t length = 0;
    char *bytes = mlf_file_read(path, 4096, &length, NULL);
    for (size_t n = 0; n < length; n++) {
        CHECK(mlf_file_write(path, bytes, n, NULL) == 0);
        CHECK(mlf_npy_open(&npy, path, NULL) == -1);
    }
    bytes[6] = 4;
    CHECK(mlf_file_write(path, bytes, length, NULL) == 0);
    CHECK(mlf_npy_open(&npy, path, &err) == -1);
    CHECK(strstr(err.text, "version 4") != NULL);
    free(bytes);
}

static void test_round_trip(void)
{
    struct mlf_npy_writer writer;
    struct mlf_npy npy;
    float rows[3000], back[3];
    for (size_t i = 0; i < 3000; i++)
        rows[i] = (float)i * 0.37f - 100;
    CHECK(mlf_npy_create(&writer, path, 3, NULL) == 0);
    CHECK(mlf_npy_append(&writer, rows, 999, NULL) == 0);
    CHECK(mlf_npy_append(&writer, rows + 2997, 1, NULL) == 0);
    CHECK(mlf_npy_finish(&writer, NULL) == 0);
    CHECK(mlf_npy_open(&npy, path, NULL) == 0);
    CHECK(npy.rows == 1000 && npy.columns == 3 && npy.data - (unsigned char *)npy.map == 128);
    for (size_t i = 0; i < npy.rows; i++) {
        mlf_npy_row(&npy, i, back);
        CHECK(memcmp(back, rows + i * 3, sizeof back) == 0);
    }
    mlf_npy_close(&npy);
}

static void test_ids(void)
{
    struct mlf_npy_ids ids;
    struct mlf_err err = {""};
    size_t row = 99;
    CHECK(mlf_file_write(path, "b\r\na\n\xc3\xa9 c\nA", 11, NULL) == 0);
    CHECK(mlf_npy_ids_read(&ids, path, 4, &err) == 0);
    CHECK_TEXT(err.text, "");
    CHECK(mlf_npy_ids_find(&ids, "b", &row) && row == 0);
    CHECK(mlf_npy_ids_find(&ids, "a", &row) && row == 1);
    CHECK(mlf_npy_ids_find(&ids, "\xc3\xa9 c", &row) && row == 2);
    CHECK(mlf_npy_ids_find(&ids, "A", &row) && row == 3);
    CHECK(!mlf_npy_ids_find(&ids, "c", &row) && !mlf_npy_ids_find(&ids, "", &row));
    mlf_npy_ids_free(&ids);
    CHECK(mlf_npy_ids_read(&ids, path, 5, &err) == -1);
    CHECK(strstr(err.text, "4 ids for 5 rows") != NULL);
    CHECK(mlf_file_write(path, "a\0b\n", 4, NULL) == 0);
    CHECK(mlf_npy_ids_read(&ids, path, 1, NULL) == -1);
}

int main(void)
{
    snprintf(path, sizeof path, "/tmp/test-npy-%ld", (long)getpid());
    RUN(test_types);
    RUN(test_halves);
    RUN(test_by_columns);
    RUN(test_refusals);
    RUN(test_damaged_files);
    RUN(test_round_trip);
    RUN(test_ids);
    unlink(path);
    return check_done();
}
