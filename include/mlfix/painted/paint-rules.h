/* What a colour of paint says about the objects on which it is painted. */
#ifndef MLFIX_PAINTED_PAINT_RULES_H
#define MLFIX_PAINTED_PAINT_RULES_H

#include <stddef.h>

#include "mlfix/flags/flag.h"

struct mlf_buf;
struct mlf_err;

struct mlf_paint_rule {
    enum mlf_verdict verdict; /* any but MLF_BOXED */
    char *label;              /* the new label of MLF_RELABELLED; owned */
};

struct mlf_paint_rules {
    const char *const *colours;   /* names, ended by NULL; borrowed */
    struct mlf_paint_rule *items; /* one for each colour */
    size_t n;
};

/* Makes the rules: green means ok, blue unsure, cyan remove, any other colour wrong, unless `spec`
 * (may be NULL) says otherwise. It is a list such as
 * "red=wrong,green=ok,blue=unsure,yellow=relabel:LABEL"; "any" instead of a colour
 * means all colours that it does not name. A label may hold any byte but a comma. */
int mlf_paint_rules_make(struct mlf_paint_rules *rules, const char *const *colours, const char *spec,
                         struct mlf_err *err);
void mlf_paint_rules_free(struct mlf_paint_rules *rules);

/* With less confidence than this an object is unsure, whatever the colour. */
#define MLF_PAINT_SURE 0.4

/* What was painted on one cell. */
struct mlf_painted_decision {
    const char *sheet, *cell; /* names */
    size_t colour, second;    /* numbers of colours in the rules; equal where there is only one */
    double confidence;        /* 0..1 */
};

/* Appends what the paint means, for a person: "wrong (red, 97%)"; no newline. */
void mlf_paint_rules_describe(const struct mlf_paint_rules *rules, const struct mlf_painted_decision *decision,
                              struct mlf_buf *buf);

/* Appends the decision as a line of a flag file (mlfix-flags(5), JSON Lines). */
void mlf_paint_rules_flag(const struct mlf_paint_rules *rules, const struct mlf_painted_decision *decision,
                          struct mlf_buf *buf);

#endif
