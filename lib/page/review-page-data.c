#include "review-page-data.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <glib.h>

#include "mlfix/base/buf.h"
#include "mlfix/base/checksum.h"
#include "mlfix/base/err.h"
#include "mlfix/base/path.h"
#include "mlfix/base/string-set.h"
#include "mlfix/json/json-text.h"
#include "mlfix/photo/save.h"
#include "mlfix/record/fields.h"
#include "mlfix/record/record.h"
#include "mlfix/record/records.h"
#include "mlfix/sheet/caption.h"
#include "mlfix/sheet/doubt.h"
#include "mlfix/sheet/icon.h"
#include "mlfix/sheet/sheet-groups.h"
#include "mlfix/sheet/sheets.h"
#include "mlfix/sheet/track-cells.h"
#include "page-evidence.h"
#include "page-places.h"

/* Appends the field as it stands in the record, under another name. */
static void put_raw(struct mlf_buf *buf, const char *name, const struct mlf_record *record, const char *key)
{
    const struct mlf_field *field = mlf_record_find(record, key);
    if (!field)
        return;
    mlf_buf_printf(buf, ",\"%s\":", name);
    mlf_buf_add(buf, field->value, field->length);
}

/* Appends the number of a field's text among the labels; -1 where the record has none. */
static int put_label(struct mlf_buf *buf, const char *name, const struct mlf_record *record, const char *key,
                     struct mlf_string_set *labels, struct mlf_err *err)
{
    struct mlf_err none = {""};
    char *text = mlf_record_string(record, key, &none);
    size_t number = (size_t)-1;
    if (text && mlf_string_set_add(labels, text, &number, NULL, err)) {
        free(text);
        return -1;
    }
    free(text);
    mlf_buf_printf(buf, ",\"%s\":%ld", name, number == (size_t)-1 ? -1L : (long)number);
    return 0;
}

static int put_caption(const struct mlf_sheets *sheets, const struct mlf_sheet_group *group,
                       const struct mlf_record *record, struct mlf_buf *buf, struct mlf_err *err)
{
    struct mlf_sheet_caption caption;
    struct mlf_buf text = {0};
    /* with room enough for all of it: the page shortens captions by itself */
    if (mlf_sheet_caption_make(record, sheets->options.captions, sheets->options.n_captions, group, 100, &caption, err))
        return -1;
    for (int i = 0; i < caption.n; i++)
        mlf_buf_printf(&text, "%s%s", text.length > 0 && caption.lines[i][0] ? " " : "", caption.lines[i]);
    if (text.length > 0 && sheets->options.n_captions > 0) { /* without fields, the page itself shows the suggestion */
        mlf_buf_puts(buf, ",\"caption\":");
        mlf_json_put_string(buf, text.data);
    }
    if (caption.percent[0])
        mlf_buf_printf(buf, ",\"percent\":\"%s\"", caption.percent);
    mlf_sheet_caption_free(&caption);
    int result = mlf_buf_check(&text, err);
    mlf_buf_free(&text);
    return result;
}

static void put_ids(const struct mlf_sheets *sheets, size_t cell, struct mlf_buf *buf)
{
    const struct mlf_sheet_groups *groups = &sheets->groups;
    const char *before = "";
    mlf_buf_puts(buf, ",\"ids\":[");
    for (size_t k = groups->first_member[cell]; k < groups->first_member[cell + 1]; k++) {
        const struct mlf_field *id = mlf_record_find(&sheets->records->items[groups->member[k]], "id");
        mlf_buf_puts(buf, before);
        if (id)
            mlf_buf_add(buf, id->value, id->length);
        else
            mlf_buf_puts(buf, "null");
        before = ",";
    }
    mlf_buf_putc(buf, ']');
}

static uint64_t add_raw(uint64_t sum, const struct mlf_record *record, const char *key)
{
    const struct mlf_field *field = mlf_record_find(record, key);
    if (field)
        sum = mlf_checksum(sum, field->value, field->length);
    return mlf_checksum(sum, "\n", 1);
}

