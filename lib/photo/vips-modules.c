#include "vips-modules.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#include <gmodule.h>

#include "mlfix/base/buf.h"
#include "mlfix/photo/vips-library.h"

/* The variable that tells libvips where to look for modules, and a place without any. */
#define HOME "VIPSHOME"
#define NOWHERE "/dev/null"

static const char *const wanted[] = {"vips-heif"};

/* The wanted modules are not loaded yet. */
static int put_off;

void mlf_vips_modules_put_off(void)
{
    put_off = getenv(HOME) == NULL && setenv(HOME, NOWHERE, 1) == 0;
}

void mlf_vips_modules_forget(void)
{
    const char *home = getenv(HOME);

    if (home && !strcmp(home, NOWHERE))
        unsetenv(HOME);
    put_off = 0;
}

/* Loads a module, which stands beside the library itself: "/usr/lib/x86_64-linux-gnu/vips-modules-8.14/vips-heif.so".
 */
static void load(const char *library, const char *name)
{
    const char *slash = strrchr(library, '/');
    struct mlf_buf path = {0};

    if (!slash)
        return;
    mlf_buf_printf(&path, "%.*s/vips-modules-%d.%d/%s." G_MODULE_SUFFIX, (int)(slash - library), library,
                   mlf_vips.version(0), mlf_vips.version(1), name);
    /* a libvips that was built without modules has none, and can do the same by itself */
    if (!mlf_buf_check(&path, NULL)) {
        GModule *module = g_module_open(path.data, G_MODULE_BIND_LAZY);

        if (module)
            g_module_make_resident(module);
    }
    mlf_buf_free(&path);
}

int mlf_vips_modules_load(void)
{
    Dl_info where;

    if (!put_off)
        return 0;
    put_off = 0;
    if (mlf_vips.version && dladdr((void *)mlf_vips.version, &where) && where.dli_fname)
        for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
            load(where.dli_fname, wanted[i]);
    return 1;
}
