#include "browser.h"

#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>

extern char **environ;

static pid_t helper; /* the process that asks the desktop; -1 or 0: none that has to be seen to */

static int has(const char *name)
{
    const char *value = getenv(name);
    return value && *value;
}

int serve_browser_open(const char *address)
{
    char *arguments[] = {(char *)"xdg-open", (char *)address, NULL};
    posix_spawnattr_t attributes;
    sigset_t none;
    pid_t child;
    if (!has("DISPLAY") && !has("WAYLAND_DISPLAY") && !has("BROWSER"))
        return 0;
    if (posix_spawnattr_init(&attributes))
        return 0;
    sigemptyset(&none);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
    posix_spawnattr_setsigmask(&attributes, &none);
    int failed = posix_spawnp(&child, arguments[0], NULL, &attributes, arguments, environ);
    posix_spawnattr_destroy(&attributes);
    if (!failed)
        helper = child;
    return !failed;
}

void serve_browser_tend(void)
{
    if (helper > 0 && waitpid(helper, NULL, WNOHANG) != 0)
        helper = 0;
}
