#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include "mlfix/agree/settled.h"
#include "mlfix/base/array.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/base/file.h"
#include "mlfix/base/message.h"
#include "mlfix/base/stages.h"
#include "mlfix/base/tempfile.h"
#include "mlfix/join/join.h"
#include "mlfix/numeric/vector-files.h"
#include "mlfix/numeric/vectors.h"
#include "mlfix/rank/order.h"
#include "mlfix/rank/probabilities-out.h"
#include "mlfix/rank/rank-kept.h"
#include "mlfix/rank/rank.h"
#include "mlfix/record/detections.h"
#include "rank-options.h"
#include "rank-stream.h"

static int write_report(const struct mlf_ranking *ranking, size_t records, struct mlf_err *err)
{
    struct mlf_buf buf = {0};
    int result = options.rank.order->report(ranking, records, &buf, err);
    if (result == 0)
        result = mlf_file_write(options.report, buf.data, buf.length, err);
    mlf_buf_free(&buf);
    return result;
}

/* The files that were asked for beside the records. */
static int write_files(const struct mlf_ranking *ranking, size_t records, struct mlf_err *err)
{
    if (options.report && write_report(ranking, records, err))
        return -1;
    if (options.probs_out && mlf_rank_probabilities_write(ranking, records, options.probs_out, err))
        return -1;
    return options.classes_out ? mlf_rank_classes_write(ranking, options.classes_out, err) : 0;
}

/* What was found and shown. 1 where some records could not be ranked. */
static int say(const struct mlf_ranking *ranking, size_t records, size_t failed)
{
    static const struct mlf_rank_voice voice = {mlf_note, mlf_detail, mlf_warn};
    const struct mlf_rank_options *rank = &options.rank;
    mlf_named_fields_tell(&ranking->named, mlf_warn, mlf_note);
    mlf_stage_records(records);
    if (rank->order->say)
        rank->order->say(ranking, records, rank, &voice);
    if (rank->where)
        mlf_note("%zu of %zu records match --where", ranking->matching, records);
    if (rank->sample)
        mlf_note("%zu of %zu records are in the sample", ranking->n, ranking->matching);
    if (failed > 0)
        mlf_warn("%zu of %zu records could not be ranked (field error)", failed, records);
    return mlf_cli_items_failed(failed, records);
}

static void say_sentence(const char *sentence)
{
    mlf_note("%s", sentence);
}

static int read_records(struct mlf_vectors *vectors, const char *input, struct mlf_err *err)
{
    const struct mlf_rank_options *rank = &options.rank;
    struct mlf_vectors_options reading = {.vectors = rank->order->vectors, .keep = options.keep_embedding};
    struct mlf_vector_files files = {0};
    if (rank->vectors_n > 0 && mlf_vector_files_open(&files, rank->vectors, rank->vectors_n, err)) {
        mlf_vector_files_close(&files);
        return -1;
    }
    reading.beside = rank->vectors_n > 0 ? &files : NULL;
    double begun = mlf_stage_begin("read the records");
    int result = mlf_vectors_read(vectors, input, &reading, mlf_common.jobs, err);
    mlf_stage_end("read the records", begun, 0);
    if (result == 0 && reading.vectors && vectors->records.n > 0 && vectors->embeddings == 0)
        result = mlf_vectors_none(vectors, files.n, err);
    mlf_vector_files_close(&files);
    return result;
}

static int run(const char *input, struct mlf_err *err)
{
    struct mlf_rank_options *rank = &options.rank;
    struct mlf_vectors vectors = {0};
    struct mlf_ranking ranking = {0};
    struct mlf_settled_records reviewed = {0};
    int result = -1;
    /* Between reading and judging all names of fields that the user gave can be held against the records. */
    if (read_records(&vectors, input, err) ||
        (options.reviewed.n > 0 &&
         mlf_settled_read(&reviewed, &vectors.records, options.reviewed.items, options.reviewed.n, say_sentence, err)))
        goto done;
    rank->settled = reviewed.settled;
    if (mlf_rank_run(&ranking, &vectors, rank, err))
        goto done;
    double begun = mlf_stage_begin("write the records");
    if (mlf_records_write(&vectors.records, ranking.record, ranking.n, NULL, stdout, rank->jobs, err))
        goto done;
    mlf_stage_end("write the records", begun, 0);
    if (write_files(&ranking, vectors.records.n, err))
        goto done;
    result = say(&ranking, vectors.records.n, vectors.failed + ranking.broken);
done:
    mlf_rank_free(&ranking);
    mlf_vectors_free(&vectors);
    mlf_settled_free(&reviewed);
    return result;
}

static int run_stream(const char *input, struct mlf_err *err)
{
    struct mlf_ranking ranking = {0};
    size_t records = 0;
    int result = rank_stream(&options.rank, input, &ranking, &records, err);
    if (result == 0 && options.report)
        result = write_report(&ranking, records, err);
    if (result == 0)
        result = say(&ranking, records, ranking.broken);
    mlf_rank_free(&ranking);
    return result;
}

/* --stay: judges by the files of --reviewed and one more, whose name is the line. */
static int run_round(const char *input, const struct mlf_texts *given, const char *line, struct mlf_err *err)
{
    int status = -1;
    const char **files = mlf_alloc(given->n + 1, sizeof *files, err);
    if (!files)
        return -1;
    if (given->n > 0)
        memcpy(files, given->items, given->n * sizeof *files);
    files[given->n] = line;
    options.reviewed = (struct mlf_texts){.items = files, .n = given->n + 1};
    mlf_kernel_kept_begin(&options.rank.kept->factors);
    status = run(input, err);
    options.reviewed = *given;
    free(files);
    if (status >= 0 && (putchar('\n') == EOF || fflush(stdout)))
        return mlf_fail_errno(err, "cannot write the output");
    return status;
}

static int run_rounds(const char *input, struct mlf_err *err)
{
    struct mlf_rank_kept kept = {.factors = {.most = mlf_kernel_kept_share()}};
    const struct mlf_texts given = options.reviewed;
    char *line = NULL;
    size_t room = 0;
    ssize_t length;
    int status = 0;
    options.rank.kept = &kept;
    while (status >= 0 && (length = getline(&line, &room, stdin)) > 0) {
        line[length - (line[length - 1] == '\n')] = '\0';
        int result = run_round(input, &given, line, err);
        status = result < 0 || result > status ? result : status;
    }
    options.rank.kept = NULL;
    mlf_rank_kept_free(&kept);
    free(line);
    return status;
}

static void list_orders(void)
{
    for (const struct mlf_rank_order *const *order = mlf_rank_orders; *order; order++)
        printf("%-22s %s\n", (*order)->with, (*order)->purpose);
}

int main(int argc, char **argv)
{
    struct mlf_err err = {""};
    rank_options_begin();
    mlf_cli_start(&rank_command, argc, argv);
    if (strcmp(options.by, "list") == 0) {
        list_orders();
        return mlf_cli_finish(0, NULL);
    }
    int status = rank_options_settle(&err);
    const char *input = mlf_operand_count ? mlf_operands[0] : "-";
    if (status == 0)
        status = options.stay              ? run_rounds(input, &err)
                 : options.rank.order->run ? run(input, &err)
                                           : run_stream(input, &err);
    rank_options_free();
    return mlf_cli_finish(status, &err);
}
