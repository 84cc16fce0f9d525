#include "mlfix/record/sheets-hash.h"

#include <stdio.h>
#include <string.h>

#include "mlfix/base/checksum.h"

uint64_t mlf_sheets_hash_add(uint64_t sum, const char *name, const char *sheet_hash)
{
    uint64_t one = mlf_checksum(MLF_CHECKSUM_START, name, strlen(name) + 1);
    return sum + mlf_checksum(one, sheet_hash, strlen(sheet_hash));
}

void mlf_sheets_hash_text(uint64_t sum, char text[MLF_SHEETS_HASH])
{
    snprintf(text, MLF_SHEETS_HASH, "%016llx", (unsigned long long)sum);
}
