/* See doctor-tracks.h.
 *
 * The way of a track between two frames is taken for straight and steady, as short pieces of ways are. What differs
 * from frame to frame is measured in the object's own size, so that near and far objects count alike: the distance of
 * two boxes is the root of the squares of dx / s, dy / s, ln(w / w') and ln(h / h'), s being the root of the area. */

#include "doctor-tracks.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "doctor-measure.h"
#include "doctor-twins.h"
#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/json/json-text.h"

struct step {
    struct mlf_finding *finding;
    size_t sequence; /* bytes of the track's name that name its sequence */
    double at[4];    /* middle, and logarithms of the sides */
    double away;     /* from the way between the boxes before and after it; NAN: not known */
    int broken;      /* the way breaks in front of it */
    double apart;    /* by so much */
    double expected[4];
};

struct tracks {
    struct step *steps; /* by sequence, track and frame */
    size_t n;
    double limit; /* what is further away is out of the way */
};

/* "0003" of "0003#7". */
static size_t sequence_of(const char *track)
{
    const char *mark = strrchr(track, '#');

    return mark ? (size_t)(mark - track) : strlen(track);
}

static int by_sequence(const struct step *x, const struct step *y)
{
    size_t least = x->sequence < y->sequence ? x->sequence : y->sequence;
    int order = memcmp(x->finding->object.track, y->finding->object.track, least);

    return order ? order : (x->sequence > y->sequence) - (x->sequence < y->sequence);
}

static int by_frame(const void *a, const void *b)
{
    const struct step *x = a;
    const struct step *y = b;
    const struct mlf_object *p = &x->finding->object;
    const struct mlf_object *q = &y->finding->object;
    int order = by_sequence(x, y);

    if (!order && p->track != q->track)
        order = strcmp(p->track, q->track);
    if (!order)
        order = (p->frame > q->frame) - (p->frame < q->frame);
    return order ? order : (x->finding > y->finding) - (x->finding < y->finding);
}

static int collect(struct tracks *tracks, struct mlf_objects *objects, struct mlf_err *err)
{
    size_t n = 0;

    for (size_t i = 0; i < objects->n; i++)
        n += objects->items[i].object.track != NULL;
    if (n == 0)
        return 0;
    if (!(tracks->steps = mlf_alloc(n, sizeof *tracks->steps, err)))
        return -1;
    for (size_t i = 0; i < objects->n; i++) {
        struct mlf_finding *finding = &objects->items[i];
        const double *box = finding->object.bbox;
        struct step *step = &tracks->steps[tracks->n];

        if (!finding->object.track)
            continue;
        *step = (struct step){.finding = finding, .sequence = sequence_of(finding->object.track), .away = NAN};
        if (mlf_doctor_is_box(finding))
            memcpy(step->at, (double[]){box[0] + box[2] / 2, box[1] + box[3] / 2, log(box[2]), log(box[3])},
                   sizeof step->at);
        else
            step->at[0] = NAN;
        tracks->n++;
    }
    qsort(tracks->steps, tracks->n, sizeof *tracks->steps, by_frame);
    return 0;
}

/* ---- Labels and numbers of frames ---- */

static int note_label(struct mlf_finding *finding, const char *label, double share, struct mlf_err *err)
{
    struct mlf_buf value = {0};
    int result;

    mlf_buf_puts(&value, "{\"label\":");
    mlf_json_put_string(&value, label);
    mlf_buf_puts(&value, ",\"share\":");
    mlf_json_put_number(&value, round(share * 1000) / 1000);
    mlf_buf_puts(&value, "}");
    result = mlf_buf_check(&value, err) ? -1 : mlf_finding_measure(finding, MLF_ISSUE_TRACK_LABEL, value.data, err);
    mlf_buf_free(&value);
    return result;
}

/* A track has few labels: the number of those of one label is counted anew for each change of label. Where two are as
 * common, the one that comes first is taken. */
static int examine_labels(struct step *steps, size_t n, struct mlf_err *err)
{
    const char *common = NULL;
    const char *last = NULL;
    size_t most = 0;

    for (size_t i = 0; i < n; i++) {
        const char *label = steps[i].finding->object.label;
        size_t count = 0;

        if (!label || label == last)
            continue;
        last = label;
        for (size_t k = 0; k < n && label != common; k++)
            count += steps[k].finding->object.label == label;
        if (count > most) {
            most = count;
            common = label;
        }
        if (most == n)
            return 0;
    }
    for (size_t i = 0; i < n; i++) {
        const char *label = steps[i].finding->object.label;

        if (label && label != common && note_label(steps[i].finding, common, (double)most / (double)n, err))
            return -1;
    }
    return 0;
}

