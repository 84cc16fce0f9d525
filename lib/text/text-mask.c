#include "mlfix/text/text-mask.h"

#include <string.h>

#include <glib.h>

void mlf_text_mask_free(struct mlf_text_mask *text)
{
    g_free(text->mask);
    memset(text, 0, sizeof *text);
}
