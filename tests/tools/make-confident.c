/* A model's output on made-up items, for scripts/bench/confident:
 *
 *   make-confident ROWS CLASSES FILE.npy > records.jsonl
 *
 * FILE.npy gets ROWS x CLASSES probabilities as float16. Of the labels in the
 * records one in eight is that of a neighbouring class. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SURENESSES 32
#define NOISES 16

static uint64_t state = 88172645463325252U;

static double draw(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (double)(state >> 11) / 9007199254740992.0;
}

/* For 0 <= x < 1. */
static uint16_t to_half(double x)
{
    int exponent;
    if (x < 0x1p-14)
        return (uint16_t)nearbyint(x * 0x1p24);
    double fraction = frexp(x, &exponent);
    return (uint16_t)((unsigned)(exponent + 13) * 1024 + (unsigned)nearbyint(fraction * 2048));
}

/* Rows whose noise adds up to 1 - sureness, and the same as they will be written. */
static void make_pool(size_t classes, double *noises, uint16_t *pool)
{
    for (size_t r = 0; r < SURENESSES * NOISES; r++) {
        double *noise = noises + r * classes, sum = 0, left = 1 - (double)(r / NOISES + 8) / (SURENESSES + 9);
        for (size_t k = 0; k < classes; k++)
            sum += noise[k] = pow(draw(), 6);
        for (size_t k = 0; k < classes; k++)
            pool[r * classes + k] = to_half(noise[k] = noise[k] / sum * left);
    }
}

static int write_rows(FILE *file, size_t rows, size_t classes, const double *noise, const uint16_t *pool, uint16_t *row)
{
    for (size_t i = 0; i < rows; i++) {
        size_t truth = (size_t)(draw() * (double)classes);
        size_t other = (truth + 1 + (size_t)(draw() * 3)) % classes;
        size_t label = draw() < 0.125 ? (truth + 1 + (size_t)(draw() * 3)) % classes : truth;
        size_t which = (size_t)(draw() * SURENESSES * NOISES);
        double sure = (double)(which / NOISES + 8) / (SURENESSES + 9), part = 0.55 + 0.45 * draw();
        memcpy(row, pool + which * classes, classes * sizeof *row);
        row[truth] = to_half(noise[which * classes + truth] + sure * part);
        row[other] = to_half(noise[which * classes + other] + sure * (1 - part));
        if (fwrite(row, sizeof *row, classes, file) != classes)
            return -1;
        printf("{\"id\":\"%zu\",\"label\":\"c%04zu\"}\n", i, label);
    }
    return 0;
}

int main(int argc, char **argv)
{
    size_t rows = argc == 4 ? strtoul(argv[1], NULL, 10) : 0, classes = argc == 4 ? strtoul(argv[2], NULL, 10) : 0;
    if (rows == 0 || classes < 4 || classes > 9999) {
        fputs("usage: make-confident ROWS CLASSES FILE.npy\n", stderr);
        return 2;
    }
    FILE *file = fopen(argv[3], "wb");
    double *noise = malloc(SURENESSES * NOISES * classes * sizeof *noise);
    uint16_t *pool = malloc(SURENESSES * NOISES * classes * sizeof *pool), *row = malloc(classes * sizeof *row);
    char header[119];
    int failed = !file || !noise || !pool || !row;
    if (!failed) {
        make_pool(classes, noise, pool);
        snprintf(header, sizeof header, "{'descr': '<f2', 'fortran_order': False, 'shape': (%zu, %zu), }", rows,
                 classes);
        fprintf(file, "\x93NUMPY%c%c%c%c%-117s\n", 1, 0, 118, 0, header);
        failed = write_rows(file, rows, classes, noise, pool, row);
    }
    if (file && fclose(file))
        failed = 1;
    free(noise);
    free(pool);
    free(row);
    if (failed)
        perror(argv[3]);
    return failed || fflush(stdout) ? 2 : 0;
}
