/* Choosing records by an expression, which filter-parse.h reads, such as
 *     label ~ *speed-limit* and (loss > 2 or pred != .label)
 *
 *     either := both { "or" both }
 *     both   := one { "and" one }
 *     one    := "not" one | "(" either ")" | FIELD [ OPERATOR VALUE ]
 *
 * FIELD is a path (lookup.h); alone it holds where the field is there and
 * neither null nor false. OPERATOR is = == != < <= > >= ~ !~ (the last two:
 * fnmatch(3)'s patterns, '*' also matches '/'). VALUE is a word, a text in
 * single or double quotes (a backslash takes the next character as it is), or
 * .FIELD, a field of the same record. Words end at blanks, quotes, parentheses
 * and operators.
 *
 * Where VALUE is a number, or a field that holds one, it is compared by number with
 * numbers and with texts that are numbers, and equals nothing else. Otherwise the
 * bytes of the texts are compared, numbers as they are written. A test of a list holds
 * where it holds for one of the members. An object, a null and a missing field equal
 * nothing and are neither less nor greater. != holds exactly where = does not, and !~
 * where ~ does not. */
#ifndef MLFIX_RECORD_FILTER_H
#define MLFIX_RECORD_FILTER_H

struct mlf_err;
struct mlf_filter;
struct mlf_record;

/* 1 where the record matches, 0 where not, -1 and an error (memory; a string
 * that holds a NUL) with the record's file:line. */
int mlf_filter_match(const struct mlf_filter *filter, const struct mlf_record *record, struct mlf_err *err);

#endif
