#include "jpeg-huffman.h"

/* The bit of an entry of `many` that says that the block ends. */
#define END 32

size_t mlf_huffman_read(struct mlf_huffman *table, const unsigned char *bytes, size_t length)
{
    int32_t code = 0;
    int n = 0;

    if (length < 16)
        return 0;
    table->there = 0;
    memset(table->code_length, 0, sizeof table->code_length);
    for (int bits = 1; bits <= 16; bits++) {
        int count = bytes[bits - 1];

        if (n + count > 256 || (size_t)(n + count) > length - 16 || code + count > 1 << bits)
            return 0;
        table->offset[bits] = n - code;
        table->largest[bits] = count ? code + count - 1 : -1;
        for (int i = 0; i < count; i++, n++, code++) {
            unsigned char symbol = bytes[16 + n];

            table->symbols[n] = symbol;
            table->code[symbol] = (uint16_t)code;
            table->code_length[symbol] = (unsigned char)bits;
        }
        code <<= 1;
    }
    table->n = n;
    table->there = 1;
    return 16 + (size_t)n;
}

/* Fills `many` with one symbol an entry, where the symbol and the value bits behind it fit
 * into the bits that are looked up. */
static void prepare_single(struct mlf_huffman *table)
{
    memset(table->many, 0, sizeof table->many);
    for (int i = 0; i < table->n; i++) {
        int symbol = table->symbols[i];
        int length = table->code_length[symbol];
        int size = symbol & 15;
        int run = symbol >> 4;
        int bits = length + size;
        int ends = size == 0 && run != 15;
        unsigned entry = (unsigned)bits | (ends ? END : 0U) | (unsigned)(ends ? 1 : run + 1) << 6;
        int free_bits = MLF_HUFFMAN_BITS - length;

        if (bits > MLF_HUFFMAN_BITS)
            continue;
        for (int k = 0; k < 1 << free_bits; k++)
            table->many[(table->code[symbol] << free_bits) + k] = (uint16_t)entry;
    }
}

void mlf_huffman_prepare(struct mlf_huffman *table)
{
    uint16_t single[1 << MLF_HUFFMAN_BITS];
    const unsigned mask = (1U << MLF_HUFFMAN_BITS) - 1;

    prepare_single(table);
    memcpy(single, table->many, sizeof single);
    for (unsigned i = 0; i <= mask; i++) {
        unsigned bits = single[i] & 31;
        unsigned advance = single[i] >> 6;
        unsigned ends = single[i] & END;

        while (bits && !ends) {
            unsigned next = single[i << bits & mask];

            if (!(next & 31) || bits + (next & 31) > MLF_HUFFMAN_BITS || advance + (next >> 6) > 63)
                break;
            bits += next & 31;
            advance += next >> 6;
            ends = next & END;
        }
        table->many[i] = (uint16_t)(bits | ends | advance << 6);
    }
}

/* Passes over one symbol and its value. Returns the number of the next coefficient, 64 at
 * the end of the block, or -1 where the data are damaged. */
static int pass_one(const struct mlf_huffman *table, struct mlf_huffman_bits *bits, int k)
{
    int symbol = mlf_huffman_symbol(table, bits);

    if (symbol < 0)
        return -1;
    if (symbol < 0xf0 && !(symbol & 15))
        return 64;
    mlf_huffman_bits_take(bits, symbol & 15);
    k += (symbol >> 4) + 1;
    return k <= 64 ? k : -1;
}

int mlf_huffman_pass(const struct mlf_huffman *table, struct mlf_huffman_bits *bits)
{
    struct mlf_huffman_bits at = *bits; /* a copy, which the compiler can keep in registers */
    int k = 1;

    while (k < 64) {
        unsigned entry;

        mlf_huffman_bits_refill(&at);
        entry = table->many[at.word >> (64 - MLF_HUFFMAN_BITS)];
        if (!(entry & 31) || k + (int)(entry >> 6) > 64) {
            if ((k = pass_one(table, &at, k)) < 0)
                return -1;
            continue;
        }
        mlf_huffman_bits_take(&at, (int)(entry & 31));
        k += (int)(entry >> 6);
        if (entry & END)
            break;
    }
    *bits = at;
    return 0;
}
