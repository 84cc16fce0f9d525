/* FNV-1a, 64 bit (G. Fowler, L. C. Noll, K.-P. Vo; RFC 9923): tells files and
 * names apart, is no protection against someone who means harm. */
#ifndef MLFIX_BASE_CHECKSUM_H
#define MLFIX_BASE_CHECKSUM_H

#include <stddef.h>
#include <stdint.h>

#define MLF_CHECKSUM_START UINT64_C(0xcbf29ce484222325)

/* What each byte, laid over the sum by exclusive or, multiplies it with. */
#define MLF_CHECKSUM_PRIME UINT64_C(0x100000001b3)

/* Continues `sum` (at first MLF_CHECKSUM_START) over the bytes. */
uint64_t mlf_checksum(uint64_t sum, const void *data, size_t length);

#endif
