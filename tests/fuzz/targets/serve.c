/* What mlfix-serve reads: a parcel whose first line is the Host of a request and its Origin, with a blank between, and
 * the files `index.html` (the review page; without it, one of three objects), `decisions.jsonl` and `state.jsonl` (as a
 * server left them), `decide` and `keep` (what a browser sends). Whatever is kept reads again as what it was; what is
 * refused leaves the journal as it was. */

#include <stdlib.h>
#include <string.h>

#include "../fuzz.h"
#include "../parcel.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/json/json.h"
#include "serve/address.h"
#include "serve/kept.h"
#include "serve/review.h"
#include "serve/state.h"

static const char page[] =
    "<!doctype html>\n<!-- mlfix: review page -->\n"
    "<script type=\"application/json\" id=\"sheets-hash\">0123456789abcdef</script>\n"
    "<script type=\"application/json\" id=\"data\">{\"sheets\":[{\"name\":\"0001\"}],\"cells\":[{\"name\":\"A1\",\"sheet\":0,"
    "\"image\":\"a.jpg\",\"ids\":[\"a#0\",\"a#1\"]},{\"name\":\"A2\",\"sheet\":0,\"ids\":[7]}],"
    "\"objects\":[\"00000000000000010000000000000002\",\"0000000000000003\"]}</script>\n"
    "<script type=\"text/plain\" id=\"sheet-0\">AAAA</script>\n";

static void pass(const char *sentence)
{
    HOLDS(*sentence, "something is said");
}

static const char *text_of(const struct parcel *parcel, const char *name, size_t *length)
{
    const struct parcel_file *file = parcel_find(parcel, name);

    *length = file ? file->size : 0;
    return file ? file->data : "";
}

/* Each line is a value of JSON, with commas between. */
static void check_json(const struct mlf_buf *buf, const char *around)
{
    struct mlf_buf whole = {0};
    struct mlf_span span;
    enum mlf_json_kind kind;
    struct mlf_err err = {""};

    mlf_buf_putc(&whole, around[0]);
    if (buf->length)
        mlf_buf_add(&whole, buf->data, buf->length);
    mlf_buf_putc(&whole, around[1]);
    HOLDS(!whole.failed, "memory");
    struct mlf_json json = {whole.data, whole.length, 0};
    HOLDS(mlf_json_value(&json, &span, &kind, &err) == 0 && json.at == whole.length, "%s: %s", err.text, whole.data);
    mlf_buf_free(&whole);
}

/* What is decided, as flags, without the times: a line that tells none is of now. New memory. */
static char *flags_of(const struct serve_kept *kept)
{
    struct mlf_buf flags = {0}, lines = {0};
    struct mlf_err err = {""};

    HOLDS(serve_kept_put_flags(kept, &flags, &err) == 0, "%s", err.text);
    serve_kept_put(kept, 0, &lines);
    check_json(&lines, "[]");
    mlf_buf_free(&lines);
    for (char *at = flags.data; (at = strstr(at, ",\"at\":\""));)
        for (at += strlen(",\"at\":\""); *at && *at != '"'; at++)
            *at = '0';
    return flags.data;
}

static void decide(const struct serve_review *review, const struct parcel *parcel)
{
    struct serve_kept kept, again;
    struct mlf_err err = {""};
    size_t length, before = 0, after = 0;
    char *was, *is, *journal;
    int bad;

    if (serve_kept_open(&kept, review, fuzz_path("decisions.jsonl"), pass, &err)) {
        HOLDS(*err.text, "an error has a sentence");
        return;
    }
    was = flags_of(&kept);
    journal = fuzz_get("decisions.jsonl", &before);
    const char *text = text_of(parcel, "decide", &length);
    if (serve_kept_add(&kept, text, length, &bad, &err)) {
        char *left = fuzz_get("decisions.jsonl", &after);

        HOLDS(*err.text && bad, "it is the line that is wrong: %s", err.text);
        is = flags_of(&kept);
        HOLDS(!strcmp(was, is) && left && before == after && !memcmp(journal, left, before), "nothing changes");
        free(left);
    } else {
        is = flags_of(&kept);
    }
    serve_kept_close(&kept);
    free(was);
    err.text[0] = '\0';
    HOLDS(serve_kept_open(&again, review, fuzz_path("decisions.jsonl"), pass, &err) == 0, "%s", err.text);
    was = flags_of(&again);
    HOLDS(!strcmp(was, is), "what is kept reads again:\n%s\nand\n%s", is, was);
    serve_kept_close(&again);
    free(journal);
    free(was);
    free(is);
}

static void keep(const struct parcel *parcel)
{
    struct serve_state state, again;
    struct mlf_buf first = {0}, second = {0};
    struct mlf_err err = {""};
    size_t length;
    const char *text = text_of(parcel, "keep", &length);
    int bad;

    HOLDS(serve_state_open(&state, fuzz_path("state.jsonl"), &err) == 0, "%s", err.text);
    if (serve_state_add(&state, text, length, 1, &bad, &err) == 0) {
        serve_state_put(&state, 0, &first);
        check_json(&first, "{}");
        HOLDS(serve_state_open(&again, fuzz_path("state.jsonl"), &err) == 0, "%s", err.text);
        serve_state_put(&again, 0, &second);
        if (state.keys.n)
            HOLDS(first.length == second.length && !memcmp(first.data, second.data, first.length), "it reads again");
        serve_state_close(&again);
    } else {
        HOLDS(*err.text && bad, "it is the line that is wrong");
    }
    serve_state_close(&state);
    mlf_buf_free(&first);
    mlf_buf_free(&second);
}

static void ask(char *words)
{
    struct serve_address address = {.fd = -1, .port = 4711, .host = "127.0.0.1"};
    char *origin = strchr(words, ' ');
    const char *rest;

    memset(address.token, 'a', SERVE_TOKEN - 1);
    if (origin)
        *origin++ = '\0';
    for (; address.is_open < 2; address.is_open++) {
        (void)serve_address_is_host(&address, words);
        if (serve_address_is_origin(&address, origin, words))
            HOLDS(serve_address_is_host(&address, words), "an origin is a host: %s", words);
        (void)serve_address_is_token(&address, words, &rest);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct parcel parcel;
    struct serve_review review;
    struct mlf_err err = {""};

    parcel_open(&parcel, data, size);
    parcel_unpack(&parcel);
    if (!parcel_find(&parcel, "index.html"))
        (void)fuzz_put("index.html", page, sizeof page - 1);
    ask(parcel.words);
    if (serve_review_open(&review, fuzz_folder(), &err) == 0) {
        struct mlf_buf picture = {0};

        for (size_t i = 0; i < review.n_cells; i++)
            free(serve_review_photo(&review, i, &err));
        if (review.page.n_pictures)
            (void)mlf_page_file_picture(&review.page, 0, &picture, &err);
        mlf_buf_free(&picture);
        decide(&review, &parcel);
        serve_review_close(&review);
    } else {
        HOLDS(*err.text, "an error has a sentence");
        HOLDS(parcel_find(&parcel, "index.html") != NULL, "%s", err.text);
    }
    keep(&parcel);
    return 0;
}
