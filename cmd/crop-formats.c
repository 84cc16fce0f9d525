#include "crop-formats.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/base/file.h"
#include "mlfix/base/message.h"

#include <stdio.h>

#include "mlfix/dataset/dataset.h"
#include "mlfix/doctor/doctor-fixes.h"
#include "mlfix/dataset/driver.h"
#include "mlfix/dataset/explain.h"
#include "mlfix/dataset/finding.h"
#include "mlfix/dataset/objects.h"

/* Prints what stands in the buffer, and frees it. */
static int print_text(struct mlf_buf *buf, struct mlf_err *err)
{
    int failed = mlf_buf_check(buf, err);

    if (!failed && buf->length && fwrite(buf->data, 1, buf->length, stdout) != buf->length)
        failed = mlf_fail_errno(err, "cannot write to stdout");
    mlf_buf_free(buf);
    return failed ? -1 : 0;
}

int crop_list_formats(struct mlf_err *err)
{
    struct mlf_buf buf = {0};

    for (size_t i = 0; mlf_drivers[i]; i++) {
        mlf_buf_printf(&buf, "%-13s %s (edits: ", mlf_drivers[i]->name, mlf_drivers[i]->description);
        mlf_explain_edits(mlf_drivers[i], &buf);
        mlf_buf_puts(&buf, ")\n");
    }
    return print_text(&buf, err);
}

/* What was seen is told also where the dataset is refused. */
int crop_explain(const char *path, const struct mlf_hints *hints, struct mlf_err *err)
{
    struct mlf_dataset dataset;
    struct mlf_objects objects = {0};
    struct mlf_buf buf = {0};
    int failed = mlf_explain_claims(path, hints, &buf, err);

    if (print_text(&buf, err) || failed || mlf_dataset_open(&dataset, path, hints, err))
        return -1;
    failed = mlf_objects_read(&objects, &dataset, err) || mlf_explain_dataset(&dataset, &objects, &buf, err);
    failed = print_text(&buf, err) || failed;
    mlf_objects_free(&objects);
    mlf_dataset_close(&dataset);
    return failed ? -1 : 0;
}

int crop_check_masks(const struct mlf_dataset *dataset, const struct mlf_objects *objects, struct mlf_err *err)
{
    struct mlf_buf known = {0};

    for (size_t i = 0; i < objects->n; i++)
        if (objects->items[i].mask)
            return 0;
    for (size_t i = 0; mlf_drivers[i]; i++)
        if (mlf_drivers[i]->masks)
            mlf_buf_printf(&known, "%s%s", known.length ? ", " : "", mlf_drivers[i]->name);
    if (!mlf_buf_check(&known, err))
        mlf_fail(err, "--mask: no object of this %s dataset has a mask; they are read of %s", dataset->driver->name,
                 known.data);
    mlf_buf_free(&known);
    return -1;
}

int crop_write_fixes(const struct mlf_objects *objects, const char *file, struct mlf_err *err)
{
    struct mlf_buf lines = {0};
    size_t counts[3] = {0};
    int status = 0;

    for (size_t i = 0; i < objects->n; i++)
        counts[mlf_doctor_fix(&objects->items[i], &lines)]++;
    if (mlf_buf_check(&lines, err) || mlf_file_write(file, lines.data ? lines.data : "", lines.length, err))
        status = -1;
    else
        mlf_note("%zu box%s could be set right by arithmetic: look at '%s', then give it to mlfix-apply --flags",
                 counts[1], counts[1] == 1 ? "" : "es", file);
    if (!status && counts[2])
        mlf_note("and %zu label%s by the rest of their tracks", counts[2], counts[2] == 1 ? "" : "s");
    mlf_buf_free(&lines);
    return status;
}
