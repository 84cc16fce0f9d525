/* The HTTP side of the server, by libmicrohttpd: who may ask, how much, and how long; everything else is refused
 * before it is looked at. One thread answers all requests, one after the other. */
#ifndef MLFIX_SERVE_HTTP_H
#define MLFIX_SERVE_HTTP_H

#include <stddef.h>

#include "mlfix/base/buf.h"

struct mlf_err;
struct serve_address;
struct serve_http;

/* Connections at a time; further ones wait to be accepted. */
#define SERVE_CONNECTIONS 200

struct serve_request {
    const char *path;  /* behind the token, without what follows '?' */
    const char *since; /* the argument of that name, or "" */
    int is_post;
    struct mlf_buf body;
    int woken; /* it was waiting: now it gets an answer, whatever it is */

    /* The answer, which the handler fills in. */
    int waits;        /* not yet: the handler is called again when somebody wakes the request */
    unsigned status;  /* 200 */
    const char *type; /* of the answer: "application/json" */
    struct mlf_buf answer;
    int file; /* a file to be sent instead, which is closed then; -1: none */
    size_t file_size;
    const char *etag; /* "" or the file's; compared with the request's by the handler through serve_http_has */
    char etag_room[64];
    int cached; /* seconds for which a browser may keep the answer; 0: not at all */
    void *own;  /* the handler's, for a request that waits */
    struct serve_call *call;
};

struct serve_handler {
    void (*handle)(void *context, struct serve_request *request);
    void (*release)(void *context, struct serve_request *request); /* what it has in `own` */
    void *context;
};

/* Begins to answer on a thread of its own. `handler` is borrowed. NULL and an error where that cannot be. */
struct serve_http *serve_http_start(const struct serve_address *address, const struct serve_handler *handler,
                                    struct mlf_err *err);

/* Whether the request already has what the ETag names (If-None-Match). */
int serve_http_has(const struct serve_request *request, const char *etag);

/* Wakes all requests that wait. From any thread. */
void serve_http_wake(struct serve_http *http);

/* To be called every second: wakes who has waited for long, and ends connections that take too long to say what they
 * want or to take what they get. From any thread. */
void serve_http_tend(struct serve_http *http);

/* Ends all connections and the thread, and frees. */
void serve_http_stop(struct serve_http *http);

#endif
