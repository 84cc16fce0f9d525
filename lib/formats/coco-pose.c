/* See coco-pose.h. */

#include "coco-pose.h"

#include <math.h>
#include <stdlib.h>

#include "coco-file.h"
#include "mlfix/annotation/json-path.h"
#include "mlfix/base/array.h"
#include "mlfix/json/json-members.h"

void coco_pose_free(struct coco_pose *pose)
{
    for (size_t i = 0; i < pose->categories; i++)
        free(pose->of_category[i]);
    free(pose->of_category);
    mlf_string_set_free(&pose->names);
    mlf_pose_free(&pose->pose);
}

/* ---- Names ---- */

struct naming {
    struct coco_pose *pose;
    const struct coco_file *coco;
    const char **names; /* of the category */
    size_t n, capacity;
};

static int add_name(void *context, const struct json_place *place, struct mlf_err *err)
{
    struct naming *naming = context;
    char *name = json_place_text(naming->coco->text.data, place, err);
    const char *kept = mlf_string_set_keep(&naming->pose->names, name ? name : "", err);

    free(name);
    if (!kept || (err && err->text[0]) ||
        mlf_grow(&naming->names, &naming->capacity, naming->n + 2, sizeof *naming->names, err))
        return -1;
    naming->names[naming->n++] = kept;
    naming->names[naming->n] = NULL;
    return 0;
}

static int add_category(void *context, const struct json_place *place, struct mlf_err *err)
{
    struct naming *naming = context;
    const char *text = naming->coco->text.data;
    struct json_place id;
    char *key = json_path_find(text, place, "id", &id) ? json_place_text(text, &id, err) : NULL;
    size_t number = key ? mlf_string_set_find(&naming->coco->category_ids, key) : MLF_NO_STRING;

    free(key);
    naming->names = NULL;
    naming->n = naming->capacity = 0;
    if (number >= naming->pose->categories || naming->pose->of_category[number])
        return err && err->text[0] ? -1 : 0;
    if (json_path_each(text, place, "keypoints>*", add_name, naming, err) < 0) {
        free(naming->names);
        return -1;
    }
    naming->pose->of_category[number] = naming->names;
    return 0;
}

static int read_names(struct coco_pose *pose, const struct coco_file *coco, struct mlf_err *err)
{
    struct naming naming = {.pose = pose, .coco = coco};
    struct json_place categories;
    size_t end;

    if (!(pose->of_category = mlf_alloc(coco->category_ids.n, sizeof *pose->of_category, err)))
        return -1;
    pose->categories = coco->category_ids.n;
    if (!coco->category_array.length)
        return 0;
    return json_path_top(coco->text.data, coco->text.length, coco->category_array.offset, &categories, &end, err) ||
                   json_path_each(coco->text.data, &categories, "*", add_category, &naming, err) < 0
               ? -1
               : 0;
}

/* ---- Points ---- */

struct pointing {
    const char *text;
    struct mlf_pose *pose;
    const char *const *names; /* NULL: there are none, or no more */
    double place[2];
    size_t n; /* numbers so far */
};

static int add_number(void *context, const struct json_place *place, struct mlf_err *err)
{
    struct pointing *pointing = context;
    struct mlf_pose_point point = {.mirror = -1};
    double number;

    if (!json_place_number(pointing->text, place, &number))
        number = NAN;
    if (pointing->n % 3 < 2) {
        pointing->place[pointing->n++ % 3] = number;
        return 0;
    }
    pointing->n++;
    point.x = pointing->place[0];
    point.y = pointing->place[1];
    point.said = mlf_point_said(number);
    point.name = pointing->names ? *pointing->names : NULL;
    if (point.name)
        pointing->names++;
    return mlf_pose_add(pointing->pose, &point, err);
}

int coco_pose_read(struct coco_pose *pose, const struct coco_file *coco, size_t offset, const char *category_id,
                   struct mlf_err *err)
{
    struct mlf_member members[] = {{.key = "keypoints"}, {.key = "num_keypoints"}};
    struct pointing pointing = {.text = coco->text.data, .pose = &pose->pose};
    struct json_place place;
    double counted;
    size_t category;
    size_t end;

    mlf_pose_clear(&pose->pose);
    if (mlf_json_pick(coco->text.data, coco->text.length, offset, members, 2, NULL, err))
        return -1;
    if (!members[0].there || members[0].kind != MLF_JSON_ARRAY)
        return 0;
    if ((!pose->of_category && read_names(pose, coco, err)) ||
        json_path_top(coco->text.data, coco->text.length, members[0].span.offset, &place, &end, err))
        return -1;
    category = category_id ? mlf_string_set_find(&coco->category_ids, category_id) : MLF_NO_STRING;
    if (category < pose->categories)
        pointing.names = pose->of_category[category];
    if (json_path_each(coco->text.data, &place, "*", add_number, &pointing, err) < 0)
        return -1;
    if (mlf_member_number(coco->text.data, &members[1], &counted) && fabs(counted) < 1e9) {
        pose->pose.counts = 1;
        pose->pose.counted = (long)counted;
    }
    return pose->pose.n > 0;
}
