#include <stdlib.h>

#include "check.h"
#include "mlfix/base/array.h"
#include "mlfix/base/rng.h"
#include "mlfix/embed/mirror.h"
#include "mlfix/embed/model.h"
#include "mlfix/embed/thumbnails.h"

enum { N = 600, CLASSES = 4, SIDE = MLF_THUMB_SIDE };

/* Noisy pictures of CLASSES patterns of coarse squares, each of which is mirrored or not at
 * random. Where `sides` is set, patterns 2k and 2k + 1 are mirror images of each other, and
 * none is mirrored at random. */
static unsigned char *make_pictures(int sides, size_t *label)
{
    struct mlf_rng rng;
    static double pattern[CLASSES][8][8];
    unsigned char *bytes = mlf_alloc(N, MLF_THUMB_BYTES, NULL);
    mlf_rng_seed(&rng, 4);
    for (int c = 0; c < CLASSES; c++)
        for (int y = 0; y < 8; y++)
            for (int x = 0; x < 8; x++)
                pattern[c][y][x] = sides && c % 2 ? pattern[c - 1][y][7 - x] : 40 * mlf_rng_normal(&rng);
    for (size_t i = 0; i < N; i++) {
        int mirrored = !sides && mlf_rng_uniform(&rng) < 0.5;
        label[i] = mlf_rng_below(&rng, CLASSES);
        for (int y = 0; y < SIDE; y++)
            for (int x = 0; x < SIDE; x++)
                for (int channel = 0; channel < 3; channel++) {
                    int at = (mirrored ? SIDE - 1 - x : x) / 4;
                    double value = 128 + pattern[label[i]][y / 4][at] + 90 * mlf_rng_normal(&rng);
                    bytes[i * MLF_THUMB_BYTES + (size_t)((y * SIDE + x) * 3 + channel)] =
                        (unsigned char)fmax(0, fmin(255, value));
                }
    }
    return bytes;
}

static void choose(struct mlf_mirror *mirror, const unsigned char *bytes, const size_t *label, size_t n, int jobs)
{
    unsigned char usable[N];
    struct mlf_thumbs thumbs = {bytes, usable, n};
    memset(usable, 1, sizeof usable);
    CHECK(mlf_mirror_choose(mirror, &thumbs, label, CLASSES, 1, jobs, NULL) == 0);
}

static void test_same_meaning(void)
{
    size_t label[N];
    struct mlf_mirror one, three;
    unsigned char *bytes = make_pictures(0, label);
    choose(&one, bytes, label, N, 1);
    CHECK(one.keep && one.pictures == N && one.groups <= N && one.certainty > MLF_MIRROR_CLEAR);
    CHECK(one.error[1] < one.error[0] && one.agree[1] > 0.5);
    choose(&three, bytes, label, N, 3);
    CHECK(one.certainty == three.certainty && one.error[0] == three.error[0] && one.error[1] == three.error[1]);
    free(bytes);
}

static void test_other_meaning(void)
{
    size_t label[N];
    struct mlf_mirror mirror;
    unsigned char *bytes = make_pictures(1, label);
    choose(&mirror, bytes, label, N, 2);
    CHECK(!mirror.keep && mirror.certainty < -MLF_MIRROR_CLEAR && mirror.error[1] > mirror.error[0]);
    CHECK(mirror.agree[0] > mirror.agree[1] + 0.2); /* with mirror images the two classes look the same */
    free(bytes);
}

static void test_nothing_to_tell(void)
{
    size_t label[N];
    struct mlf_mirror mirror;
    unsigned char *bytes = make_pictures(0, label);
    choose(&mirror, bytes, label, MLF_MIRROR_LEAST - 1, 1);
    CHECK(!mirror.keep && mirror.pictures == 0);
    for (size_t i = 0; i < N; i++)
        label[i] = 2;
    choose(&mirror, bytes, label, N, 1);
    CHECK(!mirror.keep && mirror.pictures == 0);
    for (size_t i = 0; i < N; i++)
        label[i] = MLF_MIRROR_UNLABELLED;
    choose(&mirror, bytes, label, N, 1);
    CHECK(!mirror.keep && mirror.pictures == 0);
    choose(&mirror, bytes, label, 0, 1);
    CHECK(!mirror.keep);
    free(bytes);
}

int main(void)
{
    RUN(test_same_meaning);
    RUN(test_other_meaning);
    RUN(test_nothing_to_tell);
    return check_done();
}
