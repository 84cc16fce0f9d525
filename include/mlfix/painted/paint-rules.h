/* What colours of paint say about the objects they are painted on. */
#ifndef MLFIX_PAINTED_PAINT_RULES_H
#define MLFIX_PAINTED_PAINT_RULES_H

#include <stddef.h>

#include "mlfix/flags/flag.h"

struct mlf_buf;
struct mlf_err;

struct mlf_paint_rule {
    enum mlf_verdict verdict; /* MLF_INVALID, MLF_OK, MLF_UNSURE or MLF_RELABELLED */
    char *label;              /* of MLF_RELABELLED, owned */
};

struct mlf_paint_rules {
    const char *const *colours;   /* names, ended by NULL; borrowed */
    struct mlf_paint_rule *items; /* one a colour */
    size_t n;
};

/* Green is ok, blue unsure, any other colour invalid, but for what `spec` says:
 * "red=invalid,green=ok,blue=unsure,yellow=relabel:LABEL", any of them; "any"
 * instead of a colour means all that are not named; NULL: nothing. A label may
 * hold any byte but a comma. */
int mlf_paint_rules_make(struct mlf_paint_rules *rules, const char *const *colours, const char *spec,
                         struct mlf_err *err);
void mlf_paint_rules_free(struct mlf_paint_rules *rules);

/* Less confidence than this, and the object is unsure whatever the colour. */
#define MLF_PAINT_SURE 0.4

/* One painted cell. */
struct mlf_painted_decision {
    const char *sheet, *cell;
    size_t colour, second; /* in the rules; the same where there is one colour only */
    double confidence;     /* 0..1 */
};

/* Appends "invalid (red, 97%)"; no newline. */
void mlf_paint_rules_describe(const struct mlf_paint_rules *rules, const struct mlf_painted_decision *word,
                              struct mlf_buf *buf);

/* Appends the decision as a line of a flag file (mlfix-flags(5), JSON Lines). */
void mlf_paint_rules_flag(const struct mlf_paint_rules *rules, const struct mlf_painted_decision *word,
                          struct mlf_buf *buf);

#endif
