#include "mlfix/text/typeset.h"

#include <pthread.h>
#include <string.h>

#include <pango/pangocairo.h>

#include "mlfix/base/err.h"
#include "mlfix/photo/vips.h"
#include "mlfix/text/text-mask.h"

/* Holds the typefaces, which are found and read once. */
static PangoContext *context;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* The thread of mlf_typeset_prepare. */
static pthread_t finder;
static int preparing;

/* Gives back what the typefaces took, at the end, when no other thread draws text. */
static void give_up(void)
{
    if (preparing)
        pthread_join(finder, NULL);
    preparing = 0;
    g_clear_object(&context);
}

static void start(void)
{
    PangoFontMap *map = pango_cairo_font_map_new();

    pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(map), 72); /* at 72 dots an inch a point is a pixel */
    context = pango_font_map_create_context(map);
    g_object_unref(map);
    mlf_vips_at_stop(give_up);
}

static PangoLayout *lay_out(const char *line, int size, int bold)
{
    PangoLayout *layout = pango_layout_new(context);
    PangoFontDescription *face = pango_font_description_from_string("DejaVu Sans, sans-serif");

    pango_font_description_set_size(face, size * PANGO_SCALE);
    pango_font_description_set_weight(face, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(layout, face);
    pango_font_description_free(face);
    pango_layout_set_single_paragraph_mode(layout, TRUE);
    pango_layout_set_text(layout, line, -1);
    return layout;
}

/* Draws the layout into a mask of the size that is already set. */
static int ink(PangoLayout *layout, struct mlf_text_mask *out, struct mlf_err *err)
{
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_A8, out->width, out->height);
    cairo_t *cairo = cairo_create(surface);
    cairo_status_t status;

    cairo_translate(cairo, -out->x, -out->y);
    pango_cairo_show_layout(cairo, layout);
    status = cairo_status(cairo);
    cairo_destroy(cairo);
    cairo_surface_flush(surface);
    if (status == CAIRO_STATUS_SUCCESS && (out->mask = g_try_malloc((size_t)out->width * (size_t)out->height))) {
        const unsigned char *from = cairo_image_surface_get_data(surface);
        int stride = cairo_image_surface_get_stride(surface);

        for (int y = 0; y < out->height; y++)
            memcpy(out->mask + (size_t)y * (size_t)out->width, from + (size_t)y * (size_t)stride, (size_t)out->width);
    }
    cairo_surface_destroy(surface);
    return out->mask ? 0
                     : mlf_fail(err, "text cannot be drawn: %s",
                                status == CAIRO_STATUS_SUCCESS ? "out of memory" : cairo_status_to_string(status));
}

int mlf_typeset_line(const char *line, int size, int bold, struct mlf_text_mask *out, struct mlf_err *err)
{
    PangoRectangle inked;
    PangoLayout *layout;
    int result = 0;

    pthread_mutex_lock(&lock);
    if (!context)
        start();
    layout = lay_out(line, size, bold);
    pango_layout_get_pixel_extents(layout, &inked, NULL);
    *out = (struct mlf_text_mask){.width = inked.width, .height = inked.height, .x = inked.x, .y = inked.y};
    if (inked.width > 0 && inked.height > 0)
        result = ink(layout, out, err);
    else
        *out = (struct mlf_text_mask){0};
    g_object_unref(layout);
    pthread_mutex_unlock(&lock);
    return result;
}

static void *find_faces(void *nothing)
{
    for (int bold = 0; bold < 2; bold++) {
        struct mlf_text_mask text;

        if (!mlf_typeset_line("0", 11, bold, &text,
                              NULL)) /* a failure here comes again, and is reported, when a line is drawn */
            mlf_text_mask_free(&text);
    }
    return nothing;
}

void mlf_typeset_prepare(void)
{
    mlf_vips_at_stop(give_up);
    preparing = preparing || !pthread_create(&finder, NULL, find_faces, NULL);
}
