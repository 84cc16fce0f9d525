#include "mlfix/dataset/photo-list.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/base/array.h"
#include "mlfix/base/path.h"
#include "mlfix/dataset/driver.h"
#include "mlfix/dataset/files.h"
#include "mlfix/dataset/photo-names.h"
#include "photo-search.h"

/* Where one name leads. */
struct lead {
    char *photo;   /* found by searching, or NULL: the name as it stands */
    char *why;     /* it was not found, or NULL */
    int there;     /* the photo is there */
    size_t number; /* of its photo among all that names lead to */
};

static void leads_free(struct lead *leads, size_t n)
{
    for (size_t i = 0; leads && i < n; i++) {
        free(leads[i].photo);
        free(leads[i].why);
    }
    free(leads);
}

static const char *called(const struct mlf_photo_list *list, size_t name)
{
    return list->called[name] ? list->called[name] : list->said.items[name];
}

/* Whether both names are the same path, written differently. */
static int same_path(const char *a, const char *b, struct mlf_err *err)
{
    struct mlf_string_set first = {0};
    struct mlf_string_set second = {0};
    int same = !strstr(a, "..") && !strstr(b, "..") && !mlf_photo_paths(a, &first, err) &&
               !mlf_photo_paths(b, &second, err) && first.n > 0 && second.n > 0 &&
               !strcmp(first.items[0], second.items[0]);

    mlf_string_set_free(&first);
    mlf_string_set_free(&second);
    return same;
}

static int follow(struct mlf_photo_list *list, const struct mlf_dataset *dataset, struct mlf_photo_search *search,
                  size_t name, struct lead *lead, struct mlf_err *err)
{
    const char *path = list->said.items[name];

    *lead = (struct lead){.there = mlf_path_is_inside(path) && mlf_is_file(dataset->images, path)};
    if (lead->there || strlen(path) > 4096)
        return 0;
    lead->photo = mlf_search_photo(search, dataset, called(list, name), &lead->why, err);
    lead->there = lead->photo != NULL;
    return err && err->text[0] ? -1 : 0;
}

/* The names that lead to one photo: the first two. */
struct sharers {
    size_t first, second; /* MLF_NO_STRING: there is none */
};

/* Notes which names lead to which photo. */
static int list_sharers(const struct mlf_photo_list *list, struct lead *leads, size_t name, struct sharers *sharers,
                        struct mlf_err *err)
{
    struct mlf_string_set photos = {0};
    int result = 0;

    for (size_t i = 0; i < list->said.n && !result; i++) {
        struct lead *lead = i >= name ? &leads[i - name] : NULL;
        size_t number;
        int added;

        result =
            mlf_string_set_add(&photos, lead && lead->photo ? lead->photo : list->said.items[i], &number, &added, err);
        if (result)
            break;
        if (added)
            sharers[number] = (struct sharers){i, MLF_NO_STRING};
        else if (sharers[number].second == MLF_NO_STRING)
            sharers[number].second = i;
        if (lead)
            lead->number = number;
    }
    mlf_string_set_free(&photos);
    return result;
}

/* Takes photos back that two different names lead to. */
static int refuse_shared(const struct mlf_photo_list *list, struct lead *leads, size_t name, struct mlf_err *err)
{
    struct sharers *sharers = mlf_alloc(list->said.n, sizeof *sharers, err);
    int result = sharers ? list_sharers(list, leads, name, sharers, err) : -1;

    for (size_t i = name; i < list->said.n && !result; i++) {
        struct lead *lead = &leads[i - name];
        size_t other = lead->photo ? sharers[lead->number].first : i;

        if (lead->photo && other == i)
            other = sharers[lead->number].second;
        if (!lead->photo || other == MLF_NO_STRING || same_path(called(list, i), called(list, other), err))
            continue;
        lead->why = mlf_strf(err, "'%.200s' and '%.200s' would both be the photo '%.200s'", called(list, i),
                             called(list, other), lead->photo);
        result = lead->why ? 0 : -1;
    }
    for (size_t i = name; i < list->said.n; i++)
        if (leads[i - name].photo && leads[i - name].why) {
            free(leads[i - name].photo);
            leads[i - name].photo = NULL;
            leads[i - name].there = 0;
        }
    free(sharers);
    return result;
}

/* Adds the photo of each name: of[] tells its number. */
static int add_photos(struct mlf_photo_list *list, const struct lead *leads, size_t name, size_t *of,
                      struct mlf_err *err)
{
    for (size_t i = name; i < list->said.n; i++) {
        const struct lead *lead = &leads[i - name];
        int added;

        if (mlf_string_set_add(&list->paths, lead->photo ? lead->photo : list->said.items[i], &of[i - name], &added,
                               err))
            return -1;
        if (!added)
            continue;
        if (mlf_grow(&list->places, &list->place_capacity, list->paths.n, sizeof *list->places, err))
            return -1;
        list->places[of[i - name]] = (struct mlf_photo_place){.there = lead->there};
        if (lead->why && !(list->places[of[i - name]].why = mlf_string_set_keep(&list->texts, lead->why, err)))
            return -1;
    }
    return 0;
}

int mlf_photo_list_settle(struct mlf_photo_list *list, const struct mlf_dataset *dataset, size_t first, size_t **of,
                          struct mlf_err *err)
{
    size_t n = list->said.n - first;
    struct lead *leads = mlf_alloc(n, sizeof *leads, err);
    struct mlf_photo_search search = {0};
    int found = 0;
    int result = leads && (*of = mlf_alloc(n, sizeof **of, err)) ? 0 : -1;

    for (size_t i = 0; i < n && !result; i++) {
        result = follow(list, dataset, &search, first + i, &leads[i], err);
        found |= leads[i].photo != NULL;
    }
    if (!result && found)
        result = refuse_shared(list, leads, first, err);
    if (!result)
        result = add_photos(list, leads, first, *of, err);
    mlf_photo_search_free(&search);
    leads_free(leads, n);
    return result;
}

int mlf_photo_list_add(struct mlf_photo_list *list, const char *image, const char *named, size_t *number,
                       struct mlf_err *err)
{
    int added;

    if (mlf_string_set_add(&list->said, image, number, &added, err))
        return -1;
    if (!added)
        return 0;
    if (mlf_grow(&list->called, &list->called_capacity, *number + 1, sizeof *list->called, err))
        return -1;
    list->called[*number] = NULL;
    if (!named || !strcmp(named, image))
        return 0;
    return (list->called[*number] = mlf_string_set_keep(&list->texts, named, err)) ? 0 : -1;
}

void mlf_photo_list_free(struct mlf_photo_list *list)
{
    mlf_string_set_free(&list->said);
    mlf_string_set_free(&list->paths);
    mlf_string_set_free(&list->texts);
    free(list->called);
    free(list->places);
    *list = (struct mlf_photo_list){0};
}
