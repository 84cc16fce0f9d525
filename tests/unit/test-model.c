#include <stdlib.h>
#include <unistd.h>

#include "check.h"
#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/file.h"
#include "mlfix/base/rng.h"
#include "mlfix/embed/hash.h"
#include "mlfix/embed/model-file.h"
#include "mlfix/embed/model.h"
#include "mlfix/embed/thumbnails.h"

/* Blocks of random colour, so that pictures differ in more than noise. */
static unsigned char *pictures(size_t n)
{
    struct mlf_rng rng;
    mlf_rng_seed(&rng, 9);
    unsigned char *bytes = mlf_alloc(n, MLF_THUMB_BYTES, NULL);
    for (size_t i = 0; i < n; i++) {
        unsigned char blocks[8 * 8 * 3];
        for (size_t b = 0; b < sizeof blocks; b++)
            blocks[b] = (unsigned char)(mlf_rng_next(&rng) & 255);
        for (size_t p = 0; p < MLF_THUMB_BYTES; p++)
            bytes[i * MLF_THUMB_BYTES + p] = blocks[(p / 96 / 4 * 8 + p % 96 / 12) * 3 + p % 3];
    }
    return bytes;
}

static struct mlf_recipe small_recipe(void)
{
    return (struct mlf_recipe){2000, 2, 16, 2, 3, 12, 1, 4, 1000, {8}};
}

static void test_presets(void)
{
    for (int i = 0; i < MLF_PRESETS; i++) {
        struct mlf_recipe r = mlf_recipe_of((enum mlf_recipe_preset)i);
        CHECK(mlf_recipe_preset_names[i] != NULL && r.filters % 8 == 0 && r.dim > 0 && !r.flip && r.seed == 1);
        /* The features that learning holds in memory stay below 400 MB. */
        CHECK(r.sample * r.grid * r.grid * r.filters <= 100000000 && r.dim % mlf_recipe_parts(&r) == 0);
    }
    CHECK(mlf_recipe_preset_names[MLF_PRESETS] == NULL);
}

static void test_learning_and_using_agree(void)
{
    enum { N = 600 };
    struct mlf_recipe recipe = small_recipe();
    unsigned char *bytes = pictures(N), usable[N];
    for (size_t i = 0; i < N; i++)
        usable[i] = i % 7 != 3;
    struct mlf_thumbs thumbs = {bytes, usable, N};
    struct mlf_model one, three;
    float *z1 = NULL, *z3 = NULL;
    CHECK(mlf_model_learn(&one, &recipe, &thumbs, &z1, 1, NULL) == 0);
    CHECK(mlf_model_learn(&three, &recipe, &thumbs, &z3, 3, NULL) == 0);
    size_t dim = one.dim;
    CHECK(dim == 12 && three.dim == dim);
    CHECK(memcmp(z1, z3, N * dim * sizeof *z1) == 0);
    float *batch = mlf_alloc(MLF_MODEL_BATCH * dim, sizeof *batch, NULL);
    for (size_t first = 0; first < N; first += MLF_MODEL_BATCH) {
        size_t n = N - first < MLF_MODEL_BATCH ? N - first : MLF_MODEL_BATCH;
        struct mlf_thumbs part = {bytes + first * MLF_THUMB_BYTES, usable + first, n};
        CHECK(mlf_model_embed(&one, &part, batch, NULL) == 0);
        CHECK(memcmp(batch, z1 + first * dim, n * dim * sizeof *batch) == 0);
    }
    for (size_t j = 0; j < dim; j++)
        CHECK(z1[3 * dim + j] == 0 && z1[4 * dim + j] != 0);
    /* The bytes of an unusable picture do not matter. */
    memset(bytes + 3 * MLF_THUMB_BYTES, 77, MLF_THUMB_BYTES);
    free(z3);
    mlf_model_free(&three);
    CHECK(mlf_model_learn(&three, &recipe, &thumbs, &z3, 1, NULL) == 0);
    CHECK(memcmp(z1, z3, N * dim * sizeof *z1) == 0);
    mlf_model_free(&one);
    mlf_model_free(&three);
    free(z1);
    free(z3);
    free(batch);
    free(bytes);
}

