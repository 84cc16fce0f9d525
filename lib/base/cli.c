#include "mlfix/base/cli.h"

#include <errno.h>
#include <locale.h>
#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "mlfix/base/array.h"
#include "mlfix/base/clock.h"
#include "mlfix/base/err.h"
#include "mlfix/base/message.h"
#include "mlfix/base/nearest-word.h"
#include "mlfix/base/parallel.h"
#include "mlfix/base/portable.h"
#include "mlfix/base/progress.h"
#include "output.h"
#include "stages-tell.h"
#include "tolerance.h"

const char *const *mlf_operands;
size_t mlf_operand_count;

const char mlf_version[] = MLFIX_VERSION; /* of the file VERSION, by the Makefile */

static const struct mlf_command *command;
static long jobs;
static int asked_help, asked_version;
static const char *tolerate, *into;
static double started;

/* Which rows of the command's table were given, by their number. */
#define OPTIONS_MOST ((size_t)128)
static unsigned char given[OPTIONS_MOST];

/* Of every program of which single items can fail. */
static const struct mlf_option items_options[] = {
    {.name = "Items that cannot be done", .kind = MLF_HEADING},
    {"tolerate", 0, MLF_TEXT, &tolerate, "N|N%",
     "end with status 0 while no more than N items, or N percent of them, failed (default: 0); each keeps its error", 0,
     0, NULL},
    {0},
};

static const struct mlf_option common_options[] = {
    {.name = "As every program of mlfix", .kind = MLF_HEADING},
    {"jobs", 'j', MLF_INTEGER, &jobs, "N", "threads; the output is the same for any N (default: all processors)", 1,
     1024, NULL},
    {"into", 0, MLF_TEXT, &into, "FILE",
     "write to this file, which appears when it is whole (default: standard output)", 0, 0, NULL},
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

#define HELP_WIDTH ((size_t)80)
#define HELP_INDENT ((size_t)26)

static void print_blanks(size_t n)
{
    printf("%*s", (int)n, "");
}

/* Prints a text from a column on, whose further lines begin at `indent`. */
static void print_wrapped(const char *text, size_t column, size_t indent)
{
    for (int first = 1; *text; first = 0) {
        size_t n = strcspn(text, " ");
        if (!first && column + 1 + n > HELP_WIDTH) {
            putchar('\n');
            print_blanks(indent);
            column = indent;
        } else if (!first) {
            putchar(' ');
            column++;
        }
        printf("%.*s", (int)n, text);
        column += n;
        text += n + (text[n] == ' ');
    }
    putchar('\n');
}

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
        used += (size_t)snprintf(left + used, sizeof left - used, " %s", option->argument);
    fputs(left, stdout);
    if (used + 2 > HELP_INDENT) {
        putchar('\n');
        used = 0;
    }
    print_blanks(HELP_INDENT - used);
    print_wrapped(option->help, HELP_INDENT, HELP_INDENT);
}

static void print_options(const struct mlf_option *options)
{
    for (const struct mlf_option *o = options; o->name; o++)
        if (o->kind == MLF_HEADING)
            printf("\n%s:\n", o->name);
        else
            print_option(o);
}

static void print_help(void)
{
    printf("usage: %s [OPTION]...%s%s\n", command->name, *command->operands ? " " : "", command->operands);
    print_wrapped(command->summary, 0, 0);
    print_options(command->options);
    if (!command->is_gate)
        print_options(items_options);
    print_options(common_options);
    printf("\nexit status: 0 done, 1 done but for some items, 2 could not be done\nmanual: man %s\n", command->name);
}

/* ---- Parsing ---- */

/* Calls see(context, option) for the command's options and for the common ones,
 * headings left out, until it returns 1: that option, or NULL. */
static const struct mlf_option *search(int (*see)(void *context, const struct mlf_option *option), void *context)
{
    const struct mlf_option *const tables[] = {command->options, common_options, items_options};
    for (size_t t = 0; t < (command->is_gate ? 2 : 3); t++)
        for (const struct mlf_option *o = tables[t]; o->name; o++)
            if (o->kind != MLF_HEADING && see(context, o))
                return o;
    return NULL;
}

static int has_name(void *name, const struct mlf_option *option)
{
    return strcmp(option->name, name) == 0;
}

static int has_letter(void *letter, const struct mlf_option *option)
{
    return option->letter == *(char *)letter;
}

static int offer_name(void *nearest, const struct mlf_option *option)
{
    mlf_nearest_offer(nearest, option->name);
    return 0;
}

static const struct mlf_option *find_long(char *name)
{
    return search(has_name, name);
}

static const struct mlf_option *find_letter(char letter)
{
    return search(has_letter, &letter);
}

static _Noreturn void refuse_unknown(const char *name)
{
    struct mlf_nearest nearest;
    mlf_nearest_begin(&nearest, name);
    search(offer_name, &nearest);
    const char *found = mlf_nearest_found(&nearest);
    mlf_cli_usage_error("unknown option '--%s'%s%s%s", name, found ? "; did you mean '--" : "", found ? found : "",
                        found ? "'?" : "");
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
    const char *near = mlf_nearest_word(text, option->choices);
    mlf_cli_usage_error("--%s takes one of %s, not '%s'%s%s%s", option->name, all, text, near ? "; did you mean '" : "",
                        near ? near : "", near ? "'?" : "");
}

