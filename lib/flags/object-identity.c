#include "mlfix/flags/object-identity.h"

#include <string.h>

#include "mlfix/base/buf.h"
#include "mlfix/base/path.h"
#include "mlfix/flags/targets.h"

int mlf_object_is_photo(const char *id, const char *file)
{
    return file && strcmp(id, file) == 0;
}

/* Whether the id ends in "#3" or "~2", as ids do that are made from a position. */
static int ends_in_position(const char *id)
{
    size_t length = strlen(id), digits = 0;

    while (digits < length && strchr("0123456789", id[length - digits - 1]))
        digits++;
    return digits && digits < length && strchr("#~", id[length - digits - 1]);
}

int mlf_object_is_positional(const struct mlf_target *target)
{
    return !target->keyed && !mlf_object_is_photo(target->id, target->file) && ends_in_position(target->id);
}

/* The length of the id without the positions at its end: of "b.png#3~2" that of "b.png". */
static size_t stem_length(const char *id)
{
    static const char separators[] = "~#";
    size_t length = strlen(id);

    for (int i = 0; i < 2; i++) {
        size_t digits = 0;

        while (digits < length && strchr("0123456789", id[length - digits - 1]))
            digits++;
        if (digits && digits < length && id[length - digits - 1] == separators[i])
            length -= digits + 1;
    }
    return length;
}

/* Appends where the object is. A photo that is moved to another class keeps its base name.
 * For others the file is not enough: it may hold objects of many photos, and the first part
 * of the id tells these apart. */
static void describe_place(struct mlf_buf *buf, const char *id, const char *file)
{
    if (mlf_object_is_photo(id, file)) {
        mlf_buf_printf(buf, "%s\n", mlf_path_base(file));
        return;
    }
    mlf_buf_puts(buf, file);
    mlf_buf_putc(buf, '\n');
    mlf_buf_add(buf, id, stem_length(id));
    mlf_buf_putc(buf, '\n');
}

int mlf_object_describe(struct mlf_buf *buf, const char *id, const char *file, const char *label, int has_bbox,
                        const double bbox[4], struct mlf_err *err)
{
    mlf_buf_clear(buf);
    describe_place(buf, id, file);
    /* With the digits of records, so that dataset and record give the same text. */
    for (int i = 0; i < 4 && has_bbox; i++)
        mlf_buf_printf(buf, "%.9g ", bbox[i] == 0 ? 0.0 : bbox[i]); /* no "-0" */
    mlf_buf_puts(buf, label ? "\n=" : "\n");
    mlf_buf_puts(buf, label ? label : "");
    return mlf_buf_check(buf, err);
}
