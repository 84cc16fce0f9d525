/* Numbers as text to a .npy file, for tests:
 *
 *   make-npy TYPE COLUMNS [--fortran] < NUMBERS > FILE.npy
 *
 * TYPE: f2, f4 or f8, little-endian; halves are rounded to the nearest. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST 1000000

/* Round to nearest, halves to even; for what lies within the range of binary16. */
static uint16_t to_half(double x)
{
    unsigned sign = signbit(x) ? 0x8000 : 0;
    if (isnan(x))
        return 0x7e00;
    x = fabs(x);
    if (isinf(x) || x >= 65520)
        return (uint16_t)(sign | 0x7c00);
    if (x < 0x1p-14)
        return (uint16_t)(sign | (unsigned)nearbyint(x * 0x1p24));
    int exponent;
    double fraction = frexp(x, &exponent);
    return (uint16_t)(sign | ((unsigned)(exponent + 13) * 1024 + (unsigned)nearbyint(fraction * 2048)));
}

static void put(const char *type, double x)
{
    uint16_t half = to_half(x);
    float single = (float)x;
    if (strcmp(type, "f2") == 0)
        fwrite(&half, sizeof half, 1, stdout);
    else if (strcmp(type, "f4") == 0)
        fwrite(&single, sizeof single, 1, stdout);
    else
        fwrite(&x, sizeof x, 1, stdout);
}

int main(int argc, char **argv)
{
    static double numbers[MOST];
    long columns = argc > 2 ? strtol(argv[2], NULL, 10) : 0;
    int fortran = argc > 3 && strcmp(argv[3], "--fortran") == 0, n = 0;
    if (columns < 1 || columns > MOST ||
        (strcmp(argv[1], "f2") != 0 && strcmp(argv[1], "f4") != 0 && strcmp(argv[1], "f8") != 0)) {
        fputs("usage: make-npy f2|f4|f8 COLUMNS [--fortran]\n", stderr);
        return 2;
    }
    while (n < MOST && scanf("%lf", &numbers[n]) == 1)
        n++;
    int rows = n / (int)columns;
    char header[119];
    snprintf(header, sizeof header, "{'descr': '<%s', 'fortran_order': %s, 'shape': (%d, %ld), }", argv[1],
             fortran ? "True" : "False", rows, columns);
    printf("\x93NUMPY%c%c%c%c%-117s\n", 1, 0, 118, 0, header);
    for (int i = 0; i < rows * (int)columns; i++)
        put(argv[1], fortran ? numbers[i % rows * columns + i / rows] : numbers[i]);
    return fflush(stdout) ? 2 : 0;
}
