#include "routes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "http.h"
#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/json/json-text.h"
#include "mlfix/page/review-page.h"
#include "picture.h"
#include "task.h"

enum { FOR_EVER = 31536000 }; /* seconds: a year */

/* ---- Answers ---- */

/* Makes an error the answer: a sentence that the page shows. */
static void fail(struct serve_request *request, unsigned status, const char *sentence)
{
    request->status = status;
    request->type = "application/json";
    request->cached = 0;
    mlf_buf_clear(&request->answer);
    mlf_buf_puts(&request->answer, "{\"error\":");
    mlf_json_put_string(&request->answer, sentence);
    mlf_buf_puts(&request->answer, "}\n");
}

/* Appends the moment up to which a page knows everything. */
static void put_now(const struct serve_routes *routes, struct mlf_buf *buf)
{
    mlf_buf_printf(buf, "\"now\":\"%s.%llu\"", routes->session, (unsigned long long)routes->kept.now);
}

static void put_news(const struct serve_routes *routes, uint64_t since, struct mlf_buf *buf)
{
    put_now(routes, buf);
    mlf_buf_puts(buf, ",\"decisions\":[");
    serve_kept_put(&routes->kept, since, buf);
    mlf_buf_puts(buf, "],\"state\":{");
    serve_state_put(&routes->state, since, buf);
    mlf_buf_printf(buf, "},\"judged\":%llu", (unsigned long long)routes->live.rounds);
}

/* ---- The page and what it shows ---- */

static void send_page(struct serve_routes *routes, struct serve_request *request)
{
    struct mlf_buf served = {0};
    char *text = NULL;
    size_t length = 0;
    mlf_buf_putc(&served, '{');
    put_news(routes, 0, &served);
    if (routes->reviewer) {
        mlf_buf_puts(&served, ",\"by\":");
        mlf_json_put_string(&served, routes->reviewer);
    }
    mlf_buf_printf(&served, ",\"damaged\":%zu}", routes->kept.damaged);
    FILE *file = served.failed ? NULL : open_memstream(&text, &length);
    if (file)
        mlf_review_page_put_served(routes->review.page.data, routes->review.page.others, served.data, file);
    if (!file || ferror(file) | fclose(file)) {
        free(text);
        fail(request, 500, "there is too little memory");
    } else {
        request->type = "text/html; charset=utf-8";
        request->answer = (struct mlf_buf){.data = text, .length = length};
    }
    mlf_buf_free(&served);
}

/* A number that ends the path. */
static int parse_number(const char *text, size_t *number)
{
    char *end;
    if (*text < '0' || *text > '9' || strlen(text) > 9)
        return 0;
    *number = strtoul(text, &end, 10);
    return *end == '\0';
}

/* "sheet/HASH/N": the picture of a sheet, which never changes. */
static void send_sheet(struct serve_routes *routes, struct serve_request *request, const char *path)
{
    const char *hash = routes->review.page.hash;
    struct mlf_err err = {""};
    size_t number;
    if (strncmp(path, hash, strlen(hash)) != 0 || path[strlen(hash)] != '/' ||
        !parse_number(path + strlen(hash) + 1, &number) || number >= routes->review.page.n_pictures) {
        fail(request, 404, "there is no such sheet");
        return;
    }
    if (mlf_page_file_picture(&routes->review.page, number, &request->answer, &err)) {
        fail(request, 500, err.text);
        return;
    }
    const char *type = serve_picture_type(request->answer.data, request->answer.length);
    if (!type) {
        fail(request, 404, "the sheet is no picture");
        return;
    }
    request->type = type;
    request->cached = FOR_EVER;
}

static void send_photo(struct serve_routes *routes, struct serve_request *request, const char *path)
{
    struct mlf_err err = {""};
    size_t cell;
    char *photo = parse_number(path, &cell) ? serve_review_photo(&routes->review, cell, &err) : NULL;
    if (!photo || serve_picture_send(request, photo, &err))
        fail(request, 404, err.text[0] ? err.text : "there is no such photo");
    free(photo);
}

