/* Plants errors in a dataset's boxes and makes what a detector of middling
 * quality might say of it, to measure with. From records (mlfix-crop) it writes
 *
 *   planted.jsonl   the records, some boxes missing, shifted, or with another's label
 *   truth.jsonl     what was planted: id, kind, image, and the true bbox and label
 *   results.jsonl   detections: image, label, bbox, score
 *
 * The detector is a simulation made of the true boxes: it overlooks small
 * objects more often than large ones (recall 0.55 to 0.97), is the less sure the
 * smaller they are, places edges the worse the less sure it is, takes 4 % of the objects
 * for another class, half of these for their own as well, finds 6 % twice, and sees 0.8
 * things a photo that are not there, mostly with little confidence. What is wrong in the
 * dataset itself, and a detector that has learnt from such errors, it does not show. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/cli.h"
#include "mlfix/base/err.h"
#include "mlfix/base/file.h"
#include "mlfix/base/message.h"
#include "mlfix/base/path.h"
#include "mlfix/base/rng.h"
#include "mlfix/json/json-text.h"
#include "mlfix/judge/box-errors.h"
#include "mlfix/record/record-write.h"
#include "mlfix/record/record.h"
#include "mlfix/record/records.h"

static long seed = 1;
static double missing = 8, shifted = 8, swapped = 8;
static const char *folder;

static const struct mlf_option table[] = {
    {"output", 'o', MLF_TEXT, &folder, "DIR", "where the three files go", 0, 0, NULL},
    {"seed", 0, MLF_INTEGER, &seed, "N", "(1)", 0, 1e9, NULL},
    {"missing", 0, MLF_NUMBER, &missing, "PERCENT", "boxes that are taken away (8)", 0, 30, NULL},
    {"shifted", 0, MLF_NUMBER, &shifted, "PERCENT", "boxes that are moved and resized to an IoU of 0.3 to 0.7 (8)", 0,
     30, NULL},
    {"swapped", 0, MLF_NUMBER, &swapped, "PERCENT", "boxes that get the label of another (8)", 0, 30, NULL},
    {0},
};

static const struct mlf_command command = {
    .name = "make-detections",
    .operands = "[FILE]",
    .summary = "plant errors in boxes and simulate a detector",
    .options = table,
    .max_operands = 1,
};

struct object {
    struct mlf_record *record;
    char *image, *label;
    double bbox[4];
};

struct making {
    struct object *objects;
    size_t n;
    struct mlf_rng plant, detect; /* so that the detector does not depend on what is planted */
    struct mlf_buf planted, truth, results;
};

static void put_bbox(struct mlf_buf *buf, const double bbox[4])
{
    mlf_buf_puts(buf, ",\"bbox\":[");
    for (int k = 0; k < 4; k++)
        mlf_buf_printf(buf, "%s%.2f", k ? "," : "", bbox[k]);
    mlf_buf_putc(buf, ']');
}

/* A label that is not `label`, as common as it is. */
static const char *another_label(const struct making *m, struct mlf_rng *rng, const char *label)
{
    for (int tries = 0; tries < 1000; tries++) {
        const char *other = m->objects[mlf_rng_below(rng, m->n)].label;
        if (strcmp(other, label) != 0)
            return other;
    }
    return label;
}

static void shift_box(struct mlf_rng *rng, const double from[4], double to[4])
{
    double iou;
    do {
        for (int k = 0; k < 2; k++) {
            to[k + 2] = from[k + 2] * (0.65 + 0.85 * mlf_rng_uniform(rng));
            to[k] = fmax(from[k] + from[k + 2] / 2 + (mlf_rng_uniform(rng) - 0.5) * from[k + 2] - to[k + 2] / 2, 0);
        }
        iou = mlf_box_iou(from, to);
    } while (iou < 0.3 || iou > 0.7);
}

static int plant(struct making *m, const struct object *object, struct mlf_err *err)
{
    double draw = 100 * mlf_rng_uniform(&m->plant), bbox[4];
    const char *kind = draw < missing                       ? "bbox-missing"
                       : draw < missing + shifted           ? "bbox-shifted"
                       : draw < missing + shifted + swapped ? "label-swapped"
                                                            : NULL;
    char *id = mlf_record_string(object->record, "id", err), *text = NULL;
    struct mlf_buf buf = {0};
    int status = -1;
    if (!id)
        return -1;
    if (kind) {
        mlf_buf_printf(&m->truth, "{\"kind\":\"%s\",\"id\":", kind);
        mlf_json_put_string(&m->truth, id);
        mlf_buf_puts(&m->truth, ",\"image\":");
        mlf_json_put_string(&m->truth, object->image);
        mlf_buf_puts(&m->truth, ",\"label\":");
        mlf_json_put_string(&m->truth, object->label);
        put_bbox(&m->truth, object->bbox);
        mlf_buf_puts(&m->truth, "}\n");
    }
    free(id);
    if (kind && !strcmp(kind, "bbox-missing"))
        return 0;
    if (kind && !strcmp(kind, "bbox-shifted")) {
        shift_box(&m->plant, object->bbox, bbox);
        mlf_buf_printf(&buf, "[%.2f,%.2f,%.2f,%.2f]", bbox[0], bbox[1], bbox[2], bbox[3]);
        if (!(text = mlf_buf_take(&buf, err)) || mlf_record_set(object->record, "bbox", text, err))
            goto done;
    }
    if (kind && !strcmp(kind, "label-swapped") &&
        mlf_record_set_string(object->record, "label", another_label(m, &m->plant, object->label), err))
        goto done;
    mlf_record_print(object->record, &m->planted);
    status = 0;
done:
    free(text);
    return status;
}

