/* The files of lib/page/web/, as they are put into the program when it is built. */
#ifndef MLFIX_PAGE_EMBEDDED_FILES_H
#define MLFIX_PAGE_EMBEDDED_FILES_H

/* The bytes of a file: begin .. end - 1. */
struct mlf_embedded_file {
    const char *begin, *end;
};

extern const struct mlf_embedded_file mlf_embedded_style, mlf_embedded_body;

/* The scripts in the order in which they run, together one program; ended by NULLs. */
extern const struct mlf_embedded_file mlf_embedded_programs[];

#endif
