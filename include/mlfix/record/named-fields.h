/* Fields that options name, and the issues and labels that filters ask for: a name that is neither in the contract nor
 * in any record is a slip of the pen, and the option would silently do nothing. */
#ifndef MLFIX_RECORD_NAMED_FIELDS_H
#define MLFIX_RECORD_NAMED_FIELDS_H

#include <stddef.h>

#include "mlfix/base/string-set.h"

struct mlf_err;
struct mlf_filter;
struct mlf_record;
struct mlf_records;

enum mlf_named_kind {
    MLF_NAMED_FIELD,
    MLF_NAMED_ISSUE,
    MLF_NAMED_LABEL,
};

struct mlf_named_field {
    enum mlf_named_kind kind;
    const char *option; /* "--by"; borrowed */
    char *path;         /* lookup.h; of an issue or a label its name */
    int needed; /* some record must have it even where the contract knows it: without it the option does nothing */
    int seen;   /* a record has it, be it null */
};

/* Zero-initialised; freed also after a failure. */
struct mlf_named_fields {
    struct mlf_named_field *items;
    size_t n, capacity;
    size_t unseen;
    size_t records;               /* looked at */
    struct mlf_string_set labels; /* of the records, as long as one that is asked for was not seen */
    struct mlf_string_set names;  /* for a hint: what the first of them have, and what the caller adds */
};

int mlf_named_fields_add(struct mlf_named_fields *named, const char *option, const char *path, int needed,
                         struct mlf_err *err);

/* The fields that an expression asks for, and the names in tests such as issues = bbox-tiny, label != stop. */
int mlf_named_fields_add_filter(struct mlf_named_fields *named, const char *option, const struct mlf_filter *filter,
                                struct mlf_err *err);

/* Looks which of them the record has. Costs nothing once all were seen. */
int mlf_named_fields_see(struct mlf_named_fields *named, const struct mlf_record *record, struct mlf_err *err);

/* The same for many, as far as is needed. */
int mlf_named_fields_look(struct mlf_named_fields *named, const struct mlf_records *records, struct mlf_err *err);

/* After all records were looked at: the first name that no record has is an error with the nearest name,
 * unless the contract knows it (mlf_known_path) and it is not needed. Without any record nothing is wrong. */
int mlf_named_fields_settle(struct mlf_named_fields *named, struct mlf_err *err);

/* Says of the contract's fields that no record has them: by `note` where only records have them of which
 * there is something to say, else by `warn` (message.h has both). Of issues that neither the contract nor
 * any record knows, and of labels that no record has while another is near: by `warn`, with the nearest. */
void mlf_named_fields_tell(const struct mlf_named_fields *named, void (*warn)(const char *format, ...),
                           void (*note)(const char *format, ...));

void mlf_named_fields_free(struct mlf_named_fields *named);

#endif
