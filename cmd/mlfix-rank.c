#include <stdio.h>
#include <stdlib.h>

#include "mlfix/base/buf.h"
#include "mlfix/base/cli.h"
#include "mlfix/base/err.h"
#include "mlfix/base/message.h"
#include "mlfix/base/stages.h"
#include "mlfix/base/tempfile.h"
#include "mlfix/join/join.h"
#include "mlfix/numeric/npy-rows.h"
#include "mlfix/numeric/npy.h"
#include "mlfix/numeric/vectors.h"
#include "mlfix/rank/rank.h"
#include "mlfix/rank/ranking.h"
#include "mlfix/rank/report.h"
#include "mlfix/rank/slices.h"
#include "mlfix/record/detections.h"
#include "mlfix/record/records.h"
#include "rank-compare.h"
#include "rank-detections.h"
#include "rank-options.h"
#include "rank-reviewed.h"
#include "rank-say.h"
#include "rank-stream.h"

static int write_report(const struct mlf_ranking *ranking, size_t records, struct mlf_err *err)
{
    struct mlf_buf buf = {0};
    int result = 0;
    if (ranking->slices.records > 0)
        mlf_slices_report(&ranking->slices, &buf);
    else
        result = mlf_rank_report(ranking, records, &buf, err);
    if (result == 0)
        result = mlf_buf_check(&buf, err);
    if (result == 0)
        result = mlf_file_write(options.report, buf.data, buf.length, err);
    mlf_buf_free(&buf);
    return result;
}

static void say_shown(const struct mlf_ranking *ranking, size_t records)
{
    if (options.where)
        mlf_note("%zu of %zu records match --where", ranking->matching, records);
    if (options.sample)
        mlf_note("%zu of %zu records are in the sample", ranking->n, ranking->matching);
}

static void say_what(const struct mlf_rank_options *rank, const struct mlf_ranking *ranking,
                     const struct mlf_vectors *vectors)
{
    if (rank->by == MLF_BY_SUSPICION)
        rank_say_suspicion(ranking, vectors->records.n);
    else if (rank->by == MLF_BY_OUTLIER)
        rank_say_outliers(ranking, vectors->records.n);
    else if (rank->by == MLF_BY_DUPLICATE)
        rank_say_duplicates(ranking, vectors->records.n);
    else if (rank->by == MLF_BY_LOOKALIKE)
        rank_say_lookalikes(ranking, vectors->records.n);
    else if (rank->by == MLF_BY_SLICE)
        rank_say_slices(&ranking->slices);
}

static void say_joined(const struct mlf_join *join, const char *file)
{
    mlf_note("'%s': %zu of %zu records have a row", file, join->joined, join->records);
    if (join->by_ends > 0)
        mlf_note("'%s': %zu of them by the end of a path", file, join->by_ends);
    if (join->joined < join->records)
        mlf_note("'%s': %zu records have none, the first: %s%s%s", file, join->records - join->joined,
                 join->record ? "'" : "", join->record ? join->record : "it lacks the field", join->record ? "'" : "");
    if (join->unused > 0)
        mlf_note("'%s': %zu of %zu rows have no record, the first: '%s' in line %zu", file, join->unused, join->rows,
                 join->row, join->line);
    if (join->renamed)
        mlf_note("'%s': comes in as another field: %s", file, join->renamed);
}

static int join_all(struct mlf_records *records, const struct mlf_rank_options *rank, struct mlf_err *err)
{
    for (size_t i = 0; i < options.join.n; i++) {
        struct mlf_join join = {0};
        struct mlf_join_options how = {
            .file = options.join.items[i],
            .on = options.on.items[options.on.n > 1 ? i : 0],
            .reserved = rank->by == MLF_BY_SUSPICION ? "pred prob suggest score wrong reasons" : NULL,
            .jobs = rank->jobs};
        int result = mlf_join(records, &how, &join, err);
        if (result == 0)
            say_joined(&join, how.file);
        mlf_join_free(&join);
        if (result)
            return -1;
    }
    return 0;
}

