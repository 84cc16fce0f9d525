#include "check.h"
#include "mlfix/base/compressed.h"
#include "mlfix/base/err.h"
#include "mlfix/record/table.h"

static void test_kinds(void)
{
    CHECK_TEXT(mlf_compressed_kind("\x1f\x8b\b", 3), "gzip");
    CHECK_TEXT(mlf_compressed_kind("\x28\xb5\x2f\xfd", 4), "zstd");
    CHECK_TEXT(mlf_compressed_kind("BZh9", 4), "bzip2");
    CHECK_TEXT(mlf_compressed_kind("\xfd\x37zXZ\0", 6), "xz");
    CHECK(mlf_compressed_kind("\x1f", 1) == NULL);
    CHECK(mlf_compressed_kind("", 0) == NULL);
    CHECK(mlf_compressed_kind("{\"id\"", 5) == NULL);
}

static void test_table(void)
{
    struct mlf_table table;
    struct mlf_err err = {""};
    CHECK(mlf_table_open(&table, "t.csv.gz", "\x1f\x8b\b\0", 4, &err) == -1);
    CHECK_TEXT(err.text, "'t.csv.gz' is compressed (gzip): give it unpacked, as 'zcat t.csv.gz' writes it");
}

int main(void)
{
    RUN(test_kinds);
    RUN(test_table);
    return check_done();
}
