#include "plan-changes.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/string-set.h"
#include "mlfix/dataset/driver.h"
#include "mlfix/edit/plan-step.h"
#include "mlfix/flags/flag.h"

struct mlf_change mlf_plan_change(const struct mlf_plan_step *step)
{
    struct mlf_change change = {.index = step->index, .label = step->flag->label};

    change.action = step->outcome == MLF_WILL_MARK       ? MLF_MARK
                    : step->flag->verdict == MLF_REMOVED ? MLF_REMOVE
                    : step->flag->has_bbox               ? MLF_REBOX
                                                         : MLF_RELABEL;
    memcpy(change.bbox, step->bbox, sizeof change.bbox);
    memcpy(change.pixels, step->pixels, sizeof change.pixels);
    return change;
}

/* Labels that photos get, by photo: a chain of steps each. */
struct chains {
    struct mlf_string_set photos;
    size_t *first; /* number of the step + 1, or 0 */
    size_t capacity;
    size_t *next; /* of each step */
};

static int chain_steps(struct chains *chains, struct mlf_plan_step *const *steps, size_t n, struct mlf_err *err)
{
    if (!(chains->next = mlf_alloc(n, sizeof *chains->next, err)))
        return -1;
    for (size_t i = n; i-- > 0;) {
        size_t photo;
        int added;

        if (steps[i]->outcome != MLF_WILL_ADD)
            continue;
        if (mlf_string_set_add(&chains->photos, steps[i]->photo, &photo, &added, err) ||
            mlf_grow(&chains->first, &chains->capacity, photo + 1, sizeof *chains->first, err))
            return -1;
        chains->next[i] = added ? 0 : chains->first[photo];
        chains->first[photo] = i + 1;
    }
    return 0;
}

int mlf_plan_file_changes(struct mlf_plan_step *const *steps, size_t n, struct mlf_change *changes, size_t *changed,
                          size_t *added, struct mlf_err *err)
{
    struct chains chains = {0};
    unsigned char *done = mlf_alloc(n, 1, err);
    int result = done ? chain_steps(&chains, steps, n, err) : -1;

    *changed = *added = 0;
    for (size_t i = 0; i < n && !result; i++) {
        struct mlf_change *change = &changes[*changed];
        size_t photo = MLF_NO_STRING;

        if (steps[i]->outcome == MLF_WILL_ADD)
            continue;
        *change = mlf_plan_change(steps[i]);
        ++*changed;
        if (change->action == MLF_REMOVE && steps[i]->photo && chains.photos.n > 0)
            photo = mlf_string_set_find(&chains.photos, steps[i]->photo);
        if (photo == MLF_NO_STRING || !chains.first[photo])
            continue;
        size_t gets = chains.first[photo] - 1;
        chains.first[photo] = chains.next[gets];
        done[gets] = 1;
        change->action = MLF_RELABEL;
        change->label = steps[gets]->flag->label;
    }
    for (size_t i = 0; i < n && !result; i++)
        if (steps[i]->outcome == MLF_WILL_ADD && !done[i])
            changes[*changed + (*added)++] = mlf_plan_change(steps[i]);
    mlf_string_set_free(&chains.photos);
    free(chains.first);
    free(chains.next);
    free(done);
    return result;
}
