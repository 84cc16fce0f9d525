#include "mlfix/base/cli.h"

#include <errno.h>
#include <locale.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mlfix/base/err.h"
#include "mlfix/base/message.h"
#include "mlfix/base/parallel.h"
#include "mlfix/base/stages.h"

const char *const *mlf_operands;
size_t mlf_operand_count;

static const struct mlf_command *command;
static long jobs;
static int asked_help, asked_version;
static double started;

static const struct mlf_option common_options[] = {
    {"jobs", 'j', MLF_INTEGER, &jobs, "N", "threads; the output is the same for any N (default: all processors)", 1,
     1024, NULL},
    {"quiet", 'q', MLF_FLAG, &mlf_common.quiet, NULL, "no progress and no summary", 0, 0, NULL},
    {"verbose", 'v', MLF_FLAG, &mlf_common.verbose, NULL, "say more about what is done", 0, 0, NULL},
    {"help", 'h', MLF_FLAG, &asked_help, NULL, "print this and end", 0, 0, NULL},
    {"version", 0, MLF_FLAG, &asked_version, NULL, "print the version and end", 0, 0, NULL},
    {0},
};

_Noreturn void mlf_cli_usage_error(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    mlf_message_print(command->name, format, arguments);
    va_end(arguments);
    fprintf(stderr, "try '%s --help'\n", command->name);
    exit(2);
}

/* ---- Help ---- */

static void print_option(const struct mlf_option *option)
{
    char left[160];
    int n = option->letter ? snprintf(left, sizeof left, "  -%c, --%s", option->letter, option->name)
                           : snprintf(left, sizeof left, "      --%s", option->name);
    size_t used = (size_t)n;
    if (option->kind == MLF_CHOICE)
        for (size_t i = 0; option->choices[i] && used < sizeof left; i++)
            used += (size_t)snprintf(left + used, sizeof left - used, "%s%s", i ? "|" : " ", option->choices[i]);
    else if (option->argument)
        snprintf(left + used, sizeof left - used, " %s", option->argument);
    if (strlen(left) > 29)
        printf("%s\n%-31s%s\n", left, "", option->help);
    else
        printf("%-31s%s\n", left, option->help);
}

static void print_help(void)
{
    printf("usage: %s [OPTION]...%s%s\n%s\n\n", command->name, *command->operands ? " " : "", command->operands,
           command->summary);
    for (const struct mlf_option *o = command->options; o->name; o++)
        print_option(o);
    putchar('\n');
    for (const struct mlf_option *o = common_options; o->name; o++)
        print_option(o);
    printf("\nexit status: 0 done, 1 done but for some items, 2 could not be done\nmanual: man %s\n", command->name);
}

/* ---- Parsing ---- */

static const struct mlf_option *find_long(const char *name, size_t length)
{
    const struct mlf_option *const tables[] = {command->options, common_options};
    for (size_t t = 0; t < 2; t++)
        for (const struct mlf_option *o = tables[t]; o->name; o++)
            if (strlen(o->name) == length && memcmp(o->name, name, length) == 0)
                return o;
    return NULL;
}

static const struct mlf_option *find_letter(char letter)
{
    const struct mlf_option *const tables[] = {command->options, common_options};
    for (size_t t = 0; t < 2; t++)
        for (const struct mlf_option *o = tables[t]; o->name; o++)
            if (o->letter == letter)
                return o;
    return NULL;
}

static void set_integer(const struct mlf_option *option, const char *text)
{
    char *end;
    errno = 0;
    long value = strtol(text, &end, 10);
    if (end == text || *end || errno == ERANGE || (double)value < option->low || (double)value > option->high)
        mlf_cli_usage_error("--%s takes a whole number from %.0f to %.0f, not '%s'", option->name, option->low,
                            option->high, text);
    *(long *)option->value = value;
}

static void set_number(const struct mlf_option *option, const char *text)
{
    char *end;
    double value = strtod(text, &end);
    if (end == text || *end || !(value >= option->low && value <= option->high))
        mlf_cli_usage_error("--%s takes a number from %g to %g, not '%s'", option->name, option->low, option->high,
                            text);
    *(double *)option->value = value;
}

static void set_choice(const struct mlf_option *option, const char *text)
{
    for (int i = 0; option->choices[i]; i++)
        if (strcmp(option->choices[i], text) == 0) {
            *(int *)option->value = i;
            return;
        }
    char all[512] = "";
    for (size_t i = 0, used = 0; option->choices[i] && used < sizeof all; i++)
        used += (size_t)snprintf(all + used, sizeof all - used, "%s%s", i ? ", " : "", option->choices[i]);
    mlf_cli_usage_error("--%s takes one of %s, not '%s'", option->name, all, text);
}

static void add_text(struct mlf_texts *texts, const char *text)
{
    const char **items = reallocarray(texts->items, texts->n + 1, sizeof *items);
    if (!items)
        mlf_cli_usage_error("out of memory");
    texts->items = items;
    texts->items[texts->n++] = text;
}

static void set_option(const struct mlf_option *option, const char *text)
{
    switch (option->kind) {
    case MLF_FLAG:
        *(int *)option->value = 1;
        return;
    case MLF_TEXT:
        *(const char **)option->value = text;
        return;
    case MLF_TEXTS:
        add_text(option->value, text);
        return;
    case MLF_INTEGER:
        set_integer(option, text);
        return;
    case MLF_NUMBER:
        set_number(option, text);
        return;
    case MLF_CHOICE:
        set_choice(option, text);
        return;
    }
}

