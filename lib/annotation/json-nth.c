/* See json-nth.h. */

#include "json-nth.h"

struct json_nth_list *json_nth_known(struct json_nth *nth, const char *path, size_t entry, size_t name)
{
    for (size_t i = 0; i < JSON_NTH_LISTS; i++) {
        struct json_nth_list *list = &nth->lists[i];

        if (list->path == path && list->entry == entry && list->name == name)
            return list;
    }
    return NULL;
}

struct json_nth_list *json_nth_take(struct json_nth *nth, const char *path, size_t entry, size_t name)
{
    struct json_nth_list *list = &nth->lists[nth->used++ % JSON_NTH_LISTS];

    *list = (struct json_nth_list){.path = path, .entry = entry, .name = name};
    return list;
}

int json_nth_member(struct json_nth_list *list, const char *text, size_t number, struct json_place *found)
{
    struct mlf_json json = {text, list->list.value.offset + list->list.value.length, list->at};
    struct json_place *member = &list->member;
    int first = list->next == 0;

    if (list->ended && number >= list->next)
        return 0;
    if (list->next > number + 1 || list->next == 0) { /* it stands before those that were asked for */
        list->next = 0;
        list->ended = 0;
        first = 1;
        json.at = list->list.value.offset;
        if (mlf_json_enter(&json, MLF_JSON_ARRAY, NULL))
            return 0;
    }
    while (list->next <= number) {
        if (mlf_json_next(&json, MLF_JSON_ARRAY, &first, NULL, NULL) <= 0 ||
            mlf_json_value(&json, &member->value, &member->kind, NULL)) {
            list->ended = 1;
            return 0;
        }
        list->at = json.at;
        member->number = list->next++;
    }
    *found = *member;
    found->container = list->list.value;
    found->name = list->list.name;
    found->key.length = 0;
    return 1;
}
