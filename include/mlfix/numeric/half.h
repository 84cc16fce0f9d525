/* Numbers of 16 bits, IEEE 754 binary16. */
#ifndef MLFIX_NUMERIC_HALF_H
#define MLFIX_NUMERIC_HALF_H

#include <stdint.h>
#include <string.h>

/* Without a branch, so that many are done at once: exponent and fraction move into their
 * places in a float, whose exponent counts from 127 instead of 15; the product with 2^112
 * makes up for it, exactly, also where the number is subnormal. Infinities and NaN get their
 * exponent back. */
static inline float mlf_half_value(uint16_t bits)
{
    uint32_t shifted = (uint32_t)(bits & 0x7fff) << 13;
    float value;
    memcpy(&value, &shifted, sizeof value);
    value *= 0x1p112F;
    memcpy(&shifted, &value, sizeof shifted);
    shifted |= (bits & 0x7c00) == 0x7c00 ? 0x7f800000U : 0U;
    shifted |= (uint32_t)(bits & 0x8000) << 16;
    memcpy(&value, &shifted, sizeof value);
    return value;
}

/* The nearest one, the even one of two; beyond 65504 infinite. Not for NaN. */
static inline uint16_t mlf_half_of(float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    uint32_t sign = bits >> 16 & 0x8000, magnitude = bits & 0x7fffffff;
    if (magnitude >= 0x477ff000) /* 65520, which rounds to infinity */
        return (uint16_t)(sign | 0x7c00);
    if (magnitude < 0x38800000) { /* below 2^-14: a multiple of 2^-24, which this sum rounds to */
        float small;
        memcpy(&small, &magnitude, sizeof small);
        small += 0.5F;
        memcpy(&magnitude, &small, sizeof magnitude);
        return (uint16_t)(sign | (magnitude - 0x3f000000));
    }
    magnitude += 0xfff + (magnitude >> 13 & 1);
    return (uint16_t)(sign | (magnitude - 0x38000000) >> 13);
}

#endif
