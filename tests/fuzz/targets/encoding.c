/* Texts in other encodings: the first line says how the name of the file ends and what --encoding says. What is decoded
 * can be encoded, and decodes again as the same. */

#include <stdlib.h>
#include <string.h>

#include "../fuzz.h"
#include "dataset/encoding.h"
#include "mlfix/base/utf8.h"

static void check_again(const struct mlf_encoding *encoding, const char *text, size_t length)
{
    size_t bytes_length = 0, again_length = 0;
    char *bytes = mlf_encoding_encode(encoding, text, length, &bytes_length, NULL);
    const struct mlf_encoding unmarked = {.mark = 0};
    struct mlf_encoding plain = unmarked;
    char *again;

    if (!bytes)
        return;
    memcpy(plain.name, encoding->name, sizeof plain.name);
    again = mlf_encoding_decode(&plain, bytes, bytes_length, 0, &again_length, NULL);
    if (memchr(text, '\0', length)) /* a part of a text may hold one, a whole one may not */
        HOLDS(!again, "%s: a text that holds a NUL is none", encoding->name);
    else
        HOLDS(again && again_length == length && !memcmp(again, text, length), "%s: %zu and %zu bytes", encoding->name,
              length, again_length);
    free(again);
    free(bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {NULL, "GB18030", "SHIFT_JIS", "WINDOWS-1252", "UTF-16", "UTF-7", "EUC-KR"};
    static const char *const files[] = {"a.xml", "a.json", "a.csv", "a.txt", "a.yaml"};
    uint64_t state = fuzz_hash(data, size);
    const char *declared, *file;
    struct mlf_encoding encoding;
    size_t length = 0;
    char *text;

    if (size < 2)
        return 0;
    declared = names[data[0] % (sizeof names / sizeof *names)];
    file = files[data[1] % (sizeof files / sizeof *files)];
    data += 2;
    size -= 2;
    encoding = mlf_encoding_of(file, (const char *)data, size, declared);
    HOLDS(memchr(encoding.name, '\0', sizeof encoding.name) && encoding.mark <= size, "%zu", encoding.mark);
    (void)mlf_encoding_check_utf8(file, file, (const char *)data, size, NULL);
    if (!*encoding.name || mlf_encoding_check(encoding.name, NULL))
        return 0;
    if (!(text = mlf_encoding_decode(&encoding, (const char *)data, size, (int)(fuzz_next(&state) % 2), &length, NULL)))
        return 0;
    HOLDS(mlf_utf8_is_valid(text, length, NULL), "%zu bytes of %s", length, encoding.name);
    check_again(&encoding, text, length);
    mlf_encoding_forget(text, length);
    HOLDS(mlf_utf8_is_valid(text, length, NULL), "%zu bytes", length);
    free(text);
    return 0;
}
