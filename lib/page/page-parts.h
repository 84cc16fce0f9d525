/* What the review page is made of. */
#ifndef MLFIX_PAGE_PAGE_PARTS_H
#define MLFIX_PAGE_PAGE_PARTS_H

/* A file of lib/page/web/, as it stands there. */
struct mlf_page_part {
    const char *begin, *end;
};
extern const struct mlf_page_part mlf_page_style, mlf_page_body;

/* In the order in which they run, together one program; ended by a NULL. */
extern const struct mlf_page_part mlf_page_programs[];

#endif
