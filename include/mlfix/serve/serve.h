/* A review in the browser with a server behind it, which keeps every decision on disk. */
#ifndef MLFIX_SERVE_SERVE_H
#define MLFIX_SERVE_SERVE_H

struct mlf_err;

struct mlf_serve_options {
    const char *review;    /* the folder of a review, or of its sheets */
    const char *decisions; /* the journal; NULL: decisions.jsonl in that folder */
    const char *dataset;   /* to be corrected; NULL: the one that the review says */
    const char *listen;    /* an IP address */
    int port;              /* 0: any */
    const char *reviewer;  /* may be NULL */
    int live;              /* whether labels are judged again while they are decided, where the review allows it */
    int jobs;              /* threads for that */
    int browser;           /* whether a browser is opened, where there is one */
    void (*print)(const char *address); /* gets the address, when the server has begun */
    void (*say)(const char *format, ...) __attribute__((format(printf, 1, 2))); /* what people should know */
};

/* Serves until SIGINT or SIGTERM comes. Returns 0, or -1 and an error where it could not begin. */
int mlf_serve_run(const struct mlf_serve_options *options, struct mlf_err *err);

#endif
