#include "mlfix/sheet/caption.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/record/lookup.h"
#include "mlfix/record/record.h"
#include "mlfix/sheet/doubt.h"
#include "mlfix/sheet/sheets.h"
#include "mlfix/text/text.h"

#define ELLIPSIS "\xe2\x80\xa6"

/* Characters of a caption, at most. */
#define LONGEST 120

/* In lines of fewer characters a percentage would leave no room for words. */
#define LEAST_FOR_PERCENT 12

/* Certainty is never claimed: what would round to 100 is ">99%". */
static void put_percent(double probability, char percent[8])
{
    double hundredths = round(probability * 100);
    if (!(probability >= 0 && probability <= 1))
        return;
    if (hundredths > 99)
        snprintf(percent, 8, ">99%%");
    else
        snprintf(percent, 8, "%.0f%%", hundredths);
}

void mlf_sheet_caption_free(struct mlf_sheet_caption *caption)
{
    for (int k = 0; k < MLF_CAPTION_LINES; k++)
        free(caption->lines[k]);
    memset(caption, 0, sizeof *caption);
}

int mlf_sheet_caption_room(int cell)
{
    return cell / 6 > 4 ? (int)(cell / 6.4) : 4;
}

/* Bytes of the character at p, at least one. */
static size_t step_of(const char *p)
{
    size_t n = 1;
    while (((unsigned char)p[n] & 0xc0) == 0x80)
        n++;
    return n;
}

/* Where to break the text: behind the last run of joints ("-", "_", ...) within the first
 * `room` characters. Returns the offset in bytes, or 0 where there is none. */
static size_t break_at(const char *text, size_t room)
{
    static const char joints[] = "-_/ .:";
    size_t count = 0, at = 0, joint = 0;
    while (text[at] && count < room) {
        at += step_of(text + at);
        count++;
        if (strchr(joints, text[at - 1]) && (!text[at] || !strchr(joints, text[at])))
            joint = at;
    }
    return joint;
}

static int lacks_middle(const char *shortened)
{
    return shortened[0] && strstr(shortened + 1, ELLIPSIS) != NULL;
}

/* Sets the text as one line. Returns 1; 0, without setting it, where more would be lost than
 * what `given` says as well; -1 on error. */
static int set_one(const char *text, const char *given, size_t room, struct mlf_sheet_caption *caption,
                   struct mlf_err *err)
{
    char *shown = mlf_text_shorten(text, given, room, err);
    if (!shown)
        return -1;
    if (lacks_middle(shown)) {
        free(shown);
        return 0;
    }
    caption->lines[caption->n++] = shown;
    return 1;
}

/* Characters that are left of a label at least, where words at its beginning are left out. */
#define LEAST_TAIL 6

/* Shortens the text to one line of `room` characters, by words at its beginning rather than by its middle. */
static char *shorten(const char *text, const char *given, size_t room, struct mlf_err *err)
{
    char *shown = mlf_text_shorten(text, given, room, err);
    if (!shown || !lacks_middle(shown))
        return shown;
    char *tail = mlf_text_tail(text, given, LEAST_TAIL, room, err);
    if (!tail || tail[0]) {
        free(shown);
        return tail;
    }
    free(tail);
    return shown;
}

/* Sets the text as two lines, broken where words join; with `tail`, without words at its beginning that tell
 * something, too. Returns as set_one does. */
static int set_two(const char *text, const char *given, size_t first, size_t last, int tail,
                   struct mlf_sheet_caption *caption, struct mlf_err *err)
{
    /* where it does not break well, with less of what need not be said */
    for (size_t room = first + last; room > last; room--) {
        char *shown = tail ? shorten(text, given, room, err) : mlf_text_shorten(text, given, room, err);
        if (!shown)
            return -1;
        size_t at = break_at(shown, first);
        if (!lacks_middle(shown) && at > 0 && mlf_text_count(shown + at) <= last) {
            caption->lines[0] = mlf_strndup(shown, at, err);
            caption->lines[1] = mlf_strdup(shown + at, err);
            caption->n = 2;
            free(shown);
            return caption->lines[0] && caption->lines[1] ? 1 : -1;
        }
        free(shown);
    }
    return 0;
}

