#include "preparation.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/limits.h"
#include "mlfix/base/path.h"
#include "mlfix/base/file.h"
#include "mlfix/network/family.h"
#include "mlfix/photo/pixels.h"
#include "onnx-file.h"

#define CONFIG "preprocessor_config.json"

const char *const mlf_network_family_names[] = {"imagenet", "clip", "dinov2", "siglip", "raw", NULL};

static const struct mlf_preparation families[] = {
    [MLF_NETWORK_IMAGENET] = {224, 224, {{.485, .456, .406}, {.229, .224, .225}, "imagenet"}, MLF_TRIANGLE},
    [MLF_NETWORK_CLIP] = {224,
                          224,
                          {{.48145466, .4578275, .40821073}, {.26862954, .26130258, .27577711}, "clip"},
                          MLF_CUBIC},
    [MLF_NETWORK_DINOV2] = {224, 224, {{.485, .456, .406}, {.229, .224, .225}, "dinov2"}, MLF_CUBIC},
    [MLF_NETWORK_SIGLIP] = {224, 224, {{.5, .5, .5}, {.5, .5, .5}, "siglip"}, MLF_CUBIC},
    [MLF_NETWORK_RAW] = {0, 0, {{0, 0, 0}, {1 / 255., 1 / 255., 1 / 255.}, "raw"}, MLF_TRIANGLE},
};

struct mlf_preparation mlf_preparation_of(enum mlf_network_family family)
{
    return families[family];
}

/* ---- Hugging Face ---- */

/* A side: a number, or an object with one of these members. */
static int side_of(const json_t *value, const char *member)
{
    const json_t *number = json_is_object(value) ? json_object_get(value, member) : value;
    if (json_is_object(value) && !number)
        number = json_object_get(value, "shortest_edge");
    double side = json_number_value(number);
    return side >= 1 && side <= MLF_LIMIT_NETWORK_SIDE ? (int)side : 0;
}

static int three_of(const json_t *list, double numbers[3])
{
    for (size_t c = 0; c < 3; c++) {
        const json_t *number = json_array_get(list, json_array_size(list) == 1 ? 0 : c);
        if (!json_is_number(number))
            return 0;
        numbers[c] = json_number_value(number);
    }
    return 1;
}

/* As transformers' image processors do: resize, cut the middle, times the factor, then
 * mean and deviation. We resize to the side of the middle cut: an object's crop has nothing
 * around it that could be cut off. */
static int read_config(struct mlf_preparation *found, const json_t *config)
{
    const json_t *cut = json_object_get(config, "crop_size"), *size = json_object_get(config, "size");
    const json_t *factor_of = json_object_get(config, "rescale_factor");
    double factor = json_is_number(factor_of) ? json_number_value(factor_of) : 1 / 255.;
    *found = (struct mlf_preparation){.range = {.deviation = {1, 1, 1}, .name = "that of " CONFIG},
                                      .resampling = MLF_TRIANGLE};
    if (!cut || json_is_false(json_object_get(config, "do_center_crop")))
        cut = size;
    found->height = side_of(cut, "height");
    found->width = side_of(cut, "width");
    if (json_is_false(json_object_get(config, "do_rescale")))
        factor = 1;
    if (!json_is_false(json_object_get(config, "do_normalize")) &&
        (!three_of(json_object_get(config, "image_mean"), found->range.mean) ||
         !three_of(json_object_get(config, "image_std"), found->range.deviation)))
        return 0;
    for (int c = 0; c < 3; c++) {
        found->range.mean[c] /= 255 * factor;
        found->range.deviation[c] /= 255 * factor;
        if (!isfinite(found->range.mean[c]) || !isfinite(found->range.deviation[c]) || found->range.deviation[c] == 0)
            return 0;
    }
    switch ((int)json_integer_value(json_object_get(config, "resample"))) { /* PIL's numbers */
    case 1:
        found->resampling = MLF_LANCZOS;
        break;
    case 3:
        found->resampling = MLF_CUBIC;
        break;
    default:
        break;
    }
    return 1;
}

