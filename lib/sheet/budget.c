#include "mlfix/sheet/budget.h"

#include <math.h>
#include <stdlib.h>

#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/json/json-text.h"
#include "mlfix/numeric/expected-records.h"
#include "mlfix/numeric/expected-words.h"
#include "mlfix/record/record.h"
#include "mlfix/record/records.h"
#include "mlfix/record/sheets-hash.h"
#include "mlfix/sheet/sheet-groups.h"
#include "mlfix/sheet/sheets.h"

/* Collects the crops of a sheet. The cells of a page are those of its sections, one section
 * after the other. */
static int gather(const struct mlf_sheets *sheets, struct mlf_budget_sheet *sheet, struct mlf_expected_records *records,
                  struct mlf_err *err)
{
    const struct mlf_sheet_groups *groups = &sheets->groups;
    const struct mlf_layout_page *page = &sheets->layout.pages[sheet->page];
    sheet->cells = sheet->crops = sheet->judged = 0;
    for (size_t s = page->first_section; s < page->first_section + page->sections; s++) {
        const struct mlf_layout_section *section = &sheets->layout.sections[s];
        sheet->cells += section->n;
        int judged =
            mlf_sheet_groups_gather(groups, sheets->records, section->first, section->n, records, &sheet->crops, err);
        if (judged < 0)
            return -1;
        sheet->judged += (size_t)judged;
    }
    sheet->seconds = MLF_BUDGET_SHEET + MLF_BUDGET_CELL * (double)sheet->cells;
    return 0;
}

/* Adds a sheet to `sum` (may be NULL); with `alone` also computes what the sheet by itself
 * holds. */
static int add_sheet(const struct mlf_sheets *sheets, struct mlf_budget_sheet *sheet, struct mlf_expected_sum *sum,
                     int alone, struct mlf_err *err)
{
    struct mlf_expected_records records = {0};
    int result = gather(sheets, sheet, &records, err);
    if (result == 0 && sum)
        mlf_expected_records_sum(&records, sum);
    if (result == 0 && alone)
        result = mlf_expected_records_read(&records, &mlf_expected_of_part, &sheet->wrong, err);
    mlf_expected_records_free(&records);
    return result;
}

static int by_yield(const void *a, const void *b)
{
    const struct mlf_budget_sheet *x = a, *y = b;
    double gain_x = x->wrong.mean / x->seconds, gain_y = y->wrong.mean / y->seconds;
    if (gain_x != gain_y)
        return gain_x > gain_y ? -1 : 1;
    return x->page < y->page ? -1 : x->page > y->page;
}

/* Computes what is left behind each sheet, starting at the last one, and then what is found
 * up to each sheet, starting at the first. */
static int add_up(const struct mlf_sheets *sheets, struct mlf_budget *budget, struct mlf_err *err)
{
    struct mlf_expected_sum *left = mlf_expected_new(&mlf_expected_of_all, err);
    double found = 0, seconds = 0;
    int result = left ? 0 : -1;
    for (size_t i = budget->n; i-- > 0 && result == 0;) {
        mlf_expected_read(left, &budget->sheets[i].left);
        result = add_sheet(sheets, &budget->sheets[i], left, 0, err);
    }
    if (result == 0)
        mlf_expected_read(left, &budget->wrong);
    mlf_expected_free(left);
    for (size_t i = 0; i < budget->n; i++) {
        struct mlf_budget_sheet *sheet = &budget->sheets[i];
        sheet->found = found += sheet->wrong.mean;
        sheet->seconds_so_far = seconds += sheet->seconds;
        budget->judged += sheet->judged;
        if (sheet->wrong.most >= 1)
            budget->rich = i + 1;
    }
    return result;
}

int mlf_budget_make(const struct mlf_sheets *sheets, struct mlf_budget *budget, struct mlf_err *err)
{
    *budget = (struct mlf_budget){.n = sheets->layout.n_pages};
    budget->sheets = mlf_alloc(budget->n, sizeof *budget->sheets, err);
    if (!budget->sheets)
        return -1;
    for (size_t p = 0; p < budget->n; p++) {
        budget->sheets[p].page = p;
        if (add_sheet(sheets, &budget->sheets[p], NULL, 1, err))
            return -1;
    }
    if (budget->n > 0)
        qsort(budget->sheets, budget->n, sizeof *budget->sheets, by_yield);
    return add_up(sheets, budget, err);
}

void mlf_budget_free(struct mlf_budget *budget)
{
    free(budget->sheets);
    *budget = (struct mlf_budget){0};
}

/* ---- Output ---- */

