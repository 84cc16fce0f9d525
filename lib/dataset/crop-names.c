/* See mlfix/crop-names.h. */

#include "mlfix/dataset/crop-names.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/files.h"
#include "mlfix/dataset/finding.h"
#include "mlfix/dataset/label-sets.h"
#include "mlfix/dataset/objects.h"

/* "Annotations-a.xml-3" of "Annotations/a.xml#3": what stands between the parts
 * of an id becomes '-', then the name is made safe. New memory. */
static char *plain_name(const char *id, struct mlf_err *err)
{
    char *text = mlf_strdup(id, err);
    char *name;

    if (!text)
        return NULL;
    for (char *at = text; *at; at++)
        if (*at == '/' || *at == '#' || *at == '~')
            *at = '-';
    name = mlf_path_component(text, err);
    free(text);
    return name;
}

/* CLASS/NAME, with the checksum of the id in NAME where that is taken: then *twin is set. */
static char *crop_name(const struct mlf_finding *finding, struct mlf_string_set *taken, int *twin, struct mlf_err *err)
{
    const struct mlf_object *object = &finding->object;
    const char *id = finding->in_set && object->image ? object->image : object->id;
    char *class = mlf_path_component(object->label && !finding->in_set ? object->label : "", err);
    char *name = plain_name(id, err);
    char *path = class && name ? mlf_strf(err, "%s/%s", class, name) : NULL;
    int added = 0;

    if (path && (finding->twin || (!mlf_string_set_add(taken, path, NULL, &added, err) && !added))) {
        *twin = 1;
        free(name);
        free(path);
        name = mlf_path_unique(id, err);
        path = name ? mlf_strf(err, "%s/%s", class, name) : NULL;
        if (path && (mlf_string_set_add(taken, path, NULL, &added, err) || !added)) {
            mlf_fail(err, "the crops of two objects would have the same name '%s'", path);
            free(path);
            path = NULL;
        }
    }
    free(class);
    free(name);
    return path;
}

/* Whether the object has a crop of its own. */
static int has_crop(const struct mlf_objects *objects, size_t number)
{
    const struct mlf_finding *finding = &objects->items[number];

    if (finding->error)
        return 0;
    return !finding->in_set || finding->photo == MLF_NO_PHOTO ||
           mlf_label_sets_first(objects, &objects->photos[finding->photo]) == number;
}

/* A folder that is not there yet is made when the first crop is written. */
static int check_class_folder(const char *folder, const char *crop, struct mlf_string_set *made, struct mlf_err *err)
{
    char *class = mlf_strndup(crop, (size_t)(strchr(crop, '/') - crop), err);
    int added = 0;
    int inside;
    int result = -1;

    if (!class || mlf_string_set_add(made, class, NULL, &added, err))
        goto done;
    if (!added || !mlf_is_folder(folder, class)) {
        result = 0;
        goto done;
    }
    inside = mlf_path_resolves_inside(folder, class, err);
    if (inside == 0)
        mlf_fail(err, "'%s' in '%s' is a link that leads out of it: nothing is written there", class, folder);
    result = inside > 0 ? 0 : -1;
done:
    free(class);
    return result;
}

int mlf_objects_name_crops(struct mlf_objects *objects, const char *folder, const char *type, struct mlf_err *err)
{
    struct mlf_string_set taken = {0};
    struct mlf_string_set made = {0};
    int result = mlf_path_make_folders(folder, err);

    for (size_t i = 0; i < objects->n && !result; i++) {
        struct mlf_finding *finding = &objects->items[i];
        char *name;
        char *file;

        if (!has_crop(objects, i))
            continue;
        name = crop_name(finding, &taken, &finding->twin, err);
        result = name ? check_class_folder(folder, name, &made, err) : -1;
        file = result ? NULL : mlf_strf(err, "%s.%s", name, type);
        finding->crop = file ? mlf_path_join(folder, file, err) : NULL;
        result = finding->crop ? 0 : -1;
        free(name);
        free(file);
    }
    mlf_string_set_free(&taken);
    mlf_string_set_free(&made);
    return result;
}

int mlf_objects_mark_twins(struct mlf_objects *objects, struct mlf_err *err)
{
    struct mlf_string_set taken = {0};
    int result = 0;

    for (size_t i = 0; i < objects->n && !result; i++) {
        struct mlf_finding *finding = &objects->items[i];
        int has = has_crop(objects, i);
        char *name = has ? crop_name(finding, &taken, &finding->twin, err) : NULL;

        result = !has || name ? 0 : -1;
        free(name);
    }
    mlf_string_set_free(&taken);
    return result;
}
