/* Passing over the Huffman-coded coefficients of a JPEG, several at a time (* ITU T.81, annexes C and F). */
#ifndef MLFIX_PHOTO_JPEG_HUFFMAN_H
#define MLFIX_PHOTO_JPEG_HUFFMAN_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Bits that are looked up at once: more find more symbols, and fewer leave room in the nearest cache. */
#define MLF_HUFFMAN_BITS 13

struct mlf_huffman {
    int there;
    unsigned char symbols[256];
    int n;
    int32_t largest[17]; /* code of each length, -1: none */
    int32_t offset[17];  /* of symbols of a length: their number less the code */
    /* What the next bits hold, for AC: bits taken (5 bits, 0: look closer), whether the block ends (1), and by how much
     * the coefficients advance (the end of the block counts as one). */
    uint16_t many[1 << MLF_HUFFMAN_BITS];
    uint16_t code[256]; /* of a symbol, for writing */
    unsigned char code_length[256];
};

/* Reads a table as DHT has it: 16 counts and the symbols. Bytes taken, or 0 where it is none. */
size_t mlf_huffman_read(struct mlf_huffman *table, const unsigned char *bytes, size_t length);

/* Fills `many`, for a table of AC symbols. */
void mlf_huffman_prepare(struct mlf_huffman *table);

/* A place in the data, which has no stuffed bytes any more and 8 readable bytes behind wherever it is read. */
struct mlf_huffman_bits {
    const unsigned char *next;
    uint64_t word; /* the bits to come, from the top */
    int left;      /* of them */
};

static inline uint64_t mlf_huffman_bits_load(const unsigned char *bytes)
{
    uint64_t word;

    memcpy(&word, bytes, sizeof word);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

/* At least 56 bits are there afterwards. */
static inline void mlf_huffman_bits_refill(struct mlf_huffman_bits *bits)
{
    bits->word |= mlf_huffman_bits_load(bits->next) >> bits->left;
    bits->next += (63 - bits->left) >> 3;
    bits->left |= 56;
}

static inline void mlf_huffman_bits_take(struct mlf_huffman_bits *bits, int n)
{
    bits->word <<= n;
    bits->left -= n;
}

/* The next symbol, or -1. At least 16 bits have to be there. */
static inline int mlf_huffman_symbol(const struct mlf_huffman *table, struct mlf_huffman_bits *bits)
{
    for (int length = 1; length <= 16; length++) {
        int32_t code = (int32_t)(bits->word >> (64 - length));

        if (code <= table->largest[length]) {
            mlf_huffman_bits_take(bits, length);
            return table->symbols[code + table->offset[length]];
        }
    }
    return -1;
}

/* Reads the difference of a DC coefficient: 0, or -1. */
static inline int mlf_huffman_difference(const struct mlf_huffman *table, struct mlf_huffman_bits *bits,
                                         int *difference)
{
    int size;
    int value;

    mlf_huffman_bits_refill(bits);
    size = mlf_huffman_symbol(table, bits);
    if (size < 0 || size > 15)
        return -1;
    *difference = 0;
    if (size == 0)
        return 0;
    value = (int)(bits->word >> (64 - size));
    mlf_huffman_bits_take(bits, size);
    *difference = value < 1 << (size - 1) ? value - (1 << size) + 1 : value;
    return 0;
}

/* Passes over the AC coefficients of a block: 0, or -1 where they are not what they should be. */
int mlf_huffman_pass(const struct mlf_huffman *table, struct mlf_huffman_bits *bits);

#endif
