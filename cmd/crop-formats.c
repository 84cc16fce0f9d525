#include "crop-formats.h"

#include <stdio.h>

#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/dataset/dataset.h"
#include "mlfix/dataset/driver.h"
#include "mlfix/dataset/explain.h"
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
