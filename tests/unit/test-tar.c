/* Walking over tar archives, and files inside them by path. The archives are made here, by the letter of POSIX.1-2001
 * (pax, "ustar Interchange Format"), so that walk and test do not share a mistake. */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"
#include "mlfix/base/archive.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/base/file.h"
#include "mlfix/base/parallel.h"
#include "mlfix/base/tar.h"

static char folder[64];
static struct mlf_buf made; /* the archive that is being made */

static void begin(void)
{
    strcpy(folder, "/tmp/mlfix-test-XXXXXX");
    CHECK(mkdtemp(folder) != NULL);
    mlf_buf_clear(&made);
}

static void end(void)
{
    char command[128];

    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    CHECK(system(command) == 0);
    mlf_buf_free(&made);
}

/* folder/name; one of four buffers. */
static const char *in_folder(const char *name)
{
    static char paths[4][512];
    static int next;
    char *path = paths[next++ % 4];

    snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

static void put(const char *file)
{
    CHECK(mlf_file_write(in_folder(file), made.data ? made.data : "", made.length, NULL) == 0);
}

enum { POSIX, GNU, V7 };

/* Sets the checksum after all other fields; `is_signed` as some old programs computed it. */
static void sign(char *header, int is_signed)
{
    long sum = 0;

    memset(header + 148, ' ', 8);
    for (int i = 0; i < 512; i++)
        sum += is_signed ? (signed char)header[i] : (unsigned char)header[i];
    header[154] = '\0';
    for (int i = 153; i >= 148; i--, sum >>= 3)
        header[i] = (char)('0' + (sum & 7));
}

static void add_header(const char *prefix, const char *name, char type, const char *size, int format)
{
    char header[512] = "";

    strncpy(header, name, 100);
    memcpy(header + 100, "0000644\0000000000\0000000000\0", 24);
    memcpy(header + 124, size, strlen(size));
    memcpy(header + 136, "00000000000", 11);
    header[156] = type;
    if (format == POSIX)
        memcpy(header + 257, "ustar\00000", 8);
    if (format == GNU)
        memcpy(header + 257, "ustar  ", 8);
    strncpy(header + 345, prefix, 155);
    sign(header, 0);
    mlf_buf_add(&made, header, 512);
}

static void add_data(const char *data, size_t length)
{
    static const char zeros[512];

    mlf_buf_add(&made, data, length);
    mlf_buf_add(&made, zeros, (512 - length % 512) % 512);
}

static void add(const char *name, char type, const char *data)
{
    char size[32];

    snprintf(size, sizeof size, "%011zo", strlen(data));
    add_header("", name, type, size, type == 'L' ? GNU : POSIX);
    add_data(data, strlen(data));
}

static void add_end(void)
{
    static const char zeros[1024];

    mlf_buf_add(&made, zeros, sizeof zeros);
}

/* "name=data; ..." of the archive's members; then the error, if any, without its path. */
static const char *walk(const char *file)
{
    static struct mlf_buf text;
    struct mlf_tar tar;
    struct mlf_tar_member member;
    struct mlf_err err = {""};
    const char *path = in_folder(file);
    int more;

    mlf_buf_clear(&text);
    mlf_buf_puts(&text, "");
    if (mlf_tar_open(&tar, path, &err))
        return "cannot be opened";
    while ((more = mlf_tar_next(&tar, &member, &err)) > 0) {
        char *data = mlf_tar_data(&tar, &member.entry, 1 << 20, &err);

        mlf_buf_printf(&text, "%s=%s%s; ", member.name, data ? data : "(none)", member.sparse ? " sparse" : "");
        free(data);
    }
    CHECK((more < 0) == (err.text[0] != '\0'));
    if (more < 0)
        mlf_buf_puts(&text, err.text + strlen(path) + 1);
    mlf_tar_close(&tar);
    return text.data;
}

/* ---- Names and sizes ---- */

static void test_names(void)
{
    char name[101];

    begin();
    memset(name, 'n', 100);
    name[100] = '\0';
    add("a.txt", '0', "one");
    add("./b.txt", '0', "two");
    add(".//./c.txt", '\0', "three");
    add_header("deep/er", "d.txt", '0', "00000000004", POSIX);
    add_data("four", 4);
    add(name, '7', "");
    add_header("junk", "e.txt", '0', "00000000004", GNU); /* GNU has other things there than a prefix */
    add_data("five", 4);
    add_header("", "f.txt", '0', "4 ", V7);
    add_data("six.", 4);
    add_end();
    add("behind.txt", '0', "the end");
    put("a.tar");
    memset(name, 'n', 100);
    CHECK(!strncmp(walk("a.tar"), "a.txt=one; b.txt=two; c.txt=three; deep/er/d.txt=four; nnn", 57));
    CHECK(strstr(walk("a.tar"), "n=; e.txt=five; f.txt=six.; ") != NULL);
    CHECK(strstr(walk("a.tar"), "behind") == NULL);
    end();
}

static void test_other_kinds_are_passed_over(void)
{
    begin();
    add("g", 'g', "52 comment=0123456789012345678901234567890123456789\n");
    add("folder/", '5', "");
    add("old-folder/", '\0', "");
    add_header("", "link", '1', "00000000077", POSIX); /* has no data, whatever the size says */
    add_header("", "symbolic", '2', "00000000000", POSIX);
    add("pipe", '6', "");
    add("long link", 'K', "somewhere/else");
    add("volume", 'V', "");
    add("a.txt", '0', "here");
    put("a.tar");
    CHECK_TEXT(walk("a.tar"), "a.txt=here; ");
    end();
}

static void test_long_names(void)
{
    begin();
    add("././@LongLink", 'L', "a/very/long/name.txt");
    add("a/very", '0', "gnu");
    add("pax", 'x', "30 mtime=1700000000.123456789\n20 path=p\xc3\xa4th/x.txt\n");
    add("p_th/x.txt", '0', "pax");
    add("plain.txt", '0', "no longer");
    add("pax", 'x', "12 path=old\n12 path=new\n");
    add("x", '0', "twice");
    add("pax", 'x', "10 size=5\n");
    add_header("", "sized.txt", '0', "00000000000", POSIX);
    add_data("12345", 5);
    add("pax", 'x', "22 GNU.sparse.major=1\n22 GNU.sparse.minor=0\n26 GNU.sparse.name=true.s\n");
    add("GNUSparseFile.1/true.s", '0', "map");
    add_end();
    put("a.tar");
    CHECK_TEXT(walk("a.tar"), "a/very/long/name.txt=gnu; p\xc3\xa4th/x.txt=pax; plain.txt=no longer; new=twice; "
                              "sized.txt=12345; true.s=map sparse; ");
    end();
}

static void test_where_names_stand(void)
{
    struct mlf_tar tar;
    struct mlf_tar_member member;

    begin();
    add("././@LongLink", 'L', "long.txt");
    add("a", '0', "1");
    add("pax", 'x', "20 comment=whatever\n17 path=pax.text\n");
    add("b", '0', "2");
    put("a.tar");
    CHECK(mlf_tar_open(&tar, in_folder("a.tar"), NULL) == 0);
    CHECK(mlf_tar_next(&tar, &member, NULL) == 1 && member.naming == MLF_TAR_NAME_GNU);
    CHECK(member.begin == 0 && member.named.header == 0 && member.named.data == 512 && member.named.size == 8);
    CHECK(member.name_at == 0 && member.name_length == 8);
    CHECK(member.entry.header == 1024 && member.entry.data == 1536 && member.entry.size == 1);
    CHECK(mlf_tar_next(&tar, &member, NULL) == 1 && member.naming == MLF_TAR_NAME_PAX);
    CHECK(member.begin == 2048 && member.named.data == 2560 && member.name_at == 20 && member.name_length == 17);
    CHECK(member.entry.data == 3584);
    mlf_tar_close(&tar);
    end();
}

static void test_sizes_and_sums(void)
{
    char binary[13] = "\x80\0\0\0\0\0\0\0\0\0\0\x03";

    begin();
    add_header("", "octal", '0', "     3 ", POSIX);
    add_data("abc", 3);
    put("a.tar");
    CHECK_TEXT(walk("a.tar"), "octal=abc; ");
    mlf_buf_clear(&made);
    add_header("", "binary", '0', "", POSIX);
    memcpy(made.data + 124, binary, 12);
    sign(made.data, 0);
    add_data("abc", 3);
    put("a.tar");
    CHECK_TEXT(walk("a.tar"), "binary=abc; ");
    memset(made.data + 125, 0x7f, 11);
    sign(made.data, 0);
    put("a.tar");
    CHECK_TEXT(walk("a.tar"), "0: the size is no number");
    mlf_buf_clear(&made);
    add_header("", "large", '0', "777777777777", POSIX);
    put("a.tar");
    CHECK_TEXT(walk("a.tar"), "0: the archive ends at byte 512, inside 'large'");
    mlf_buf_clear(&made);
    add("pax", 'x', "28 size=18446744073709551615\n"); /* one short: damaged */
    add("x", '0', "x");
    put("a.tar");
    CHECK_TEXT(walk("a.tar"), "0: a damaged pax header");
    made.data[512 + 1] = '9';
    put("a.tar");
    CHECK_TEXT(walk("a.tar"), "1024: the archive ends at byte 2048, inside 'x'");
    mlf_buf_clear(&made);
    add("signed-\xc3\xa4", '0', "abc");
    sign(made.data, 1);
    put("a.tar");
    CHECK_TEXT(walk("a.tar"), "signed-\xc3\xa4=abc; ");
    made.data[0] ^= 1;
    put("a.tar");
    CHECK_TEXT(walk("a.tar"), "0: this is no tar archive");
    end();
}

/* ---- Damage ---- */

static void make_varied(void)
{
    mlf_buf_clear(&made);
    add("././@LongLink", 'L', "a/long/name.txt");
    add("a/long", '0', "first");
    add("pax", 'x', "20 path=second.text\n");
    add("b", '0', "second");
    add("folder/", '5', "");
    add_header("", "s", 'S', "00000000003", GNU);
    add_data("abc", 3);
    add("c.txt", '0', "third");
    add_end();
}

/* Wherever the archive is cut off, the members before that come as they are, and the damage is
 * reported unless the cut is where an archive may end. */
static void test_every_length(void)
{
    static const char whole[] = "a/long/name.txt=first; second.text=second; s=abc sparse; c.txt=third; ";
    size_t last_members = 0;

    begin();
    make_varied();
    put("a.tar");
    CHECK_TEXT(walk("a.tar"), whole);
    for (size_t length = 1; length < made.length; length += 7) {
        const char *text;
        size_t shared = 0;
        size_t members = 0;

        CHECK(mlf_file_write(in_folder("cut.tar"), made.data, length, NULL) == 0);
        text = walk("cut.tar");
        while (text[shared] && text[shared] == whole[shared])
            shared++;
        for (const char *at = text; (at = strstr(at, "; ")); at++)
            members++;
        CHECK(!text[shared] || strstr(text + shared, ": the archive ends at byte") || length < 512);
        CHECK(members >= last_members);
        last_members = members;
    }
    CHECK(last_members == 4);
    end();
}

/* Whatever byte is changed, the walk comes to an end and reads nothing beyond the archive (which
 * the sanitizers check). */
static void test_every_byte_changed(void)
{
    begin();
    make_varied();
    for (size_t at = 0; at < made.length - 1024; at += 5) {
        char was = made.data[at];

        for (int k = 0; k < 2; k++) {
            made.data[at] = (char)(k ? was ^ 0x80 : was + 1);
            if (at % 1024 < 512 && at % 512 < 500) /* a change that the checksum does not tell */
                sign(made.data + at / 512 * 512, 0);
            put("b.tar");
            CHECK(strlen(walk("b.tar")) < 4000);
            made.data[at] = was;
        }
        make_varied();
    }
    end();
}

static void test_what_is_no_archive(void)
{
    begin();
    put("a.tar");
    CHECK_TEXT(walk("a.tar"), "0: the archive is empty");
    mlf_buf_puts(&made, "text");
    put("a.tar");
    CHECK_TEXT(walk("a.tar"), "0: this is no tar archive");
    mlf_buf_clear(&made);
    mlf_buf_add(&made, "\x1f\x8b\x08", 3);
    put("a.tar");
    CHECK(strstr(walk("a.tar"), "0: the archive is compressed with gzip") != NULL);
    CHECK_TEXT(walk("."), "cannot be opened");
    CHECK_TEXT(walk("none"), "cannot be opened");
    mlf_buf_clear(&made);
    add_end();
    put("a.tar");
    CHECK_TEXT(walk("a.tar"), "");
    end();
}

/* ---- By path ---- */

static const char *content(const char *path)
{
    static char text[128];
    struct mlf_err err = {""};
    size_t length = 0;
    char *bytes = mlf_archive_read(in_folder(path), 100, &length, &err);

    snprintf(text, sizeof text, "%s", bytes ? bytes : err.text + strspn(err.text, "'"));
    CHECK(!bytes || strlen(bytes) == length);
    free(bytes);
    return text;
}

static void test_paths(void)
{
    struct stat status;

    begin();
    add("a.txt", '0', "first");
    add("./deep/b.txt", '0', "deep");
    add("a.txt", '0', "second");
    add("x.tar/c.txt", '0', "not an archive inside");
    add("/abs.txt", '0', "absolute");
    put("x.TAR");
    CHECK_TEXT(content("x.TAR/a.txt"), "first");
    CHECK_TEXT(content("x.TAR/deep/b.txt"), "deep");
    CHECK_TEXT(content("x.TAR/x.tar/c.txt"), "not an archive inside");
    CHECK_TEXT(content("x.TAR//abs.txt"), "absolute");
    CHECK(strstr(content("x.TAR/deep"), "holds no file 'deep'") != NULL);
    CHECK(mlf_archive_part(in_folder("x.TAR")) == 0 && mlf_archive_part(in_folder("x.TAR/")) == 0);
    CHECK(mlf_archive_part(in_folder("x.TAR/a")) == strlen(in_folder("x.TAR")));
    CHECK(mlf_archive_has(in_folder("x.TAR/a.txt")) && !mlf_archive_has(in_folder("x.TAR/b.txt")));
    CHECK(!mlf_archive_has(in_folder("y.tar/a.txt")) && !mlf_archive_has(in_folder("x.TAR")));
    CHECK(mlf_archive_stat(in_folder("x.TAR/anything"), &status) == 0 && (size_t)status.st_size == made.length);
    CHECK(mlf_archive_stat(in_folder("y.tar/anything"), &status) == -1);
    /* A folder that is called like an archive, with a file in it, and with an archive in it. */
    CHECK(mkdir(in_folder("f.tar"), 0777) == 0);
    put("f.tar/y.tar");
    CHECK(mlf_file_write(in_folder("f.tar/a.txt"), "a file", 6, NULL) == 0);
    CHECK_TEXT(content("f.tar/a.txt"), "a file");
    CHECK_TEXT(content("f.tar/y.tar/a.txt"), "first");
    CHECK(mlf_archive_part(in_folder("f.tar/a.txt")) == 0 && !mlf_archive_has(in_folder("f.tar/a.txt")));
    end();
}

static void test_an_archive_that_changes(void)
{
    begin();
    add("a.txt", '0', "old");
    put("x.tar");
    CHECK_TEXT(content("x.tar/a.txt"), "old");
    add("b.txt", '0', "added");
    put("x.tar");
    CHECK_TEXT(content("x.tar/b.txt"), "added");
    /* Cut off behind the first, that one can still be read. */
    CHECK(truncate(in_folder("x.tar"), 1024 + 100) == 0);
    CHECK_TEXT(content("x.tar/a.txt"), "old");
    CHECK(!mlf_archive_has(in_folder("x.tar/b.txt")));
    end();
}

enum { MEMBERS = 3000 };

static int look_up(void *context, size_t piece, int worker, struct mlf_err *err)
{
    char name[128];
    char expected[32];
    size_t length;
    char *bytes;
    int right;

    (void)context;
    (void)worker;
    piece = piece * 7919 % MEMBERS;
    snprintf(name, sizeof name, "%s/%s.tar/%zu.txt", folder, piece % 2 ? "odd" : "even", piece);
    snprintf(expected, sizeof expected, "number %zu", piece);
    bytes = mlf_archive_read(name, 100, &length, err);
    right = bytes && !strcmp(bytes, expected);
    free(bytes);
    return right ? 0 : mlf_fail(err, "wrong");
}

static void test_many_members_by_several_threads(void)
{
    begin();
    for (int odd = 0; odd < 2; odd++) {
        mlf_buf_clear(&made);
        for (int i = odd; i < MEMBERS; i += 2) {
            char name[32];
            char data[32];

            snprintf(name, sizeof name, "%d.txt", i);
            snprintf(data, sizeof data, "number %d", i);
            add(name, '0', data);
        }
        put(odd ? "odd.tar" : "even.tar");
    }
    CHECK(mlf_parallel(MEMBERS, 4, look_up, NULL, NULL) == 0);
    end();
}

int main(void)
{
    RUN(test_names);
    RUN(test_other_kinds_are_passed_over);
    RUN(test_long_names);
    RUN(test_where_names_stand);
    RUN(test_sizes_and_sums);
    RUN(test_every_length);
    RUN(test_every_byte_changed);
    RUN(test_what_is_no_archive);
    RUN(test_paths);
    RUN(test_an_archive_that_changes);
    RUN(test_many_members_by_several_threads);
    return check_done();
}