/* 1 where some failed. */
static int say_failed(size_t failed, size_t records)
{
    if (failed > 0)
        mlf_warn("%zu of %zu records could not be ranked (field error)", failed, records);
    return failed > 0;
}

static int run(struct mlf_rank_options *rank, const char *input, struct mlf_err *err)
{
    int vectorless = rank->by == MLF_BY_FIELD || rank->by == MLF_BY_SLICE || rank->by == MLF_BY_BOXES ||
                     (rank->from_n > 0 && !rank->fuse);
    struct mlf_vectors_options reading = {.vectors = !vectorless, .keep = options.keep_embedding};
    struct mlf_vectors vectors = {0};
    struct mlf_ranking ranking = {0};
    struct mlf_npy npy = {0};
    struct mlf_detections detections = {0};
    struct rank_reviewed reviewed = {0};
    int judged = 0;
    int result = -1;
    if (options.vectors && mlf_npy_open(&npy, options.vectors, err))
        return -1;
    reading.beside = options.vectors ? &npy : NULL;
    double begun = mlf_stage_begin("read the records");
    if (mlf_vectors_read(&vectors, input, &reading, rank->jobs, err))
        goto done;
    mlf_stage_end("read the records", begun, 0);
    if (reading.vectors && vectors.records.n > 0 && vectors.embeddings == 0) {
        mlf_fail(err, "no record has an embedding: mlfix-embed makes them");
        goto done;
    }
    if (join_all(&vectors.records, rank, err) ||
        (options.detections && (judged = rank_judge_boxes(&vectors.records, &detections, err)) < 0))
        goto done;
    if (options.reviewed.n > 0 && rank_read_reviewed(&reviewed, &vectors.records, err))
        goto done;
    rank->settled = reviewed.settled;
    if (mlf_rank_run(&ranking, &vectors, rank, err))
        goto done;
    begun = mlf_stage_begin("write the records");
    if (mlf_records_write(&vectors.records, ranking.record, ranking.n, NULL, stdout, rank->jobs, err))
        goto done;
    mlf_stage_end("write the records", begun, 0);
    mlf_stage_records(vectors.records.n);
    if (options.report && write_report(&ranking, vectors.records.n, err))
        goto done;
    say_what(rank, &ranking, &vectors);
    say_shown(&ranking, vectors.records.n);
    result = say_failed(vectors.failed + ranking.broken, vectors.records.n) || judged > 0;
done:
    mlf_rank_free(&ranking);
    mlf_vectors_free(&vectors);
    mlf_detections_free(&detections);
    rank_free_reviewed(&reviewed);
    if (options.vectors)
        mlf_npy_close(&npy);
    return result;
}

static int run_stream(const struct mlf_rank_options *rank, struct mlf_err *err)
{
    struct mlf_ranking ranking = {0};
    size_t records = 0;
    int result = rank_stream(rank, mlf_operands[0], &ranking, &records, err);
    if (result == 0 && options.report)
        result = write_report(&ranking, records, err);
    if (result == 0) {
        mlf_stage_records(records);
        rank_say_suspicion(&ranking, records);
        say_shown(&ranking, records);
        result = say_failed(ranking.broken, records);
    }
    mlf_rank_free(&ranking);
    return result;
}

int main(int argc, char **argv)
{
    struct mlf_rank_options rank = {0};
    struct mlf_err err = {""};
    mlf_cli_start(&rank_command, argc, argv);
    int status = rank_options_settle(&rank, &err);
    const char *input = mlf_operand_count ? mlf_operands[0] : "-";
    if (status == 0 && options.compare.n > 0)
        status = rank_compare(&rank, &err);
    else if (status == 0)
        status = options.stream ? run_stream(&rank, &err) : run(&rank, input, &err);
    rank_options_free(&rank);
    return mlf_cli_finish(status, &err);
}
