/* Vectors of a pretrained network beside our own. */
#include "embed-network.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "embed-parts.h"
#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/message.h"
#include "mlfix/network/family.h"
#include "mlfix/network/network-check.h"
#include "mlfix/network/network.h"
#include "mlfix/numeric/npy-write.h"
#include "mlfix/photo/pixels.h"
#include "mlfix/photo/record-pixels.h"
#include "mlfix/photo/resize.h"
#include "mlfix/record/record.h"

const char *const embed_root_names[] = {"auto", "yes", "no", NULL};

struct embed_network_options network_options = {.family = MLF_NETWORK_FAMILIES};

const char *embed_network_check_options(const struct embed_network_options *o, const char *own_vectors)
{
    int said = o->library || o->vectors || o->output || o->mean || o->deviation || o->root != ROOT_AUTO || o->side ||
               o->batch || o->family != MLF_NETWORK_FAMILIES;
    if (!o->model)
        return said ? "--net-vectors and the other options of --net need --net MODEL.onnx" : NULL;
    if (!o->vectors || !own_vectors)
        return "--net needs --net-vectors FILE.npy for its vectors, and --vectors FILE.npy for our own, beside which "
               "they are used";
    if (strcmp(o->vectors, own_vectors) == 0)
        return "--vectors and --net-vectors name one file: the network's vectors need a file of their own";
    return NULL;
}

int embed_network_open(struct embed_job *job, struct mlf_err *err)
{
    const struct embed_network_options *o = &network_options;
    const struct mlf_network_wish wish = {
        .model = o->model,
        .library = o->library,
        .output = o->output,
        .family = o->family,
        .side = (int)o->side,
        .batch = (int)o->batch,
        .mean = o->mean,
        .deviation = o->deviation,
    };
    if (!o->model)
        return 0;
    job->network = mlf_network_open(&wish, err);
    return job->network ? 0 : -1;
}

/* The check runs two or three variants of each picture: of many records more, so that it takes little of the time. */
static size_t sample_size(size_t n)
{
    size_t share = n / 32;
    return share < 16 ? 16 : share > MLF_NETWORK_SAMPLE ? MLF_NETWORK_SAMPLE : share;
}

/* Some pictures, spread over the records. */
static size_t take_sample(const struct embed_job *job, const struct mlf_record *records, size_t n,
                          struct mlf_pixels *pictures)
{
    int side = mlf_network_side(job->network);
    size_t wanted = sample_size(n), places = n < 4 * wanted ? n : 4 * wanted, taken = 0;
    /* Every fourth place; those between only where pictures are missing. */
    for (size_t first = 0; first < 4; first++)
        for (size_t place = first; place < places && taken < wanted; place += 4) {
            const struct mlf_record *record = &records[n * place / places];
            struct mlf_err own = {""};
            if (mlf_record_find(record, "error") || mlf_record_pixels(record, side, &pictures[taken], &own))
                continue;
            if (mlf_pixels_limit(&pictures[taken], 2 * side, &own) == 0)
                taken++;
            else
                mlf_pixels_free(&pictures[taken]);
        }
    return taken;
}

/* What the user should know of the network. */
static int say_findings(struct embed_job *job, const struct mlf_network_check *check, struct mlf_err *err)
{
    const char *model = network_options.model;
    const char *remedy = "check --net-as, --net-mean and --net-std, --net-side and --net-output";
    int root = network_options.root == ROOT_YES ||
               (network_options.root == ROOT_AUTO && check->pictures > 0 && !check->negative && !check->shares);
    if (2 * check->not_finite > check->pictures)
        return mlf_fail(err,
                        "the vectors that '%s' gives for %zu of %zu pictures are not finite: %s; a float16 model may "
                        "need to be exported as float32",
                        model, check->not_finite, check->pictures, remedy);
    mlf_network_take_root(job->network, root);
    char *says = mlf_network_describe(job->network, err);
    if (!says)
        return -1;
    mlf_note("%s", says);
    free(says);
    mlf_detail("of %zu pictures, moved ones are nearer than others in %.4f of the pairs, mirrored ones in %.4f",
               check->pictures, check->moved, check->mirrored);
    if (check->pictures < MLF_NETWORK_SAMPLE_LEAST)
        return 0;
    if (check->all_equal)
        mlf_warn("'%s' gives the same vector for all of %zu pictures: %s", model, check->pictures, remedy);
    else if (check->better)
        mlf_warn("'%s' sees these pictures better with %s: mirror images are nearer than other pictures in %.0f %% of "
                 "the pairs, now in %.0f %%; say so, unless you know better",
                 model, check->better, 100 * check->better_mirrored, 100 * check->mirrored);
    else if (check->moved < .9)
        mlf_warn("the vectors of '%s' look like noise: a picture moved by a sixteenth is nearer to itself than another "
                 "one in only %.0f %% of %zu pictures' pairs; %s",
                 model, 100 * check->moved, check->pictures, remedy);
    else if (check->mirrored < .8)
        mlf_warn("to '%s' a picture is nearer to its mirror image than to another one's in only %.0f %% of %zu "
                 "pictures' pairs: unless left and right differ in meaning, %s",
                 model, 100 * check->mirrored, check->pictures, remedy);
    return 0;
}

