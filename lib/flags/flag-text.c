#include "flag-text.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "flag-line.h"
#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/flags/target-cell.h"
#include "mlfix/flags/targets.h"
#include "mlfix/json/json-text.h"
#include "mlfix/json/json.h"
#include "target-search.h"

static int is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static const char *skip_blanks(const char *text)
{
    while (is_blank(*text))
        text++;
    return text;
}

/* Whether nothing is left but perhaps a comment. */
static int is_rest(const char *text)
{
    text = skip_blanks(text);
    return !*text || *text == '#';
}

/* Decodes the JSON string in quotes with which the text begins; *rest becomes what follows it. */
static char *read_quoted(const char *text, const char **rest, struct mlf_err *err)
{
    struct mlf_json json = {.text = text, .length = strlen(text)};
    struct mlf_span span;
    enum mlf_json_kind kind;

    if (mlf_json_value(&json, &span, &kind, NULL)) {
        mlf_fail(err, "what begins with a quote here is no JSON string: %.100s", text);
        return NULL;
    }
    *rest = text + json.at;
    if (**rest && !is_blank(**rest)) {
        mlf_fail(err, "a blank is missing behind the closing quote");
        return NULL;
    }
    return mlf_json_string(text, span, err);
}

/* The '#' that begins a comment: the first one with a blank before it, or NULL. */
static const char *find_comment(const char *text)
{
    for (const char *at = strchr(text, '#'); at; at = strchr(at + 1, '#')) {
        if (at == text || is_blank(at[-1]))
            return at;
    }
    return NULL;
}

/* Reads the new label, which stands behind '='. */
static int read_label(struct mlf_flag_line *line, const char *text, struct mlf_err *err)
{
    const char *end, *rest;

    text = skip_blanks(text);
    line->verdict = MLF_RELABELLED;
    line->bare = 0;
    free(line->label); /* of a reading of the line that was given up */
    line->label = NULL;
    if (*text == '"') {
        line->label = read_quoted(text, &rest, err);
        if (!line->label)
            return -1;
        if (!is_rest(rest))
            return mlf_fail(err, "nothing but a comment may follow the label in quotes");
    } else {
        end = find_comment(text);
        end = end ? end : text + strlen(text);
        while (end > text && is_blank(end[-1]))
            end--;
        line->label = mlf_strndup(text, (size_t)(end - text), err);
    }
    if (!line->label)
        return -1;
    return *line->label ? 0 : mlf_fail(err, "the new label is missing behind '='");
}

/* Whether "+ LABEL" or "- LABEL" stands here. */
static int is_sign(const char *text)
{
    return (*text == '+' || *text == '-') && is_blank(text[1]);
}

static int read_signed(struct mlf_flag_line *line, const char *text, struct mlf_err *err)
{
    line->sign = *text;
    if (read_label(line, text + 1, err))
        return -1;
    if (line->sign == '-')
        line->verdict = MLF_REMOVED;
    return 0;
}

/* Whether the `length` bytes name a verdict, which becomes the line's. */
static int take_verdict(struct mlf_flag_line *line, const char *word, size_t length)
{
    enum mlf_verdict read = MLF_UNSURE;
    int mark = length == 1 && *word == '?';

    /* a new label stands behind '=', and only JSON has room for a box */
    if (!mark && (!mlf_verdict_read(word, length, &read) || read == MLF_RELABELLED || read == MLF_BOXED))
        return 0;
    line->verdict = read;
    line->bare = 0;
    return 1;
}

/* ---- Cells ---- */

struct range {
    unsigned row, column, last_row, last_column;
    char joint; /* '-' within a row, ':' a block, 0 a single cell */
};

/* Reads "C7", "C1-C7", "C1-7" or "B2:D5". Returns how many bytes that is, 0 where the text
 * begins with none of them. */
static size_t read_range(const char *text, struct range *range)
{
    size_t at = mlf_target_cell_parse(text, &range->row, &range->column), more, digits;

    range->joint = 0;
    if (!at)
        return 0;
    if (text[at] == '-' || text[at] == ':') {
        range->joint = text[at++];
        more = mlf_target_cell_parse(text + at, &range->last_row, &range->last_column);
        digits = strspn(text + at, "0123456789");
        if (!more && range->joint == '-' && digits && digits < 7 && text[at] != '0') {
            range->last_row = range->row;
            range->last_column = (unsigned)strtoul(text + at, NULL, 10);
            more = digits;
        }
        if (!more)
            return 0;
        at += more;
    }
    return !text[at] || strchr(" \t,;=?", text[at]) ? at : 0;
}

static void sort_pair(unsigned *a, unsigned *b)
{
    unsigned larger = *a > *b ? *a : *b;

    *a = *a < *b ? *a : *b;
    *b = larger;
}

/* Adds the cells of a range. Gaps inside it are passed over, but a range that reaches beyond
 * what is drawn is taken for a mistake. */