/* CELL/FRAME: the crop of a frame of a track. */
static void send_frame(struct serve_routes *routes, struct serve_request *request, const char *path)
{
    struct mlf_err err = {""};
    const char *slash = strchr(path, '/');
    size_t cell, frame;
    char *first = slash ? mlf_strndup(path, (size_t)(slash - path), &err) : NULL;
    char *crop = first && parse_number(first, &cell) && parse_number(slash + 1, &frame)
                     ? serve_review_frame(&routes->review, cell, frame, &err)
                     : NULL;
    if (!crop || serve_picture_send(request, crop, &err))
        fail(request, 404, err.text[0] ? err.text : "there is no such frame");
    free(crop);
    free(first);
}

/* ---- Decisions ---- */

/* What came since the moment that the page names; a request without news waits for some. */
static void send_changes(struct serve_routes *routes, struct serve_request *request)
{
    size_t session = strlen(routes->session);
    int known = strncmp(request->since, routes->session, session) == 0 && request->since[session] == '.';
    uint64_t since = known ? strtoull(request->since + session + 1, NULL, 10) : 0;
    if (known && since == routes->kept.now && !request->woken) {
        request->waits = 1;
        return;
    }
    mlf_buf_printf(&request->answer, "{\"all\":%s,", known ? "false" : "true");
    put_news(routes, since, &request->answer);
    mlf_buf_puts(&request->answer, "}\n");
}

static void end_change(struct serve_routes *routes, struct serve_request *request, int failed, int bad,
                       const struct mlf_err *err)
{
    if (failed) {
        fail(request, bad ? 400 : 507, err->text);
        return;
    }
    mlf_buf_putc(&request->answer, '{');
    put_now(routes, &request->answer);
    mlf_buf_puts(&request->answer, "}\n");
    serve_http_wake(routes->http);
}

static void take_decisions(struct serve_routes *routes, struct serve_request *request)
{
    struct mlf_err err = {""};
    int bad, failed = serve_kept_add(&routes->kept, request->body.data ? request->body.data : "", request->body.length,
                                     &bad, &err);
    end_change(routes, request, failed, bad, &err);
}

static void take_state(struct serve_routes *routes, struct serve_request *request)
{
    struct mlf_err err = {""};
    int bad, failed = serve_state_add(&routes->state, request->body.data ? request->body.data : "",
                                      request->body.length, ++routes->kept.now, &bad, &err);
    end_change(routes, request, failed, bad, &err);
}

/* ---- Plan, diff, apply, undo ---- */

void serve_routes_wake(void *context)
{
    struct serve_routes *routes = context;
    serve_http_wake(routes->http);
}

/* A request that waits for mlfix-apply. */
struct applying {
    struct serve_task *task;
    uint64_t sum;
};

static int is_same(const struct serve_request *request, uint64_t sum)
{
    char wanted[17];
    snprintf(wanted, sizeof wanted, "%016llx", (unsigned long long)sum);
    return request->body.length == strlen(wanted) + 2 && memcmp(request->body.data + 1, wanted, strlen(wanted)) == 0;
}

static void begin_applying(struct serve_routes *routes, struct serve_request *request, enum serve_apply_what what)
{
    struct mlf_err err = {""};
    struct applying *own = NULL;
    if (routes->applying || routes->ending) {
        fail(request, 409, "mlfix-apply is at work for another page: try again when it is done");
        return;
    }
    own = mlf_alloc(1, sizeof *own, &err);
    if (!own || !(own->task = serve_task_new(serve_routes_wake, routes, &err)))
        goto failed;
    if (serve_apply_prepare(&routes->apply, what, own->task, &own->sum, &err))
        goto failed_task;
    if (what == SERVE_WRITE && !is_same(request, own->sum)) {
        mlf_fail(&err, "something was decided since the plan was shown: look at it again");
        goto failed_task;
    }
    if (serve_task_start(own->task, &err))
        goto failed;
    routes->applying = 1;
    request->own = own;
    request->waits = 1;
    return;
failed_task:
    serve_task_drop(own->task);
failed:
    free(own);
    fail(request, 409, err.text);
}

