/* The checksum FNV-1a, 64 bit (G. Fowler, L. C. Noll, K.-P. Vo; RFC 9923). It
 * tells files and names apart, but does not protect against someone who makes
 * two with the same sum on purpose. */
#ifndef MLFIX_BASE_CHECKSUM_H
#define MLFIX_BASE_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

#define MLF_CHECKSUM_START UINT64_C(0xcbf29ce484222325)

/* For each byte: sum = (sum ^ byte) * MLF_CHECKSUM_PRIME. */
#define MLF_CHECKSUM_PRIME UINT64_C(0x100000001b3)

/* The sum over the bytes, continued from `sum`: at first MLF_CHECKSUM_START. */
uint64_t mlf_checksum(uint64_t sum, const void *data, size_t length);

#endif