/* Sets the end of the text as one line, and below it room for the percentage. Returns as set_one does. */
static int set_tail(const char *text, const char *given, size_t room, int percent, struct mlf_sheet_caption *caption,
                    struct mlf_err *err)
{
    char *tail = mlf_text_tail(text, given, LEAST_TAIL, room, err);
    if (!tail || !tail[0]) {
        free(tail);
        return tail ? 0 : -1;
    }
    caption->lines[caption->n++] = tail;
    if (percent && !(caption->lines[caption->n++] = mlf_strdup("", err)))
        return -1;
    return 1;
}

/* Sets head and tail of the text as two lines of `room` characters, without its middle. */
static int set_cut(const char *text, const char *given, size_t room, struct mlf_sheet_caption *caption,
                   struct mlf_err *err)
{
    char *whole = mlf_text_shorten(text, given, LONGEST, err),
         *cut = whole ? mlf_text_clean(whole, 2 * room, err) : NULL;
    char *gap = cut && cut[0] ? strstr(cut + 1, ELLIPSIS) : NULL, *second = gap ? gap + strlen(ELLIPSIS) : NULL;
    if (cut && !second) { /* a single word, longer than one line but not than two */
        second = cut;
        for (size_t k = 0; k < room && *second; k++)
            second += step_of(second);
    }
    if (cut) {
        caption->lines[0] = mlf_strndup(cut, (size_t)(second - cut), err);
        caption->lines[1] = mlf_strdup(second, err);
        caption->n = 2;
    }
    free(whole);
    free(cut);
    return caption->lines[0] && caption->lines[1] ? 0 : -1;
}

/* Sets text and percentage beside each other where both fit; else the percentage on a line
 * of its own; else the text on two lines; else the text without its middle, which is where
 * the second line begins. */
static int set_lines(const char *text, const char *given, int room, struct mlf_sheet_caption *caption,
                     struct mlf_err *err)
{
    if (room < LEAST_FOR_PERCENT)
        caption->percent[0] = '\0';
    size_t first = (size_t)room, taken = caption->percent[0] ? strlen(caption->percent) + 3 : 0;
    size_t last = first > taken + 3 ? first - taken : 3;
    int set = set_one(text, given, last, caption, err);
    if (set == 0 && taken && (set = set_one(text, given, first, caption, err)) > 0) {
        caption->lines[1] = mlf_strdup("", err);
        caption->n = 2;
        return caption->lines[1] ? 0 : -1;
    }
    if (set == 0)
        set = set_two(text, given, first, last, 0, caption, err);
    if (set == 0 && taken && (set = set_two(text, given, first, first, 0, caption, err)) > 0)
        caption->percent[0] = '\0'; /* all of what tells the label says more than how probable it is */
    if (set == 0)
        set = set_two(text, given, first, last, 1, caption, err);
    if (set == 0)
        set = set_tail(text, given, first, taken > 0, caption, err);
    if (set != 0)
        return set < 0 ? -1 : 0;
    return set_cut(text, given, last, caption, err);
}

/* The field as a person would write it: numbers with four digits. */
static int field_text(const struct mlf_record *record, const char *field, char **text, struct mlf_err *err)
{
    struct mlf_lookup_value found;
    double number;
    char *raw = NULL;
    if (!mlf_lookup(record, field, &found))
        return 0;
    if (found.kind == MLF_JSON_STRING)
        raw = mlf_lookup_text(record, field, err);
    else if (mlf_lookup_value_number(&found, &number))
        raw = mlf_strf(err, "%.4g", number);
    else
        raw = mlf_strndup(found.text, found.length < 4 * LONGEST ? found.length : 4 * LONGEST, err);
    if (!raw)
        return -1;
    *text = mlf_text_clean(raw, LONGEST, err);
    free(raw);
    return *text ? 0 : -1;
}

/* A label that a photo is held to miss, as flags give it. */
static char *plus(const char *label, struct mlf_err *err)
{
    char *clean = mlf_text_clean(label, LONGEST, err);
    char *text = clean ? mlf_strf(err, "+ %s", clean) : NULL;
    free(clean);
    return text;
}

/* The suggested label and its probability; *label becomes the record's own label, from which
 * the suggestion has to be told apart. */