static void put_detection(struct making *m, const struct object *object, const char *label, const double bbox[4],
                          double confidence)
{
    double edges[4] = {fmax(bbox[0], 0), fmax(bbox[1], 0), fmax(bbox[2], 1), fmax(bbox[3], 1)};
    mlf_buf_puts(&m->results, "{\"image\":");
    mlf_json_put_string(&m->results, object->image);
    mlf_buf_puts(&m->results, ",\"label\":");
    mlf_json_put_string(&m->results, label);
    put_bbox(&m->results, edges);
    mlf_buf_printf(&m->results, ",\"score\":%.4f}\n", confidence);
}

static double sigmoid(double x)
{
    return 1 / (1 + exp(-x));
}

/* Edges off by `blur` of a side and by most of a pixel. */
static void jitter(struct mlf_rng *rng, const double from[4], double blur, double to[4])
{
    for (int k = 0; k < 2; k++) {
        double spread = blur * from[k + 2] + 0.7;
        double low = from[k] + spread * mlf_rng_normal(rng);
        double high = from[k] + from[k + 2] + spread * mlf_rng_normal(rng);
        to[k] = fmin(low, high);
        to[k + 2] = fabs(high - low);
    }
}

static void detect(struct making *m, const struct object *object)
{
    struct mlf_rng *rng = &m->detect;
    double size = fmin(sqrt(object->bbox[2] * object->bbox[3]) / 96, 1), bbox[4];
    double confidence = sigmoid(0.6 + 1.4 * size + mlf_rng_normal(rng));
    double seen = mlf_rng_uniform(rng), confused = mlf_rng_uniform(rng), twice = mlf_rng_uniform(rng);
    if (seen > 0.55 + 0.42 * size)
        return;
    jitter(rng, object->bbox, 0.035 * (1.6 - confidence), bbox);
    if (confused < 0.04)
        put_detection(m, object, another_label(m, rng, object->label), bbox, confidence);
    if (confused >= 0.02)
        put_detection(m, object, object->label, bbox, confused < 0.04 ? 0.6 * confidence : confidence);
    if (twice < 0.06) {
        jitter(rng, object->bbox, 0.1, bbox);
        put_detection(m, object, object->label, bbox, confidence * (0.3 + 0.5 * mlf_rng_uniform(rng)));
    }
}

/* Things that are not there, about as large as other objects; `last` is one of the photo. */
static void imagine(struct making *m, const struct object *last)
{
    struct mlf_rng *rng = &m->detect;
    for (double left = mlf_rng_uniform(rng); left > exp(-0.8); left *= mlf_rng_uniform(rng)) {
        const struct object *like = &m->objects[mlf_rng_below(rng, m->n)];
        double bbox[4] = {mlf_rng_uniform(rng) * 500, mlf_rng_uniform(rng) * 350, like->bbox[2] * 0.7,
                          like->bbox[3] * 0.7};
        put_detection(m, last, like->label, bbox, sigmoid(-1.5 + 1.2 * mlf_rng_normal(rng)));
    }
}

static int take_objects(struct making *m, struct mlf_records *records, struct mlf_err *err)
{
    if (!(m->objects = mlf_alloc(records->n, sizeof *m->objects, err)))
        return -1;
    for (size_t i = 0; i < records->n; i++) {
        struct object *object = &m->objects[m->n];
        object->record = &records->items[i];
        if (mlf_record_find(object->record, "error") || !mlf_record_bbox(object->record, object->bbox))
            continue;
        object->image = mlf_record_string(object->record, "image", err);
        object->label = mlf_record_string(object->record, "label", err);
        if (!object->image || !object->label)
            return mlf_fail(err, "a record lacks an image or a label");
        m->n++;
    }
    return 0;
}

static int write_file(const char *name, const struct mlf_buf *buf, struct mlf_err *err)
{
    char *path = mlf_path_join(folder, name, err);
    int status =
        path && !mlf_buf_check(buf, err) ? mlf_file_write(path, buf->data ? buf->data : "", buf->length, err) : -1;
    free(path);
    return status;
}

static int run(struct mlf_err *err)
{
    struct making m = {.n = 0};
    struct mlf_records records = {0};
    int status = -1;
    mlf_rng_seed(&m.plant, (uint64_t)seed);
    mlf_rng_seed(&m.detect, (uint64_t)seed + 1000000007);
    if (mlf_records_read(&records, mlf_operand_count ? mlf_operands[0] : "-", mlf_common.jobs, err) ||
        take_objects(&m, &records, err) || mlf_path_make_folders(folder, err))
        goto done;
    for (size_t i = 0; i < m.n; i++) {
        detect(&m, &m.objects[i]);
        if (i + 1 == m.n || strcmp(m.objects[i].image, m.objects[i + 1].image) != 0)
            imagine(&m, &m.objects[i]);
    }
    for (size_t i = 0; i < m.n; i++)
        if (plant(&m, &m.objects[i], err))
            goto done;
    if (!write_file("planted.jsonl", &m.planted, err) && !write_file("truth.jsonl", &m.truth, err))
        status = write_file("results.jsonl", &m.results, err);
done:
    for (size_t i = 0; i < m.n; i++) {
        free(m.objects[i].image);
        free(m.objects[i].label);
    }
    free(m.objects);
    mlf_records_free(&records);
    mlf_buf_free(&m.planted);
    mlf_buf_free(&m.truth);
    mlf_buf_free(&m.results);
    return status;
}

int main(int argc, char **argv)
{
    struct mlf_err err = {""};
    mlf_cli_start(&command, argc, argv);
    if (!folder)
        mlf_cli_usage_error("--output is missing");
    return mlf_cli_finish(run(&err), &err);
}
