#include "http.h"

#include <math.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <microhttpd.h>

#include "address.h"
#include "mlfix/base/array.h"
#include "mlfix/base/clock.h"
#include "mlfix/base/err.h"
#include "mlfix/base/limits.h"

enum {
    STRANGER_SILENT = 5,   /* seconds that a connection may be silent which has not said the token yet, */
    STRANGER_SECONDS = 10, /* and may last; */
    GUEST_SILENT = 20,     /* that one may be silent which has, */
    GUEST_SECONDS = 60,    /* and may need for a request and its answer, waiting aside */
    WAIT_SECONDS = 25, /* after which a request that waits gets an empty answer: whether somebody is there shows then */
    MEMORY = 32 << 10, /* of a connection, for what is before the body */
};

/* A connection, in the list of all. */
struct guest {
    int fd;
    double since; /* when it began the present request, or the last one ended */
    int waits;
    int known; /* it has said the token */
    struct guest *before, *after;
};

/* What belongs to a request beside what the handler sees. */
struct serve_call {
    struct serve_request request;
    struct MHD_Connection *connection;
    struct guest *guest;
    double waiting_since;
    struct serve_call *next; /* in the list of those that wait */
};

struct serve_http {
    const struct serve_address *address;
    const struct serve_handler *handler;
    struct MHD_Daemon *daemon;
    pthread_mutex_t lock; /* of the lists */
    struct guest guests;  /* head of the ring of all connections */
    struct serve_call *waiting;
    unsigned long wakes; /* how often somebody woke all */
    int stopping;
};

/* ---- Connections ---- */

static void on_connection(void *context, struct MHD_Connection *connection, void **own,
                          enum MHD_ConnectionNotificationCode what)
{
    struct serve_http *http = context;
    struct guest *guest = *own;
    pthread_mutex_lock(&http->lock);
    if (what == MHD_CONNECTION_NOTIFY_STARTED && (guest = mlf_alloc(1, sizeof *guest, NULL))) {
        const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
        guest->fd = info ? info->connect_fd : -1;
        guest->since = mlf_clock_seconds();
        guest->after = http->guests.after;
        guest->before = &http->guests;
        guest->after->before = guest->before->after = guest;
        *own = guest;
    } else if (what == MHD_CONNECTION_NOTIFY_CLOSED && guest) {
        guest->before->after = guest->after;
        guest->after->before = guest->before;
        free(guest);
        *own = NULL;
    }
    pthread_mutex_unlock(&http->lock);
}

static struct guest *guest_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

static void wake(struct serve_http *http, double before)
{
    struct serve_call **at = &http->waiting;
    while (*at) {
        struct serve_call *call = *at;
        if (call->waiting_since > before) {
            at = &call->next;
            continue;
        }
        *at = call->next;
        call->request.woken = 1;
        if (call->guest) {
            call->guest->waits = 0;
            call->guest->since = mlf_clock_seconds();
        }
        MHD_resume_connection(call->connection);
    }
}

void serve_http_wake(struct serve_http *http)
{
    pthread_mutex_lock(&http->lock);
    http->wakes++;
    wake(http, INFINITY);
    pthread_mutex_unlock(&http->lock);
}

void serve_http_tend(struct serve_http *http)
{
    double now = mlf_clock_seconds();
    pthread_mutex_lock(&http->lock);
    wake(http, now - WAIT_SECONDS);
    for (struct guest *guest = http->guests.after; guest != &http->guests; guest = guest->after)
        if (!guest->waits && now - guest->since > (guest->known ? GUEST_SECONDS : STRANGER_SECONDS) && guest->fd >= 0)
            shutdown(guest->fd, SHUT_RDWR); /* it is told as closed then, and leaves the list */
    pthread_mutex_unlock(&http->lock);
}

/* ---- Answers ---- */

static void put_headers(struct MHD_Response *response, const struct serve_request *request)
{
    char age[64];
    if (request->cached > 0)
        snprintf(age, sizeof age, "private, max-age=%d", request->cached);
    else
        snprintf(age, sizeof age, "no-store");
    MHD_add_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, age);
    MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, request->type);
    if (request->etag)
        MHD_add_response_header(response, MHD_HTTP_HEADER_ETAG, request->etag);
    /* what is served says only what it is, is in nobody's frame, and the address with its token goes nowhere */
    MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
    MHD_add_response_header(response, "X-Frame-Options", "DENY");
    MHD_add_response_header(response, "Referrer-Policy", "no-referrer");
    MHD_add_response_header(response, "Cross-Origin-Resource-Policy", "same-origin");
    MHD_add_response_header(response, "Cross-Origin-Opener-Policy", "same-origin");
}

