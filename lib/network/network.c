#include "mlfix/network/network.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/checksum.h"
#include "mlfix/base/err.h"
#include "mlfix/base/limits.h"
#include "mlfix/base/path.h"
#include "mlfix/base/string-set.h"
#include "mlfix/network/family.h"
#include "mlfix/numeric/half.h"
#include "mlfix/photo/pixels.h"
#include "mlfix/photo/resize.h"
#include "onnx-file.h"
#include "preparation.h"
#include "runtime-table.h"
#include "session.h"

#define DEFAULT_BATCH 8
/* Of networks whose side is free: see mlfix-embed(1), --net-side. */
#define DEFAULT_SIDE 128

struct mlf_network {
    struct mlf_session session;
    struct mlf_preparation preparation;
    const char *side_source;
    size_t batch, dim;
    uint64_t files; /* checksum of the model's file and its weights beside it */
    int root;
    float single[3][256]; /* the number for each byte of a channel */
    uint16_t half[3][256];
};

/* ---- Opening ---- */

static int choose_preparation(struct mlf_network *network, const struct mlf_network_wish *wish,
                              const struct mlf_onnx_file *file, struct mlf_err *err)
{
    struct mlf_preparation *p = &network->preparation;
    int bytes = network->session.element == ORT_UINT8;
    if (mlf_preparation_find(p, file, err))
        return -1;
    int height = p->height, width = p->width;
    if (wish->family != MLF_NETWORK_FAMILIES)
        *p = mlf_preparation_of((enum mlf_network_family)wish->family);
    else if (bytes)
        *p = mlf_preparation_of(MLF_NETWORK_RAW);
    else if (!p->range.name) {
        int raw = network->session.channels_last;
        *p = mlf_preparation_of(raw ? MLF_NETWORK_RAW : MLF_NETWORK_IMAGENET);
        p->range.name = raw ? "raw (assumed)" : "imagenet (assumed)";
    }
    if (wish->family == MLF_NETWORK_FAMILIES || wish->family == MLF_NETWORK_RAW) {
        /* What is only assumed of the range of numbers says nothing about the side. */
        p->height = height;
        p->width = width;
    }
    if (!wish->mean && !wish->deviation)
        return bytes && wish->family != MLF_NETWORK_FAMILIES && wish->family != MLF_NETWORK_RAW
                   ? mlf_fail(err, "'%s' takes bytes as they are: --net-as has no meaning with it", wish->model)
                   : 0;
    if (bytes)
        return mlf_fail(err, "'%s' takes bytes as they are: --net-mean and --net-std have no meaning with it",
                        wish->model);
    return mlf_preparation_say(p, wish->mean, wish->deviation, err);
}

static int choose_sides(struct mlf_network *network, const struct mlf_network_wish *wish, struct mlf_err *err)
{
    struct mlf_preparation *p = &network->preparation;
    const struct mlf_session *s = &network->session;
    if (wish->side && ((s->height && s->height != wish->side) || (s->width && s->width != wish->side)))
        return mlf_fail(err, "'%s' takes only pictures of %d x %d: leave out --net-side", wish->model, s->width,
                        s->height);
    if (s->height > MLF_LIMIT_NETWORK_SIDE || s->width > MLF_LIMIT_NETWORK_SIDE)
        return mlf_fail(err, "'%s' takes pictures of %d x %d, and %d is the most: export it for smaller ones",
                        wish->model, s->width, s->height, MLF_LIMIT_NETWORK_SIDE);
    if (wish->batch && s->batch && s->batch != wish->batch)
        return mlf_fail(err, "'%s' takes only batches of %d: leave out --net-batch", wish->model, s->batch);
    network->side_source = wish->side              ? "as said"
                           : s->height && s->width ? "fixed by the model"
                           : p->height             ? "published"
                                                   : "assumed";
    int side = wish->side ? wish->side : DEFAULT_SIDE;
    if (!p->height || !p->width || wish->side)
        p->height = p->width = side;
    p->height = s->height ? s->height : p->height;
    p->width = s->width ? s->width : p->width;
    network->batch = s->batch ? (size_t)s->batch : wish->batch ? (size_t)wish->batch : DEFAULT_BATCH;
    return 0;
}

static void fill_tables(struct mlf_network *network)
{
    const struct mlf_preparation *p = &network->preparation;
    for (int c = 0; c < 3; c++)
        for (int byte = 0; byte < 256; byte++) {
            double value = (byte / 255. - p->range.mean[c]) / p->range.deviation[c];
            /* Bytes as they are stay whole numbers. */
            value = fabs(value - nearbyint(value)) < 1e-9 ? nearbyint(value) : value;
            network->single[c][byte] = (float)value;
            network->half[c][byte] = mlf_half_of((float)value);
        }
}

