/* The files of lib/image/page/, put into the program as they are. */
#include "html-parts.h"

#include <stddef.h>

/* Paths begin at the folder that the compiler runs in, the project's. */
#define PART(name, file)                                                                                               \
    __asm__(".pushsection .rodata\n"                                                                                   \
            "mlf_page_" #name ":\n"                                                                                    \
            ".incbin \"lib/image/page/" file "\"\n"                                                                    \
            "mlf_page_" #name "_end:\n"                                                                                \
            ".popsection\n");                                                                                          \
    extern const char mlf_page_##name[], mlf_page_##name##_end[]

PART(style, "page.css");
PART(body, "body.html");
PART(model, "model.js");
PART(view, "view.js");
PART(panels, "panels.js");
PART(input, "input.js");
PART(files, "files.js");

#define SPAN(name)                                                                                                     \
    {                                                                                                                  \
        mlf_page_##name, mlf_page_##name##_end                                                                         \
    }
const struct mlf_html_part mlf_html_style = SPAN(style);
const struct mlf_html_part mlf_html_body = SPAN(body);
const struct mlf_html_part mlf_html_programs[] = {SPAN(model), SPAN(view),  SPAN(panels),
                                                  SPAN(input), SPAN(files), {NULL, NULL}};
