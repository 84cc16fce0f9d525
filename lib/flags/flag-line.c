#include "flag-line.h"

#include <stdlib.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/string-set.h"
#include "mlfix/flags/target-cell.h"
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

int mlf_flag_line_add_name(struct mlf_flag_line *line, const struct mlf_targets *targets, const char *name,
                           struct mlf_err *err)
{
    int several;
    size_t target = mlf_target_search(targets, name, &several);

    if (several)
        return mlf_fail(err, "'%s' could be several objects: write more of the path, or the id", name);
    if (target == MLF_NO_STRING)
        return mlf_fail(err, "no object has the id or crop '%s'", name);
    return mlf_flag_line_add(line, target, err);
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