/* A checksum by which the browser knows the object again when its sheets are drawn anew: of its
 * id, label, box and photo's name; of one without an id, also of the paths of photo and crop. */
static uint64_t object_sum(const struct mlf_record *record)
{
    struct mlf_err none = {""};
    char *image = mlf_record_string(record, "image", &none);
    uint64_t sum = add_raw(add_raw(add_raw(MLF_CHECKSUM_START, record, "id"), record, "label"), record, "bbox");
    if (image)
        sum = mlf_checksum(sum, mlf_path_base(image), strlen(mlf_path_base(image)));
    if (!mlf_record_find(record, "id"))
        sum = add_raw(add_raw(sum, record, "image"), record, "crop");
    free(image);
    return sum;
}

/* Appends for each cell the checksums of its objects, one after the other, 16 digits each. */
static void put_objects(const struct mlf_sheets *sheets, struct mlf_buf *buf)
{
    const struct mlf_sheet_groups *groups = &sheets->groups;
    mlf_buf_puts(buf, ",\"objects\":[");
    for (size_t i = 0; i < groups->n_cells; i++) {
        mlf_buf_puts(buf, i ? ",\"" : "\"");
        for (size_t k = groups->first_member[i]; k < groups->first_member[i + 1]; k++)
            mlf_buf_printf(buf, "%016llx", (unsigned long long)object_sum(&sheets->records->items[groups->member[k]]));
        mlf_buf_putc(buf, '"');
    }
    mlf_buf_putc(buf, ']');
}

/* Appends the frames of a track in their order: the number, the label's number and the crop's path of each. */
static int put_frames(const struct mlf_sheets *sheets, size_t cell, struct mlf_string_set *labels, struct mlf_buf *buf,
                      struct mlf_err *err)
{
    const struct mlf_sheet_groups *groups = &sheets->groups;
    if (!mlf_track_cells_is(sheets, cell))
        return 0;
    put_raw(buf, "track", &sheets->records->items[groups->order[cell]], "track");
    mlf_buf_printf(buf, ",\"changes\":%d,\"frames\":[", mlf_track_cells_changes(groups, sheets->records, cell));
    for (size_t k = groups->first_member[cell]; k < groups->first_member[cell + 1]; k++) {
        const struct mlf_record *record = &sheets->records->items[groups->member[k]];
        mlf_buf_printf(buf, "%s{\"doubtful\":%s", k > groups->first_member[cell] ? "," : "",
                       mlf_doubt_any(record) ? "true" : "false");
        put_raw(buf, "frame", record, "frame");
        put_raw(buf, "crop", record, "crop");
        if (put_label(buf, "label", record, "label", labels, err))
            return -1;
        mlf_buf_putc(buf, '}');
    }
    mlf_buf_putc(buf, ']');
    return 0;
}

static int put_cell(const struct mlf_sheets *sheets, const struct mlf_sheet_group *group, size_t cell,
                    struct mlf_string_set *labels, struct mlf_buf *buf, struct mlf_err *err)
{
    static const char *const plain[] = {"score", "prob", "wrong",  "wrong_low", "wrong_high",
                                        "image", "bbox", "issues", "labels"};
    const struct mlf_layout_cell *at = &sheets->layout.cells[cell];
    const struct mlf_record *record = &sheets->records->items[sheets->groups.order[cell]];
    char name[MLF_CELL_NAME];
    mlf_layout_cell_name(at, name);
    mlf_buf_printf(buf, "%s\n{\"sheet\":%zu,\"name\":\"%s\",\"x\":%d,\"y\":%d", cell ? "," : "", at->page, name, at->x,
                   at->y);
    if (put_label(buf, "label", record, "label", labels, err) ||
        put_label(buf, "suggest", record, "suggest", labels, err) || put_caption(sheets, group, record, buf, err))
        return -1;
    if (mlf_doubt_any(record))
        mlf_buf_puts(buf, ",\"doubtful\":true");
    if (mlf_doubt_box(record))
        mlf_buf_puts(buf, ",\"boxed\":true");
    if (cell + 1 < group->first + group->n && mlf_sheet_groups_begin_pair(sheets, cell))
        mlf_buf_puts(buf, ",\"pair\":true");
    for (size_t k = 0; k < sizeof plain / sizeof *plain; k++)
        put_raw(buf, plain[k], record, plain[k]);
    put_ids(sheets, cell, buf);
    if (put_frames(sheets, cell, labels, buf, err))
        return -1;
    mlf_buf_putc(buf, '}');
    return 0;
}

