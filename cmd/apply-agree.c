/* mlfix-apply: what several reviewers said, as one decision an object. */

#include <stdlib.h>
#include <sys/stat.h>

#include "apply-options.h"
#include "mlfix/agree/agreement.h"
#include "mlfix/agree/conflicts.h"
#include "mlfix/agree/reviewer-weights.h"
#include "mlfix/agree/reviewers-report.h"
#include "mlfix/agree/reviewers.h"
#include "mlfix/base/array.h"
#include "mlfix/base/file.h"
#include "mlfix/base/limits.h"
#include "mlfix/base/message.h"
#include "mlfix/base/path.h"
#include "mlfix/flags/suggestions.h"
#include "mlfix/record/reader.h"

static void say(const char *line)
{
    mlf_note("%s", line);
}

static int say_honeypots(const struct mlf_honeypot_recall *recall, struct mlf_err *err)
{
    struct mlf_buf buf = {0};
    if (recall->planted == 0)
        return 0;
    mlf_honeypot_recall_say(recall, &buf);
    int failed = mlf_buf_check(&buf, err);
    if (!failed)
        mlf_note("%s", buf.data);
    mlf_buf_free(&buf);
    return failed;
}

static int find_supervisor(const struct mlf_flags *flags, size_t *supervisor, struct mlf_err *err)
{
    struct mlf_buf names = {0};
    *supervisor = options.supervisor ? mlf_string_set_find(&flags->reviewers, options.supervisor) : MLF_NO_STRING;
    if (!options.supervisor || *supervisor != MLF_NO_STRING)
        return 0;
    for (size_t i = 0; i < flags->reviewers.n && i < 10; i++)
        if (*flags->reviewers.items[i])
            mlf_buf_printf(&names, "%s'%.100s'", names.length ? ", " : "", flags->reviewers.items[i]);
    if (mlf_buf_check(&names, err) == 0)
        mlf_fail(err, "there are no flags by the supervisor '%s', but by %s", options.supervisor,
                 names.data ? names.data : "nobody with a name");
    mlf_buf_free(&names);
    return -1;
}

/* Two reviewers with a decision. */
static int are_several(const struct mlf_flags *flags)
{
    for (size_t i = 1; i < flags->n_ballots; i++)
        if (flags->ballots[i].reviewer != flags->ballots[0].reviewer)
            return 1;
    return 0;
}

/* Says how far they agree, and writes it. */
static int report(const struct mlf_flags *flags, const struct mlf_agreement_policy *policy,
                  const struct mlf_votes *votes, const struct mlf_reviewer_weights *weights, struct mlf_err *err)
{
    struct mlf_reviewers reviewers = {.flags = flags, .policy = policy, .votes = votes, .weights = weights};
    struct mlf_buf buf = {0};
    int result = mlf_reviewers_count(&reviewers, err);
    if (result == 0 && are_several(flags))
        result = mlf_reviewers_say(&reviewers, say, err);
    if (result == 0 && options.agreement) {
        mlf_reviewers_report(&reviewers, &buf);
        result = mlf_buf_check(&buf, err) || mlf_file_write(options.agreement, buf.data, buf.length, err) ? -1 : 0;
    }
    mlf_buf_free(&buf);
    mlf_reviewers_free(&reviewers);
    return result;
}

static int accept_suggestions(struct mlf_flags *flags, struct mlf_err *err)
{
    return options.accept_suggestions < 0 ? 0 : mlf_suggestions_accept(flags, options.accept_suggestions, err);
}

int apply_settle(struct mlf_flags *flags, struct mlf_honeypot_recall *recall, struct mlf_err *err)
{
    struct mlf_agreement_policy policy = {.agree = (enum mlf_agreement_rule)options.agree,
                                          .quorum = options.quorum ? (size_t)options.quorum : APPLY_QUORUM,
                                          .sure = options.certainty > 0 ? options.certainty : APPLY_SURE};
    struct mlf_votes votes = {0};
    struct mlf_reviewer_weights weights = {0};
    int weighed = options.agreement || policy.agree == MLF_AGREE_WEIGHTED;
    int needed = weighed || policy.agree != MLF_AGREE_ANY, result = -1;

    if (mlf_honeypot_recall_make(recall, flags, MLF_NO_STRING, err) || say_honeypots(recall, err) ||
        find_supervisor(flags, &policy.supervisor, err))
        return -1;
    if (!needed && flags->reviewers.n > MLF_LIMIT_REVIEWERS)
        mlf_note("%zu reviewers: too many to compare them", flags->reviewers.n);
    else
        needed |= are_several(flags);
    if (!needed)
        return mlf_agreement_settle(flags, &policy, NULL, NULL, err) ? -1 : accept_suggestions(flags, err);
    if (mlf_votes_make(&votes, flags, err) == 0 &&
        (!weighed || mlf_reviewer_weights_make(&weights, &votes, flags, policy.supervisor, err) == 0) &&
        mlf_agreement_settle(flags, &policy, &votes, &weights, err) == 0)
        result = report(flags, &policy, &votes, &weights, err);
    mlf_reviewer_weights_free(&weights);
    mlf_votes_free(&votes);
    return result ? -1 : accept_suggestions(flags, err);
}

/* The records that were reviewed, once more. */
static int open_records(struct mlf_reader *reader, char **path, struct mlf_err *err)
{
    struct stat status;
    *path = NULL;
    if (options.sheets.n && stat(options.sheets.items[0], &status) == 0 && S_ISREG(status.st_mode))
        return mlf_fail(err,
                        "--conflicts needs the folder of the sheets, or --records: '%s' alone does not tell of "
                        "the photos",
                        options.sheets.items[0]);
    *path = options.sheets.n ? mlf_path_join(options.sheets.items[0], "manifest.jsonl", err)
                             : mlf_strdup(options.records, err);
    return *path ? mlf_reader_open(reader, *path, err) : -1;
}

int apply_write_conflicts(const struct mlf_flags *flags, struct mlf_err *err)
{
    struct mlf_buf buf = {0};
    struct mlf_reader reader;
    size_t found = 0, wanted = 0;
    char *path;
    int result = -1;

    if (!options.conflicts)
        return 0;
    for (size_t i = 0; i < flags->n; i++)
        wanted += (size_t)mlf_conflicts_include(&flags->items[i]);
    if (open_records(&reader, &path, err) == 0) {
        result = mlf_conflicts_read(&reader, flags, &buf, &found, err);
        mlf_reader_close(&reader);
    }
    if (result == 0 && found < wanted)
        result = mlf_fail(err, "'%s' was changed meanwhile: it has %zu of %zu undecided objects", path, found, wanted);
    if (result == 0)
        result =
            mlf_buf_check(&buf, err) || mlf_file_write(options.conflicts, buf.data ? buf.data : "", buf.length, err)
                ? -1
                : 0;
    if (result == 0)
        mlf_note("%zu undecided object%s in '%s'", found, found == 1 ? " is" : "s are", options.conflicts);
    mlf_buf_free(&buf);
    free(path);
    return result;
}
