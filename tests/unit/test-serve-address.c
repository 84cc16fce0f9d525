/* Who may ask a server: names, origins, tokens. */
#include <string.h>

#include "check.h"
#include "mlfix/base/err.h"
#include "serve/address.h"

static struct serve_address make(int is_open)
{
    struct serve_address address = {.fd = -1, .port = 4711, .is_open = is_open, .host = "127.0.0.1"};
    strcpy(address.token, "0123456789abcdef0123456789abcdef");
    return address;
}

static void test_names(void)
{
    const struct serve_address here = make(0), open = make(1);
    static const char *const ours[] = {"127.0.0.1:4711", "localhost:4711", "LocalHost:4711", "[::1]:4711"};
    static const char *const others[] = {"",
                                         ":4711",
                                         "127.0.0.1",
                                         "127.0.0.1:471",
                                         "127.0.0.1:04711",
                                         "127.0.0.1:4711 ",
                                         "localhost.:4711",
                                         "localhost.evil.example:4711",
                                         "evil.example:4711",
                                         "127.0.0.1:4711@evil.example:4711",
                                         "127.0.0.1.evil.example:4711",
                                         "::1:4711",
                                         "0x7f000001:4711",
                                         "2130706433:4711",
                                         "a234567890123456789012345678901234567890123456789012345678901234567890:4711"};
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
        CHECK(serve_address_is_host(&here, ours[i]) && serve_address_is_host(&open, ours[i]));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        CHECK(!serve_address_is_host(&here, others[i]) && !serve_address_is_host(&open, others[i]));
    CHECK(!serve_address_is_host(&here, NULL));
    /* who listens to a network is called by any address, but by no name of somebody else's */
    CHECK(!serve_address_is_host(&here, "192.168.1.7:4711") && serve_address_is_host(&open, "192.168.1.7:4711"));
    CHECK(!serve_address_is_host(&here, "[fe80::1]:4711") && serve_address_is_host(&open, "[fe80::1]:4711"));
    CHECK(!serve_address_is_host(&open, "192.168.1.7:80") && !serve_address_is_host(&open, "[fe80::1:4711"));
}

static void test_origins(void)
{
    const struct serve_address here = make(0);
    static const char host[] = "127.0.0.1:4711";
    CHECK(serve_address_is_origin(&here, "http://127.0.0.1:4711", host));
    static const char *const others[] = {"",
                                         "null",
                                         "http://",
                                         "127.0.0.1:4711",
                                         "https://127.0.0.1:4711",
                                         "HTTP://127.0.0.1:4711",
                                         "http://127.0.0.1:4711/",
                                         "http://127.0.0.1:4711.evil.example",
                                         "http://evil.example",
                                         "http://localhost:4711",
                                         "http://127.0.0.1:4712"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        CHECK(!serve_address_is_origin(&here, others[i], host));
    CHECK(!serve_address_is_origin(&here, NULL, host) &&
          !serve_address_is_origin(&here, "http://127.0.0.1:4711", NULL));
    /* the same name for both is not enough where it is not ours (DNS rebinding) */
    CHECK(!serve_address_is_origin(&here, "http://evil.example:4711", "evil.example:4711"));
}

/* Every token that differs in one character, is cut short anywhere or goes on is refused. */
static void test_tokens(void)
{
    const struct serve_address here = make(0);
    char path[100] = "/0123456789abcdef0123456789abcdef/photo/7";
    const char *rest = NULL;
    CHECK(serve_address_is_token(&here, path, &rest) && strcmp(rest, "photo/7") == 0);
    path[SERVE_TOKEN + 1] = '\0';
    CHECK(serve_address_is_token(&here, path, &rest) && *rest == '\0');
    for (size_t i = 0; i <= SERVE_TOKEN; i++) {
        char other[100], kept = path[i];
        strcpy(other, path);
        other[i] = kept == 'x' ? 'y' : 'x';
        CHECK(!serve_address_is_token(&here, other, &rest));
        other[i] = '\0';
        CHECK(!serve_address_is_token(&here, other, &rest));
    }
    CHECK(!serve_address_is_token(&here, "", &rest) && !serve_address_is_token(&here, "/", &rest));
    CHECK(!serve_address_is_token(&here, "//0123456789abcdef0123456789abcdef/", &rest));
    CHECK(!serve_address_is_token(&here, "/0123456789ABCDEF0123456789ABCDEF/", &rest));
}

int main(void)
{
    RUN(test_names);
    RUN(test_origins);
    RUN(test_tokens);
    return check_done();
}
