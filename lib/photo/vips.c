#include "mlfix/photo/vips.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <vips/vips.h>

#include "mlfix/base/err.h"
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
    vips_block_untrusted_set(TRUE);
    vips_operation_block_set("VipsForeignLoadPpm", FALSE); /* a dozen bytes of header and bare pixels: GTSRB's photos */
}

int mlf_vips_start(struct mlf_err *err)
{
    pthread_rwlockattr_t attributes;

    g_log_set_default_handler(drop_log, NULL);
    g_log_set_writer_func(drop_structured, NULL, NULL);
    if (mlf_vips_modules_start("mlfix"))
        return mlf_fail(err, "cannot start libvips: %s", vips_error_buffer());
    vips_concurrency_set(1);
    vips_cache_set_max(0);
    block_untrusted();
    /* With readers preferred, a stream of good photos could keep the second attempt at
     * a bad one waiting for ever. */
    pthread_rwlockattr_init(&attributes);
    pthread_rwlockattr_setkind_np(&attributes, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
    pthread_rwlock_init(&inside, &attributes);
    pthread_rwlockattr_destroy(&attributes);
    return 0;
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
    vips_shutdown();
}

/* The contents of libvips' error buffer as one line, to be freed with g_free. */
static char *take_complaint(void)
{
    char *text = vips_error_buffer_copy();

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

    pthread_rwlock_rdlock(&inside);
    failed = work(context) != 0;
    complained = vips_error_buffer()[0] != '\0';
    pthread_rwlock_unlock(&inside);
    if (!failed && !complained)
        return 0;
    if (!failed && undo)
        undo(context);

    pthread_rwlock_wrlock(&inside);
    if (mlf_vips_modules_load())
        block_untrusted();
    vips_error_clear();
    failed = work(context) != 0;
    complaint = take_complaint();
    vips_error_clear();
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
    size_t line = VIPS_IMAGE_SIZEOF_LINE(image);
    VipsRegion *region = vips_region_new(image);
    unsigned char *data = region ? g_try_malloc(line * (size_t)image->Ysize) : NULL;
    int failed = data == NULL;

    if (region && failed)
        vips_error("mlfix", "out of memory for %d x %d pixels", image->Xsize, image->Ysize);
    for (int y = 0; !failed && y < image->Ysize; y += strip) {
        VipsRect rows = {0, y, image->Xsize, VIPS_MIN(strip, image->Ysize - y)};

        failed = vips_region_prepare(region, &rows);
        for (int i = y; !failed && i < y + rows.height; i++)
            memcpy(data + (size_t)i * line, VIPS_REGION_ADDR(region, 0, i), line);
    }
    if (region)
        g_object_unref(region);
    if (failed) {
        g_free(data);
        data = NULL;
    }
    return data;
}
