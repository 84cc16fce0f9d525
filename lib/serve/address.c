#include "address.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/portable.h"

enum { BACKLOG = 64 };

union any {
    struct sockaddr any;
    struct sockaddr_in four;
    struct sockaddr_in6 six;
};

static int parse(const char *text, union any *any, struct mlf_err *err)
{
    memset(any, 0, sizeof *any);
    if (strcmp(text, "localhost") == 0)
        text = "127.0.0.1";
    if (inet_pton(AF_INET, text, &any->four.sin_addr) == 1)
        any->four.sin_family = AF_INET;
    else if (inet_pton(AF_INET6, text, &any->six.sin6_addr) == 1)
        any->six.sin6_family = AF_INET6;
    else
        return mlf_fail(err, "'%s' is no IP address to listen at", text);
    return 0;
}

static int is_loopback(const union any *any)
{
    return any->any.sa_family == AF_INET ? (ntohl(any->four.sin_addr.s_addr) >> 24) == 127
                                         : IN6_IS_ADDR_LOOPBACK(&any->six.sin6_addr);
}

/* Whether it listens at all addresses of the machine. */
static int is_any(const union any *any)
{
    return any->any.sa_family == AF_INET ? any->four.sin_addr.s_addr == INADDR_ANY
                                         : IN6_IS_ADDR_UNSPECIFIED(&any->six.sin6_addr);
}

/* A socket that listens at the port; -1 with errno. */
static int listen_at(const union any *where, int port, int *given)
{
    union any any = *where;
    const int yes = 1;
    socklen_t size = any.any.sa_family == AF_INET ? sizeof any.four : sizeof any.six;
    int fd = socket(any.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    if (any.any.sa_family == AF_INET)
        any.four.sin_port = htons((uint16_t)port);
    else
        any.six.sin6_port = htons((uint16_t)port);
    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) || bind(fd, &any.any, size) || listen(fd, BACKLOG) ||
        getsockname(fd, &any.any, &size)) {
        int why = errno;
        close(fd);
        errno = why;
        return -1;
    }
    *given = ntohs(any.any.sa_family == AF_INET ? any.four.sin_port : any.six.sin6_port);
    return fd;
}

/* A socket at any free port, which none of the system's own choice is where that can be had: systems hand ports from
 * 32768 or 49152 upwards to whoever asks for any (RFC 6335, section 6, and Linux), so that another program could have
 * taken it before a killed server comes back. */
static int listen_at_any(const union any *where, int *given)
{
    enum { FIRST = 20000, PORTS = 12000, TRIES = 20 };
    uint16_t bits;

    for (int i = 0; i < TRIES && !mlf_random_bytes(&bits, sizeof bits); i++) {
        int fd = listen_at(where, FIRST + bits % PORTS, given);
        if (fd >= 0 || errno != EADDRINUSE)
            return fd;
    }
    return listen_at(where, 0, given);
}

static int make_token(char token[SERVE_TOKEN], struct mlf_err *err)
{
    unsigned char bytes[(SERVE_TOKEN - 1) / 2];
    if (mlf_random_bytes(bytes, sizeof bytes))
        return mlf_fail_errno(err, "there are no random numbers for the address");
    for (size_t i = 0; i < sizeof bytes; i++)
        snprintf(token + 2 * i, 3, "%02x", bytes[i]);
    return 0;
}

/* ---- The file that is left by a server that was killed ---- */

/* Reads port and token. Only a file that nobody else could read or write is believed. */
static int recall(const char *file, int *port, char token[SERVE_TOKEN])
{
    char text[64] = "", read_token[SERVE_TOKEN] = "";
    struct stat status;
    int fd = file ? open(file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK) : -1, found = 0;
    if (fd < 0)
        return 0;
    if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_uid == geteuid() &&
        (status.st_mode & 077) == 0 && read(fd, text, sizeof text - 1) > 0)
        found = sscanf(text, "%5d %32[0-9a-f]", port, read_token) == 2 && *port > 0 && *port < 65536 &&
                strlen(read_token) == SERVE_TOKEN - 1;
    close(fd);
    if (found)
        memcpy(token, read_token, SERVE_TOKEN);
    return found;
}

