#include "mlfix/photo/vips-library.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#include "mlfix/base/err.h"

/* The name that the system's loader knows it by; its number stands for the calls that it has. */
#ifdef __APPLE__
#define NAME "libvips.%d.dylib"
#else
#define NAME "libvips.so.%d"
#endif

struct mlf_vips_functions mlf_vips;

static int find(void *library, const char *name, void *function, struct mlf_err *err)
{
    void *found = dlsym(library, name);

    if (!found)
        return mlf_fail(err, "libvips has no function %s", name);
    memcpy(function, &found, sizeof found); /* C has no conversion from void * to a function */
    return 0;
}

int mlf_vips_library_open(struct mlf_err *err)
{
    char name[64];
    void *library;

    if (mlf_vips.version)
        return 0;
    snprintf(name, sizeof name, NAME, VIPS_LIBRARY_CURRENT - VIPS_LIBRARY_AGE);
    if (!(library = dlopen(name, RTLD_LAZY | RTLD_LOCAL)))
        return mlf_fail(err, "libvips, which reads all pictures but JPEGs, cannot be opened: %s", dlerror());
#define FIND(name)                                                                                                     \
    if (find(library, "vips_" #name, &mlf_vips.name, err))                                                             \
        return -1;
    MLF_VIPS_FUNCTIONS(FIND)
#undef FIND
    return 0;
}
