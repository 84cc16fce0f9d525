#include "mlfix/record/filter-parse.h"

#include <stdlib.h>
#include <string.h>

#include "filter-tree.h"
#include "mlfix/base/array.h"
#include "mlfix/base/err.h"
#include "mlfix/base/limits.h"
#include "mlfix/record/lookup.h"

enum token {
    TOKEN_END,
    TOKEN_OPEN,
    TOKEN_CLOSE,
    TOKEN_RELATION,
    TOKEN_WORD,
    TOKEN_QUOTED,
};

struct parser {
    const char *text;
    size_t at;    /* behind the token */
    size_t begin; /* of the token */
    enum token token;
    enum mlf_filter_relation relation;
    char *word; /* of a word or quoted text; owned */
    struct mlf_filter *filter;
    int depth;
};

static const struct {
    const char *sign;
    enum mlf_filter_relation relation;
} relations[] = {{"==", MLF_FILTER_EQUAL},    {"!=", MLF_FILTER_UNEQUAL}, {"<=", MLF_FILTER_AT_MOST},
                 {">=", MLF_FILTER_AT_LEAST}, {"!~", MLF_FILTER_UNLIKE},  {"=", MLF_FILTER_EQUAL},
                 {"<", MLF_FILTER_LESS},      {">", MLF_FILTER_MORE},     {"~", MLF_FILTER_LIKE}};

static int fail(const struct parser *parser, const char *what, struct mlf_err *err)
{
    return mlf_fail(err, "%s at character %zu of '%s'", what, parser->begin + 1, parser->text);
}

static int ends_word(const char *c)
{
    return *c == '\0' || strchr(" \t\n\r()'\"=<>~", *c) || (*c == '!' && (c[1] == '=' || c[1] == '~'));
}

/* The characters up to the closing quote; a backslash takes the next one as it is. */
static int read_quoted(struct parser *parser, struct mlf_err *err)
{
    char quote = parser->text[parser->at++];
    size_t n = 0;
    if (!(parser->word = mlf_strdup(parser->text + parser->at, err)))
        return -1;
    for (const char *c; *(c = parser->text + parser->at) != quote; parser->at++) {
        if (*c == '\\' && c[1] != '\0')
            c = parser->text + ++parser->at;
        if (*c == '\0')
            return fail(parser, "a quoted text without its end", err);
        parser->word[n++] = *c;
    }
    parser->word[n] = '\0';
    parser->at++;
    parser->token = TOKEN_QUOTED;
    return 0;
}

static int advance(struct parser *parser, struct mlf_err *err)
{
    free(parser->word);
    parser->word = NULL;
    parser->at += strspn(parser->text + parser->at, " \t\n\r");
    parser->begin = parser->at;
    const char *c = parser->text + parser->at;
    if (*c == '\0' || *c == '(' || *c == ')') {
        parser->token = *c == '\0' ? TOKEN_END : *c == '(' ? TOKEN_OPEN : TOKEN_CLOSE;
        parser->at += *c != '\0';
        return 0;
    }
    if (*c == '\'' || *c == '"')
        return read_quoted(parser, err);
    for (size_t i = 0; i < sizeof relations / sizeof *relations; i++)
        if (strncmp(c, relations[i].sign, strlen(relations[i].sign)) == 0) {
            parser->at += strlen(relations[i].sign);
            parser->relation = relations[i].relation;
            parser->token = TOKEN_RELATION;
            return 0;
        }
    while (!ends_word(parser->text + parser->at))
        parser->at++;
    parser->token = TOKEN_WORD;
    parser->word = mlf_strndup(c, (size_t)(parser->text + parser->at - c), err);
    return parser->word ? 0 : -1;
}

static int is_word(const struct parser *parser, const char *word)
{
    return parser->token == TOKEN_WORD && strcmp(parser->word, word) == 0;
}

static size_t add_node(struct parser *parser, enum mlf_filter_kind kind, struct mlf_err *err)
{
    struct mlf_filter *f = parser->filter;
    if (mlf_grow(&f->nodes, &f->capacity, f->n + 1, sizeof *f->nodes, err))
        return MLF_FILTER_NONE;
    f->nodes[f->n] = (struct mlf_filter_node){.kind = kind, .child = MLF_FILTER_NONE, .next = MLF_FILTER_NONE};
    return f->n++;
}

/* Reads the value that follows a relation into node `at`. */
static int take_value(struct parser *parser, size_t at, struct mlf_err *err)
{
    struct mlf_filter_node *node = &parser->filter->nodes[at];
    if (parser->token != TOKEN_WORD && parser->token != TOKEN_QUOTED)
        return fail(parser, "a value is expected", err);
    if (is_word(parser, "and") || is_word(parser, "or") || is_word(parser, "not"))
        return fail(parser, "a value is expected (in quotes, where it is this word)", err);
    if (parser->token == TOKEN_WORD) {
        node->is_number = mlf_lookup_parse_number(parser->word, &node->number);
        node->is_field = !node->is_number && parser->word[0] == '.' && parser->word[1] != '\0';
    }
    node->text = mlf_strdup(parser->word + (node->is_field != 0), err);
    return node->text ? advance(parser, err) : -1;
}