/* Appends the group's icon, on white, since the page has two themes. */
static int put_icon(const struct mlf_sheets *sheets, const struct mlf_sheet_group *group, struct mlf_buf *buf,
                    struct mlf_err *err)
{
    struct mlf_pixels icon = {NULL, 0, 0};
    struct mlf_buf file = {0};
    int result = mlf_icon_load(sheets->options.icons, group->key, MLF_STRIP_CELL, 0xffffff, &icon, err);
    if (result == 0 && icon.data && (result = mlf_pixels_encode(&icon, "png", 90, &file, err)) == 0) {
        gchar *text = g_base64_encode((const guchar *)file.data, file.length);
        mlf_buf_printf(buf, ",\"icon\":\"data:image/png;base64,%s\"", text);
        g_free(text);
    }
    mlf_pixels_free(&icon);
    mlf_buf_free(&file);
    return result;
}

static int put_group(const struct mlf_sheets *sheets, const struct mlf_sheet_group *group, struct mlf_buf *buf,
                     struct mlf_err *err)
{
    mlf_buf_puts(buf, "{\"name\":");
    mlf_json_put_string(buf, group->name);
    mlf_buf_printf(buf, ",\"first\":%zu,\"n\":%zu,\"crops\":%zu,\"doubtful\":%zu", group->first, group->n, group->crops,
                   group->doubtful);
    if (group->estimated) {
        mlf_buf_puts(buf, ",\"wrong\":\"");
        mlf_sheet_groups_put_wrong(group, buf);
        mlf_buf_putc(buf, '"');
    } else if (group->untold)
        mlf_buf_puts(buf, ",\"untold\":true");
    if (group->icon.data && put_icon(sheets, group, buf, err))
        return -1;
    mlf_buf_putc(buf, '}');
    return 0;
}

/* A checksum of the cells' places, ids and labels, under which pages of earlier versions keep
 * their decisions in the browser. */
static uint64_t page_sum(const struct mlf_buf *cells)
{
    return mlf_checksum(MLF_CHECKSUM_START, cells->data ? cells->data : "", cells->length);
}

static void put_sheets(const struct mlf_sheets *sheets, struct mlf_buf *buf)
{
    mlf_buf_puts(buf, ",\"sheets\":[");
    for (size_t p = 0; p < sheets->layout.n_pages; p++) {
        mlf_buf_printf(buf, "%s{\"name\":", p ? "," : "");
        mlf_json_put_string(buf, sheets->names[p]);
        mlf_buf_printf(buf, ",\"width\":%d,\"height\":%d}", sheets->style.page_width, sheets->layout.pages[p].height);
    }
    mlf_buf_putc(buf, ']');
}

static void put_member(struct mlf_buf *buf, const char *name, const char *text)
{
    mlf_buf_printf(buf, ",\"%s\":", name);
    mlf_json_put_string(buf, text);
}

