/* What the fuzz targets share. A target is one source in targets/ that defines LLVMFuzzerTestOneInput: libFuzzer calls
 * it with inputs that it makes up, plain.c with those of the corpus. */
#ifndef MLFIX_FUZZ_H
#define MLFIX_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the process with a sentence where something does not hold that must hold for any input. */
#define HOLDS(condition, ...) ((condition) ? (void)0 : fuzz_broken(__FILE__, __LINE__, #condition, __VA_ARGS__))
void fuzz_broken(const char *file, int line, const char *condition, const char *format, ...)
    __attribute__((format(printf, 4, 5), noreturn));

/* A number that depends on all bytes: what a target decides by itself, it decides by this. */
uint64_t fuzz_hash(const uint8_t *data, size_t size);

/* The next number of a sequence that begins with *state. */
uint64_t fuzz_next(uint64_t *state);

/* A folder of this process, made below TMPDIR or /tmp at the first call; the process removes it in the end, but not
 * after a crash. */
const char *fuzz_folder(void);

/* Removes all that is in it. */
void fuzz_folder_clear(void);

/* The path of fuzz_folder()/name; valid until the fourth call from here. */
const char *fuzz_path(const char *name);

/* Writes a file below fuzz_folder(), with the folders that lead to it. Returns 0 where that cannot be: for
 * names that are none, or that are a folder already. */
int fuzz_put(const char *name, const void *data, size_t size);

/* The bytes of a file below fuzz_folder() in new memory, with a NUL behind them; NULL where there is no such file. */
char *fuzz_get(const char *name, size_t *size);

#endif