/* 1 and what the file says, 0 where there is none, -1 where it says nothing usable. */
static int try_config(struct mlf_preparation *found, const char *path, struct mlf_err *err)
{
    struct mlf_err absent = {""};
    FILE *file = fopen(path, "rb");
    if (!file)
        return 0;
    fclose(file);
    size_t length = 0;
    char *text = mlf_file_read(path, MLF_LIMIT_CONFIG_FILE, &length, &absent);
    if (!text)
        return mlf_fail(err, "%s: or say how pictures are prepared with --net-as", absent.text);
    json_t *config = text ? json_loadb(text, length, JSON_REJECT_DUPLICATES, NULL) : NULL;
    int understood = json_is_object(config) && read_config(found, config);
    json_decref(config);
    free(text);
    if (understood)
        return 1;
    return mlf_fail(err,
                    "'%s' lies with the model and cannot be understood: mend it or take it away, and say how "
                    "pictures are prepared with --net-as, or with --net-mean and --net-std",
                    path);
}

/* Beside the model; its models often lie in a folder onnx/, and this file above it. */
static int try_configs(struct mlf_preparation *found, const char *model, struct mlf_err *err)
{
    int folder = (int)(mlf_path_base(model) - model), state = 0;
    int above =
        folder == 5 ? strncmp(model, "onnx/", 5) == 0 : folder > 5 && strncmp(model + folder - 6, "/onnx/", 6) == 0;
    for (int up = 0; up <= above && state == 0; up++) {
        char *path = mlf_strf(err, "%.*s%s" CONFIG, folder, model, up ? "../" : "");
        state = path ? try_config(found, path, err) : -1;
        free(path);
    }
    return state;
}

/* ---- Ultralytics ---- */

/* Its exporter notes the task, the names of the classes and the side, "[224, 224]", height
 * first; pictures are RGB from 0 to 1 (ultralytics/data/augment.py, classify_transforms). */
static int read_notes(struct mlf_preparation *found, const struct mlf_onnx_file *file, struct mlf_err *err)
{
    char *author = mlf_onnx_file_note(file, "author", err);
    char *side = author ? mlf_onnx_file_note(file, "imgsz", err) : NULL;
    int height = 0, width = 0;
    if (author && strcmp(author, "Ultralytics") == 0) {
        *found = (struct mlf_preparation){.range = {.deviation = {1, 1, 1}, .name = "that of Ultralytics' notes in it"},
                                          .resampling = MLF_TRIANGLE};
        if (side && sscanf(side, "[%d, %d]", &height, &width) == 2 && height > 0 && width > 0 &&
            height <= MLF_LIMIT_NETWORK_SIDE && width <= MLF_LIMIT_NETWORK_SIDE) {
            found->height = height;
            found->width = width;
        }
    }
    free(author);
    free(side);
    return err && err->text[0] ? -1 : 0;
}

int mlf_preparation_find(struct mlf_preparation *preparation, const struct mlf_onnx_file *file, struct mlf_err *err)
{
    *preparation = (struct mlf_preparation){0};
    int state = try_configs(preparation, file->path, err);
    return state ? (state < 0 ? -1 : 0) : read_notes(preparation, file, err);
}

/* ---- The user ---- */

static int read_triple(const char *option, const char *text, double numbers[3], struct mlf_err *err)
{
    const char *at = text;
    for (int c = 0; c < 3; c++) {
        char *end;
        numbers[c] = strtod(at, &end);
        if (end == at || !isfinite(numbers[c]) || *end != (c < 2 ? ',' : '\0'))
            return mlf_fail(err, "%s wants three numbers, of red, green and blue, as in 0.485,0.456,0.406, not '%s'",
                            option, text);
        at = end + 1;
    }
    return 0;
}

int mlf_preparation_say(struct mlf_preparation *preparation, const char *mean, const char *deviation,
                        struct mlf_err *err)
{
    double numbers[6] = {0, 0, 0, 1, 1, 1};
    int bytes = 0;
    if ((mean && read_triple("--net-mean", mean, numbers, err)) ||
        (deviation && read_triple("--net-std", deviation, numbers + 3, err)))
        return -1;
    for (int i = 0; i < 6; i++)
        bytes |= numbers[i] > 1;
    for (int c = 0; c < 3; c++) {
        if (numbers[3 + c] <= 0)
            return mlf_fail(err, "--net-std wants numbers above 0, not '%s'", deviation);
        preparation->range.mean[c] = numbers[c] / (bytes ? 255 : 1);
        preparation->range.deviation[c] = numbers[3 + c] / (bytes ? 255 : 1);
    }
    preparation->range.name = "as said";
    return 0;
}
