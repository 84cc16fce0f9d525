/* Changing records and printing them. */
#ifndef MLFIX_RECORD_RECORD_WRITE_H
#define MLFIX_RECORD_RECORD_WRITE_H

struct mlf_buf;
struct mlf_err;
struct mlf_field;
struct mlf_record;

/* Appends the key as a JSON string. */
void mlf_field_put_key(const struct mlf_field *field, struct mlf_buf *buf);

/* Setting. `value` is JSON text that is taken as it is. */
int mlf_record_set(struct mlf_record *record, const char *key, const char *value, struct mlf_err *err);
int mlf_record_set_string(struct mlf_record *record, const char *key, const char *text, struct mlf_err *err);
int mlf_record_set_number(struct mlf_record *record, const char *key, double number, struct mlf_err *err);
int mlf_record_add_issue(struct mlf_record *record, const char *issue, struct mlf_err *err);

/* Adds the issue if it holds, else takes back what an earlier run found; `issues` goes with its last one. */
int mlf_record_mark_issue(struct mlf_record *record, const char *issue, int holds, struct mlf_err *err);

/* Writes `error` unless the record has one already. */
int mlf_record_set_error(struct mlf_record *record, const char *sentence, struct mlf_err *err);
void mlf_record_remove(struct mlf_record *record, const char *key);

/* Appends the record as one line with its newline. */
void mlf_record_print(const struct mlf_record *record, struct mlf_buf *buf);

#endif
