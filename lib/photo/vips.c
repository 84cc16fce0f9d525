#include "mlfix/photo/vips.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/err.h"
#include "mlfix/photo/vips-library.h"
#include "thread-memory.h"
#include "vips-modules.h"

static pthread_rwlock_t inside;

static void drop_log(const gchar *domain, GLogLevelFlags level, const gchar *message, gpointer data)
{
    (void)domain;
    (void)level;
    (void)message;
    (void)data;
}

static GLogWriterOutput drop_structured(GLogLevelFlags level, const GLogField *fields, gsize n, gpointer data)
{
    (void)level;
    (void)fields;
    (void)n;
    (void)data;
    return G_LOG_WRITER_HANDLED;
}

/* libvips chooses loaders by a file's content, whatever its name. Those that run other
 * programs or interpreters (ImageMagick, PDF, SVG) are blocked: files may come from
 * strangers. */
static void block_untrusted(void)
{
    mlf_vips.block_untrusted_set(TRUE);
    mlf_vips.operation_block_set("VipsForeignLoadPpm",
                                 FALSE); /* a dozen bytes of header and bare pixels: GTSRB's photos */
}

int mlf_vips_start(struct mlf_err *err)
{
    pthread_rwlockattr_t attributes;
    int failed;

    g_log_set_default_handler(drop_log, NULL);
    g_log_set_writer_func(drop_structured, NULL, NULL);
    mlf_vips_modules_put_off();
    pthread_rwlockattr_init(&attributes);
#ifdef __GLIBC__
    /* With readers preferred, a stream of good photos could keep the second attempt at
     * a bad one waiting for ever. Other systems prefer writers anyhow. */
    pthread_rwlockattr_setkind_np(&attributes, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
#endif
    failed = pthread_rwlock_init(&inside, &attributes);
    pthread_rwlockattr_destroy(&attributes);
    return failed ? mlf_fail(err, "the system gives no lock") : 0;
}

/* Whether the library was opened: not yet, with success or in vain. */
static enum { UNTRIED, OPEN, FAILED } state;
static struct mlf_err why_failed;
static pthread_mutex_t opening = PTHREAD_MUTEX_INITIALIZER;

static int open_library(struct mlf_err *err)
{
    if (mlf_vips_library_open(err))
        return -1;
    if (mlf_vips.init("mlfix"))
        return mlf_fail(err, "libvips cannot start: %s", mlf_vips.error_buffer());
    mlf_vips.concurrency_set(1);
    mlf_vips.cache_set_max(0);
    block_untrusted();
    return 0;
}

int mlf_vips_need(struct mlf_err *err)
{
    int failed;

    pthread_mutex_lock(&opening);
    if (state == UNTRIED)
        state = open_library(&why_failed) ? FAILED : OPEN;
    failed = state == FAILED;
    pthread_mutex_unlock(&opening);
    return failed ? mlf_fail(err, "%s", why_failed.text) : 0;
}

/* The functions to be called by mlf_vips_stop, each once. */
#define AT_STOP_MOST ((size_t)4)
static void (*at_stop[AT_STOP_MOST])(void);
static size_t at_stop_n;
static pthread_mutex_t at_stop_lock = PTHREAD_MUTEX_INITIALIZER;

void mlf_vips_at_stop(void (*give_up)(void))
{
    size_t at = 0;

    pthread_mutex_lock(&at_stop_lock);
    while (at < at_stop_n && at_stop[at] != give_up)
        at++;
    if (at == at_stop_n && at_stop_n < AT_STOP_MOST)
        at_stop[at_stop_n++] = give_up;
    pthread_mutex_unlock(&at_stop_lock);
}

void mlf_vips_stop(void)
{
    mlf_thread_memory_clear_all();
    for (size_t i = 0; i < at_stop_n; i++)
        at_stop[i]();
    at_stop_n = 0;
    pthread_rwlock_destroy(&inside);
    mlf_vips_modules_forget();
    if (state == OPEN)
        mlf_vips.shutdown();
}

/* The contents of libvips' error buffer as one line, to be freed with g_free. */
static char *take_complaint(void)
{
    char *text = mlf_vips.error_buffer_copy();

    g_strstrip(text);
    for (char *at = text; (at = strchr(at, '\n'));)
        *at = ';';
    return text;
}

/* Whether the complaint is only about seeking beyond the end of the file. The loader of
 * HEIC and AVIF (libvips 8.14) finds out by such seeks how long the file is. */
static int is_only_seeking(const char *complaint)
{
    static const char seek[] = "source: bad seek to ";

    while (!strncmp(complaint, seek, sizeof seek - 1)) {
        complaint += sizeof seek - 1;
        complaint += strspn(complaint, "0123456789");
        complaint += strspn(complaint, "; ");
    }
    return *complaint == '\0';
}

int mlf_vips_guard(int (*work)(void *context), void (*undo)(void *context), void *context, const char *what,
                   const char *path, struct mlf_err *err)
{
    int failed;
    int complained;
    char *complaint;

    if (mlf_vips_need(err))
        return mlf_fail_at(err, "cannot %s '%s'", what, path);
    pthread_rwlock_rdlock(&inside);
    failed = work(context) != 0;
    complained = mlf_vips.error_buffer()[0] != '\0';
    pthread_rwlock_unlock(&inside);
    if (!failed && !complained)
        return 0;
    if (!failed && undo)
        undo(context);

    pthread_rwlock_wrlock(&inside);
    if (mlf_vips_modules_load())
        block_untrusted();
    mlf_vips.error_clear();
    failed = work(context) != 0;
    complaint = take_complaint();
    mlf_vips.error_clear();
    pthread_rwlock_unlock(&inside);
    complained = complaint[0] != '\0' && (failed || !is_only_seeking(complaint));
    if (!failed && complained && undo)
        undo(context);
    if (failed || complained)
        mlf_fail(err, "cannot %s '%s': %s", what, path, complained ? complaint : "damaged or not an image");
    g_free(complaint);
    return failed || complained ? -1 : 0;
}

unsigned char *mlf_vips_take(VipsImage *image)
{
    const int strip = 64;
    size_t line = mlf_vips.format_sizeof(image->BandFmt) * (size_t)image->Bands * (size_t)image->Xsize;
    VipsRegion *region = mlf_vips.region_new(image);
    unsigned char *data = region ? g_try_malloc(line * (size_t)image->Ysize) : NULL;
    int failed = data == NULL;

    if (region && failed)
        mlf_vips.error("mlfix", "out of memory for %d x %d pixels", image->Xsize, image->Ysize);
    for (int y = 0; !failed && y < image->Ysize; y += strip) {
        VipsRect rows = {0, y, image->Xsize, VIPS_MIN(strip, image->Ysize - y)};

        failed = mlf_vips.region_prepare(region, &rows);
        for (int i = y; !failed && i < y + rows.height; i++)
            memcpy(data + (size_t)i * line, region->data + (i - region->valid.top) * region->bpl, line);
    }
    if (region)
        g_object_unref(region);
    if (failed) {
        g_free(data);
        data = NULL;
    }
    return data;
}
