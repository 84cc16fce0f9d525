/* Where a server listens, and what its address is. */
#ifndef MLFIX_SERVE_ADDRESS_H
#define MLFIX_SERVE_ADDRESS_H

struct mlf_err;

#define SERVE_TOKEN 33 /* 32 hexadecimal digits and the NUL */

struct serve_address {
    int fd;        /* listens */
    int port;      /* which it was given */
    int is_open;   /* it listens to more than this machine */
    char host[64]; /* as an address names it: "127.0.0.1", "[::1]" */
    char token[SERVE_TOKEN];
    char *file; /* where port and token stand while the server runs, for its owner alone; NULL: nowhere */
    char *text; /* "http://127.0.0.1:4711/TOKEN/" */
};

/* Begins to listen. `listen` is an IP address; port 0: the one that `file` names, so that pages which are open go on
 * after a server that was killed, or any that is free. A port that is wanted and taken is an error. `file` may be NULL;
 * where it cannot be written there is none. */
int serve_address_open(struct serve_address *address, const char *listen, int port, const char *file,
                       struct mlf_err *err);

/* Whether a request may be meant for this server by its Host: names of this machine, or where it listens to more, any
 * IP address. A page of somebody else's whose name leads here (DNS rebinding) has another one. */
int serve_address_is_host(const struct serve_address *address, const char *host);

/* Whether a page of this origin may ask for changes: the server's own. */
int serve_address_is_origin(const struct serve_address *address, const char *origin, const char *host);

/* Whether the path begins with the token; sets *rest to what stands behind it. Takes as long for every wrong one. */
int serve_address_is_token(const struct serve_address *address, const char *path, const char **rest);

/* The server ends as it should: nobody has to find it again. */
void serve_address_close(struct serve_address *address);

#endif
