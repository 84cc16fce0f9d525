/* The names that mlfix-records(5) speaks of: fields, their members, and issues. A test compares them
 * with the manual page. */
#ifndef MLFIX_RECORD_KNOWN_FIELDS_H
#define MLFIX_RECORD_KNOWN_FIELDS_H

#include <stddef.h>

struct mlf_known_field {
    const char *name;
    int kinds;            /* bits 1 << enum mlf_json_kind that its value may have; 0: any */
    const char *sentence; /* what is wrong with a value of another kind */
    int seldom;           /* only records have it of which there is something to say: that none has it is no surprise */
};

/* Those whose kinds are fixed come first, MLF_FIXED_FIELDS of them. */
#define MLF_FIXED_FIELDS ((size_t)12)
extern const struct mlf_known_field mlf_known_fields[];
extern const size_t mlf_known_fields_n;

/* What stands inside the fields, as paths (lookup.h): "source.file". Without those of `doctor`, which
 * are called like issues. */
extern const char *const mlf_known_members[];
extern const size_t mlf_known_members_n;

extern const char *const mlf_known_issues[];
extern const size_t mlf_known_issues_n;

/* The field that a path leads into where the contract knows the whole path: "score", "source.file",
 * "doctor.bbox-tiny", "bbox.2". NULL where it does not. */
const struct mlf_known_field *mlf_known_path(const char *path);

int mlf_known_issue(const char *name);

#endif