static int add_range(struct mlf_flag_line *line, const struct mlf_target_sheet *sheet, struct range range,
                     const char *text, size_t length, struct mlf_err *err)
{
    unsigned far_row = 0, far_column = 0, near_row = ~0u, near_column = ~0u;
    const struct mlf_target_cell *single;
    size_t n;

    if (!range.joint) {
        single = mlf_target_search_cell(sheet, range.row, range.column, &n);
        if (!single)
            return mlf_fail(err, "sheet '%s' has no cell '%.*s'", sheet->name, (int)length, text);
        return mlf_flag_line_add_cell(line, single, n, err);
    }
    if (range.joint == '-' && range.row != range.last_row)
        return mlf_fail(err, "'%.*s' leaves its row: a block is written with ':'", (int)length, text);
    sort_pair(&range.row, &range.last_row);
    sort_pair(&range.column, &range.last_column);
    for (size_t i = 0; i < sheet->n; i++) {
        const struct mlf_target_cell *cell = &sheet->cells[i];
        if (cell->row < range.row || cell->row > range.last_row || cell->column < range.column ||
            cell->column > range.last_column)
            continue;
        far_row = cell->row > far_row ? cell->row : far_row;
        near_row = cell->row < near_row ? cell->row : near_row;
        far_column = cell->column > far_column ? cell->column : far_column;
        near_column = cell->column < near_column ? cell->column : near_column;
        if (mlf_flag_line_add(line, cell->target, err))
            return -1;
    }
    if (far_row != range.last_row || far_column != range.last_column || near_row != range.row ||
        near_column != range.column)
        return mlf_fail(err, "sheet '%s' has no cells '%.*s': the range reaches beyond what is drawn", sheet->name,
                        (int)length, text);
    return 0;
}

static size_t word_length(const char *text)
{
    return strcspn(text, " \t,;");
}

/* Whether the text begins with a range of cells or with "all". */
static int begins_cells(const char *text)
{
    struct range range;

    return (strncmp(text, "all", 3) == 0 && (!text[3] || strchr(" \t,;=?", text[3]))) || read_range(text, &range);
}

/* Reads cells ("C1-C7 D2") and the verdict behind them. */
static int read_cells(struct mlf_flag_line *line, const struct mlf_target_sheet *sheet, const char *text,
                      struct mlf_err *err)
{
    struct range range;
    size_t length;

    line->by_cell = 1;
    for (;;) {
        while (is_blank(*text) || *text == ',' || *text == ';')
            text++;
        if (is_rest(text))
            return 0;
        if (*text == '=')
            return read_label(line, text + 1, err);
        if (is_sign(text))
            return read_signed(line, text, err);
        length = read_range(text, &range);
        if (length) {
            if (add_range(line, sheet, range, text, length, err))
                return -1;
        } else if (begins_cells(text)) {
            length = 3;
            line->all = sheet;
        } else {
            break;
        }
        text += length;
    }
    length = word_length(text);
    if (!take_verdict(line, text, length))
        return mlf_fail(err, "'%.*s' is neither a cell nor a verdict", (int)length, text);
    if (!is_rest(text + length))
        return mlf_fail(err, "nothing but a comment may follow the verdict '%.*s'", (int)length, text);
    return 0;
}

/* ---- Ids and paths ---- */

/* The first '=' with a blank before it, or NULL. */
static const char *find_equals(const char *text)
{
    for (const char *at = strchr(text, '='); at; at = strchr(at + 1, '=')) {
        if (at > text && is_blank(at[-1]))
            return at;
    }
    return NULL;
}

/* Reads "NAME", "NAME verdict" or "NAME = label". NAME may hold blanks, because verdicts are
 * known words and stand last. */
static int read_name(struct mlf_flag_line *line, const struct mlf_targets *targets, const char *text,
                     struct mlf_err *err)
{
    const char *comment = find_comment(text), *equals = find_equals(text), *end, *word;
    char *name;
    int result;

    end = comment ? comment : text + strlen(text);
    if (equals && equals < end) {
        if (read_label(line, equals + 1, err))
            return -1;
        end = equals;
    }
    while (end > text && is_blank(end[-1]))
        end--;
    for (word = end; word > text && !is_blank(word[-1]); word--)
        ;
    if (!line->label && word > text && take_verdict(line, word, (size_t)(end - word))) {
        end = word;
        while (end > text && is_blank(end[-1]))
            end--;
    }
    name = mlf_strndup(text, (size_t)(end - text), err);
    if (!name)
        return -1;
    result = mlf_flag_line_add_name(line, targets, name, err);
    free(name);
    return result;
}

/* Reads "NAME + LABEL" or "NAME - LABEL", of which NAME may hold such signs, too: 1, 0 where no such name is there, -1.
 */
