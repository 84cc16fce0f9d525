#include "flag-line.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/limits.h"
#include "mlfix/base/string-set.h"
#include "mlfix/base/utf8.h"
#include "mlfix/flags/target-cell.h"
#include "mlfix/flags/targets.h"
#include "target-search.h"

int mlf_flag_line_add(struct mlf_flag_line *line, size_t target, struct mlf_err *err)
{
    if (mlf_grow(&line->targets, &line->capacity, line->n + 1, sizeof *line->targets, err))
        return -1;
    line->targets[line->n++] = target;
    return 0;
}

int mlf_flag_line_add_cell(struct mlf_flag_line *line, const struct mlf_target_cell *cell, size_t n,
                           struct mlf_err *err)
{
    for (size_t i = 0; i < n; i++) {
        if (mlf_flag_line_add(line, cell[i].target, err))
            return -1;
    }
    return 0;
}

/* Whether the name is the id, or one is the ending of the other: else it is that of the crop. */
static int is_id(const char *id, const char *name)
{
    size_t length = id ? strlen(id) : 0, named = strlen(name);

    return length > 0 &&
           strcmp(length > named ? id + length - named : id, length > named ? name : name + named - length) == 0;
}

int mlf_flag_line_add_name(struct mlf_flag_line *line, const struct mlf_targets *targets, const char *name,
                           struct mlf_err *err)
{
    int several;
    size_t target = mlf_target_search(targets, name, &several);

    if (several)
        return mlf_fail(err, "'%s' could be several objects: write more of the path, or the id", name);
    if (target == MLF_NO_STRING)
        return mlf_fail(err, "no object has the id or crop '%s'", name);
    if (targets->items[target].photo && !line->sign && !is_id(targets->items[target].id, name))
        return mlf_fail(
            err,
            "'%s' is a photo with a set of labels: name the label by its id, or write '+ LABEL' or '- LABEL' "
            "behind the photo",
            name);
    return mlf_flag_line_add(line, target, err);
}

size_t mlf_flag_line_read_frames(const char *text, double *first, double *last)
{
    size_t digits = strspn(text, "0123456789");
    size_t more = 0;

    if (digits == 0 || digits > 9)
        return 0;
    *first = *last = strtod(text, NULL);
    if (text[digits] == '-') {
        more = strspn(text + digits + 1, "0123456789");
        if (more == 0 || more > 9)
            return 0;
        *last = strtod(text + digits + 1, NULL);
        more++;
    }
    return !text[digits + more] || strchr(" \t=?", text[digits + more]) ? digits + more : 0;
}

int mlf_flag_line_add_track(struct mlf_flag_line *line, const struct mlf_targets *targets, const char *track,
                            double first, double last, struct mlf_err *err)
{
    size_t kept = mlf_string_set_find(&targets->texts, track);
    const char *name = kept == MLF_NO_STRING ? NULL : targets->texts.items[kept]; /* the targets have this very text */
    size_t known = 0;
    size_t added = 0;

    for (size_t i = 0; name && i < targets->n; i++) {
        const struct mlf_target *target = &targets->items[i];

        if (target->track != name || target->honeypot)
            continue;
        known++;
        if (first > -HUGE_VAL && last < HUGE_VAL && !(target->frame >= first && target->frame <= last))
            continue;
        if (mlf_flag_line_add(line, i, err))
            return -1;
        added++;
    }
    if (!known)
        return mlf_fail(err, "no object has the track '%s'", track);
    if (!added)
        return mlf_fail(err, "no object of the track '%s' is in the frames %.0f to %.0f", track, first, last);
    return 0;
}

void mlf_flag_line_clear(struct mlf_flag_line *line)
{
    struct mlf_flag_line empty = {.targets = line->targets, .capacity = line->capacity};

    free(line->label);
    free(line->was);
    free(line->by);
    free(line->at);
    free(line->note);
    free(line->sheets);
    *line = empty;
}

void mlf_flag_line_free(struct mlf_flag_line *line)
{
    mlf_flag_line_clear(line);
    free(line->targets);
    *line = (struct mlf_flag_line){0};
}

const char *mlf_flag_line_wrong_bytes(const char *text, size_t length)
{
    if (length > MLF_LIMIT_FLAG_LINE)
        return "the line is longer than 64 KiB: shorten its comment, or give each decision a line";
    if (memchr(text, '\0', length))
        return "the line holds a NUL byte";
    if (!mlf_utf8_is_valid(text, length, NULL))
        return "the line is not UTF-8";
    return NULL;
}
