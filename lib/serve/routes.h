/* What the server answers: the page, its pictures and photos, decisions in and out. */
#ifndef MLFIX_SERVE_ROUTES_H
#define MLFIX_SERVE_ROUTES_H

#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

#include "apply.h"
#include "kept.h"
#include "live.h"
#include "made-with.h"
#include "review.h"
#include "state.h"

struct serve_http;
struct serve_request;

#define SERVE_SESSION 17 /* 16 hexadecimal digits and the NUL */

struct serve_routes {
    struct serve_review review;
    struct serve_kept kept;
    struct serve_state state;
    char session[SERVE_SESSION]; /* tells this run from others of the same review */
    const char *reviewer;        /* for a page that does not know who sits before it; may be NULL */
    struct serve_http *http;     /* set when it has begun */
    struct serve_made_with made;
    struct serve_apply apply;
    struct serve_live live;
    pthread_mutex_t lock; /* of all this, while a request is answered and while the live loop is tended */
    atomic_int ending;    /* no program is begun any more */
    int applying;         /* whether mlfix-apply is at work for a page */
};

/* Answers one request (serve_handler in http.h). `context` is a struct serve_routes. */
void serve_routes_handle(void *context, struct serve_request *request);

/* To be called often: the live loop. From another thread than that of the requests. */
void serve_routes_tend(struct serve_routes *routes);

/* To be called on any thread when a program has ended that the server ran. `context` is a struct serve_routes. */
void serve_routes_wake(void *context);

/* A request has ended, answered or not. */
void serve_routes_release(void *context, struct serve_request *request);

#endif
