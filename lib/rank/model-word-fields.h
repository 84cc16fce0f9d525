/* Probabilities in the fields of records. See model-word.h. */
#ifndef MLFIX_RANK_MODEL_WORD_FIELDS_H
#define MLFIX_RANK_MODEL_WORD_FIELDS_H

struct mlf_err;
struct mlf_record;
struct mlf_string_set;

/* What the records' own fields hold: an object of probabilities called `name`,
 * or with `end` one number a class in fields `name`CLASS`end`. */
struct mlf_model_word_field {
    const char *name, *end;
    int logits;
    int listed;
};

/* Numbers the classes that the record names, unless they are listed: 1 where it
 * has the field, 0 where not, -1 and a sentence in `broken`, or an error. */
int mlf_model_word_check(const struct mlf_model_word_field *field, const struct mlf_record *record,
                         struct mlf_string_set *classes, struct mlf_err *broken, struct mlf_err *err);

/* The numbers of a record that was checked: by class, classes->n of them. */
int mlf_model_word_fill(const struct mlf_model_word_field *field, const struct mlf_record *record,
                        const struct mlf_string_set *classes, double *row, struct mlf_err *err);

#endif