/* Two decimals: more would pretend to know more. */
static void put_number(struct mlf_buf *buf, const char *key, double number)
{
    mlf_buf_printf(buf, "\"%s\":", key);
    mlf_json_put_number(buf, rint(number * 100) / 100);
    mlf_buf_putc(buf, ',');
}

static void put_interval(struct mlf_buf *buf, const char *key, const struct mlf_expected *expected)
{
    mlf_buf_printf(buf, "\"%s\":[%.0f,%.0f]", key, expected->low, expected->high);
}

static void put_sheet(const struct mlf_budget_sheet *sheet, const char *name, struct mlf_buf *buf)
{
    mlf_buf_puts(buf, "{\"sheet\":");
    mlf_json_put_string(buf, name);
    mlf_buf_printf(buf, ",\"cells\":%zu,\"crops\":%zu,\"judged\":%zu,", sheet->cells, sheet->crops, sheet->judged);
    put_number(buf, "seconds", sheet->seconds);
    put_number(buf, "wrong", sheet->wrong.mean);
    put_interval(buf, "wrong_interval", &sheet->wrong);
    mlf_buf_putc(buf, ',');
    put_number(buf, "seconds_so_far", sheet->seconds_so_far);
    put_number(buf, "found", sheet->found);
    put_number(buf, "left", sheet->left.mean);
    put_interval(buf, "left_interval", &sheet->left);
    mlf_buf_putc(buf, '}');
}

void mlf_budget_print(const struct mlf_budget *budget, const struct mlf_sheets *sheets, struct mlf_buf *buf)
{
    size_t crops = 0;
    for (size_t i = 0; i < budget->n; i++)
        crops += budget->sheets[i].crops;
    char hash[MLF_SHEETS_HASH];
    uint64_t sum = 0;
    for (size_t p = 0; p < sheets->layout.n_pages; p++)
        sum = mlf_sheets_hash_add(sum, sheets->names[p], sheets->hashes[p]);
    mlf_sheets_hash_text(sum, hash);
    mlf_buf_printf(buf, "{\"hash\":\"%s\",\"crops\":%zu,\"judged\":%zu,", hash, crops, budget->judged);
    put_number(buf, "wrong", budget->wrong.mean);
    put_interval(buf, "wrong_interval", &budget->wrong);
    mlf_buf_printf(buf, ",\"sheets_with_one\":%zu,\n \"sheets\":[", budget->rich);
    for (size_t i = 0; i < budget->n; i++) {
        mlf_buf_puts(buf, i ? ",\n  " : "\n  ");
        put_sheet(&budget->sheets[i], sheets->names[budget->sheets[i].page], buf);
    }
    mlf_buf_puts(buf, "\n]}\n");
}

/* Sheets that the sentence names, at most. */
#define NAMED ((size_t)12)

static int any_of_set(const struct mlf_records *records)
{
    for (size_t i = 0; i < records->n; i++)
        if (mlf_record_of_set(&records->items[i]))
            return 1;
    return 0;
}

void mlf_budget_say(const struct mlf_budget *budget, const struct mlf_sheets *sheets, struct mlf_buf *buf)
{
    const struct mlf_expected *all = &budget->wrong;
    size_t rich = budget->rich, rest = budget->n - rich;
    if (budget->judged == 0 && any_of_set(sheets->records)) {
        mlf_buf_puts(buf, "of photos with sets of labels it is not estimated how many are wrong");
        return;
    }
    if (budget->judged == 0) {
        mlf_buf_puts(buf, "nothing is known of how many labels are wrong: mlfix-rank fills in 'wrong', by the vectors");
        return;
    }
    mlf_expected_put(buf, all);
    mlf_buf_puts(buf, " wrong labels expected");
    if (rich == 0) {
        mlf_buf_puts(buf, ", on no sheet as much as one");
        return;
    }
    double minutes = ceil(budget->sheets[rich - 1].seconds_so_far / 60);
    mlf_buf_printf(buf, "; %zu of %zu sheet%s may hold one and more, %.0f minute%s of looking", rich, budget->n,
                   budget->n == 1 ? "" : "s", minutes, minutes > 1 ? "s" : "");
    if (rest > 0)
        mlf_buf_printf(buf, ", each of the other %zu at most less than one", rest);
    mlf_buf_puts(buf, "; begin with");
    for (size_t i = 0; i < rich && i < NAMED; i++) {
        const char *name = sheets->names[budget->sheets[i].page];
        size_t digits = 0;
        while (name[digits] >= '0' && name[digits] <= '9')
            digits++;
        mlf_buf_printf(buf, "%s%.*s", i ? ", " : " ", (int)digits, name);
    }
    if (rich > NAMED)
        mlf_buf_puts(buf, ", ...");
}