/* Where the projection is learnt from a sample, every picture has a vector that is close to the
 * one learnt from all pictures, and the same for any number of threads. */
static void test_sample(void)
{
    enum { N = 600 };
    struct mlf_recipe recipe = small_recipe();
    recipe.sample = 300;
    unsigned char *bytes = pictures(N), usable[N];
    memset(usable, 1, N);
    usable[10] = 0;
    struct mlf_thumbs thumbs = {bytes, usable, N};
    struct mlf_model one, two;
    float *z1 = NULL, *z2 = NULL;
    CHECK(mlf_model_learn(&one, &recipe, &thumbs, &z1, 1, NULL) == 0);
    CHECK(mlf_model_learn(&two, &recipe, &thumbs, &z2, 2, NULL) == 0);
    size_t dim = one.dim;
    CHECK(memcmp(z1, z2, N * dim * sizeof *z1) == 0);
    double first = 0, second = 0;
    for (size_t i = 0; i < N; i++) {
        first += pow((double)z1[i * dim], 2) / N;
        second += pow((double)z1[i * dim + dim - 1], 2) / N;
    }
    CHECK(first > second && second > 0);
    mlf_model_free(&one);
    mlf_model_free(&two);
    free(z1);
    free(z2);
    free(bytes);
}

/* With several dictionaries, the numbers of each part are those of a model of that patch size
 * alone, and take turns; also after reading the model from a file. */
static void test_parts(void)
{
    enum { N = 60 };
    char path[64];
    snprintf(path, sizeof path, "/tmp/test-parts-%ld", (long)getpid());
    struct mlf_recipe recipe = small_recipe(), alone = small_recipe();
    recipe.sides[1] = 6;
    recipe.sides[2] = 10;
    alone.dim = recipe.dim / 3;
    unsigned char *bytes = pictures(N), usable[N];
    memset(usable, 1, N);
    usable[7] = 0;
    struct mlf_thumbs thumbs = {bytes, usable, N};
    struct mlf_model model, back, single;
    float *z = NULL, *own = NULL, *again = mlf_alloc(MLF_MODEL_BATCH * recipe.dim, sizeof *again, NULL);
    CHECK(mlf_model_learn(&model, &recipe, &thumbs, &z, 2, NULL) == 0);
    CHECK(model.parts == 3 && model.dim == 12);
    for (size_t p = 0; p < 3; p++) {
        size_t differ = 0;
        alone.sides[0] = recipe.sides[p];
        CHECK(mlf_model_learn(&single, &alone, &thumbs, &own, 1, NULL) == 0);
        CHECK(single.dim == 4);
        for (size_t i = 0; i < N * 4; i++)
            differ += z[i * 3 + p] != own[i];
        CHECK(differ == 0);
        free(own);
        mlf_model_free(&single);
    }
    CHECK(mlf_model_write(&model, path, NULL) == 0);
    CHECK(mlf_model_read(&back, path, NULL) == 0);
    CHECK(mlf_model_embed(&back, &thumbs, again, NULL) == 0);
    CHECK(memcmp(again, z, N * 12 * sizeof *z) == 0);
    unlink(path);
    mlf_model_free(&model);
    mlf_model_free(&back);
    free(z);
    free(again);
    free(bytes);
}

static void test_nothing_usable(void)
{
    struct mlf_recipe recipe = small_recipe();
    unsigned char *bytes = pictures(2), usable[2] = {0, 0};
    struct mlf_thumbs thumbs = {bytes, usable, 2};
    struct mlf_model model;
    struct mlf_err err = {""};
    float *vectors = NULL;
    CHECK(mlf_model_learn(&model, &recipe, &thumbs, &vectors, 1, &err) == -1);
    CHECK_TEXT(err.text, "there is no picture to learn from");
    CHECK(vectors == NULL);
    free(bytes);
}