int embed_network_begin(struct embed_job *job, struct mlf_record *records, size_t n, struct mlf_err *err)
{
    struct mlf_pixels pictures[MLF_NETWORK_SAMPLE] = {{0}};
    struct mlf_network_check check;
    size_t taken = take_sample(job, records, n, pictures);
    int result = mlf_network_check(job->network, pictures, taken, mlf_common.jobs, &check, err);
    if (result == 0)
        result = say_findings(job, &check, err);
    for (size_t i = 0; i < taken; i++)
        mlf_pixels_free(&pictures[i]);
    return result ? -1 : mlf_npy_create(&job->network_out, network_options.vectors, mlf_network_dim(job->network), err);
}

/* Runs the pictures put, those of records[places[0]] and so on, and spoils those whose vectors are not finite. */
static int run_input(struct embed_job *job, struct mlf_network_input *input, struct mlf_record *records,
                     const size_t *places, unsigned char *usable, float *vectors, float *scratch, struct mlf_err *err)
{
    size_t n = input->n, dim = mlf_network_dim(job->network);
    if (mlf_network_run(job->network, input, scratch, err))
        return -1;
    for (size_t k = 0; k < n; k++) {
        int finite = 1;
        for (size_t j = 0; j < dim; j++)
            finite &= isfinite(vectors[places[k] * dim + j] = scratch[k * dim + j]) != 0;
        if (finite)
            continue;
        struct mlf_err why = {""};
        mlf_fail(&why, "the network's vector of this picture is not finite");
        usable[places[k]] = 0;
        if (embed_spoil(job, &records[places[k]], &why, NULL, err))
            return -1;
    }
    return 0;
}

int embed_network_batch(struct embed_job *job, struct mlf_record *records, size_t n, unsigned char *usable,
                        float *vectors, struct mlf_err *err)
{
    size_t batch = mlf_network_batch(job->network), dim = mlf_network_dim(job->network);
    struct mlf_network_input input = {0};
    float *scratch = mlf_alloc(batch * dim, sizeof *scratch, err);
    size_t *places = mlf_alloc(batch, sizeof *places, err);
    int result = scratch && places ? mlf_network_input_new(job->network, &input, err) : -1;
    for (size_t i = 0; result == 0 && i < n; i++) {
        struct mlf_pixels picture = {0};
        struct mlf_err why = {""};
        if (!usable[i])
            continue;
        places[input.n] = i;
        if (mlf_record_pixels(&records[i], mlf_network_side(job->network), &picture, &why) ||
            mlf_network_put(job->network, &input, &picture, &why)) {
            usable[i] = 0;
            result = embed_spoil(job, &records[i], &why, embed_picture_issue(&records[i]), err);
        }
        mlf_pixels_free(&picture);
        if (result == 0 && input.n == batch)
            result = run_input(job, &input, records, places, usable, vectors, scratch, err);
    }
    if (result == 0)
        result = run_input(job, &input, records, places, usable, vectors, scratch, err);
    mlf_network_input_free(&input);
    free(scratch);
    free(places);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; !usable[i] && j < dim; j++)
            vectors[i * dim + j] = NAN;
    return result;
}
