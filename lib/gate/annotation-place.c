/* Where findings stand in annotation files: the driver is asked which bytes it
 * would take out to remove each object, and the first of them is its place. */

#include "mlfix/gate/annotation-place.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/file.h"
#include "mlfix/base/limits.h"
#include "mlfix/base/message.h"
#include "mlfix/base/path.h"
#include "mlfix/base/portable.h"
#include "mlfix/dataset/attributes.h"
#include "mlfix/dataset/driver.h"
#include "mlfix/dataset/edits.h"
#include "mlfix/gate/findings.h"
#include "mlfix/gate/gate.h"
#include "mlfix/record/record.h"

struct place {
    const char *file; /* in the gate's texts; NULL: the object was not met */
    size_t index;
    size_t line, column;
};

struct placing {
    struct mlf_gate *gate;
    const struct mlf_dataset *dataset;
    struct mlf_string_set wanted; /* ids */
    struct place *places;         /* by number in `wanted` */
    size_t *order;                /* of places, by file and index */
};

static int meet(void *context, const struct mlf_object *object, struct mlf_err *err)
{
    struct placing *p = context;
    size_t number = mlf_string_set_find(&p->wanted, object->id);
    if (number == MLF_NO_STRING || p->places[number].file)
        return 0;
    p->places[number].file = mlf_string_set_keep(&p->gate->texts, object->file, err);
    p->places[number].index = object->index;
    return p->places[number].file ? 0 : -1;
}

static int by_place(const void *va, const void *vb, void *context)
{
    const struct place *places = context, *a = &places[*(const size_t *)va], *b = &places[*(const size_t *)vb];
    if (!a->file || !b->file)
        return !a->file - !b->file;
    int order = strcmp(a->file, b->file);
    return order ? order : (a->index > b->index) - (a->index < b->index);
}

/* Whether the byte is between objects: what a removal takes along. */
static int is_between(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ',';
}

/* Places that are in order in the file, from their edits. */
static void count_lines(struct placing *p, const size_t *order, size_t n, const struct mlf_edits *edits,
                        const char *text, size_t length)
{
    size_t line = 1, column = 1, at = 0;
    for (size_t i = 0; i < n; i++) {
        size_t target = edits->items[i].offset;
        while (target < length && is_between(text[target]))
            target++;
        for (; at < target && at < length; at++) {
            column = text[at] == '\n' ? 1 : column + (((unsigned char)text[at] & 0xc0) != 0x80);
            line += text[at] == '\n';
        }
        p->places[order[i]].line = line;
        p->places[order[i]].column = column;
    }
}

/* Asks for all n at once. 1 where each has one edit of its own; neighbours may
 * go in one. *why is what the driver says where it cannot do it. */
static int place_together(struct placing *p, const size_t *order, size_t n, const char *text, size_t length,
                          struct mlf_err *why, struct mlf_err *err)
{
    struct mlf_edits edits = {0};
    struct mlf_change *changes = mlf_alloc(n, sizeof *changes, err);
    int placed = 0;
    if (!changes)
        return -1;
    for (size_t i = 0; i < n; i++)
        changes[i] = (struct mlf_change){.index = p->places[order[i]].index, .action = MLF_REMOVE};
    /* A report without a line is better than none: what cannot be placed is not. */
    if (p->dataset->driver->edit(p->dataset, p->places[order[0]].file, changes, n, &edits, why) == 0 &&
        mlf_edits_sort(&edits, why) == 0 && edits.n == n && !edits.items[0].move_to) {
        count_lines(p, order, n, &edits, text, length);
        placed = 1;
    }
    mlf_edits_free(&edits);
    free(changes);
    return placed;
}

/* So many objects are asked for one by one, where they cannot be together. */
#define ALONE 100

static int place_in_file(struct placing *p, const size_t *order, size_t n, struct mlf_err *err)
{
    struct mlf_err why = {""};
    char *path = mlf_path_join(p->dataset->root, p->places[order[0]].file, err), *text;
    size_t length = 0;
    if (!path)
        return -1;
    text = mlf_file_read(path, MLF_LIMIT_PLACES_FILE, &length, &why);
    free(path);
    if (!text) {
        mlf_warn("no lines are known of what is found in '%s': %s", p->places[order[0]].file, why.text);
        return 0;
    }
    int placed = place_together(p, order, n, text, length, &why, err), alone = placed == 0 && n > 1;
    size_t with_line = placed > 0 ? n : 0;
    for (size_t i = 0; i < n && i < ALONE && alone && placed >= 0; i++) {
        struct mlf_err here = {""};
        placed = place_together(p, order + i, 1, text, length, &here, err);
        with_line += placed > 0;
        if (here.text[0] && !why.text[0])
            why = here;
    }
    if (placed >= 0 && with_line < n && why.text[0])
        mlf_warn("no line is known of %zu that are found in '%s': %s", n - with_line, p->places[order[0]].file,
                 why.text);
    free(text);
    return placed < 0 ? -1 : 0;
}

static int list_wanted(struct placing *p, size_t *of_finding, struct mlf_err *err)
{
    for (size_t i = 0; i < p->gate->n; i++) {
        const struct mlf_gate_finding *finding = &p->gate->findings[i];
        const struct mlf_record *record = &p->gate->records.items[finding->record];
        /* a label that a photo misses has no place, but the object beside which it is missing has one */
        const char *key = mlf_record_find(record, "beside") ? "beside" : "id";
        char *id = finding->known ? NULL : mlf_record_string(record, key, err);
        of_finding[i] = MLF_NO_STRING;
        int failed = id && mlf_string_set_add(&p->wanted, id, &of_finding[i], NULL, err) < 0;
        free(id);
        if (failed || err->text[0])
            return -1;
    }
    return 0;
}

int mlf_gate_place(struct mlf_gate *gate, const struct mlf_dataset *dataset, struct mlf_err *err)
{
    struct placing p = {.gate = gate, .dataset = dataset};
    size_t *of_finding = mlf_alloc(gate->n, sizeof *of_finding, err), n;
    int result = -1;
    if (!of_finding || list_wanted(&p, of_finding, err))
        goto done;
    n = p.wanted.n;
    p.places = mlf_alloc(n, sizeof *p.places, err);
    p.order = mlf_alloc(n, sizeof *p.order, err);
    if (!p.places || !p.order || mlf_attributes_read(dataset, meet, &p, err))
        goto done;
    for (size_t i = 0; i < n; i++)
        p.order[i] = i;
    mlf_sort(p.order, n, sizeof *p.order, by_place, p.places);
    for (size_t first = 0, end; first < n && p.places[p.order[first]].file; first = end) {
        const char *file = p.places[p.order[first]].file;
        for (end = first + 1; end < n && p.places[p.order[end]].file == file; end++)
            ;
        if (place_in_file(&p, p.order + first, end - first, err))
            goto done;
    }
    for (size_t i = 0; i < gate->n; i++) {
        if (of_finding[i] == MLF_NO_STRING)
            continue;
        gate->findings[i].line = p.places[of_finding[i]].line;
        gate->findings[i].column = p.places[of_finding[i]].column;
    }
    result = 0;
done:
    mlf_string_set_free(&p.wanted);
    free(p.places);
    free(p.order);
    free(of_finding);
    return result;
}