static size_t parse_test(struct parser *parser, struct mlf_err *err)
{
    if (parser->token != TOKEN_WORD && parser->token != TOKEN_QUOTED) {
        fail(parser, "a field is expected", err);
        return MLF_FILTER_NONE;
    }
    if (is_word(parser, "and") || is_word(parser, "or")) {
        fail(parser, "a field is expected", err);
        return MLF_FILTER_NONE;
    }
    size_t at = add_node(parser, MLF_FILTER_THERE, err);
    if (at == MLF_FILTER_NONE)
        return at;
    struct mlf_filter_node *node = &parser->filter->nodes[at];
    int dotted = parser->token == TOKEN_WORD && parser->word[0] == '.' && parser->word[1] != '\0';
    node->field = mlf_strdup(parser->word + dotted, err);
    if (!node->field || advance(parser, err))
        return MLF_FILTER_NONE;
    if (parser->token != TOKEN_RELATION)
        return at;
    node->kind = MLF_FILTER_COMPARE;
    node->relation = parser->relation;
    return advance(parser, err) || take_value(parser, at, err) ? MLF_FILTER_NONE : at;
}

static size_t parse_list(struct parser *parser, enum mlf_filter_kind kind, struct mlf_err *err);

static size_t parse_one(struct parser *parser, struct mlf_err *err)
{
    size_t at = MLF_FILTER_NONE, child = MLF_FILTER_NONE;
    int is_not = is_word(parser, "not");
    if (!is_not && parser->token != TOKEN_OPEN)
        return parse_test(parser, err);
    if (++parser->depth > MLF_LIMIT_CONDITION_DEPTH) {
        fail(parser,
             "more than " MLF_LIMIT_TEXT(
                 MLF_LIMIT_CONDITION_DEPTH) " brackets and 'not' stand in each other: leave out some",
             err);
        return MLF_FILTER_NONE;
    }
    if (is_not) {
        if ((at = add_node(parser, MLF_FILTER_NOT, err)) == MLF_FILTER_NONE || advance(parser, err) ||
            (child = parse_one(parser, err)) == MLF_FILTER_NONE)
            return MLF_FILTER_NONE;
        parser->filter->nodes[at].child = child;
    } else {
        if (advance(parser, err) || (at = parse_list(parser, MLF_FILTER_OR, err)) == MLF_FILTER_NONE)
            return MLF_FILTER_NONE;
        if (parser->token != TOKEN_CLOSE) {
            fail(parser, "')' is expected", err);
            return MLF_FILTER_NONE;
        }
        if (advance(parser, err))
            return MLF_FILTER_NONE;
    }
    parser->depth--;
    return at;
}

/* Tests joined by "or" (MLF_FILTER_OR) or "and" (MLF_FILTER_AND). A list of one member needs no
 * node of its own: it is that member. */
static size_t parse_list(struct parser *parser, enum mlf_filter_kind kind, struct mlf_err *err)
{
    size_t list = MLF_FILTER_NONE, last = MLF_FILTER_NONE;
    for (;;) {
        size_t member = kind == MLF_FILTER_OR ? parse_list(parser, MLF_FILTER_AND, err) : parse_one(parser, err);
        if (member == MLF_FILTER_NONE)
            return MLF_FILTER_NONE;
        if (last != MLF_FILTER_NONE)
            parser->filter->nodes[last].next = member;
        last = member;
        if (!is_word(parser, kind == MLF_FILTER_OR ? "or" : "and"))
            return list == MLF_FILTER_NONE ? member : list;
        if (list == MLF_FILTER_NONE) {
            if ((list = add_node(parser, kind, err)) == MLF_FILTER_NONE)
                return MLF_FILTER_NONE;
            parser->filter->nodes[list].child = member;
        }
        if (advance(parser, err))
            return MLF_FILTER_NONE;
    }
}

struct mlf_filter *mlf_filter_parse(const char *text, struct mlf_err *err)
{
    struct parser parser = {.text = text, .filter = mlf_alloc(1, sizeof *parser.filter, err)};
    int failed = 1;
    if (!parser.filter)
        return NULL;
    if (advance(&parser, err) == 0 &&
        (parser.filter->root = parse_list(&parser, MLF_FILTER_OR, err)) != MLF_FILTER_NONE)
        failed = parser.token == TOKEN_END ? 0 : fail(&parser, "'and', 'or' or the end is expected", err);
    free(parser.word);
    if (!failed)
        return parser.filter;
    mlf_filter_free(parser.filter);
    return NULL;
}

void mlf_filter_free(struct mlf_filter *filter)
{
    for (size_t i = 0; filter && i < filter->n; i++) {
        free(filter->nodes[i].field);
        free(filter->nodes[i].text);
    }
    if (filter)
        free(filter->nodes);
    free(filter);
}
