#include "embedded-files.h"

#include <stddef.h>

/* Puts a file into the program, between two symbols. Paths begin at the folder in which the
 * compiler runs, the project's. */
#define EMBED(name, file)                                                                                              \
    __asm__(".pushsection .rodata\n"                                                                                   \
            "mlf_web_" #name ":\n"                                                                                     \
            ".incbin \"lib/page/web/" file "\"\n"                                                                      \
            "mlf_web_" #name "_end:\n"                                                                                 \
            ".popsection\n");                                                                                          \
    extern const char mlf_web_##name[], mlf_web_##name##_end[]

EMBED(style, "page.css");
EMBED(body, "body.html");
EMBED(model, "model.js");
EMBED(sets, "sets.js");
EMBED(server, "server.js");
EMBED(server_apply, "server-apply.js");
EMBED(server_left, "server-left.js");
EMBED(store, "store.js");
EMBED(journal, "journal.js");
EMBED(seen, "seen.js");
EMBED(names, "names.js");
EMBED(places, "places.js");
EMBED(view, "view.js");
EMBED(panels, "panels.js");
EMBED(large, "large.js");
EMBED(frames, "frames.js");
EMBED(evidence, "evidence.js");
EMBED(box, "box.js");
EMBED(guide, "guide.js");
EMBED(maps, "maps.js");
EMBED(plane, "plane.js");
EMBED(picker, "picker.js");
EMBED(input, "input.js");
EMBED(keys, "keys.js");
EMBED(files, "files.js");
EMBED(keep_file, "keep-file.js");
EMBED(start, "start.js");

#define SPAN(name)                                                                                                     \
    {                                                                                                                  \
        mlf_web_##name, mlf_web_##name##_end                                                                           \
    }
const struct mlf_embedded_file mlf_embedded_style = SPAN(style);
const struct mlf_embedded_file mlf_embedded_body = SPAN(body);
const struct mlf_embedded_file mlf_embedded_programs[] = {
    SPAN(model),        SPAN(sets),        SPAN(server),    SPAN(store),  SPAN(journal), SPAN(seen),     SPAN(names),
    SPAN(places),       SPAN(view),        SPAN(panels),    SPAN(large),  SPAN(frames),  SPAN(evidence), SPAN(box),
    SPAN(guide),        SPAN(maps),        SPAN(plane),     SPAN(picker), SPAN(input),   SPAN(keys),     SPAN(files),
    SPAN(server_apply), SPAN(server_left), SPAN(keep_file), SPAN(start),  {NULL, NULL}};
