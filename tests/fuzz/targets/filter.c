/* Expressions that choose records: the first line is one, the others are records. */

#include <stdlib.h>
#include <string.h>

#include "../fuzz.h"
#include "mlfix/record/filter-parse.h"
#include "mlfix/record/filter.h"
#include "mlfix/record/reader.h"
#include "mlfix/record/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *end = size ? memchr(data, '\n', size) : NULL;
    size_t length = end ? (size_t)(end - data) : size;
    char *text = strndup((const char *)data, length);
    struct mlf_filter *filter = mlf_filter_parse(text, NULL);
    struct mlf_reader reader;
    struct mlf_record record;

    if (filter && end && mlf_reader_over(&reader, "input", (const char *)end + 1, size - length - 1, NULL) == 0) {
        while (mlf_reader_record(&reader, &record, NULL) == 1) {
            (void)mlf_filter_match(filter, &record, NULL);
            mlf_record_free(&record);
        }
        mlf_reader_close(&reader);
    }
    mlf_filter_free(filter);
    free(text);
    return 0;
}
