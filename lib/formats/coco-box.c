/* See coco-box.h. */

#include "coco-box.h"

#include <math.h>
#include <string.h>

#include "coco-file.h"
#include "coco-mask.h"
#include "mlfix/annotation/annotation-errors.h"
#include "mlfix/json/json-members.h"
#include "mlfix/record/obb.h"

static void read_numbers(const struct coco_file *coco, const struct mlf_member *member, struct coco_place *place)
{
    struct mlf_json json = {coco->text.data, coco->text.length, member->span.offset};
    int first = 1;

    place->n = -1;
    if (!member->there || member->kind != MLF_JSON_ARRAY || mlf_json_enter(&json, MLF_JSON_ARRAY, NULL))
        return;
    for (int n = 0;; n++) {
        struct mlf_member value = {.there = 1};

        if (mlf_json_next(&json, MLF_JSON_ARRAY, &first, NULL, NULL) <= 0) {
            place->n = n;
            return;
        }
        if (n == 5 || mlf_json_value(&json, &value.span, &value.kind, NULL) || value.kind != MLF_JSON_NUMBER ||
            !mlf_member_number(coco->text.data, &value, &place->numbers[n]))
            return;
    }
}

/* Four numbers are the box, which CVAT and Datumaro mean to be turned clockwise about its centre by the attribute
 * "rotation"; five are centre, size and degrees counterclockwise, as Detectron2 has them (BoxMode.XYWHA_ABS). */
static int read_box(struct coco_place *place, struct mlf_object *object)
{
    const double *v = place->numbers;
    struct mlf_obb obb = {v[0], v[1], v[2], v[3], -v[4]};

    object->has_bbox = place->n == 4 || place->n == 5;
    if (!object->has_bbox)
        return 0;
    if (place->n == 4)
        obb = (struct mlf_obb){v[0] + v[2] / 2, v[1] + v[3] / 2, v[2], v[3], place->rotation};
    if (obb.degrees == 0 || !(obb.w > 0) || !(obb.h > 0)) {
        double left = place->n == 4 ? v[0] : obb.cx - obb.w / 2;
        double top = place->n == 4 ? v[1] : obb.cy - obb.h / 2;

        memcpy(object->bbox, (const double[]){left, top, v[2], v[3]}, sizeof object->bbox);
        return 1;
    }
    mlf_obb_envelope(&obb, object->bbox);
    mlf_obb_corners(&obb, place->corners);
    object->corners = place->corners;
    object->turned = obb.degrees;
    return 1;
}

/* The "rotation" of "attributes", in degrees. */
static int read_rotation(const struct coco_file *coco, const struct mlf_member *attributes, struct coco_place *place,
                         struct mlf_err *err)
{
    struct mlf_member member = {.key = "rotation"};

    if (!attributes->there || attributes->kind != MLF_JSON_OBJECT)
        return 0;
    if (mlf_json_pick(coco->text.data, coco->text.length, attributes->span.offset, &member, 1, NULL, err))
        return -1;
    if (!mlf_member_number(coco->text.data, &member, &place->rotation) || !isfinite(place->rotation))
        place->rotation = 0;
    return 0;
}

/* Whether the annotation is a label of the whole photo: it has neither a box, but for an empty one, nor another place.
 */
static int is_whole_image(const struct coco_file *coco, const struct mlf_member *bbox, const struct coco_place *place,
                          size_t offset)
{
    struct mlf_member members[] = {{.key = "category_id"}, {.key = "segmentation"}, {.key = "keypoints"}};
    const char *text = coco->text.data;

    if (bbox->there && bbox->kind != MLF_JSON_NULL && place->n != 0)
        return 0;
    return !mlf_json_pick(text, coco->text.length, offset, members, 3, NULL, NULL) && members[0].there &&
           (!members[1].there || members[1].kind == MLF_JSON_NULL || members[1].span.length == 2) && !members[2].there;
}

int coco_read_place(struct coco_place *place, const struct coco_file *coco, size_t offset,
                    const struct mlf_member *bbox, const struct mlf_member *attributes, struct mlf_mask *mask,
                    struct mlf_object *object, const char **why, struct mlf_err *err)
{
    int has;

    *why = NULL;
    if (read_rotation(coco, attributes, place, err))
        return mlf_fail_json(err, coco->text.path);
    read_numbers(coco, bbox, place);
    if (read_box(place, object))
        return 1;
    if (is_whole_image(coco, bbox, place, offset))
        return 0;
    *why = "the annotation has no bbox of four numbers";
    if (bbox->there && bbox->kind != MLF_JSON_NULL && place->n != 0)
        return 0;
    if ((has = coco_read_mask(mask, coco->text.data, coco->text.length, offset, err)) <= 0)
        return has;
    if (mask->broken || !mlf_mask_envelope(mask, object->bbox))
        return 0;
    object->has_bbox = 1;
    *why = NULL;
    return 1;
}