static int note_twice(struct step *steps, struct mlf_err *err)
{
    struct mlf_buf value = {0};
    int result = -1;

    mlf_json_put_string(&value, steps[0].finding->object.id);
    if (!mlf_buf_check(&value, err))
        result = mlf_finding_measure(steps[1].finding, MLF_ISSUE_TRACK_TWICE, value.data, err);
    mlf_buf_free(&value);
    return result;
}

static int by_number(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;

    return (x > y) - (x < y);
}

/* How many of the sorted numbers are less than `limit`. */
static size_t count_less(const double *numbers, size_t n, double limit)
{
    size_t low = 0;

    while (low < n) {
        size_t middle = low + (n - low) / 2;

        if (numbers[middle] < limit)
            low = middle + 1;
        else
            n = middle;
    }
    return low;
}

/* The gaps in the tracks of one sequence. */
static int examine_frames(struct step *steps, size_t n, struct mlf_err *err)
{
    double *frames = mlf_alloc(n, sizeof *frames, err);
    size_t different = 0;
    int result = frames ? 0 : -1;

    for (size_t i = 0; i < n && !result; i++)
        frames[i] = (double)steps[i].finding->object.frame;
    if (!result)
        qsort(frames, n, sizeof *frames, by_number);
    for (size_t i = 0; i < n && !result; i++)
        if (different == 0 || frames[i] > frames[different - 1])
            frames[different++] = frames[i];
    for (size_t i = 1; i < n && !result; i++) {
        const struct mlf_object *before = &steps[i - 1].finding->object;
        const struct mlf_object *now = &steps[i].finding->object;
        size_t between;

        if (before->track != now->track)
            continue;
        if (before->frame == now->frame) {
            result = note_twice(steps + i - 1, err);
            continue;
        }
        between = count_less(frames, different, (double)now->frame) -
                  count_less(frames, different, (double)before->frame) - 1;
        if (between > 0 && !now->resumes)
            result = mlf_doctor_measure(steps[i].finding, MLF_ISSUE_TRACK_GAP, (double)between, err);
    }
    free(frames);
    return result;
}

/* ---- Ways ---- */

static double distance(const double a[4], const double b[4])
{
    double size = exp((a[2] + a[3] + b[2] + b[3]) / 4);

    return hypot(hypot((a[0] - b[0]) / size, (a[1] - b[1]) / size), hypot(a[2] - b[2], a[3] - b[3]));
}

/* Where the object would be in the frame of `at` by what it is at a and b. */
static void predict(const struct step *a, const struct step *b, const struct step *at, double place[4])
{
    double from = (double)a->finding->object.frame;
    double part = ((double)at->finding->object.frame - from) / ((double)b->finding->object.frame - from);

    for (int k = 0; k < 4; k++)
        place[k] = a->at[k] + (b->at[k] - a->at[k]) * part;
}

/* Whether the n steps are of one track, in frames that follow each other without a gap, and all are boxes. */
static int is_piece(const struct step *steps, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const uint64_t apart = UINT64_C(1) << MLF_ISSUE_TRACK_GAP | UINT64_C(1) << MLF_ISSUE_TRACK_TWICE;

        if (isnan(steps[i].at[0]) || (i > 0 && (steps[i].finding->object.track != steps[0].finding->object.track ||
                                                steps[i].finding->object.resumes || steps[i].finding->issues & apart)))
            return 0;
    }
    return 1;
}

static int measure_ways(struct tracks *tracks, struct mlf_err *err)
{
    double *known = mlf_alloc(tracks->n, sizeof *known, err);
    double middle = 0;
    size_t n = 0;

    if (!known)
        return -1;
    for (size_t i = 1; i + 1 < tracks->n; i++) {
        struct step *step = &tracks->steps[i];
        double place[4];

        if (!is_piece(step - 1, 3))
            continue;
        predict(step - 1, step + 1, step, place);
        step->away = known[n++] = distance(step->at, place);
    }
    if (n > 0) {
        qsort(known, n, sizeof *known, by_number);
        middle = known[n / 2];
        for (size_t i = 0; i < n; i++)
            known[i] = fabs(known[i] - middle);
        qsort(known, n, sizeof *known, by_number);
        middle += MLF_JUMP_DEVIATIONS * 1.4826 * known[n / 2];
    }
    tracks->limit = fmax(middle, MLF_LEAST_JUMP);
    free(known);
    return 0;
}