static int read_signed_name(struct mlf_flag_line *line, const struct mlf_targets *targets, const char *text,
                            struct mlf_err *err)
{
    for (const char *at = strpbrk(text, "+-"); at; at = strpbrk(at + 1, "+-")) {
        const char *end = at;
        size_t target;
        int several = 0;
        char *name;

        if (at == text || !is_blank(at[-1]) || !is_sign(at))
            continue;
        while (end > text && is_blank(end[-1]))
            end--;
        if (!(name = mlf_strndup(text, (size_t)(end - text), err)))
            return -1;
        target = mlf_target_search(targets, name, &several);
        free(name);
        if (target == MLF_NO_STRING)
            continue;
        line->verdict = MLF_WRONG;
        return read_signed(line, at, err) || mlf_flag_line_add(line, target, err) ? -1 : 1;
    }
    return 0;
}

/* Reads what stands behind a quoted name, and adds the object. */
static int read_quoted_name(struct mlf_flag_line *line, const struct mlf_targets *targets, const char *name,
                            const char *rest, struct mlf_err *err)
{
    size_t length;

    rest = skip_blanks(rest);
    length = word_length(rest);
    if (*rest == '=' || is_sign(rest)) {
        if (*rest == '=' ? read_label(line, rest + 1, err) : read_signed(line, rest, err))
            return -1;
    } else if (!is_rest(rest)) {
        if (!take_verdict(line, rest, length))
            return mlf_fail(err, "'%.*s' is no verdict", (int)length, rest);
        if (!is_rest(rest + length))
            return mlf_fail(err, "nothing but a comment may follow the verdict '%.*s'", (int)length, rest);
    }
    return mlf_flag_line_add_name(line, targets, name, err);
}

/* ---- Tracks ---- */

/* Reads `track NAME`, perhaps frames, and the verdict: "track 0003#7 10-20 = Van". The name may be in quotes. */
static int read_track(struct mlf_flag_line *line, const struct mlf_targets *targets, const char *text,
                      struct mlf_err *err)
{
    size_t length = strcspn(text, " \t");
    const char *rest = text + length;
    char *name = *text == '"' ? read_quoted(text, &rest, err) : mlf_strndup(text, length, err);
    double first = -HUGE_VAL;
    double last = HUGE_VAL;
    int result = -1;

    if (!name)
        return -1;
    rest = skip_blanks(rest);
    rest = skip_blanks(rest + mlf_flag_line_read_frames(rest, &first, &last));
    length = word_length(rest);
    if (*rest == '=') {
        result = read_label(line, rest + 1, err);
    } else if (is_rest(rest)) {
        result = 0;
    } else if (!take_verdict(line, rest, length)) {
        mlf_fail(err, "'%.*s' is neither frames nor a verdict", (int)length, rest);
    } else if (!is_rest(rest + length)) {
        mlf_fail(err, "nothing but a comment may follow the verdict '%.*s'", (int)length, rest);
    } else {
        result = 0;
    }
    if (!result)
        result = mlf_flag_line_add_track(line, targets, name, first, last, err);
    free(name);
    return result;
}

int mlf_flag_text_parse(struct mlf_flag_line *line, const struct mlf_targets *targets, const char *text,
                        struct mlf_err *err)
{
    size_t length = strcspn(text, " \t");
    const char *rest = text + length;
    char *name = *text == '"' ? read_quoted(text, &rest, err) : mlf_strndup(text, length, err);
    int several, result = -1;
    const struct mlf_target_sheet *sheet;
    size_t whole;

    if (!name)
        return -1;
    line->bare = 1;
    sheet = mlf_target_search_sheet(targets, name, &several);
    rest = skip_blanks(rest);
    if ((sheet || several) && begins_cells(rest)) {
        result = sheet ? read_cells(line, sheet, rest, err)
                       : mlf_fail(err, "several sheets have the number '%s': write the file's name", name);
        goto done;
    }
    if (*text == '"') {
        result = read_quoted_name(line, targets, name, rest, err);
        goto done;
    }
    /* A list from a picture viewer holds bare paths, which may contain blanks and '#'. */
    whole = mlf_target_search(targets, text, &several);
    if (whole == MLF_NO_STRING && !strcmp(name, "track") && !is_rest(rest) && *rest != '=') {
        result = read_track(line, targets, rest, err);
        goto done;
    }
    result = whole != MLF_NO_STRING ? mlf_flag_line_add(line, whole, err) : 0;
    if (!result && whole == MLF_NO_STRING) {
        result = read_name(line, targets, text, err);
        if (result && !line->n) {
            struct mlf_err inner = {""};
            int found = read_signed_name(line, targets, text, &inner);

            if (found) {
                mlf_err_clear(err);
                result = found < 0 ? mlf_fail(err, "%s", inner.text) : 0;
                goto done;
            }
        }
        if (result && !line->n && sheet) {
            mlf_err_clear(err);
            result = read_cells(line, sheet, rest, err);
            if (!result) /* a verdict alone */
                result =
                    mlf_fail(err, "sheet '%s' is named without a cell: write 'all' for the whole of it", sheet->name);
        } else if (result && !line->n && begins_cells(rest)) {
            mlf_err_clear(err);
            mlf_fail(err, "there is no sheet '%s'", name);
        }
    }
done:
    free(name);
    return result;
}