static int suggestion(const struct mlf_record *record, char **text, char **label, char percent[8], int *faint,
                      struct mlf_err *err)
{
    double probability;
    int result = -1;
    char *given = mlf_record_string(record, "label", err);
    char *pred = mlf_record_string(record, "pred", err);
    char *suggest = pred || !err->text[0] ? mlf_record_string(record, "suggest", err) : NULL;
    if (err->text[0])
        goto done;
    const char *shown = suggest ? suggest : pred;
    int of_set = mlf_record_of_set(record); /* each label is judged by itself */
    if ((shown && given && strcmp(shown, given) == 0) || (of_set && given && !suggest)) {
        /* no other label is likelier than the record's own, and that is not likely either */
        *text = mlf_strdup("unlikely", err);
        if (!*text)
            goto done;
        if (mlf_record_number(record, "prob", &probability))
            put_percent(probability, percent);
    } else if (shown) {
        *text = of_set && !given ? plus(shown, err) : mlf_text_clean(shown, LONGEST, err);
        if (!*text)
            goto done;
        /* `prob` is the probability of `pred` */
        if (pred && strcmp(shown, pred) == 0 && mlf_record_number(record, "prob", &probability)) {
            put_percent(probability, percent);
            *faint = probability < MLF_CAPTION_LIKELY;
        }
    }
    *label = given;
    given = NULL;
    result = 0;
done:
    free(given);
    free(pred);
    free(suggest);
    return result;
}

/* Sets the record's own label and, on a second line, the suggestion or what is wrong. */
static int set_own(const struct mlf_record *record, const struct mlf_sheet_group *group, const char *text, int room,
                   struct mlf_sheet_caption *caption, struct mlf_err *err)
{
    char *own = NULL;
    if (field_text(record, "label", &own, err))
        return -1;
    const char *shown = own && own[0] ? own : "no label";
    const char *other = group->labels[own && strcmp(own, group->labels[0]) == 0];
    if (!other)
        other = group->name;
    size_t taken = text && caption->percent[0] ? strlen(caption->percent) + 2 : 0;
    if (room < LEAST_FOR_PERCENT) {
        caption->percent[0] = '\0';
        taken = 0;
    }
    caption->own = 1;
    caption->lines[0] = shorten(shown, other, (size_t)room, err);
    if (text)
        caption->lines[1] = shorten(text, shown, (size_t)room - taken, err);
    caption->n = text ? 2 : 1;
    free(own);
    return caption->lines[0] && (!text || caption->lines[1]) ? 0 : -1;
}

/* Sets a line for each field; empty ones at the end are left out. */
static int field_lines(const struct mlf_record *record, const char *const *fields, size_t n, const char *given,
                       int room, struct mlf_sheet_caption *caption, struct mlf_err *err)
{
    for (size_t k = 0; k < n && k < MLF_CAPTION_LINES; k++) {
        char *text = NULL;
        if (field_text(record, fields[k], &text, err))
            return -1;
        caption->lines[k] = mlf_text_shorten(text ? text : "", given, (size_t)room, err);
        free(text);
        if (!caption->lines[k])
            return -1;
        if (caption->lines[k][0])
            caption->n = (int)k + 1;
    }
    return 0;
}

/* Sets the caption of a record where no field was asked for. */
static int set_verdict(const struct mlf_record *record, const struct mlf_sheet_group *group, int room,
                       struct mlf_sheet_caption *caption, struct mlf_err *err)
{
    char *text = NULL, *label = NULL;
    int result = 0;
    if (mlf_doubt_box(record))
        result =
            (text = mlf_strdup(mlf_record_has_issue(record, "bbox-missing") ? "no box" : "badly placed", err)) ? 0 : -1;
    else if (mlf_doubt_any(record))
        result = suggestion(record, &text, &label, caption->percent, &caption->faint, err);
    if (result == 0 && group->labels[0])
        result = set_own(record, group, text && text[0] ? text : NULL, room, caption, err);
    else if (result == 0 && text && text[0])
        result = set_lines(text, label ? label : group->name, room, caption, err);
    free(text);
    free(label);
    return result;
}

int mlf_sheet_caption_make(const struct mlf_record *record, const char *const *fields, size_t n_fields,
                           const struct mlf_sheet_group *group, int room, struct mlf_sheet_caption *caption,
                           struct mlf_err *err)
{
    char *text = NULL;
    int result = 0;
    memset(caption, 0, sizeof *caption);
    if (n_fields == 0)
        result = set_verdict(record, group, room, caption, err);
    else if (n_fields > 1)
        result = field_lines(record, fields, n_fields, group->name, room, caption, err);
    else if ((result = field_text(record, fields[0], &text, err)) == 0 && text && text[0])
        result = set_lines(text, group->name, room, caption, err);
    free(text);
    if (result)
        mlf_sheet_caption_free(caption);
    return result;
}