static void test_file(void)
{
    char path[64];
    snprintf(path, sizeof path, "/tmp/test-model-%ld", (long)getpid());
    struct mlf_recipe recipe = small_recipe();
    unsigned char *bytes = pictures(40), usable[40];
    memset(usable, 1, sizeof usable);
    struct mlf_thumbs thumbs = {bytes, usable, 40};
    struct mlf_model model, back;
    float *vectors = NULL, again[40 * 12];
    CHECK(mlf_model_learn(&model, &recipe, &thumbs, &vectors, 1, NULL) == 0);
    CHECK(mlf_model_write(&model, path, NULL) == 0);
    CHECK(mlf_model_read(&back, path, NULL) == 0);
    CHECK(back.recipe.flip == 1 && back.recipe.seed == 4 && back.recipe.sample == 1000 && back.recipe.patches == 2000);
    CHECK(mlf_model_embed(&back, &thumbs, again, NULL) == 0);
    CHECK(memcmp(again, vectors, sizeof again) == 0);
    mlf_model_free(&back);
    /* Any changed byte and any other length is noticed. */
    size_t length = 0;
    char *file = mlf_file_read(path, 1 << 24, &length, NULL);
    CHECK(memcmp(file, "MLFIXEMB\2\0\0\0\xd0\x07\0\0", 16) == 0);
    for (size_t at = 0; at < length; at += at < 110 ? 1 : length / 50) {
        file[at] ^= 0x10;
        CHECK(mlf_file_write(path, file, length, NULL) == 0);
        CHECK(mlf_model_read(&back, path, NULL) == -1);
        file[at] ^= 0x10;
        CHECK(mlf_file_write(path, file, at, NULL) == 0);
        CHECK(mlf_model_read(&back, path, NULL) == -1);
    }
    unlink(path);
    free(file);
    free(vectors);
    free(bytes);
    mlf_model_free(&model);
}

static int bits(uint64_t x)
{
    int n = 0;
    for (; x; x &= x - 1)
        n++;
    return n;
}

static void test_hash(void)
{
    unsigned char *bytes = pictures(3), *brighter = pictures(3);
    char text[17];
    for (size_t i = 0; i < MLF_THUMB_BYTES; i++)
        brighter[i] = (unsigned char)(brighter[i] * 0.9 + 10);
    uint64_t a = mlf_hash_thumb(bytes), b = mlf_hash_thumb(bytes + MLF_THUMB_BYTES);
    CHECK(bits(a ^ mlf_hash_thumb(brighter)) <= 4);
    CHECK(bits(a ^ b) >= 16);
    CHECK(bits(a) > 16 && bits(a) <= 32);
    memset(bytes, 120, MLF_THUMB_BYTES);
    CHECK(mlf_hash_thumb(bytes) == 0);
    /* A wave of the first frequency down and across: one coefficient stands out. */
    for (size_t i = 0; i < MLF_THUMB_BYTES; i++) {
        double y = (double)(i / 96) + 0.5, x = (double)(i % 96 / 3) + 0.5, pi = acos(-1.0);
        bytes[i] = (unsigned char)lround(128 + 100 * cos(x * pi / 32) * cos(y * pi / 32));
    }
    CHECK(mlf_hash_thumb(bytes) >> 63 == 1);
    mlf_hash_text(0x00ff, text);
    CHECK_TEXT(text, "00000000000000ff");
    free(bytes);
    free(brighter);
}

int main(void)
{
    RUN(test_presets);
    RUN(test_learning_and_using_agree);
    RUN(test_sample);
    RUN(test_parts);
    RUN(test_nothing_usable);
    RUN(test_file);
    RUN(test_hash);
    return check_done();
}
