/* What mlfix-boxes --masks reads: a parcel with a dataset ds/a.json in COCO's format, whose photos have a size; the
 * names of the network's `classes`; and its word, files below masks/. Where the first line is such as "<f4 3 4 5" every
 * .npy gets the header that says so in front. Fields of records are numbers in their ranges, and what is written of them
 * reads again. */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../../cmd/boxes-judge.h"
#include "../../../cmd/boxes-masks.h"
#include "../fuzz.h"
#include "../parcel.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/base/message.h"
#include "mlfix/dataset/dataset.h"
#include "mlfix/dataset/finding.h"
#include "mlfix/dataset/objects.h"
#include "mlfix/record/lookup.h"
#include "mlfix/record/record.h"
#include "mlfix/record/records.h"

/* Libvips, which may be started once a process, is not needed: no photo is opened. */
int __wrap_mlf_vips_start(struct mlf_err *err);
void __wrap_mlf_vips_stop(void);

int __wrap_mlf_vips_start(struct mlf_err *err)
{
    (void)err;
    return 0;
}

void __wrap_mlf_vips_stop(void)
{
}

/* Writes the array with a header of what `words` say: a type and up to four sides. */
static void put_array(const struct parcel_file *file, const char *words)
{
    char descr[8], header[128] = "\x93NUMPY\x01";
    unsigned sides[4];
    int n = sscanf(words, "%7[<>|a-z0-9] %3u %3u %3u %3u", descr, &sides[0], &sides[1], &sides[2], &sides[3]) - 1;
    int length = snprintf(header + 10, sizeof header - 10, "{'descr': '%s', 'fortran_order': False, 'shape': (", descr);
    char *bytes;

    if (n < 1)
        return;
    for (int k = 0; k < n; k++)
        length += snprintf(header + 10 + length, sizeof header - 10 - (size_t)length, "%u, ", sides[k]);
    length += snprintf(header + 10 + length, sizeof header - 10 - (size_t)length, "), }\n");
    header[8] = (char)length;
    HOLDS((bytes = malloc(10 + (size_t)length + file->size)) != NULL, "memory");
    memcpy(bytes, header, 10 + (size_t)length);
    memcpy(bytes + 10 + length, file->data, file->size);
    (void)fuzz_put(file->name, bytes, 10 + (size_t)length + file->size);
    free(bytes);
}

static int is_array(const char *name)
{
    size_t length = strlen(name);

    return length > 4 && !strcmp(name + length - 4, ".npy");
}

/* Writes the records of the dataset: 0, or -1 where it is none, or a photo would have to be opened. */
static int put_records(void)
{
    const struct mlf_hints hints = {.format = "coco", .masks = 1};
    struct mlf_dataset dataset = {0};
    struct mlf_objects objects = {0};
    struct mlf_buf lines = {0};
    int result = mlf_dataset_open(&dataset, fuzz_path("ds"), &hints, NULL) ||
                         mlf_objects_read(&objects, &dataset, NULL) || objects.n > 100
                     ? -1
                     : 0;

    for (size_t i = 0; i < objects.n && !result; i++) {
        const struct mlf_object *object = &objects.items[i].object;

        if (object->width <= 0 || object->height <= 0 || object->width > 20000 || object->height > 20000)
            result = -1;
        if (!result && fuzz_hash((const uint8_t *)object->id, strlen(object->id)) % 8) /* some are left out */
            mlf_finding_print(&objects.items[i], &dataset, NULL, &lines);
    }
    if (!result && !fuzz_put("records", lines.data ? lines.data : "", lines.length))
        result = -1;
    mlf_buf_free(&lines);
    mlf_objects_free(&objects);
    mlf_dataset_close(&dataset);
    return result;
}

static void check_number(const struct mlf_record *record, const char *path, double most)
{
    struct mlf_lookup_value value;
    double number;

    if (mlf_lookup(record, path, &value) && mlf_lookup_value_number(&value, &number))
        HOLDS(number >= 0 && number <= most, "%s is %g", path, number);
}

static void check_records(const struct mlf_records *records)
{
    struct mlf_records again = {0};
    struct mlf_err err = {""};
    char *text = NULL;
    size_t size = 0;
    FILE *file = open_memstream(&text, &size);

    for (size_t i = 0; i < records->n; i++) {
        static const char *const paths[] = {"score",           "image_score",      "detection.prob",
                                            "detection.own",   "detection.iou",    "detection.boundary_iou",
                                            "detection.quality"};

        for (size_t k = 0; k < sizeof paths / sizeof *paths; k++)
            check_number(&records->items[i], paths[k], 1.001);
    }
    HOLDS(mlf_records_write(records, NULL, records->n, NULL, file, 1, NULL) == 0 && fclose(file) == 0, "it is written");
    (void)fuzz_put("written", text, size);
    HOLDS(mlf_records_read(&again, fuzz_path("written"), 1, &err) == 0 && again.n == records->n, "%s", err.text);
    mlf_records_free(&again);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct parcel parcel;
    char dataset[1024], masks[1024], classes[1024];
    const struct boxes_options options = {
        .dataset = dataset, .masks = masks, .classes = classes, .sure = size % 3 ? 0 : 0.6};
    struct mlf_records records = {0};
    struct mlf_err err = {""};

    mlf_common.quiet = mlf_common.jobs = 1;
    parcel_open(&parcel, data, size);
    parcel_unpack(&parcel);
    for (size_t i = 0; i < parcel.n; i++)
        if (is_array(parcel.files[i].name))
            put_array(&parcel.files[i], parcel.words);
    snprintf(dataset, sizeof dataset, "%s", fuzz_path("ds"));
    snprintf(masks, sizeof masks, "%s", fuzz_path("masks"));
    snprintf(classes, sizeof classes, "%s", fuzz_path("classes"));
    if (put_records() == 0 && mlf_records_read(&records, fuzz_path("records"), 1, &err) == 0) {
        if (boxes_judge_masks(&records, &options, &err) == 0)
            check_records(&records);
        else
            HOLDS(*err.text, "an error has a sentence");
    }
    mlf_records_free(&records);
    return 0;
}
