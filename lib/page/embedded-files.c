/* The files of lib/page/web/, put into the program as they are. */

#include "embedded-files.h"

#include <stddef.h>

/* Paths begin at the folder that the compiler runs in, the project's. */
#define PART(name, file)                                                                                               \
    __asm__(".pushsection .rodata\n"                                                                                   \
            "mlf_web_" #name ":\n"                                                                                     \
            ".incbin \"lib/page/web/" file "\"\n"                                                                      \
            "mlf_web_" #name "_end:\n"                                                                                 \
            ".popsection\n");                                                                                          \
    extern const char mlf_web_##name[], mlf_web_##name##_end[]

PART(style, "page.css");
PART(body, "body.html");
PART(model, "model.js");
PART(view, "view.js");
PART(panels, "panels.js");
PART(input, "input.js");
PART(files, "files.js");

#define SPAN(name)                                                                                                     \
    {                                                                                                                  \
        mlf_web_##name, mlf_web_##name##_end                                                                           \
    }
const struct mlf_embedded_file mlf_embedded_style = SPAN(style);
const struct mlf_embedded_file mlf_embedded_body = SPAN(body);
const struct mlf_embedded_file mlf_embedded_programs[] = {SPAN(model), SPAN(view),  SPAN(panels),
                                                          SPAN(input), SPAN(files), {NULL, NULL}};