/* A single box is out of the way of its neighbours, which are not out of each other's: without it the way is as steady
 * as before. */
static int jumps(const struct tracks *tracks, size_t i)
{
    const struct step *step = &tracks->steps[i];

    return step->away > tracks->limit && distance(step[-1].at, step[1].at) < step->away &&
           !(step[-1].away > step->away) && !(step[1].away > step->away);
}

/* The way before box i and the way from it on do not lead to each other. */
static void look_for_break(struct tracks *tracks, size_t i)
{
    struct step *step = &tracks->steps[i];
    double back[4];

    if (i < 2 || i + 1 >= tracks->n || !is_piece(step - 2, 4) || jumps(tracks, i) || jumps(tracks, i - 1))
        return;
    if ((i + 2 < tracks->n && is_piece(step - 2, 5) && jumps(tracks, i + 1)) ||
        (i > 2 && is_piece(step - 3, 5) && jumps(tracks, i - 2)))
        return;
    predict(step - 2, step - 1, step, step->expected);
    predict(step, step + 1, step - 1, back);
    step->apart = fmin(distance(step->expected, step->at), distance(back, step[-1].at));
    step->broken = step->apart > 2 * tracks->limit;
}

static int note_switch(struct step *step, const struct step *other, struct mlf_err *err)
{
    struct mlf_buf value = {0};
    int result;

    mlf_buf_puts(&value, "{\"distance\":");
    mlf_json_put_number(&value, round(step->apart * 100) / 100);
    if (other) {
        mlf_buf_puts(&value, ",\"track\":");
        mlf_json_put_string(&value, other->finding->object.track);
    }
    mlf_buf_puts(&value, "}");
    result =
        mlf_buf_check(&value, err) ? -1 : mlf_finding_measure(step->finding, MLF_ISSUE_TRACK_SWITCH, value.data, err);
    mlf_buf_free(&value);
    return result;
}

/* The breaks in one sequence: two of one frame that lead to each other's boxes have changed places. */
static int note_breaks(struct step *steps, size_t n, struct mlf_err *err)
{
    for (size_t i = 0; i < n; i++) {
        const struct step *other = NULL;

        if (!steps[i].broken)
            continue;
        for (size_t k = 0; k < n && !other; k++)
            if (k != i && steps[k].broken && steps[k].finding->object.frame == steps[i].finding->object.frame &&
                distance(steps[i].expected, steps[k].at) < steps[i].apart / 2)
                other = &steps[k];
        if (note_switch(&steps[i], other, err))
            return -1;
    }
    return 0;
}

static int examine_ways(struct tracks *tracks, struct mlf_err *err)
{
    if (measure_ways(tracks, err))
        return -1;
    for (size_t i = 0; i < tracks->n; i++) {
        if (jumps(tracks, i) && mlf_doctor_measure(tracks->steps[i].finding, MLF_ISSUE_TRACK_JUMP,
                                                   round(tracks->steps[i].away * 100) / 100, err))
            return -1;
        look_for_break(tracks, i);
    }
    return 0;
}

/* Calls the function for each run of steps of one track, or of one sequence. */
static int each_run(struct tracks *tracks, int of_sequence, int (*examine)(struct step *, size_t, struct mlf_err *),
                    struct mlf_err *err)
{
    int result = 0;

    for (size_t first = 0, end; first < tracks->n && !result; first = end) {
        const struct step *begin = &tracks->steps[first];

        for (end = first + 1; end < tracks->n; end++)
            if (of_sequence ? by_sequence(begin, &tracks->steps[end]) != 0
                            : begin->finding->object.track != tracks->steps[end].finding->object.track)
                break;
        result = examine(tracks->steps + first, end - first, err);
    }
    return result;
}

int mlf_doctor_examine_tracks(struct mlf_objects *objects, struct mlf_err *err)
{
    struct tracks tracks = {0};
    int result = collect(&tracks, objects, err);

    if (!result && tracks.n > 0 &&
        (each_run(&tracks, 0, examine_labels, err) || each_run(&tracks, 1, examine_frames, err) ||
         examine_ways(&tracks, err) || each_run(&tracks, 1, note_breaks, err)))
        result = -1;
    free(tracks.steps);
    return result;
}
