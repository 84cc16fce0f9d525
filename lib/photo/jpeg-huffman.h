/* Reading the Huffman codes of a JPEG, and passing over coded coefficients several at a
 * time (ITU T.81, annexes C and F). The functions here are inline because they run for
 * every coefficient of a photo. */
#ifndef MLFIX_PHOTO_JPEG_HUFFMAN_H
#define MLFIX_PHOTO_JPEG_HUFFMAN_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Bits that are looked up at once: more bits find more symbols in one step, fewer keep the
 * table in the nearest cache. */
#define MLF_HUFFMAN_BITS 13

struct mlf_huffman {
    int there;                  /* the file has this table */
    unsigned char symbols[256]; /* in the order of their codes */
    int n;                      /* symbols */
    int32_t largest[17];        /* by length in bits: the largest code; -1: no code has that length */
    int32_t offset[17];         /* by length: number of a symbol less its code */
    /* For AC tables, by the next MLF_HUFFMAN_BITS bits: what the whole coefficients in them come to. Bits 0..4: how
     * many bits they take (0: not even one is whole); bit 5: the block ends with them; from bit 6: how many
     * coefficients they are, runs of zeros included (the end of the block counts as one). */
    uint16_t many[1 << MLF_HUFFMAN_BITS];
    /* by symbol, for writing */
    uint16_t code[256];
    unsigned char code_length[256];
};

/* Reads a table as it stands in a DHT segment: 16 counts, then the symbols. Returns how many
 * bytes it takes, or 0 where they are no table. */
size_t mlf_huffman_read(struct mlf_huffman *table, const unsigned char *bytes, size_t length);

/* Fills `many` of an AC table. */
void mlf_huffman_prepare(struct mlf_huffman *table);

/* A place in the coded data. The data have no stuffed zeros any more, and at least 8
 * readable bytes behind the place. */
struct mlf_huffman_bits {
    const unsigned char *next;
    uint64_t word; /* the next bits, the first one on top */
    int left;      /* how many of them are valid */
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

/* Loads further bytes: at least 56 bits are valid afterwards. */
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

/* Reads the next symbol; -1 where the bits are no code. At least 16 bits must be valid. */
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

/* Reads a DC coefficient's difference from the one before it. Returns 0, or -1 where the
 * data are damaged. */
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

/* Passes over the AC coefficients of a block. Returns 0, or -1 where the data are damaged. */
int mlf_huffman_pass(const struct mlf_huffman *table, struct mlf_huffman_bits *bits);

#endif
