#include "target-labels.h"

#include <stdlib.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/flags/targets.h"

/* The object's label, that which it has or may get, and its photo: new memory. */
static char *name_of(const char *photo, const char *label, struct mlf_err *err)
{
    return mlf_strf(err, "%s\n%s", photo, label);
}

/* Names the objects from number targets->named on. */
static int name_all(struct mlf_targets *targets, struct mlf_err *err)
{
    for (; targets->named < targets->n; targets->named++) {
        const struct mlf_target *target = &targets->items[targets->named];
        const char *label = target->beside ? target->suggest : target->label;
        size_t at;
        int added = 0;
        char *name;

        if (!target->photo || !label)
            continue;
        if (!(name = name_of(target->photo, label, err)))
            return -1;
        int failed = mlf_string_set_add(&targets->label_names, name, &at, &added, err) ||
                     (added && mlf_set_at(&targets->label_target, &targets->label_capacity, at, targets->named, err));
        free(name);
        if (failed)
            return -1;
    }
    return 0;
}

static int make(struct mlf_targets *targets, size_t photo, const char *label, size_t *number, struct mlf_err *err)
{
    const struct mlf_target *from = &targets->items[photo];
    const char *beside = from->beside ? from->beside : from->id;
    struct mlf_target made = {.photo = from->photo, .file = from->file, .keyed = 1};
    char *id = mlf_strf(err, "%s+%s", beside, label);
    int result = -1;

    made.beside = mlf_string_set_keep(&targets->texts, beside, err);
    made.suggest = mlf_string_set_keep(&targets->texts, label, err);
    made.id = id;
    made.probability = made.frame = 0;
    if (id && made.beside && made.suggest && !mlf_targets_put(targets, &made, number, err))
        result = name_all(targets, err);
    free(id);
    return result;
}

int mlf_target_label(struct mlf_targets *targets, size_t target, const char *label, int adds, size_t *number,
                     struct mlf_err *err)
{
    const struct mlf_target *from = &targets->items[target];
    char *name;
    size_t at;

    *number = MLF_NO_STRING;
    if (!from->photo || !from->id)
        return mlf_fail(err,
                        "'%.200s' is no photo with a set of labels: single labels are added to and taken from those",
                        from->id ? from->id : "(no id)");
    if (name_all(targets, err) || !(name = name_of(from->photo, label, err)))
        return -1;
    at = mlf_string_set_find(&targets->label_names, name);
    free(name);
    if (at != MLF_NO_STRING)
        *number = targets->label_target[at];
    return at != MLF_NO_STRING || !adds ? 0 : make(targets, target, label, number, err);
}
