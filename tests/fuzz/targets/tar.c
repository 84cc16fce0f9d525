/* Archives: every member lies inside, and can be read by its name. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../fuzz.h"
#include "mlfix/base/archive.h"
#include "mlfix/base/err.h"
#include "mlfix/base/tar.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mlf_tar tar;
    struct mlf_tar_member member;
    struct mlf_err err = {""};
    size_t at = 0, length;
    int more;

    (void)fuzz_put("a.tar", data, size);
    if (mlf_tar_open(&tar, fuzz_path("a.tar"), &err)) {
        HOLDS(*err.text, "an error has a sentence");
        return 0;
    }
    while ((more = mlf_tar_next(&tar, &member, &err)) == 1) {
        char path[1200];

        HOLDS(member.begin >= at && member.entry.data <= size && member.entry.size <= size - member.entry.data,
              "'%s' at %zu", member.name, member.entry.data);
        HOLDS(tar.at > member.begin, "the walk goes on");
        at = member.begin;
        snprintf(path, sizeof path, "%s/%.600s", fuzz_path("a.tar"), member.name);
        free(mlf_tar_data(&tar, &member.entry, 1 << 16, NULL));
        (void)mlf_archive_has(path);
        free(mlf_archive_read(path, 1 << 16, &length, NULL));
    }
    HOLDS(more == 0 || *err.text, "an error has a sentence");
    mlf_tar_close(&tar);
    return 0;
}
