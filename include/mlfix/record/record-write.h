/* Changing the fields of records, and writing records as lines. */
#ifndef MLFIX_RECORD_RECORD_WRITE_H
#define MLFIX_RECORD_RECORD_WRITE_H

struct mlf_buf;
struct mlf_err;
struct mlf_field;
struct mlf_record;

/* Appends the key as a JSON string. */
void mlf_field_put_key(const struct mlf_field *field, struct mlf_buf *buf);

/* Replaces a field in its place, or appends it. mlf_record_set takes JSON text as it
 * is. */
int mlf_record_set(struct mlf_record *record, const char *key, const char *value, struct mlf_err *err);
int mlf_record_set_string(struct mlf_record *record, const char *key, const char *text, struct mlf_err *err);
int mlf_record_set_number(struct mlf_record *record, const char *key, double number, struct mlf_err *err);

/* Adds a name to `issues` unless it stands there. */
int mlf_record_add_issue(struct mlf_record *record, const char *issue, struct mlf_err *err);

/* Adds the issue where it holds, and removes it where it does not, since an earlier run
 * may have set it. Without any issue left the field `issues` goes. */
int mlf_record_mark_issue(struct mlf_record *record, const char *issue, int holds, struct mlf_err *err);

/* Sets `error` unless the record has one already. */
int mlf_record_set_error(struct mlf_record *record, const char *sentence, struct mlf_err *err);

/* Removes the field, if the record has it. */
void mlf_record_remove(struct mlf_record *record, const char *key);

/* Appends the record as one line with its newline. */
void mlf_record_print(const struct mlf_record *record, struct mlf_buf *buf);

#endif
