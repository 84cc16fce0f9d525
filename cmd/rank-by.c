/* What --by and --top of mlfix-rank mean. */
#include <stdlib.h>
#include <string.h>

#include "mlfix/rank/ranking.h"
#include "rank-options.h"

const char *rank_read_top(struct mlf_rank_options *rank)
{
    char *end;
    double number = strtod(options.top, &end);
    if (end == options.top || !(number > 0))
        return "--top needs a number above 0, or a percentage such as 5%";
    if (strcmp(end, "%") == 0 && number <= 100) {
        rank->top_percent = number;
        return NULL;
    }
    if (*end != '\0' || number > 1e15 || number != (double)(size_t)number)
        return "--top needs a whole number, or a percentage up to 100%";
    rank->top = (size_t)number;
    return NULL;
}

const char *rank_read_by(struct mlf_rank_options *rank, char *text)
{
    if (strcmp(text, "suspicion") == 0) {
        rank->by = MLF_BY_SUSPICION;
        return NULL;
    }
    if (strcmp(text, "outlier") == 0 || strcmp(text, "slice") == 0) {
        rank->by = *text == 'o' ? MLF_BY_OUTLIER : MLF_BY_SLICE;
        return NULL;
    }
    if (strcmp(text, "detection") == 0) {
        rank->by = MLF_BY_DETECTION;
        return NULL;
    }
    if (strcmp(text, "duplicate") == 0) {
        rank->by = MLF_BY_DUPLICATE;
        return options.group_by ? "--group-by has no meaning with --by duplicate, whose sections are the clusters"
                                : NULL;
    }
    if (strcmp(text, "lookalike") == 0) {
        rank->by = MLF_BY_LOOKALIKE;
        return options.group_by ? "--group-by has no meaning with --by lookalike, whose sections are pairs of classes"
                                : NULL;
    }
    if (strcmp(text, "similarity") == 0) {
        rank->by = MLF_BY_SIMILARITY;
        return options.top ? "--top has no meaning with --by similarity" : NULL;
    }
    char *colon = strrchr(text, ':');
    rank->by = MLF_BY_FIELD;
    rank->field = text;
    if (colon && (strcmp(colon, ":asc") == 0 || strcmp(colon, ":desc") == 0)) {
        rank->descending = colon[1] == 'd';
        *colon = '\0';
    }
    return *text ? NULL : "--by needs suspicion, similarity or the name of a field";
}
