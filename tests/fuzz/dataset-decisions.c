/* See dataset-decisions.h. */

#include "dataset-decisions.h"

#include <stdio.h>
#include <string.h>

#include "fuzz.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/finding.h"
#include "mlfix/dataset/objects.h"

static const char *const labels[] = {"neu",     "cat",         "dog",  "a b",  "R&D <x>", "\"q\"",
                                     "a,b;c|d", "caf\xc3\xa9", "it's", "a\\b", "null",    "0",
                                     "1e3",     "- x",         "k: v", "#1",   "[x]",     "\xf0\x9f\x90\xb1"};
enum { LABELS = sizeof labels / sizeof *labels };

const char *text_or(const char *text, const char *otherwise)
{
    return text ? text : otherwise;
}

int same_text(const char *a, const char *b)
{
    return a == b || (a && b && !strcmp(a, b));
}

const struct mlf_change *change_of(const struct decisions *decisions, size_t object)
{
    for (size_t i = 0; i < decisions->n; i++)
        if (decisions->object[i] == object)
            return &decisions->changes[i];
    return NULL;
}

int same_photo(const struct mlf_object *a, const struct mlf_object *b)
{
    return same_text(a->image, b->image) ||
           (a->image && b->image && !strcmp(mlf_path_base(a->image), mlf_path_base(b->image)));
}

int decide(struct decisions *decisions, const struct mlf_objects *objects, const struct mlf_driver *driver,
           uint64_t *state)
{
    size_t first = (size_t)(fuzz_next(state) % objects->n), wanted = 1 + (size_t)(fuzz_next(state) % MOST_CHANGES);

    *decisions = (struct decisions){.file = objects->items[first].object.file};
    for (size_t k = 0; k < objects->n && decisions->n < wanted; k++) {
        size_t i = (first + k) % objects->n;
        const struct mlf_object *object = &objects->items[i].object;
        struct mlf_change *change = &decisions->changes[decisions->n];
        uint64_t way = fuzz_next(state) % 8;
        double unit = object->normalised ? 0.01 : 1;

        if (!same_text(object->file, decisions->file) || (k && fuzz_next(state) % 2))
            continue;
        for (size_t c = 0; c < decisions->n; c++)
            if (decisions->changes[c].index == object->index)
                return 0;
        change->index = object->index;
        change->action = way < 4                    ? MLF_RELABEL
                         : way < 6                  ? MLF_REMOVE
                         : way < 7 && driver->boxes ? MLF_REBOX
                         : driver->mark             ? MLF_MARK
                                                    : MLF_RELABEL;
        if (change->action == MLF_REBOX && !object->has_bbox)
            change->action = MLF_RELABEL;
        if (change->action == MLF_RELABEL || (change->action == MLF_REBOX && fuzz_next(state) % 2))
            change->label = fuzz_next(state) % 4 && objects->items[i].object.label
                                ? labels[fuzz_next(state) % LABELS]
                                : text_or(objects->items[fuzz_next(state) % objects->n].object.label, "neu");
        for (int c = 0; c < 4; c++)
            change->bbox[c] = unit * (1 + (double)(fuzz_next(state) % 160) / 4);
        change->pixels[0] = change->pixels[1] = object->normalised ? 1000 : 1;
        decisions->object[decisions->n++] = i;
    }
    for (size_t i = 1; i < decisions->n; i++) /* sorted by index */
        for (size_t k = i; k > 0 && decisions->changes[k].index < decisions->changes[k - 1].index; k--) {
            struct mlf_change change = decisions->changes[k];
            size_t object = decisions->object[k];

            decisions->changes[k] = decisions->changes[k - 1];
            decisions->object[k] = decisions->object[k - 1];
            decisions->changes[k - 1] = change;
            decisions->object[k - 1] = object;
        }
    return decisions->n > 0;
}

/* Whether the photo of object i has the label, or one of its labels goes or becomes that. */
static int has_or_loses(const struct decisions *decisions, const struct mlf_objects *objects, size_t i,
                        const char *label)
{
    int has = 0;

    for (size_t k = 0; k < objects->n && !has; k++) {
        const struct mlf_change *change = change_of(decisions, k);

        if (same_photo(&objects->items[k].object, &objects->items[i].object))
            has = same_text(objects->items[k].object.label, label) || (change && !change->label) ||
                  (change && same_text(change->label, label));
    }
    return has;
}

int decide_label(struct decisions *decisions, const struct mlf_objects *objects, uint64_t *state)
{
    size_t first = (size_t)(fuzz_next(state) % objects->n);
    const char *label = labels[fuzz_next(state) % LABELS];

    if (fuzz_next(state) % 2) /* often one that others have */
        label = text_or(objects->items[fuzz_next(state) % objects->n].object.label, label);
    for (size_t k = 0; k < objects->n && !decisions->added.label; k++) {
        size_t i = (first + k) % objects->n;
        const struct mlf_finding *finding = &objects->items[i];

        if (!finding->in_set || finding->error || !finding->object.image ||
            (decisions->n && !same_text(finding->object.file, decisions->file)) ||
            has_or_loses(decisions, objects, i, label))
            continue;
        decisions->added = (struct mlf_change){.index = finding->object.index, .label = label};
        decisions->added_object = i;
        decisions->file = finding->object.file;
    }
    return decisions->added.label != NULL;
}

const char *describe(const char *format, const struct mlf_objects *before, const struct decisions *decisions)
{
    static const char *const words[] = {
        [MLF_RELABEL] = "relabel", [MLF_REMOVE] = "remove", [MLF_REBOX] = "rebox", [MLF_MARK] = "mark"};
    static char text[1024];
    int at = snprintf(text, sizeof text, "%s", format);

    for (size_t i = 0; i < decisions->n; i++) {
        const struct mlf_change *change = &decisions->changes[i];

        at += snprintf(text + at, sizeof text - (size_t)at, "%c %s %.60s", i ? ',' : ':', words[change->action],
                       before->items[decisions->object[i]].object.id);
        if (change->label)
            at += snprintf(text + at, sizeof text - (size_t)at, " to '%.60s'", change->label);
    }
    if (decisions->added.label)
        snprintf(text + at, sizeof text - (size_t)at, "; give the photo of %.60s '%.60s', too",
                 before->items[decisions->added_object].object.id, decisions->added.label);
    return text;
}
