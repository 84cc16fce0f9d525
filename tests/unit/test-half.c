#include "check.h"
#include "mlfix/numeric/half.h"

static float float_of(uint32_t bits)
{
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* Every number of 16 bits that is finite is itself again. */
static void there_and_back(void)
{
    int wrong = 0;
    for (uint32_t bits = 0; bits < 0x10000; bits++)
        if ((bits & 0x7c00) != 0x7c00)
            wrong += mlf_half_of(mlf_half_value((uint16_t)bits)) != bits;
    CHECK(wrong == 0);
}

/* Each float in a wide sample becomes the nearest one of its two neighbours, the even one in the middle. */
static void nearest(void)
{
    int wrong = 0;
    for (uint32_t bits = 0x33000000; bits < 0x477ff000; bits += 12345) { /* 2^-25 to 65520 */
        double exact = (double)float_of(bits);
        uint16_t got = mlf_half_of(float_of(bits));
        double value = (double)mlf_half_value(got), below = got ? (double)mlf_half_value((uint16_t)(got - 1)) : -1;
        double above = got < 0x7bff ? (double)mlf_half_value((uint16_t)(got + 1)) : 65536;
        double off = fabs(value - exact), next = fmin(fabs(below - exact), fabs(above - exact));
        wrong += off > next || (off == next && got % 2 == 1);
    }
    CHECK(wrong == 0);
}

static void edges(void)
{
    CHECK(mlf_half_of(0.0F) == 0);
    CHECK(mlf_half_of(-0.0F) == 0x8000);
    CHECK(mlf_half_of(65519.0F) == 0x7bff);
    CHECK(mlf_half_of(65520.0F) == 0x7c00);
    CHECK(mlf_half_of(-1e30F) == 0xfc00);
    CHECK(mlf_half_of(0x1p-24F) == 1);
    CHECK(mlf_half_of(0x1p-25F) == 0);
    CHECK(mlf_half_of(0x1.8p-25F) == 1);
    CHECK(mlf_half_of(1.0F) == 0x3c00);
    CHECK(isinf(mlf_half_value(0x7c00)) && isnan(mlf_half_value(0x7e00)));
}

int main(void)
{
    RUN(there_and_back);
    RUN(nearest);
    RUN(edges);
    return check_done();
}
