/* mlfix-rank --stream: judging records that do not fit into memory. */
#include "rank-stream.h"

#include <stdio.h>
#include <stdlib.h>

#include "mlfix/base/buf.h"
#include "mlfix/rank/stream.h"
#include "mlfix/record/filter.h"
#include "mlfix/record/record-write.h"

struct stream {
    const struct mlf_filter *where;
    struct mlf_buf buf;
    struct mlf_ranking *ranking;
};

static int flush(struct stream *stream, struct mlf_err *err)
{
    if (mlf_buf_check(&stream->buf, err))
        return -1;
    if (fwrite(stream->buf.data, 1, stream->buf.length, stdout) != stream->buf.length)
        return mlf_fail_errno(err, "cannot write the records");
    mlf_buf_clear(&stream->buf);
    return 0;
}

static int print(void *context, const struct mlf_record *record, struct mlf_err *err)
{
    struct stream *stream = context;
    int matches = stream->where ? mlf_filter_match(stream->where, record, err) : 1;
    if (matches < 1)
        return matches;
    stream->ranking->matching++;
    mlf_record_print(record, &stream->buf);
    return stream->buf.length < 1 << 20 ? 0 : flush(stream, err);
}

int rank_stream(const struct mlf_rank_options *rank, const char *path, struct mlf_ranking *ranking, size_t *records,
                struct mlf_err *err)
{
    struct stream stream = {.where = rank->where, .ranking = ranking};
    int result = mlf_rank_stream(ranking, path, rank, print, &stream, records, err);
    if (result == 0 && stream.buf.length > 0)
        result = flush(&stream, err);
    mlf_buf_free(&stream.buf);
    return result;
}