static void note(struct serve_address *address, const char *file)
{
    char text[64];
    int length = snprintf(text, sizeof text, "%d %s\n", address->port, address->token);
    unlink(file);
    int fd = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return;
    if (write(fd, text, (size_t)length) == length)
        address->file = mlf_strdup(file, NULL);
    else
        unlink(file);
    close(fd);
}

/* ---- Opening, closing ---- */

int serve_address_open(struct serve_address *address, const char *listen, int port, const char *file,
                       struct mlf_err *err)
{
    union any any;
    int earlier = 0;
    *address = (struct serve_address){.fd = -1};
    if (parse(listen, &any, err))
        return -1;
    int known = recall(file, &earlier, address->token);
    if (!known && make_token(address->token, err))
        return -1;
    if (known && (port == 0 || port == earlier))
        address->fd = listen_at(&any, earlier, &address->port);
    if (address->fd < 0)
        address->fd = port ? listen_at(&any, port, &address->port) : listen_at_any(&any, &address->port);
    if (address->fd < 0 && errno == EADDRINUSE)
        return mlf_fail(err, "port %d is taken by another program: another --port, or 0 for any that is free", port);
    if (address->fd < 0)
        return mlf_fail_errno(err, "cannot listen at %s, port %d", listen, port);
    address->is_open = !is_loopback(&any);
    if (any.any.sa_family == AF_INET)
        snprintf(address->host, sizeof address->host, "%s",
                 is_any(&any) || strcmp(listen, "localhost") == 0 ? "127.0.0.1" : listen);
    else
        snprintf(address->host, sizeof address->host, "[%s]", is_any(&any) ? "::1" : listen);
    address->text = mlf_strf(err, "http://%s:%d/%s/", address->host, address->port, address->token);
    if (!address->text) {
        serve_address_close(address);
        return -1;
    }
    if (file)
        note(address, file);
    return 0;
}

void serve_address_close(struct serve_address *address)
{
    if (address->file)
        unlink(address->file);
    if (address->fd >= 0)
        close(address->fd);
    free(address->file);
    free(address->text);
    *address = (struct serve_address){.fd = -1};
}

/* ---- Requests ---- */

int serve_address_is_host(const struct serve_address *address, const char *host)
{
    static const char *const names[] = {"127.0.0.1", "localhost", "[::1]"};
    char name[64], port[16], own[128];
    union any any;
    struct mlf_err none = {""};
    if (!host)
        return 0;
    const char *colon = strrchr(host, ':');
    size_t length = colon ? (size_t)(colon - host) : 0;
    snprintf(port, sizeof port, "%d", address->port);
    if (!colon || length >= sizeof name || strcmp(colon + 1, port) != 0)
        return 0;
    memcpy(name, host, length);
    name[length] = '\0';
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcasecmp(name, names[i]) == 0)
            return 1;
    if (strcasecmp(name, address->host) == 0)
        return 1;
    if (!address->is_open)
        return 0;
    if (*name == '[' && name[length - 1] == ']') {
        name[length - 1] = '\0';
        return parse(name + 1, &any, &none) == 0;
    }
    if (gethostname(own, sizeof own) == 0 && strcasecmp(own, name) == 0)
        return 1;
    return isdigit((unsigned char)*name) && parse(name, &any, &none) == 0;
}

int serve_address_is_origin(const struct serve_address *address, const char *origin, const char *host)
{
    static const char scheme[] = "http://";
    return origin && host && strncmp(origin, scheme, strlen(scheme)) == 0 &&
           strcmp(origin + strlen(scheme), host) == 0 && serve_address_is_host(address, host);
}

int serve_address_is_token(const struct serve_address *address, const char *path, const char **rest)
{
    unsigned char differs = 0;
    size_t length = strnlen(path, SERVE_TOKEN + 1);
    if (length < SERVE_TOKEN + 1 || path[0] != '/')
        return 0;
    for (int i = 0; i < SERVE_TOKEN - 1; i++)
        differs |= (unsigned char)(path[1 + i] ^ address->token[i]);
    *rest = path + SERVE_TOKEN + 1;
    return differs == 0 && path[SERVE_TOKEN] == '/';
}
