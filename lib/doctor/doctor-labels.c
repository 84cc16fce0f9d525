/* See doctor-labels.h. */

#include "doctor-labels.h"

#include <ctype.h>
#include <stdlib.h>

#include "mlfix/base/array.h"
#include "mlfix/dataset/finding.h"
#include "mlfix/json/json-text.h"

/* What is known of one label of objects->labels. */
struct spelling {
    size_t count;
    size_t common; /* the commonest label of the same letters; of equally common ones the first */
};

/* The label without blanks and in lower case (of ASCII): new memory. */
static char *plain(const char *label, struct mlf_err *err)
{
    char *text = mlf_strdup(label, err);
    char *to = text;

    if (!text)
        return NULL;
    for (const char *from = label; *from; from++)
        if (!isspace((unsigned char)*from))
            *to++ = (char)tolower((unsigned char)*from);
    *to = '\0';
    return text;
}

/* The number of the object's label; MLF_NO_STRING where it has none. */
static size_t label_of(const struct mlf_objects *objects, size_t object)
{
    const char *label = objects->items[object].object.label;

    return label ? mlf_string_set_find(&objects->labels, label) : MLF_NO_STRING;
}

static void count_labels(const struct mlf_objects *objects, struct spelling *spellings)
{
    for (size_t i = 0; i < objects->n; i++) {
        size_t label = label_of(objects, i);

        if (label != MLF_NO_STRING)
            spellings[label].count++;
    }
}

/* A new array with one entry for each label. */
static struct spelling *find_spellings(const struct mlf_objects *objects, struct mlf_err *err)
{
    size_t n = objects->labels.n;
    struct spelling *spellings = mlf_alloc(n, sizeof *spellings, err);
    size_t *best = mlf_alloc(n, sizeof *best, err); /* by the number of the plain text */
    struct mlf_string_set plains = {0};
    int failed = !spellings || !best;

    if (!failed)
        count_labels(objects, spellings);
    for (int pass = 0; pass < 2 && !failed; pass++) {
        for (size_t i = 0; i < n && !failed; i++) {
            char *text = plain(objects->labels.items[i], err);
            size_t number = 0;
            int added = 0;

            failed = !text || mlf_string_set_add(&plains, text, &number, &added, err);
            free(text);
            if (failed)
                break;
            if (pass == 1)
                spellings[i].common = best[number];
            else if (added || spellings[i].count > spellings[best[number]].count)
                best[number] = i;
        }
    }
    mlf_string_set_free(&plains);
    free(best);
    if (!failed)
        return spellings;
    free(spellings);
    return NULL;
}

int mlf_doctor_examine_labels(struct mlf_objects *objects, struct mlf_err *err)
{
    struct spelling *spellings = find_spellings(objects, err);
    int result = spellings ? 0 : -1;

    for (size_t i = 0; i < objects->n && !result; i++) {
        struct mlf_buf value = {0};
        size_t label = label_of(objects, i);

        if (label == MLF_NO_STRING || spellings[label].common == label)
            continue;
        mlf_json_put_string(&value, objects->labels.items[spellings[label].common]);
        result = mlf_buf_check(&value, err)
                     ? -1
                     : mlf_finding_measure(&objects->items[i], MLF_ISSUE_SPELLING, value.data, err);
        mlf_buf_free(&value);
    }
    free(spellings);
    return result;
}

int mlf_doctor_note_labels(const struct mlf_objects *objects, struct mlf_buf *notes, struct mlf_err *err)
{
    struct spelling *spellings = find_spellings(objects, err);

    for (size_t i = 0; spellings && i < objects->labels.n; i++)
        if (spellings[i].common != i && spellings[i].count > 0)
            mlf_buf_printf(notes, "the label '%s' (%zu) differs from '%s' (%zu) only by case or blanks\n",
                           objects->labels.items[i], spellings[i].count, objects->labels.items[spellings[i].common],
                           spellings[spellings[i].common].count);
    free(spellings);
    return spellings ? 0 : -1;
}
