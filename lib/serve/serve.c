#include "mlfix/serve/serve.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "address.h"
#include "browser.h"
#include "http.h"
#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/path.h"
#include "mlfix/base/portable.h"
#include "routes.h"
#include "task.h"

/* Beside the journal: what pages keep, and where a server that was killed can be found again. */
#define JOURNAL "decisions.jsonl"
#define STATE "page-state.jsonl"
#define ADDRESS ".mlfix-serve"
#define FLAGS "flags.jsonl"

static const struct mlf_serve_options *talk; /* whom sentences go to */

static void say(const char *sentence)
{
    talk->say("%s", sentence);
}

/* The path of a file beside the journal, in new memory. */
static char *beside(const char *journal, const char *name, struct mlf_err *err)
{
    return mlf_strf(err, "%.*s%s", (int)(mlf_path_base(journal) - journal), journal, name);
}

/* What is kept beside the journal has to find room, before anything is decided. */
static int check_folder(const char *journal, struct mlf_err *err)
{
    char *folder = beside(journal, ".", err);
    int result =
        !folder ? -1
        : access(folder, W_OK) == 0
            ? 0
            : mlf_fail_errno(err, "nothing can be kept beside '%s' (--decisions names a file in another folder)",
                             journal);
    free(folder);
    return result;
}

static int name_session(struct serve_routes *routes, struct mlf_err *err)
{
    unsigned long long number;
    if (mlf_random_bytes(&number, sizeof number))
        return mlf_fail_errno(err, "there are no random numbers");
    snprintf(routes->session, sizeof routes->session, "%016llx", number);
    return 0;
}

/* Waits for the signal that ends the server. */
static void attend(struct serve_routes *routes, const sigset_t *endings)
{
    const struct timespec moment = {.tv_nsec = 200000000};
    for (;;) {
        int number = sigtimedwait(endings, NULL, &moment);
        if (number > 0)
            return;
        serve_browser_tend();
        serve_routes_tend(routes);
        serve_http_tend(routes->http);
    }
}

static int serve(const struct mlf_serve_options *options, struct serve_routes *routes,
                 const struct serve_address *address, const sigset_t *endings, struct mlf_err *err)
{
    const struct serve_handler handler = {
        .handle = serve_routes_handle, .release = serve_routes_release, .context = routes};
    routes->http = serve_http_start(address, &handler, err);
    if (!routes->http)
        return -1;
    options->print(address->text);
    if (address->is_open)
        options->say("whoever reaches this machine and knows the address can see the photos and decide; nothing that "
                     "is sent is encrypted");
    options->say("%zu decision%s %s in '%s'; this ends with Ctrl-C", routes->kept.n, routes->kept.n == 1 ? "" : "s",
                 routes->kept.n == 1 ? "is" : "are", routes->kept.path);
    if (options->browser && !serve_browser_open(address->text))
        options->say("open that address in a browser");
    attend(routes, endings);
    routes->ending = 1;
    serve_task_await_all(); /* a dataset that is being written to */
    serve_http_stop(routes->http);
    return 0;
}

int mlf_serve_run(const struct mlf_serve_options *options, struct mlf_err *err)
{
    struct serve_routes routes = {.reviewer = options->reviewer};
    struct serve_address address = {.fd = -1};
    char *journal = NULL, *state = NULL, *file = NULL, *flags = NULL;
    sigset_t endings;
    int result = -1;
    routes.kept.fd = -1;
    pthread_mutex_init(&routes.lock, NULL);
    talk = options;
    sigemptyset(&endings);
    sigaddset(&endings, SIGINT);
    sigaddset(&endings, SIGTERM);
    sigaddset(&endings, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &endings, NULL); /* all threads begin so: they come to attend() */
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is an error of write() */
    if (serve_review_open(&routes.review, options->review, err))
        return -1;
    journal =
        options->decisions ? mlf_strdup(options->decisions, err) : mlf_path_join(routes.review.home, JOURNAL, err);
    if (!journal || !(state = beside(journal, STATE, err)) || !(file = beside(journal, ADDRESS, err)) ||
        !(flags = beside(journal, FLAGS, err)) ||
        serve_made_with_read(&routes.made, &routes.review, options->dataset, err) || name_session(&routes, err) ||
        serve_kept_open(&routes.kept, &routes.review, journal, say, err) || check_folder(journal, err) ||
        serve_state_open(&routes.state, state, err) ||
        serve_address_open(&address, options->listen, options->port, file, err))
        goto done;
    routes.apply = (struct serve_apply){&routes.review, &routes.kept, &routes.made, flags};
    routes.live = (struct serve_live){.review = &routes.review,
                                      .kept = &routes.kept,
                                      .made = &routes.made,
                                      .flags = flags,
                                      .jobs = options->jobs,
                                      .ended = serve_routes_wake,
                                      .context = &routes};
    if (options->live && serve_live_open(&routes.live, err))
        goto done;
    result = serve(options, &routes, &address, &endings, err);
done:
    serve_address_close(&address);
    serve_state_close(&routes.state);
    if (routes.kept.review)
        serve_kept_close(&routes.kept);
    serve_review_close(&routes.review);
    free(journal);
    free(state);
    free(file);
    free(flags);
    serve_live_close(&routes.live);
    serve_made_with_free(&routes.made);
    return result;
}
