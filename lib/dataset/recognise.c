/* See recognise.h. The first bytes follow the formats' specifications: Apache Parquet and Arrow (File Format), ZIP
 * (APPNOTE.TXT 4.3), POSIX ustar, HDF5 (Level 0A), MAT-File Level 5, NumPy's NEP 1, Python's pickle protocol 2 and
 * later, SQLite 3 (File Header), LMDB's mdb.c, THE IDX FILE FORMAT (Y. LeCun), TFRecord (TensorFlow, "TFRecord and
 * tf.train.Example"). */

#include "recognise.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/compressed.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/driver.h"
#include "mlfix/dataset/mapping.h"
#include "mlfix/json/json-members.h"

/* Bytes of a file that are enough to say what it is. */
#define HEAD 65536

static const struct kind {
    const char *magic;
    size_t length, offset;
    const char *what;
    const char *remedy; /* %s: the file */
} kinds[] = {
    {"PAR1", 4, 0, "a Parquet table",
     "to make photos and a metadata.jsonl of it: python3 -c \"import os,pandas as p; os.mkdir('out'); "
     "t=p.read_parquet('%s'); c=[k for k in t if isinstance(t[k][0],dict) and 'bytes' in t[k][0]][0]; "
     "t['file_name']=[str(i)+'.jpg' for i in range(len(t))]; [open('out/'+n,'wb').write(v['bytes']) for n,v in "
     "zip(t.file_name,t[c])]; t.drop(columns=c).to_json('out/metadata.jsonl',orient='records',lines=True)\""},
    {"ARROW1", 6, 0, "an Arrow table", "load it with Python's 'datasets' and write it as photos and metadata.jsonl"},
    {"\xff\xff\xff\xff", 4, 0, "an Arrow stream",
     "load it with Python's 'datasets' and write it as photos and "
     "metadata.jsonl"},
    {"PK\3\4", 4, 0, "a zip archive", "unpack it: unzip '%s'"},
    {"PK\5\6", 4, 0, "an empty zip archive", NULL},
    {"Rar!", 4, 0, "a RAR archive", "unpack it: unrar x '%s'"},
    {"7z\xbc\xaf\x27\x1c", 6, 0, "a 7z archive", "unpack it: 7z x '%s'"},
    {"ustar", 5, 257, "a tar archive", "unpack it: tar -xf '%s'"},
    {"\x89HDF\r\n\x1a\n", 8, 0, "an HDF5 file", "export what it holds as photos and JSON or CSV"},
    {"MATLAB 5.0 MAT-file", 19, 0, "a MAT file of MATLAB", "export what it holds as JSON or CSV"},
    {"\x93NUMPY", 6, 0, "a NumPy array", "export what it holds as JSON or CSV"},
    {"SQLite format 3", 16, 0, "a SQLite database", "export its tables as CSV: sqlite3 -csv -header '%s'"},
    {"\xde\xc0\xef\xbe", 4, 16, "an LMDB database", "export what it holds as photos and JSON or CSV"},
    {"\xce\xd7\x23\x0a", 4, 0, "a RecordIO file of MXNet",
     "unpack it with MXNet's im2rec, which has the labels in "
     "its .lst"},
    {"\0\0\x08\1", 4, 0, "an IDX file of labels, as MNIST has", "write its pictures as files, in a folder per class"},
    {"\0\0\x08\3", 4, 0, "an IDX file of pictures, as MNIST has", "write its pictures as files, in a folder per class"},
    {"%PDF-", 5, 0, "a PDF", NULL},
};

/* CRC-32C (Castagnoli), bit by bit: of eight bytes. */
static uint32_t crc32c(const unsigned char *bytes, size_t n)
{
    uint32_t crc = ~UINT32_C(0);

    for (size_t i = 0; i < n; i++) {
        crc ^= bytes[i];
        for (int k = 0; k < 8; k++)
            crc = crc >> 1 ^ (crc & 1 ? UINT32_C(0x82f63b78) : 0);
    }
    return ~crc;
}

/* A record begins with its length and the masked checksum of that. */
static int is_tfrecord(const char *head, size_t length)
{
    const unsigned char *bytes = (const unsigned char *)head;
    uint32_t crc;
    uint32_t said;

    if (length < 16)
        return 0;
    crc = crc32c(bytes, 8);
    said = bytes[8] | (uint32_t)bytes[9] << 8 | (uint32_t)bytes[10] << 16 | (uint32_t)bytes[11] << 24;
    return said == (crc >> 15 | crc << 17) + UINT32_C(0xa282ead8);
}

/* Protocol 2 and later begin with a byte that says so, and end in a dot. */
static int is_pickle(const char *head, size_t length)
{
    return length >= 2 && head[0] == '\x80' && head[1] >= 2 && head[1] <= 5;
}

static const struct kind *kind_of(const char *head, size_t length)
{
    static const struct kind tfrecord = {
        .what = "a TFRecord",
        .remedy = "export the dataset as COCO or YOLO, or convert it: datum convert -i . -if tf_detection_api -f coco "
                  "-o out -- --save-media"};
    static const struct kind pickle = {
        .what = "a pickle of Python",
        .remedy = "export what it holds as photos and JSON or CSV (a pickle of a stranger runs their program)"};

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (length >= kinds[i].offset + kinds[i].length &&
            !memcmp(head + kinds[i].offset, kinds[i].magic, kinds[i].length))
            return &kinds[i];
    return is_tfrecord(head, length) ? &tfrecord : is_pickle(head, length) ? &pickle : NULL;
}