static void add_text(struct mlf_texts *texts, const char *text)
{
    const char **items = reallocarray(texts->items, texts->n + 1, sizeof *items);
    if (!items)
        mlf_cli_usage_error("out of memory");
    texts->items = items;
    texts->items[texts->n++] = text;
}

static void note_given(const struct mlf_option *option)
{
    for (size_t i = 0; i < OPTIONS_MOST && command->options[i].name; i++)
        given[i] |= &command->options[i] == option;
}

int mlf_cli_given(const char *name)
{
    for (size_t i = 0; i < OPTIONS_MOST && command->options[i].name; i++)
        if (command->options[i].kind != MLF_HEADING && strcmp(command->options[i].name, name) == 0)
            return given[i];
    return 0;
}

static void set_option(const struct mlf_option *option, const char *text)
{
    note_given(option);
    switch (option->kind) {
    case MLF_HEADING:
        return;
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
    char *name = argv[i] + 2, *equals = strchr(name, '='), *value = NULL;
    if (equals) {
        *equals = '\0';
        value = equals + 1;
    }
    const struct mlf_option *option = find_long(name);
    if (!option && strncmp(name, "no-", 3) == 0) {
        const struct mlf_option *flag = find_long(name + 3);
        if (flag && flag->kind == MLF_FLAG && !value) {
            note_given(flag);
            *(int *)flag->value = 0;
            return 1;
        }
    }
    if (!option)
        refuse_unknown(name);
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
            mlf_cli_usage_error("unknown option '-%c'", *p);
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

int mlf_cli_items_failed(size_t failed, size_t all)
{
    if (failed == 0)
        return 0;
    if (!tolerate)
        return 1;
    if ((double)failed > mlf_tolerance_of(tolerate, all)) {
        mlf_warn("%zu of %zu items failed, more than --tolerate %s allows", failed, all, tolerate);
        return 1;
    }
    mlf_note("%zu of %zu items failed, which --tolerate %s allows", failed, all, tolerate);
    return 0;
}

/* Two options of one name are our own mistake. */
static int refuse_twin(void *context, const struct mlf_option *o)
{
    (void)context;
    if (search(has_name, (void *)(uintptr_t)o->name) == o && (!o->letter || find_letter(o->letter) == o))
        return 0;
    fprintf(stderr, "%s: the option '%s' is defined twice\n", command->name, o->name);
    abort();
}

void mlf_cli_start(const struct mlf_command *what, int argc, char **argv)
{
    command = what;
    mlf_message_name(what->name);
    mlf_cleanup_start(what->name);
    mlf_keep_freed_memory();
    started = mlf_clock_seconds();
    jobs = mlf_processors();
    setlocale(LC_CTYPE, "C.UTF-8"); /* Pango and the like; numbers stay in the C locale */
    search(refuse_twin, NULL);
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
            printf("%s (mlfix) %s\n", command->name, mlf_version);
        exit(mlf_cli_finish(0, NULL));
    }
    if (mlf_operand_count < command->min_operands)
        mlf_cli_usage_error("%s is missing", command->operands);
    if (mlf_operand_count > command->max_operands)
        mlf_cli_usage_error("'%s' is one operand too many", operands[command->max_operands]);
    if (tolerate && !mlf_tolerance_is(tolerate))
        mlf_cli_usage_error("--tolerate needs a whole number from 0, or a percentage up to 100%%: '%s'", tolerate);
    struct mlf_err err = {""};
    if (into && mlf_output_begin(into, &err))
        exit(mlf_cli_finish(-1, &err));
    if (!mlf_common.quiet)
        mlf_progress_start(command->name);
}

/* Whether what the user asked for is done and cannot fail any more. */
static int is_done;

void mlf_cli_done(void)
{
    is_done = 1;
}

int mlf_cli_finish(int status, const struct mlf_err *err)
{
    int failed = err && err->text[0];
    mlf_progress_stop();
    /* Output first: a message must not overtake what it is about. */
    int lost = ferror(stdout) != 0;
    int number = errno;
    if (fclose(stdout) != 0) {
        lost = 1;
        number = errno;
    }
    struct mlf_err unnamed = {""};
    if (mlf_output_end(!lost && !failed && status >= 0, &unnamed)) {
        failed = 1;
        err = &unnamed;
    }
    mlf_stages_tell(mlf_clock_seconds() - started);
    if (failed)
        mlf_warn("%s", err->text);
    else if (lost) /* a reader that went away (head) ends us by SIGPIPE before this */
        mlf_warn("cannot write the output: %s", strerror(number));
    else if (!is_done && mlf_memory_was_short()) {
        mlf_warn("out of memory: what was written may lack parts");
        status = -1;
    }
    if (lost && is_done) {
        mlf_warn("all else is done");
        lost = 0;
    }
    return lost || failed || status < 0 ? 2 : status;
}
