/* What the review page is made of. */
#ifndef MLFIX_PAGE_EMBEDDED_FILES_H
#define MLFIX_PAGE_EMBEDDED_FILES_H

/* A file of lib/page/web/, as it stands there. */
struct mlf_embedded_file {
    const char *begin, *end;
};
extern const struct mlf_embedded_file mlf_embedded_style, mlf_embedded_body;

/* In the order in which they run, together one program; ended by a NULL. */
extern const struct mlf_embedded_file mlf_embedded_programs[];

#endif
