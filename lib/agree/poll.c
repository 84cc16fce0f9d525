#include "poll.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/flags/flags.h"
#include "mlfix/json/json-text.h"

static void put_vote(struct mlf_buf *buf, const char *name, const struct mlf_flag *flag)
{
    mlf_buf_putc(buf, '{');
    if (*name) {
        mlf_buf_puts(buf, "\"by\": ");
        mlf_json_put_string(buf, name);
        mlf_buf_puts(buf, ", ");
    }
    mlf_buf_printf(buf, "\"verdict\": \"%s\"", mlf_verdict_names[flag ? flag->verdict : MLF_OK]);
    if (!flag)
        mlf_buf_puts(buf, ", \"silent\": true");
    if (flag && flag->label) {
        mlf_buf_puts(buf, ", \"label\": ");
        mlf_json_put_string(buf, flag->label);
    }
    for (int i = 0; flag && flag->has_bbox && i < 4; i++) {
        mlf_buf_puts(buf, i ? ", " : ", \"bbox\": [");
        mlf_json_put_number(buf, flag->bbox[i]);
    }
    mlf_buf_puts(buf, flag && flag->has_bbox ? "]}" : "}");
}

static void put_said(struct mlf_buf *buf, const char *name, const struct mlf_flag *flag)
{
    if (*name)
        mlf_buf_printf(buf, "%s: ", name);
    mlf_buf_puts(buf, !flag ? "(ok)" : flag->label ? flag->label : mlf_verdict_names[flag->verdict]);
}

struct mlf_poll *mlf_poll_new(struct mlf_flags *flags, const struct mlf_poll_word *words, size_t n, struct mlf_err *err)
{
    struct mlf_buf votes = {0}, said = {0};
    struct mlf_poll *poll = mlf_alloc(1, sizeof *poll, err);
    if (!poll)
        return NULL;
    poll->next = flags->polls;
    flags->polls = poll;
    for (size_t i = 0; i < n; i++) {
        const char *name = flags->reviewers.items[words[i].reviewer];
        mlf_buf_puts(&votes, i ? ", " : "[");
        put_vote(&votes, name, words[i].flag);
        mlf_buf_puts(&said, i ? "; " : "");
        put_said(&said, name, words[i].flag);
        poll->reviewers += i == 0 || words[i].reviewer != words[i - 1].reviewer;
    }
    mlf_buf_putc(&votes, ']');
    if (!(poll->votes = mlf_buf_take(&votes, err)) || !(poll->said = mlf_buf_take(&said, err)))
        poll = NULL;
    mlf_buf_free(&votes);
    mlf_buf_free(&said);
    return poll;
}

int mlf_poll_names(struct mlf_flags *flags, const struct mlf_poll_word *words, const unsigned char *marked, size_t n,
                   const char **names, struct mlf_err *err)
{
    struct mlf_buf buf = {0};
    size_t last = MLF_NO_STRING;
    *names = NULL;
    for (size_t i = 0; i < n; i++) {
        const char *name = flags->reviewers.items[words[i].reviewer];
        if (!marked[i] || words[i].reviewer == last)
            continue;
        last = words[i].reviewer;
        if (*name)
            mlf_buf_printf(&buf, "%s%s", buf.length ? ", " : "", name);
    }
    int result = mlf_buf_check(&buf, err);
    if (!result && buf.length && !(*names = mlf_string_set_keep(&flags->texts, buf.data, err)))
        result = -1;
    mlf_buf_free(&buf);
    return result;
}