/* One grey picture through it, which also tells how long a vector is. */
static int try_grey(struct mlf_network *network, struct mlf_err *err)
{
    const struct mlf_preparation *p = &network->preparation;
    struct mlf_network_input input = {0};
    struct mlf_pixels grey = {0};
    float *vectors = NULL;
    int result = -1;
    if (mlf_network_input_new(network, &input, err) || mlf_pixels_new(&grey, p->width, p->height, err))
        goto done;
    memset(grey.data, 128, (size_t)p->width * (size_t)p->height * 3);
    size_t n = network->session.batch ? network->batch : 1;
    while (input.n < n)
        if (mlf_network_put(network, &input, &grey, err))
            goto done;
    if (mlf_session_run(&network->session, input.numbers, n, p->height, p->width, &vectors, &network->dim, err) == 0)
        result = 0;
    else if (!network->session.height || !network->session.width)
        mlf_fail_at(err, "'%s' may want pictures of another side, see --net-side", network->session.path);
done:
    free(vectors);
    mlf_pixels_free(&grey);
    mlf_network_input_free(&input);
    return result;
}

/* Continues the checksum over a file's bytes. */
static int add_file(uint64_t *sum, const char *path, struct mlf_err *err)
{
    size_t size = (size_t)1 << 20, got;
    FILE *file = fopen(path, "rbe");
    if (!file)
        return mlf_fail_errno(err, "'%s' cannot be opened", path);
    char *bytes = mlf_alloc(size, 1, err);
    int result = bytes ? 0 : -1;
    while (bytes && (got = fread(bytes, 1, size, file)) > 0)
        *sum = mlf_checksum(*sum, bytes, got);
    if (bytes && ferror(file))
        result = mlf_fail_errno(err, "'%s' cannot be read", path);
    free(bytes);
    fclose(file);
    return result;
}

static int sum_files(struct mlf_network *network, const struct mlf_onnx_file *file, struct mlf_err *err)
{
    const char *path = network->session.path;
    network->files = MLF_CHECKSUM_START;
    int result = add_file(&network->files, path, err);
    for (size_t i = 0; result == 0 && i < file->beside.n; i++) {
        char *beside = mlf_strf(err, "%.*s%s", (int)(mlf_path_base(path) - path), path, file->beside.items[i]);
        result = beside ? add_file(&network->files, beside, err) : -1;
        free(beside);
    }
    return result;
}

struct mlf_network *mlf_network_open(const struct mlf_network_wish *wish, struct mlf_err *err)
{
    struct mlf_onnx_file file;
    if (mlf_onnx_file_open(&file, wish->model, err))
        return NULL;
    struct mlf_network *network = mlf_alloc(1, sizeof *network, err);
    if (network && (mlf_session_open(&network->session, wish->model, wish->library, wish->output, err) ||
                    choose_preparation(network, wish, &file, err) || choose_sides(network, wish, err) ||
                    sum_files(network, &file, err))) {
        mlf_network_close(network);
        network = NULL;
    }
    mlf_onnx_file_close(&file);
    if (!network)
        return NULL;
    fill_tables(network);
    if (try_grey(network, err) == 0)
        return network;
    mlf_network_close(network);
    return NULL;
}

void mlf_network_close(struct mlf_network *network)
{
    if (!network)
        return;
    mlf_session_close(&network->session);
    free(network);
}

/* ---- What it is ---- */

size_t mlf_network_dim(const struct mlf_network *network)
{
    return network->dim;
}

size_t mlf_network_batch(const struct mlf_network *network)
{
    return network->batch;
}

int mlf_network_side(const struct mlf_network *network)
{
    const struct mlf_preparation *p = &network->preparation;
    return p->height > p->width ? p->height : p->width;
}

struct mlf_network_range mlf_network_range(const struct mlf_network *network)
{
    return network->preparation.range;
}

void mlf_network_set_range(struct mlf_network *network, const struct mlf_network_range *range)
{
    network->preparation.range = *range;
    fill_tables(network);
}

int mlf_network_channels_last(const struct mlf_network *network)
{
    return network->session.channels_last;
}

int mlf_network_takes_bytes(const struct mlf_network *network)
{
    return network->session.element == ORT_UINT8;
}

void mlf_network_take_root(struct mlf_network *network, int root)
{
    network->root = root;
}