static void run_apply(struct serve_routes *routes, struct serve_request *request, enum serve_apply_what what)
{
    struct applying *own = request->own;
    if (!own) {
        begin_applying(routes, request, what);
        return;
    }
    if (!serve_task_is_done(own->task)) {
        request->waits = 1;
        return;
    }
    if (own->task->failed) {
        fail(request, 500, own->task->err.text);
        return;
    }
    mlf_buf_putc(&request->answer, '{');
    serve_apply_put(own->task, &request->answer);
    mlf_buf_printf(&request->answer, ",\"sum\":\"%016llx\"", (unsigned long long)own->sum);
    struct mlf_err none = {""};
    char *journal = serve_apply_journal(&routes->apply, &none);
    if (journal) {
        mlf_buf_puts(&request->answer, ",\"journal\":");
        mlf_json_put_string(&request->answer, journal);
    }
    free(journal);
    mlf_buf_puts(&request->answer, "}\n");
}

void serve_routes_release(void *context, struct serve_request *request)
{
    struct serve_routes *routes = context;
    struct applying *own = request->own;
    if (!own)
        return;
    serve_task_leave(own->task);
    routes->applying = 0;
    free(own);
    request->own = NULL;
}

/* What mlfix-rank says, judging by what is decided. */
static void send_judged(struct serve_routes *routes, struct serve_request *request)
{
    if (routes->live.rounds == 0) {
        fail(request, 404, "nothing was judged again yet");
        return;
    }
    mlf_buf_putc(&request->answer, '{');
    mlf_buf_add(&request->answer, routes->live.news.data, routes->live.news.length);
    mlf_buf_puts(&request->answer, "}\n");
}

void serve_routes_tend(struct serve_routes *routes)
{
    pthread_mutex_lock(&routes->lock);
    int news = serve_live_tend(&routes->live);
    if (news)
        routes->kept.now++; /* pages that wait for news get some */
    pthread_mutex_unlock(&routes->lock);
    if (news)
        serve_http_wake(routes->http);
}

static void route(struct serve_routes *routes, struct serve_request *request)
{
    const char *path = request->path;
    static const char sheet[] = "sheet/", photo[] = "photo/", frame[] = "frame/";
    if (request->is_post && strcmp(path, "decisions") == 0)
        take_decisions(routes, request);
    else if (request->is_post && strcmp(path, "state") == 0)
        take_state(routes, request);
    else if (request->is_post && strcmp(path, "plan") == 0)
        run_apply(routes, request, SERVE_PLAN);
    else if (request->is_post && strcmp(path, "diff") == 0)
        run_apply(routes, request, SERVE_DIFF);
    else if (request->is_post && strcmp(path, "apply") == 0)
        run_apply(routes, request, SERVE_WRITE);
    else if (request->is_post && strcmp(path, "undo") == 0)
        run_apply(routes, request, SERVE_UNDO);
    else if (request->is_post)
        fail(request, 404, "there is nothing to be asked for here");
    else if (*path == '\0')
        send_page(routes, request);
    else if (strcmp(path, "changes") == 0)
        send_changes(routes, request);
    else if (strcmp(path, "judged") == 0)
        send_judged(routes, request);
    else if (strncmp(path, sheet, strlen(sheet)) == 0)
        send_sheet(routes, request, path + strlen(sheet));
    else if (strncmp(path, photo, strlen(photo)) == 0)
        send_photo(routes, request, path + strlen(photo));
    else if (strncmp(path, frame, strlen(frame)) == 0)
        send_frame(routes, request, path + strlen(frame));
    else
        fail(request, 404, "there is nothing here");
}

void serve_routes_handle(void *context, struct serve_request *request)
{
    struct serve_routes *routes = context;
    pthread_mutex_lock(&routes->lock);
    route(routes, request);
    pthread_mutex_unlock(&routes->lock);
}