int mlf_recognise_container(const struct mlf_dataset *dataset, const char *file)
{
    size_t length;
    char *head = mlf_head(dataset, file, 512, &length, NULL);
    int is = head && (kind_of(head, length) || mlf_compressed_kind(head, length));

    free(head);
    return is;
}

/* Puts at most five keys of the object that begins at json->at. */
static void put_keys(struct mlf_json json, struct mlf_buf *buf)
{
    struct mlf_span key;
    struct mlf_span value;
    enum mlf_json_kind kind;
    int first = 1;
    int n = 0;

    if (mlf_json_enter(&json, MLF_JSON_OBJECT, NULL))
        return;
    while (mlf_json_next(&json, MLF_JSON_OBJECT, &first, &key, NULL) > 0) {
        if (n == 5) {
            mlf_buf_puts(buf, ", ...");
            return;
        }
        mlf_buf_printf(buf, "%s'%.*s'", n++ ? ", " : " with ", key.length > 42 ? 40 : (int)key.length - 2,
                       json.text + key.offset + 1);
        if (mlf_json_value(&json, &value, &kind, NULL))
            return;
    }
}

/* "JSON, an array of objects with 'a', 'b'"; 0 where the text does not begin like JSON. */
static int put_json(const char *text, size_t length, struct mlf_buf *buf)
{
    struct mlf_json json = {text, length, 0};
    enum mlf_json_kind kind;
    int first = 1;

    if (mlf_json_peek(&json, &kind, NULL) || (kind != MLF_JSON_OBJECT && kind != MLF_JSON_ARRAY))
        return 0;
    if (kind == MLF_JSON_OBJECT) {
        mlf_buf_puts(buf, "JSON, an object");
        put_keys(json, buf);
        return 1;
    }
    mlf_buf_puts(buf, "JSON, an array");
    if (!mlf_json_enter(&json, MLF_JSON_ARRAY, NULL) && mlf_json_next(&json, MLF_JSON_ARRAY, &first, NULL, NULL) > 0 &&
        !mlf_json_peek(&json, &kind, NULL) && kind == MLF_JSON_OBJECT) {
        mlf_buf_puts(buf, " of objects");
        put_keys(json, buf);
    }
    return 1;
}

/* "XML, the root element is <dataset>" */
static int put_xml(const char *text, size_t length, struct mlf_buf *buf)
{
    const char *at = text;
    const char *end = text + length;

    while (at < end && strchr(" \t\r\n", *at))
        at++;
    if (at == end || *at != '<')
        return 0;
    while (at + 1 < end && (at[1] == '?' || at[1] == '!')) {
        const char *close = memchr(at, '>', (size_t)(end - at));
        const char *open = close ? memchr(close, '<', (size_t)(end - close)) : NULL;

        if (!open)
            return 0;
        at = open;
    }
    at++;
    mlf_buf_printf(buf, "XML, the root element is <%.*s>",
                   (int)(strcspn(at, " \t\r\n/>") < 60 ? strcspn(at, " \t\r\n/>") : 60), at);
    return 1;
}

/* "text, the first line is '...'" */
static void put_text(const char *file, const char *text, size_t length, struct mlf_buf *buf)
{
    size_t line = strcspn(text, "\r\n");
    size_t shown = line > 60 ? 60 : line;
    int table = !strcasecmp(mlf_path_extension(file), ".csv") || !strcasecmp(mlf_path_extension(file), ".tsv");

    while (shown > 0 && shown < line && (text[shown] & 0xc0) == 0x80) /* no character is cut */
        shown--;
    if (memchr(text, '\0', length))
        mlf_buf_puts(buf, "no text");
    else
        mlf_buf_printf(buf, "%s, the first line is '%.*s%s'", table ? "a table" : "text", (int)shown, text,
                       shown < line ? "..." : "");
}

char *mlf_recognise(const struct mlf_dataset *dataset, const char *file, struct mlf_err *err)
{
    struct mlf_buf buf = {0};
    size_t length;
    char *head = mlf_head(dataset, file, HEAD, &length, err);
    const struct kind *kind = head ? kind_of(head, length) : NULL;
    const char *extension = mlf_path_extension(file);
    const char *packed = head ? mlf_compressed_kind(head, length) : NULL;
    char *path = head ? mlf_path_join(dataset->root, file, err) : NULL;

    if (!path) {
        free(head);
        return NULL;
    }
    if (length == 0) {
        mlf_buf_puts(&buf, "empty");
    } else if (kind) {
        mlf_buf_puts(&buf, !strcasecmp(extension, ".npz") ? "NumPy arrays in a zip archive" : kind->what);
        mlf_buf_puts(&buf, kind->remedy ? ": " : "");
        for (const char *at = kind->remedy; at && *at; at++) {
            if (at[0] == '%' && at[1] == 's') {
                mlf_buf_puts(&buf, path);
                at++;
            } else {
                mlf_buf_putc(&buf, *at);
            }
        }
    } else if (packed) {
        mlf_buf_printf(&buf, "compressed (%s): give it unpacked", packed);
    } else if (!put_json(head, length, &buf) && !put_xml(head, length, &buf)) {
        put_text(file, head, length, &buf);
    }
    free(head);
    free(path);
    return mlf_buf_take(&buf, err);
}
