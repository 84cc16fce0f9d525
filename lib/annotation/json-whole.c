#include "mlfix/annotation/json-whole.h"

#include <string.h>

#include "mlfix/annotation/annotation-errors.h"
#include "mlfix/dataset/mapping.h"

int mlf_json_whole(const struct mlf_mapping *text, struct mlf_member *members, size_t n, struct mlf_err *err)
{
    struct mlf_json json = {text->data, text->length, 0};
    struct mlf_span whole;
    enum mlf_json_kind kind;

    if (text->length >= 3 && !memcmp(text->data, "\xef\xbb\xbf", 3))
        json.at = 3;
    if (mlf_json_value(&json, &whole, &kind, err))
        return mlf_fail_json(err, text->path);
    if (!mlf_json_at_end(&json)) {
        mlf_fail(err, "more behind the end of the JSON text");
        return mlf_fail_in(err, text->path, text->data, text->length, json.at);
    }
    if (mlf_json_pick(text->data, text->length, whole.offset, members, n, NULL, err))
        return mlf_fail_json(err, text->path);
    return 0;
}