static enum MHD_Result answer(struct MHD_Connection *connection, struct serve_request *request)
{
    struct MHD_Response *response;
    if (request->file >= 0) {
        response = MHD_create_response_from_fd64(request->file_size, request->file);
        if (response)
            request->file = -1; /* closed with the response */
    } else {
        size_t length = request->answer.length;
        char *bytes = request->answer.data;
        request->answer = (struct mlf_buf){0};
        response = MHD_create_response_from_buffer(length, bytes ? bytes : (void *)"",
                                                   bytes ? MHD_RESPMEM_MUST_FREE : MHD_RESPMEM_PERSISTENT);
        if (!response)
            free(bytes);
    }
    if (!response)
        return MHD_NO;
    put_headers(response, request);
    enum MHD_Result result = MHD_queue_response(connection, request->status, response);
    MHD_destroy_response(response);
    return result;
}

static enum MHD_Result refuse(struct MHD_Connection *connection, unsigned status, const char *why)
{
    struct serve_request request = {.status = status, .type = "text/plain; charset=utf-8", .file = -1};
    mlf_buf_puts(&request.answer, why);
    mlf_buf_putc(&request.answer, '\n');
    return answer(connection, &request);
}

/* ---- Who may ask ---- */

static const char *header(struct MHD_Connection *connection, const char *name)
{
    return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

/* Whether a body is announced that is too large. */
static int is_too_large(struct MHD_Connection *connection)
{
    const char *length = header(connection, MHD_HTTP_HEADER_CONTENT_LENGTH);
    return length && (strlen(length) > 9 || strtoul(length, NULL, 10) > MLF_LIMIT_SERVED_REQUEST);
}

/* The status with which the request is refused, and why; 0: it is not. */
static unsigned refusal(const struct serve_http *http, struct MHD_Connection *connection, const char *url,
                        const char *method, const char **rest, const char **why)
{
    const char *host = header(connection, MHD_HTTP_HEADER_HOST), *origin = header(connection, MHD_HTTP_HEADER_ORIGIN);
    const char *type = header(connection, MHD_HTTP_HEADER_CONTENT_TYPE);
    int post = strcmp(method, MHD_HTTP_METHOD_POST) == 0;
    if (!serve_address_is_host(http->address, host))
        return *why = "this server is not called so", MHD_HTTP_FORBIDDEN;
    if (!serve_address_is_token(http->address, url, rest))
        return *why = "there is nothing here: the address is the one that mlfix-serve printed", MHD_HTTP_NOT_FOUND;
    if (!post && strcmp(method, MHD_HTTP_METHOD_GET) != 0 && strcmp(method, MHD_HTTP_METHOD_HEAD) != 0)
        return *why = "only GET, HEAD and POST", MHD_HTTP_METHOD_NOT_ALLOWED;
    if ((post || origin) && !serve_address_is_origin(http->address, origin, host))
        return *why = "only the page of this server may ask", MHD_HTTP_FORBIDDEN;
    if (post && (!type || strncmp(type, "application/json", strlen("application/json")) != 0))
        return *why = "only application/json", MHD_HTTP_UNSUPPORTED_MEDIA_TYPE;
    if (is_too_large(connection))
        return *why = "that is too much at once", MHD_HTTP_CONTENT_TOO_LARGE;
    return 0;
}

int serve_http_has(const struct serve_request *request, const char *etag)
{
    const char *has = header(request->call->connection, MHD_HTTP_HEADER_IF_NONE_MATCH);
    return has && strstr(has, etag) != NULL;
}

/* ---- One request ---- */

static struct serve_call *new_call(struct MHD_Connection *connection, const char *rest, const char *method)
{
    struct serve_call *call = mlf_alloc(1, sizeof *call, NULL);
    char *path = mlf_strdup(rest, NULL);
    if (!call || !path) {
        free(call);
        free(path);
        return NULL;
    }
    const char *since = MHD_lookup_connection_value(connection, MHD_GET_ARGUMENT_KIND, "since");
    call->connection = connection;
    call->guest = guest_of(connection);
    call->request = (struct serve_request){.path = path,
                                           .since = since ? since : "",
                                           .is_post = strcmp(method, MHD_HTTP_METHOD_POST) == 0,
                                           .status = MHD_HTTP_OK,
                                           .type = "application/json",
                                           .file = -1,
                                           .call = call};
    if (call->guest)
        call->guest->known = 1;
    MHD_set_connection_option(connection, MHD_CONNECTION_OPTION_TIMEOUT, (unsigned)GUEST_SILENT);
    return call;
}

/* Puts a request on the list of those that wait. Not where somebody woke all of them since `wakes`: what it waits for
 * may have come. */
static int put_to_wait(struct serve_http *http, struct serve_call *call, unsigned long wakes)
{
    pthread_mutex_lock(&http->lock);
    int waits = http->wakes == wakes && !http->stopping;
    if (waits) {
        MHD_suspend_connection(call->connection);
        call->waiting_since = mlf_clock_seconds();
        call->next = http->waiting;
        http->waiting = call;
        if (call->guest)
            call->guest->waits = 1;
    }
    pthread_mutex_unlock(&http->lock);
    return waits;
}

static enum MHD_Result handle(struct serve_http *http, struct serve_call *call)
{
    struct serve_request *request = &call->request;
    int stopping;
    do {
        pthread_mutex_lock(&http->lock);
        unsigned long wakes = http->wakes;
        stopping = http->stopping;
        pthread_mutex_unlock(&http->lock);
        request->waits = 0;
        http->handler->handle(http->handler->context, request);
        if (request->waits && put_to_wait(http, call, wakes))
            return MHD_YES;
    } while (request->waits && !stopping);
    if (request->waits) {
        request->status = MHD_HTTP_SERVICE_UNAVAILABLE;
        mlf_buf_puts(&request->answer, "{\"error\":\"the server ends\"}");
    }
    return answer(call->connection, request);
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection, const char *url, const char *method,
                                  const char *version, const char *data, size_t *size, void **own)
{
    struct serve_http *http = context;
    struct serve_call *call = *own;
    (void)version;
    if (!call) {
        const char *rest, *why;
        unsigned status = refusal(http, connection, url, method, &rest, &why);
        if (status)
            return refuse(connection, status, why);
        *own = new_call(connection, rest, method);
        return *own ? MHD_YES : MHD_NO;
    }
    if (*size > 0) {
        if (!call->request.is_post || call->request.body.length + *size > MLF_LIMIT_SERVED_REQUEST)
            return MHD_NO; /* one that did not say how much comes: the connection is closed */
        mlf_buf_add(&call->request.body, data, *size);
        *size = 0;
        return call->request.body.failed ? MHD_NO : MHD_YES;
    }
    return handle(http, call);
}

static void on_completed(void *context, struct MHD_Connection *connection, void **own,
                         enum MHD_RequestTerminationCode how)
{
    struct serve_http *http = context;
    struct serve_call *call = *own;
    (void)connection;
    (void)how;
    if (!call)
        return;
    pthread_mutex_lock(&http->lock);
    for (struct serve_call **at = &http->waiting; *at; at = &(*at)->next)
        if (*at == call) {
            *at = call->next;
            break;
        }
    if (call->guest)
        call->guest->since = mlf_clock_seconds();
    pthread_mutex_unlock(&http->lock);
    if (http->handler->release)
        http->handler->release(http->handler->context, &call->request);
    if (call->request.file >= 0)
        close(call->request.file);
    mlf_buf_free(&call->request.body);
    mlf_buf_free(&call->request.answer);
    free((char *)call->request.path);
    free(call);
    *own = NULL;
}

/* ---- Beginning and end ---- */

struct serve_http *serve_http_start(const struct serve_address *address, const struct serve_handler *handler,
                                    struct mlf_err *err)
{
    struct serve_http *http = mlf_alloc(1, sizeof *http, err);
    if (!http)
        return NULL;
    http->address = address;
    http->handler = handler;
    http->guests.before = http->guests.after = &http->guests;
    pthread_mutex_init(&http->lock, NULL);
    int fd = dup(address->fd); /* closed with the daemon */
    if (fd >= 0)
        http->daemon =
            MHD_start_daemon(MHD_USE_AUTO_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, on_request, http,
                             MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_CONNECTION_LIMIT, (unsigned)SERVE_CONNECTIONS,
                             MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)STRANGER_SILENT,
                             MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)MEMORY, MHD_OPTION_NOTIFY_CONNECTION,
                             on_connection, http, MHD_OPTION_NOTIFY_COMPLETED, on_completed, http, MHD_OPTION_END);
    if (http->daemon)
        return http;
    mlf_fail_errno(err, "the server cannot be started");
    if (fd >= 0)
        close(fd);
    pthread_mutex_destroy(&http->lock);
    free(http);
    return NULL;
}

void serve_http_stop(struct serve_http *http)
{
    pthread_mutex_lock(&http->lock);
    http->stopping = 1;
    wake(http, INFINITY);
    pthread_mutex_unlock(&http->lock);
    MHD_stop_daemon(http->daemon);
    pthread_mutex_destroy(&http->lock);
    free(http);
}