char *mlf_network_describe(const struct mlf_network *network, struct mlf_err *err)
{
    const struct mlf_session *s = &network->session;
    const struct mlf_preparation *p = &network->preparation;
    const char *element = s->element == ORT_FLOAT32 ? "float32" : s->element == ORT_FLOAT16 ? "float16" : "uint8";
    return mlf_strf(err,
                    "'%s' sees pictures of %d x %d (%s), the range of their numbers is %s, %s, batch x %s%s; taken is "
                    "'%s', %s%zu numbers (ONNX Runtime %s)",
                    s->path, p->width, p->height, network->side_source, p->range.name, element,
                    s->channels_last ? "height x width x 3" : "3 x height x width", s->guessed ? " (assumed)" : "",
                    s->output, network->root ? "the square root of " : "", network->dim, s->runtime.version);
}

int mlf_network_fingerprint(const struct mlf_network *network, uint64_t *fingerprint, struct mlf_err *err)
{
    const struct mlf_session *s = &network->session;
    const struct mlf_preparation *p = &network->preparation;
    const struct mlf_network_range *range = &p->range;
    char *how = mlf_strf(err, "%s %dx%d %d %d %d %.9g,%.9g,%.9g %.9g,%.9g,%.9g", s->output, p->width, p->height,
                         (int)p->resampling, s->channels_last, network->root, range->mean[0], range->mean[1],
                         range->mean[2], range->deviation[0], range->deviation[1], range->deviation[2]);
    if (!how)
        return -1;
    *fingerprint = mlf_checksum(network->files, how, strlen(how));
    free(how);
    return 0;
}

/* ---- Pictures in, vectors out ---- */

int mlf_network_input_new(const struct mlf_network *network, struct mlf_network_input *input, struct mlf_err *err)
{
    const struct mlf_preparation *p = &network->preparation;
    size_t numbers = network->batch * 3 * (size_t)p->height * (size_t)p->width;
    *input = (struct mlf_network_input){0};
    input->numbers = mlf_alloc_matrix(numbers, mlf_session_number_size(&network->session), err);
    if (!input->numbers)
        return -1;
    memset(input->numbers, 0, numbers * mlf_session_number_size(&network->session));
    return 0;
}

void mlf_network_input_free(struct mlf_network_input *input)
{
    free(input->numbers);
    *input = (struct mlf_network_input){0};
}

/* The bytes of a picture of the right size as numbers behind those of `at` pictures. */
static void fill_numbers(const struct mlf_network *network, const struct mlf_pixels *picture, size_t at, void *numbers)
{
    size_t pixels = (size_t)picture->width * (size_t)picture->height, first = at * pixels * 3;
    size_t by_pixel = network->session.channels_last ? 3 : 1, by_channel = network->session.channels_last ? 1 : pixels;
    for (size_t c = 0; c < 3; c++) {
        const unsigned char *byte = picture->data + c;
        const float *single = network->single[c];
        const uint16_t *half = network->half[c];
        size_t to = first + c * by_channel;
        switch (network->session.element) {
        case ORT_FLOAT32:
            for (size_t i = 0; i < pixels; i++)
                ((float *)numbers)[to + i * by_pixel] = single[byte[3 * i]];
            break;
        case ORT_FLOAT16:
            for (size_t i = 0; i < pixels; i++)
                ((uint16_t *)numbers)[to + i * by_pixel] = half[byte[3 * i]];
            break;
        default:
            for (size_t i = 0; i < pixels; i++)
                ((unsigned char *)numbers)[to + i * by_pixel] = byte[3 * i];
        }
    }
}

int mlf_network_put(const struct mlf_network *network, struct mlf_network_input *input,
                    const struct mlf_pixels *picture, struct mlf_err *err)
{
    const struct mlf_preparation *p = &network->preparation;
    struct mlf_pixels resized = {0};
    if (mlf_pixels_resize(picture, p->width, p->height, p->resampling, &resized, err))
        return -1;
    fill_numbers(network, &resized, input->n++, input->numbers);
    mlf_pixels_free(&resized);
    return 0;
}

/* Models of a fixed batch get what was left there behind the last picture. */
int mlf_network_run(const struct mlf_network *network, struct mlf_network_input *input, float *vectors,
                    struct mlf_err *err)
{
    const struct mlf_preparation *p = &network->preparation;
    size_t n = input->n, dim = 0;
    float *all = NULL;
    input->n = 0;
    if (n == 0)
        return 0;
    if (mlf_session_run(&network->session, input->numbers, network->session.batch ? network->batch : n, p->height,
                        p->width, &all, &dim, err))
        return -1;
    int result = dim == network->dim ? 0 : -1;
    if (result)
        mlf_fail(err, "'%s' gave vectors of %zu numbers and then of %zu: it gives no vector a picture",
                 network->session.path, network->dim, dim);
    for (size_t i = 0; result == 0 && i < n * dim; i++)
        vectors[i] = !network->root ? all[i] : all[i] < 0 ? -sqrtf(-all[i]) : sqrtf(all[i]);
    free(all);
    return result;
}
