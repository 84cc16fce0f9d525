#include "mlfix/base/checksum.h"

uint64_t mlf_checksum(uint64_t sum, const void *data, size_t length)
{
    const unsigned char *bytes = data;
    for (size_t i = 0; i < length; i++)
        sum = (sum ^ bytes[i]) * MLF_CHECKSUM_PRIME;
    return sum;
}