/* argv[i] is "--name" or "--name=value". Returns how many words it took. */
static int parse_long(char **argv, int i, int argc)
{
    const char *name = argv[i] + 2;
    size_t length = strcspn(name, "=");
    const char *value = name[length] ? name + length + 1 : NULL;
    const struct mlf_option *option = find_long(name, length);
    if (!option && length > 3 && memcmp(name, "no-", 3) == 0) {
        const struct mlf_option *flag = find_long(name + 3, length - 3);
        if (flag && flag->kind == MLF_FLAG && !value) {
            *(int *)flag->value = 0;
            return 1;
        }
    }
    if (!option)
        mlf_cli_usage_error("there is no option '--%.*s'", (int)length, name);
    if (option->kind == MLF_FLAG) {
        if (value)
            mlf_cli_usage_error("--%s takes no value", option->name);
        set_option(option, NULL);
        return 1;
    }
    if (!value && i + 1 >= argc)
        mlf_cli_usage_error("--%s needs a value", option->name);
    set_option(option, value ? value : argv[i + 1]);
    return value ? 1 : 2;
}

/* argv[i] is "-x", "-xvalue" or several flags in one word. */
static int parse_short(char **argv, int i, int argc)
{
    for (const char *p = argv[i] + 1; *p; p++) {
        const struct mlf_option *option = find_letter(*p);
        if (!option)
            mlf_cli_usage_error("there is no option '-%c'", *p);
        if (option->kind == MLF_FLAG) {
            set_option(option, NULL);
            continue;
        }
        if (!p[1] && i + 1 >= argc)
            mlf_cli_usage_error("-%c needs a value", *p);
        set_option(option, p[1] ? p + 1 : argv[i + 1]);
        return p[1] ? 1 : 2;
    }
    return 1;
}

/* Two options of one name are our own mistake. */
static void refuse_twins(void)
{
    for (const struct mlf_option *o = command->options; o->name; o++)
        if (find_long(o->name, strlen(o->name)) != o || (o->letter && find_letter(o->letter) != o)) {
            fprintf(stderr, "%s: the option '%s' is defined twice\n", command->name, o->name);
            abort();
        }
    for (const struct mlf_option *o = common_options; o->name; o++)
        if (find_long(o->name, strlen(o->name)) != o || (o->letter && find_letter(o->letter) != o)) {
            fprintf(stderr, "%s: the common option '%s' is defined again\n", command->name, o->name);
            abort();
        }
}

void mlf_cli_start(const struct mlf_command *what, int argc, char **argv)
{
    command = what;
    mlf_message_name(what->name);
    started = mlf_stage_begin();
    jobs = mlf_processors();
    setlocale(LC_CTYPE, "C.UTF-8"); /* Pango and the like; numbers stay in the C locale */
    refuse_twins();
    const char **operands = calloc((size_t)argc + 1, sizeof *operands);
    if (!operands)
        mlf_cli_usage_error("out of memory");
    int only_operands = 0;
    for (int i = 1; i < argc;) {
        const char *word = argv[i];
        if (only_operands || word[0] != '-' || !word[1]) {
            operands[mlf_operand_count++] = word;
            i++;
        } else if (strcmp(word, "--") == 0) {
            only_operands = 1;
            i++;
        } else {
            i += word[1] == '-' ? parse_long(argv, i, argc) : parse_short(argv, i, argc);
        }
    }
    mlf_common.jobs = (int)jobs;
    mlf_operands = operands;
    if (asked_help || asked_version) {
        if (asked_help)
            print_help();
        else
            printf("%s (mlfix) %s\n", command->name, MLFIX_VERSION);
        exit(mlf_cli_finish(0, NULL));
    }
    if (mlf_operand_count < command->min_operands)
        mlf_cli_usage_error("%s is missing", command->operands);
    if (mlf_operand_count > command->max_operands)
        mlf_cli_usage_error("'%s' is one operand too many", operands[command->max_operands]);
}

/* What one record cost. */
static void tell_cost(void)
{
    double n = (double)mlf_stages_records(), seconds = mlf_stage_begin() - started, peak = mlf_stage_peak();
    if (n > 0)
        mlf_detail("%.0f records in %.3f s, at most %.0f MB: %.0f microseconds and %.0f bytes a record", n, seconds,
                   peak / 1e6, seconds / n * 1e6, peak / n);
}

static void tell_stages(void)
{
    size_t n;
    const struct mlf_stage *stages = mlf_stages(&n);
    for (size_t i = 0; i < n; i++)
        if (stages[i].operations > 0)
            mlf_detail("%8.3f s  %-24s %7.1f GFLOP/s", stages[i].seconds, stages[i].name,
                       stages[i].operations / stages[i].seconds / 1e9);
        else
            mlf_detail("%8.3f s  %s", stages[i].seconds, stages[i].name);
    tell_cost();
}

int mlf_cli_finish(int status, const struct mlf_err *err)
{
    int failed = err && err->text[0];
    mlf_progress_wipe();
    /* Output first: a message must not overtake what it is about. */
    int lost = ferror(stdout) != 0;
    int number = errno;
    if (fclose(stdout) != 0) {
        lost = 1;
        number = errno;
    }
    tell_stages();
    if (failed)
        mlf_warn("%s", err->text);
    else if (lost) /* a reader that went away (head) ends us by SIGPIPE before this */
        mlf_warn("cannot write the output: %s", strerror(number));
    return lost || failed || status < 0 ? 2 : status;
}
