#include "page-evidence.h"

#include <math.h>
#include <stdlib.h>

#include <jansson.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/base/string-set.h"
#include "mlfix/record/record.h"
#include "mlfix/record/records.h"
#include "mlfix/sheet/sheet-groups.h"
#include "mlfix/sheet/sheets.h"

/* Which cell shows which object. */
struct owners {
    struct mlf_string_set ids;
    size_t *cell; /* by the id's number */
    size_t capacity;
};

static int list_owners(const struct mlf_sheets *sheets, struct owners *owners, struct mlf_err *err)
{
    const struct mlf_sheet_groups *groups = &sheets->groups;
    for (size_t i = 0; i < groups->n_cells; i++)
        for (size_t k = groups->first_member[i]; k < groups->first_member[i + 1]; k++) {
            struct mlf_err none = {""};
            char *id = mlf_record_string(&sheets->records->items[groups->member[k]], "id", &none);
            size_t number = 0;
            int added = 0, failed = id && mlf_string_set_add(&owners->ids, id, &number, &added, err);
            free(id);
            if (failed || (added && mlf_set_at(&owners->cell, &owners->capacity, number, i, err)))
                return -1;
        }
    return 0;
}

/* Appends the classes of a record's field; 1, 0 where it has none, -1 with err. */
static int put_likely(const struct mlf_record *record, struct mlf_string_set *labels, struct mlf_buf *buf,
                      struct mlf_err *err)
{
    struct mlf_err none = {""};
    json_t *likely = mlf_record_json(record, "likely", &none), *value;
    const char *name;
    int n = 0;
    json_object_foreach(likely, name, value)
    {
        size_t number = 0;
        if (!json_is_number(value))
            continue;
        if (mlf_string_set_add(labels, name, &number, NULL, err)) {
            json_decref(likely);
            return -1;
        }
        mlf_buf_printf(buf, "%s%zu,%.4g", n++ ? "," : "[", number, json_number_value(value));
    }
    json_decref(likely);
    mlf_buf_puts(buf, n ? "]" : "0");
    return n > 0;
}

#define MOST_NEAR 16

/* Appends the cells of a record's neighbours, each once. */
static int put_near(const struct mlf_record *record, const struct owners *owners, size_t own, struct mlf_buf *buf)
{
    struct mlf_err none = {""};
    json_t *nearest = mlf_record_json(record, "nearest", &none), *id;
    size_t cells[MOST_NEAR], n = 0, i;
    json_array_foreach(nearest, i, id)
    {
        size_t number = json_is_string(id) ? mlf_string_set_find(&owners->ids, json_string_value(id)) : MLF_NO_STRING;
        size_t cell = number == MLF_NO_STRING ? own : owners->cell[number], k = 0;
        while (k < n && cells[k] != cell)
            k++;
        if (cell == own || k < n || n == MOST_NEAR)
            continue;
        mlf_buf_printf(buf, "%s%zu", n ? "," : "[", cell);
        cells[n++] = cell;
    }
    json_decref(nearest);
    mlf_buf_puts(buf, n ? "]" : "0");
    return n > 0;
}

static int put_at(const struct mlf_record *record, struct mlf_buf *buf)
{
    double at[2];
    if (!mlf_record_numbers(record, "map_xy", at, 2) || !(at[0] >= 0 && at[0] <= 1 && at[1] >= 0 && at[1] <= 1)) {
        mlf_buf_putc(buf, '0');
        return 0;
    }
    mlf_buf_printf(buf, "[%.0f,%.0f]", rint(at[0] * 1e4), rint(at[1] * 1e4));
    return 1;
}

enum { LIKELY, NEAR, AT, MEMBERS };

int mlf_page_evidence_put(const struct mlf_sheets *sheets, struct mlf_string_set *labels, struct mlf_buf *buf,
                          struct mlf_err *err)
{
    static const char *const names[MEMBERS] = {"likely", "near", "at"};
    struct mlf_buf member[MEMBERS] = {{0}};
    struct owners owners = {{0}, NULL, 0};
    int known[MEMBERS] = {0}, result = list_owners(sheets, &owners, err);
    for (size_t i = 0; i < sheets->groups.n_cells && result == 0; i++) {
        const struct mlf_record *record = &sheets->records->items[sheets->groups.order[i]];
        for (int k = 0; k < MEMBERS; k++)
            mlf_buf_puts(&member[k], i ? "," : "");
        int likely = put_likely(record, labels, &member[LIKELY], err);
        known[LIKELY] += likely > 0;
        known[NEAR] += put_near(record, &owners, i, &member[NEAR]);
        known[AT] += put_at(record, &member[AT]);
        result = likely < 0 ? -1 : 0;
    }
    for (int k = 0; k < MEMBERS; k++) {
        if (result == 0 && known[k]) {
            result = mlf_buf_check(&member[k], err);
            mlf_buf_printf(buf, ",\"%s\":[", names[k]);
            mlf_buf_add(buf, member[k].data, member[k].length);
            mlf_buf_putc(buf, ']');
        }
        mlf_buf_free(&member[k]);
    }
    mlf_string_set_free(&owners.ids);
    free(owners.cell);
    return result;
}
