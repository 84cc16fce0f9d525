#include "mlfix/judge/benefit-report.h"

#include <math.h>
#include <string.h>

#include "mlfix/base/buf.h"
#include "mlfix/base/string-set.h"
#include "mlfix/json/json-text.h"
#include "mlfix/judge/benefit-data.h"
#include "mlfix/judge/benefit.h"

/* Shares are rounded to six decimals, since further ones mean nothing. */
static void put_share(struct mlf_buf *buf, const char *key, double share)
{
    double rounded = rint(share * 1e6) / 1e6;
    mlf_buf_printf(buf, "\"%s\":", key);
    mlf_json_put_number(buf, rounded == 0 ? 0 : rounded); /* no "-0" */
}

static void put_part(struct mlf_buf *buf, const struct mlf_benefit_part *part)
{
    mlf_buf_printf(buf, "\"objects\":%zu", part->n);
    if (part->n == 0)
        return;
    const struct {
        const char *key;
        double share;
    } shares[] = {{"before", part->before},
                  {"after", part->after},
                  {"difference", part->difference},
                  {"low", part->low},
                  {"high", part->high},
                  {"low_groups", part->low_groups},
                  {"high_groups", part->high_groups}};
    for (size_t i = 0; i < sizeof shares / sizeof *shares; i++) {
        mlf_buf_putc(buf, ',');
        put_share(buf, shares[i].key, shares[i].share);
    }
}

static const char *verdict_of(const struct mlf_benefit *benefit)
{
    int verdict = mlf_benefit_verdict(benefit);
    return verdict < 0 ? "helped" : verdict > 0 ? "harmed" : "open";
}

void mlf_benefit_report(const struct mlf_benefit *benefit, const struct mlf_string_set *classes, struct mlf_buf *buf)
{
    mlf_buf_printf(buf,
                   "{\"verdict\":\"%s\",\"relabelled\":%zu,\"removed\":%zu,\"groups\":%zu,\"folds\":%zu,\"coverage\":",
                   verdict_of(benefit), benefit->relabelled, benefit->gone, benefit->groups, benefit->folds);
    mlf_json_put_number(buf, MLF_BENEFIT_COVERAGE);
    mlf_buf_puts(buf, ",\n \"rounds\":[");
    for (size_t r = 0; r < benefit->rounds; r++) {
        mlf_buf_puts(buf, r ? ",{" : "{");
        put_share(buf, "before", benefit->before[r]);
        mlf_buf_putc(buf, ',');
        put_share(buf, "after", benefit->after[r]);
        mlf_buf_putc(buf, '}');
    }
    mlf_buf_puts(buf, "],\n \"all\":{");
    put_part(buf, &benefit->all);
    mlf_buf_puts(buf, "},\n \"untouched\":{");
    put_part(buf, &benefit->untouched);
    mlf_buf_puts(buf, "},\n \"classes\":[");
    for (size_t k = 0; k < benefit->classes; k++) {
        mlf_buf_puts(buf, k ? ",\n  {\"label\":" : "\n  {\"label\":");
        mlf_json_put_string(buf, classes->items[k]);
        mlf_buf_putc(buf, ',');
        put_part(buf, &benefit->of_class[k]);
        mlf_buf_putc(buf, '}');
    }
    mlf_buf_puts(buf, "]}\n");
}

/* Longer names are cut, since one of them would push all figures off the screen. */
#define WIDEST 40

/* The width of a text on a terminal, taken as the number of its characters. */
static size_t width_of(const char *text)
{
    size_t width = 0;
    for (; *text; text++)
        width += ((unsigned char)*text & 0xc0) != 0x80;
    return width;
}

/* Control bytes become '?', since a label could otherwise write anywhere on the
 * terminal. */
static void put_name(struct mlf_buf *buf, const char *text, size_t width)
{
    size_t used = 0;
    for (; *text; text++) {
        int begins = ((unsigned char)*text & 0xc0) != 0x80;
        if (begins && used + (text[1] != '\0') >= width && width_of(text) > width - used) {
            mlf_buf_puts(buf, "~");
            used++;
            break;
        }
        mlf_buf_putc(buf, (unsigned char)*text < 0x20 || *text == 0x7f ? '?' : *text);
        used += (size_t)begins;
    }
    for (; used < width; used++)
        mlf_buf_putc(buf, ' ');
}

static void put_row(struct mlf_buf *buf, const char *name, size_t width, const struct mlf_benefit_part *part)
{
    put_name(buf, name, width);
    mlf_buf_printf(buf, " %8zu", part->n);
    if (part->n > 0)
        mlf_buf_printf(buf, " %7.2f%% %7.2f%% %+10.2f  %+7.2f ..%+7.2f  %+7.2f ..%+7.2f", 100 * part->before,
                       100 * part->after, 100 * part->difference, 100 * part->low, 100 * part->high,
                       100 * part->low_groups, 100 * part->high_groups);
    mlf_buf_putc(buf, '\n');
}

static void put_verdict(struct mlf_buf *buf, const struct mlf_benefit *benefit)
{
    int verdict = mlf_benefit_verdict(benefit);
    const struct mlf_benefit_part *all = &benefit->all, *rest = &benefit->untouched;
    if (verdict < 0)
        mlf_buf_puts(buf, "it helped\n");
    else if (verdict > 0)
        mlf_buf_puts(buf, "it did harm\n");
    else if (all->high < 0 && all->high_groups < 0)
        mlf_buf_puts(buf, "only the corrected labels themselves gained, at the cost of the untouched ones: look again "
                          "at the corrections\n");
    else
        mlf_buf_puts(buf, "no difference can be told\n");
    if (verdict < 0 && rest->n > 0 && rest->low > 0)
        mlf_buf_puts(buf, "the untouched labels lost by it, though\n");
}

void mlf_benefit_table(const struct mlf_benefit *benefit, const struct mlf_string_set *classes, struct mlf_buf *buf)
{
    size_t width = strlen("untouched");
    for (size_t k = 0; k < benefit->classes; k++) {
        size_t own = width_of(classes->items[k]);
        width = own > width ? own : width;
    }
    width = width > WIDEST ? WIDEST : width;
    mlf_buf_printf(buf, "%zu label%s changed, %zu object%s removed\n", benefit->relabelled,
                   benefit->relabelled == 1 ? "" : "s", benefit->gone, benefit->gone == 1 ? "" : "s");
    mlf_buf_printf(
        buf,
        "errors on held-out objects by the corrected labels: %zu times %zu folds of %zu groups\n"
        "difference in points; intervals that hold it 9 times in 10: over the %zu times, over other data\n\n",
        benefit->rounds, benefit->folds, benefit->groups, benefit->rounds);
    mlf_buf_printf(buf, "%*s %8s %8s %8s %10s  %17s  %17s\n", (int)width, "", "objects", "before", "after",
                   "difference", "times", "other data");
    put_row(buf, "all", width, &benefit->all);
    put_row(buf, "untouched", width, &benefit->untouched);
    mlf_buf_putc(buf, '\n');
    for (size_t k = 0; k < benefit->classes; k++)
        put_row(buf, classes->items[k], width, &benefit->of_class[k]);
    mlf_buf_putc(buf, '\n');
    put_verdict(buf, benefit);
}
