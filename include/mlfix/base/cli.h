/* The command line and the terminal: the only code that prints messages or
 * ends the process.
 *
 * A command is: an options struct with its defaults; a table of mlf_option that
 * points into it; check_options() returning NULL or a sentence; run(); and a
 * main of a few lines:
 *
 *     int main(int argc, char **argv)
 *     {
 *         mlf_cli_start(&command, argc, argv);        // --help, bad usage: ends
 *         const char *wrong = check_options(&options);
 *         if (wrong)
 *             mlf_cli_usage_error("%s", wrong);       // ends with status 2
 *         struct mlf_err err = {""};
 *         int status = run(&options, &err);           // 0, 1 or -1
 *         return mlf_cli_finish(status, &err);
 *     }
 *
 * Exit status: 0 all done; 1 done, but some items could not be (each is
 * reported in its record and counted on stderr), and they are more than
 * --tolerate allows; 2 wrong usage, a broken
 * stream, a file that cannot be read or written: nothing more was done. */
#ifndef MLFIX_BASE_CLI_H
#define MLFIX_BASE_CLI_H

#include <stddef.h>
#include <stdio.h>

struct mlf_err;

enum mlf_option_kind {
    MLF_FLAG,    /* int *: set to 1; --no-NAME sets 0 */
    MLF_TEXT,    /* const char ** */
    MLF_TEXTS,   /* struct mlf_texts *: may be given several times */
    MLF_INTEGER, /* long *, within [low, high] */
    MLF_NUMBER,  /* double *, within [low, high] */
    MLF_CHOICE,  /* int *: index into choices */
    MLF_HEADING, /* no option: `name` is the title, in --help, of the options that follow */
};

struct mlf_texts {
    const char **items; /* into argv */
    size_t n;
};

struct mlf_option {
    const char *name; /* long name, without dashes */
    char letter;      /* short name, or 0 */
    enum mlf_option_kind kind;
    void *value;
    const char *argument;       /* its name in help: "DIR"; NULL for flags; choices make their own */
    const char *help;           /* one sentence, lower case, no full stop; says the default; wrapped */
    double low, high;           /* for numbers, both ends allowed */
    const char *const *choices; /* NULL-terminated, for MLF_CHOICE */
};

struct mlf_command {
    const char *name;                 /* "mlfix-rank" */
    const char *operands;             /* as in a synopsis: "[FILE]", "DATASET"; "" for none */
    const char *summary;              /* one line for --help */
    const struct mlf_option *options; /* begins with a heading, ends with a zeroed one; the common ones are added */
    size_t min_operands, max_operands;
    int is_gate; /* status 1 is its verdict, not about items that failed: it has no --tolerate */
};

/* What was understood. Operands point into argv. */
extern const char *const *mlf_operands;
extern size_t mlf_operand_count;

/* Parses; ends the process on --help, --version (status 0) and on wrong usage
 * (status 2, nothing on stdout). Options may stand behind operands; "--" ends
 * them; "--name=value", "--name value", "-nvalue", "-n value"; unambiguous
 * beginnings of long names are not accepted (scripts would break later). */
void mlf_cli_start(const struct mlf_command *command, int argc, char **argv);

/* Whether the user gave the option of this long name, be it with its default, after
 * mlf_cli_start. */
int mlf_cli_given(const char *name);

/* The status of a run that did what it could, where `failed` of `all` items could not be done: 0
 * where none failed or --tolerate allows so many (which is said), else 1. */
int mlf_cli_items_failed(size_t failed, size_t all);

/* Prints "mlfix-x: sentence" and the hint to --help; status 2. */
_Noreturn void mlf_cli_usage_error(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Says that what the user asked for is done, on disk and for good (a dataset is changed). An output
 * that is lost after that is a warning and no longer a failure: "status 2" means that
 * nothing was changed. */
void mlf_cli_done(void);

/* Ends the command: prints err where there is one, closes stdout and checks
 * that everything written reached it (a full disk is status 2). status -1
 * gives 2; otherwise status itself. Returns what main should return. */
int mlf_cli_finish(int status, const struct mlf_err *err);

/* "0.2.0": what the file VERSION at the top of the source says. */
extern const char mlf_version[];

#endif
