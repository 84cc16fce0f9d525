/* Serves the review page of a dataset's contact sheets, and keeps every decision on disk. */
#include <stdio.h>

#include "mlfix/base/cli.h"
#include "mlfix/base/err.h"
#include "mlfix/base/message.h"
#include "mlfix/serve/serve.h"

static struct {
    long port;
    const char *listen, *decisions, *reviewer, *dataset;
    int browser, live;
} options = {.listen = "127.0.0.1", .browser = 1, .live = 1};

static const struct mlf_option table[] = {
    {.name = "What is kept", .kind = MLF_HEADING},
    {"decisions", 0, MLF_TEXT, &options.decisions, "FILE",
     "the journal of all decisions (default: decisions.jsonl in the review's folder)", 0, 0, NULL},
    {"reviewer", 0, MLF_TEXT, &options.reviewer, "NAME", "who decides, until the page is told another name", 0, 0,
     NULL},
    {"dataset", 0, MLF_TEXT, &options.dataset, "DATASET",
     "what plan and apply are about (default: the one that the review was made of)", 0, 0, NULL},
    {"live", 0, MLF_FLAG, &options.live, NULL,
     "judge the rest again by what is decided (default: where the review has vectors; --no-live does not)", 0, 0, NULL},
    {.name = "Where it is seen", .kind = MLF_HEADING},
    {"port", 0, MLF_INTEGER, &options.port, "N", "the port of the address (default: 0, any that is free)", 0, 65535,
     NULL},
    {"listen", 0, MLF_TEXT, &options.listen, "ADDRESS",
     "listen at this IP address; others than those of this machine let others in (default: 127.0.0.1)", 0, 0, NULL},
    {"browser", 0, MLF_FLAG, &options.browser, NULL,
     "open a browser (default: where there is one; --no-browser does not)", 0, 0, NULL},
    {0},
};

static const struct mlf_command command = {
    .name = "mlfix-serve",
    .operands = "DIR",
    .summary = "review contact sheets in a browser, every decision kept on disk",
    .options = table,
    .min_operands = 1,
    .max_operands = 1,
    .is_gate = 1,
};

/* The address is the first line, and there at once. */
static void print_address(const char *address)
{
    puts(address);
    fflush(stdout);
}

int main(int argc, char **argv)
{
    struct mlf_err err = {""};
    mlf_cli_start(&command, argc, argv);
    struct mlf_serve_options how = {.review = mlf_operands[0],
                                    .decisions = options.decisions,
                                    .dataset = options.dataset,
                                    .listen = options.listen,
                                    .port = (int)options.port,
                                    .reviewer = options.reviewer,
                                    .live = options.live,
                                    .jobs = mlf_common.jobs,
                                    .browser = options.browser,
                                    .print = print_address,
                                    .say = mlf_note};
    return mlf_cli_finish(mlf_serve_run(&how, &err), &err);
}