/* Appends the command that carries the exported flags into the dataset. */
static void put_command(const char *dataset, const char *folder, struct mlf_buf *buf)
{
    gchar *quoted[] = {dataset ? g_shell_quote(dataset) : g_strdup("DATASET"), g_shell_quote(folder)};
    for (int i = 0; i < 2; i++) {
        size_t inner = strlen(quoted[i]) - 2;
        if (quoted[i][0] == '\'' && strspn(quoted[i] + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                                          "0123456789/._-+=:,@%") == inner) {
            memmove(quoted[i], quoted[i] + 1, inner); /* plain words need no quotes */
            quoted[i][inner] = '\0';
        }
    }
    gchar *command = g_strdup_printf("mlfix-apply %s --sheets %s --flags flags.jsonl", quoted[0], quoted[1]);
    put_member(buf, "hint", command);
    g_free(command);
    g_free(quoted[0]);
    g_free(quoted[1]);
}

static int put_names(const struct mlf_sheets *sheets, const char *folder, uint64_t sum, struct mlf_buf *buf,
                     struct mlf_err *err)
{
    const char *type = mlf_review_page_data_type(sheets->options.type);
    char *dataset = NULL, *base = mlf_page_places_base(folder, err);
    if (!base || mlf_page_places_dataset(sheets, &dataset, err)) {
        free(base);
        return -1;
    }
    gchar *name = g_path_get_basename(folder);
    mlf_buf_puts(buf, "{\"name\":");
    mlf_json_put_string(buf, name);
    if (dataset)
        put_member(buf, "dataset", dataset);
    put_member(buf, "base", base);
    put_command(dataset, folder, buf);
    mlf_buf_printf(buf, ",\"hash\":\"%016llx\",\"cell\":%d,\"type\":\"image/%s\"", (unsigned long long)sum,
                   sheets->style.cell, strcmp(type, "jpg") == 0 ? "jpeg" : type);
    g_free(name);
    free(dataset);
    free(base);
    return 0;
}

int mlf_review_page_data(const struct mlf_sheets *sheets, const char *folder, struct mlf_buf *buf, struct mlf_err *err)
{
    struct mlf_string_set labels = {0};
    struct mlf_buf cells = {0}, evidence = {0};
    int result = -1;
    for (size_t g = 0; g < sheets->groups.n; g++) {
        const struct mlf_sheet_group *group = &sheets->groups.items[g];
        for (size_t i = group->first; i < group->first + group->n; i++)
            if (put_cell(sheets, group, i, &labels, &cells, err))
                goto done;
    }
    if (mlf_buf_check(&cells, err) || mlf_page_evidence_put(sheets, &labels, &evidence, err) ||
        mlf_buf_check(&evidence, err))
        goto done;
    if (put_names(sheets, folder, page_sum(&cells), buf, err))
        goto done;
    put_sheets(sheets, buf);
    mlf_buf_puts(buf, ",\"labels\":[");
    for (size_t k = 0; k < labels.n; k++) {
        mlf_buf_puts(buf, k ? "," : "");
        mlf_json_put_string(buf, labels.items[k]);
    }
    mlf_buf_puts(buf, "],\"groups\":[");
    for (size_t g = 0; g < sheets->groups.n; g++) {
        mlf_buf_puts(buf, g ? ",\n" : "");
        if (put_group(sheets, &sheets->groups.items[g], buf, err))
            goto done;
    }
    mlf_buf_puts(buf, "],\"cells\":[");
    mlf_buf_add(buf, cells.data ? cells.data : "", cells.length);
    mlf_buf_putc(buf, ']');
    put_objects(sheets, buf);
    mlf_buf_add(buf, evidence.data ? evidence.data : "", evidence.length);
    mlf_buf_putc(buf, '}');
    result = mlf_buf_check(buf, err);
done:
    mlf_buf_free(&cells);
    mlf_buf_free(&evidence);
    mlf_string_set_free(&labels);
    return result;
}

const char *mlf_review_page_data_type(const char *type)
{
    return strcmp(type, "pdf") == 0 ? "jpg" : type;
}
