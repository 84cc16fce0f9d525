#include "text-cache.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <glib.h>

#include "mlfix/base/checksum.h"
#include "mlfix/photo/vips.h"
#include "mlfix/text/text-mask.h"

/* Masks that are kept. Each line has one possible place, and replaces what is there. */
#define PLACES 1024

struct place {
    char *text; /* NULL: empty */
    int size, bold;
    struct mlf_text_mask mask;
};

static struct place places[PLACES];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static struct place *place_of(const char *text, int size, int bold)
{
    uint64_t sum = mlf_checksum(MLF_CHECKSUM_START, text, strlen(text));
    return &places[(sum + (uint64_t)size * 31 + (uint64_t)bold) % PLACES];
}

static void copy_mask(const struct mlf_text_mask *from, struct mlf_text_mask *to)
{
    *to = *from;
    if (from->mask)
        to->mask = g_memdup2(from->mask, (size_t)from->width * (size_t)from->height);
}

int mlf_text_cache_get(const char *text, int size, int bold, struct mlf_text_mask *out)
{
    pthread_mutex_lock(&lock);
    const struct place *place = place_of(text, size, bold);
    int found = place->text && place->size == size && place->bold == bold && strcmp(place->text, text) == 0;
    if (found)
        copy_mask(&place->mask, out);
    pthread_mutex_unlock(&lock);
    return found;
}

static void empty(struct place *place)
{
    g_free(place->text);
    mlf_text_mask_free(&place->mask);
    place->text = NULL;
}

static void clear(void)
{
    pthread_mutex_lock(&lock);
    for (size_t i = 0; i < PLACES; i++)
        empty(&places[i]);
    pthread_mutex_unlock(&lock);
}

void mlf_text_cache_put(const char *text, int size, int bold, const struct mlf_text_mask *mask)
{
    pthread_mutex_lock(&lock);
    struct place *place = place_of(text, size, bold);
    mlf_vips_at_stop(clear);
    empty(place);
    place->text = g_strdup(text);
    place->size = size;
    place->bold = bold;
    copy_mask(mask, &place->mask);
    pthread_mutex_unlock(&lock);
}
