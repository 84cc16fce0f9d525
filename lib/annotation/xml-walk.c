/* See xml-walk.h. */

#include "mlfix/annotation/xml-walk.h"

#include <expat.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "mlfix/base/buf.h"
#include "mlfix/base/limits.h"
#include "mlfix/dataset/mapping.h"

struct state {
    struct mlf_xml xml;
    const struct mlf_xml_handler *handler;
    XML_Parser parser;
    struct mlf_buf words;
    struct mlf_err *err;
    int failed;
};

static const char blanks[] = " \t\r\n";

static void stop(struct state *state)
{
    state->failed = 1;
    XML_StopParser(state->parser, XML_FALSE);
}

/* From expat 2.9 on, where an event stands in the text is told by functions of 64 bits, and those of before are
   deprecated. */
#if XML_MAJOR_VERSION > 2 || (XML_MAJOR_VERSION == 2 && XML_MINOR_VERSION >= 9)
#define EVENT_OFFSET XML_GetCurrentByteIndex64
#define EVENT_LENGTH XML_GetCurrentByteCount64
#define EVENT_LINE XML_GetCurrentLineNumber64
#define EVENT_COLUMN XML_GetCurrentColumnNumber64
#else
#define EVENT_OFFSET XML_GetCurrentByteIndex
#define EVENT_LENGTH XML_GetCurrentByteCount
#define EVENT_LINE XML_GetCurrentLineNumber
#define EVENT_COLUMN XML_GetCurrentColumnNumber
#endif

static void XMLCALL start_element(void *data, const XML_Char *name, const XML_Char **attributes)
{
    struct state *state = data;
    struct mlf_xml *xml = &state->xml;
    struct mlf_xml_element *element;

    if (state->failed || ++xml->depth > MLF_XML_DEPTH)
        return;
    element = &xml->path[xml->depth - 1];
    *element =
        (struct mlf_xml_element){.tag = {(size_t)EVENT_OFFSET(state->parser), (size_t)EVENT_LENGTH(state->parser)}};
    strncpy(element->name, name, sizeof element->name - 1);
    mlf_buf_clear(&state->words);
    if (state->handler->begin(state->handler->context, xml, (const char *const *)attributes, state->err))
        stop(state);
}

/* The collected text without blanks around it; valid until the next event. */
static const char *trimmed_words(struct state *state)
{
    struct mlf_buf *words = &state->words;

    mlf_buf_add(words, "", 0);
    if (mlf_buf_check(words, state->err))
        return NULL;
    if (!words->data)
        return "";
    while (words->length > 0 && strchr(blanks, words->data[words->length - 1]))
        words->data[--words->length] = '\0';
    return words->data + strspn(words->data, blanks);
}

static void XMLCALL end_element(void *data, const XML_Char *name)
{
    struct state *state = data;
    struct mlf_xml *xml = &state->xml;

    (void)name;
    if (state->failed)
        return;
    if (xml->depth <= MLF_XML_DEPTH) {
        struct mlf_span tag = xml->path[xml->depth - 1].tag;
        size_t inside = tag.offset + tag.length;
        size_t at = (size_t)EVENT_OFFSET(state->parser);
        size_t end = at + (size_t)EVENT_LENGTH(state->parser);
        const char *words = trimmed_words(state);

        xml->whole = (struct mlf_span){tag.offset, (end > inside ? end : inside) - tag.offset};
        xml->inside = (struct mlf_span){inside, at > inside ? at - inside : 0};
        if (!words || state->handler->end(state->handler->context, xml, words, state->err))
            stop(state);
        mlf_buf_clear(&state->words);
    }
    xml->depth--;
}

static void XMLCALL characters(void *data, const XML_Char *text, int length)
{
    struct state *state = data;

    if (state->xml.depth <= MLF_XML_DEPTH)
        mlf_buf_add(&state->words, text, (size_t)length);
}

static void XMLCALL declaration(void *data, const XML_Char *version, const XML_Char *encoding, int standalone)
{
    struct state *state = data;

    (void)version;
    (void)standalone;
    if (encoding && strcasecmp(encoding, "utf-8") != 0)
        state->xml.plain_ascii = 1;
}

static void XMLCALL entity(void *data, const XML_Char *name, int is_parameter, const XML_Char *value, int value_length,
                           const XML_Char *base, const XML_Char *system_id, const XML_Char *public_id,
                           const XML_Char *notation)
{
    struct state *state = data;

    (void)is_parameter;
    (void)value;
    (void)value_length;
    (void)base;
    (void)system_id;
    (void)public_id;
    (void)notation;
    mlf_fail(state->err, "the file declares an entity ('%s'), which is refused", name);
    stop(state);
}

/* Puts line:column in front, in the way of the JSON scanner. */
static int fail_at_parser(struct state *state)
{
    XML_Parser parser = state->parser;
    char where[64];

    snprintf(where, sizeof where, "%lu:%lu", (unsigned long)EVENT_LINE(parser),
             (unsigned long)EVENT_COLUMN(parser) + 1);
    if (!state->failed)
        mlf_fail(state->err, "%s", XML_ErrorString(XML_GetErrorCode(parser)));
    return mlf_fail_at(state->err, "%s", where);
}

int mlf_xml_walk(const char *text, size_t length, const struct mlf_xml_handler *handler, int *plain_ascii,
                 struct mlf_err *err)
{
    struct state state = {.xml = {.text = text}, .handler = handler, .err = err};
    int result = -1;

    if (length > MLF_LIMIT_XML_FILE)
        return mlf_fail(err, "the file is larger than %zu bytes: export it in parts", MLF_LIMIT_XML_FILE);
    if (!(state.parser = XML_ParserCreate(NULL)))
        return mlf_fail(err, "no memory for an XML parser");
    XML_SetUserData(state.parser, &state);
    XML_SetElementHandler(state.parser, start_element, end_element);
    XML_SetCharacterDataHandler(state.parser, characters);
    XML_SetXmlDeclHandler(state.parser, declaration);
    XML_SetEntityDeclHandler(state.parser, entity);
    if (XML_Parse(state.parser, text, (int)length, 1) == XML_STATUS_OK)
        result = 0;
    else
        fail_at_parser(&state);
    if (plain_ascii)
        *plain_ascii = state.xml.plain_ascii;
    XML_ParserFree(state.parser);
    mlf_buf_free(&state.words);
    return result;
}

int mlf_xml_check_editable(const struct mlf_mapping *text, struct mlf_err *err)
{
    if (text->length >= 2 && (!memcmp(text->data, "\xff\xfe", 2) || !memcmp(text->data, "\xfe\xff", 2)))
        return mlf_fail(err, "%s: files in UTF-16 are read, but not edited", text->path);
    return 0;
}

int mlf_xml_is_at(const struct mlf_xml *xml, int depth, const char *outer, const char *name)
{
    return xml->depth == depth && !strcmp(xml->path[depth - 1].name, name) &&
           (depth < 3 || !strcmp(xml->path[depth - 2].name, outer));
}

const char *mlf_xml_attribute(const char *const *attributes, const char *name)
{
    for (; *attributes; attributes += 2)
        if (!strcmp(attributes[0], name))
            return attributes[1];
    return NULL;
}

int mlf_xml_is_empty(const char *text, struct mlf_span tag)
{
    return tag.length >= 2 && text[tag.offset + tag.length - 2] == '/';
}

struct mlf_span mlf_xml_value_span(const char *text, struct mlf_span tag, const char *name)
{
    const char *at = text + tag.offset + 1;
    const char *end = text + tag.offset + tag.length - 1;

    at += strcspn(at, " \t\r\n/>");
    for (;;) {
        const char *key = at + strspn(at, blanks);
        size_t key_length = strcspn(key, " \t\r\n=/>");
        const char *quote;
        const char *closing;

        if (key_length == 0 || key + key_length >= end)
            break;
        quote = key + key_length + strcspn(key + key_length, "\"'");
        closing = memchr(quote + 1, *quote, (size_t)(end - quote - 1));
        if (!closing) /* cannot happen: the parser accepted this tag */
            break;
        if (key_length == strlen(name) && !strncmp(key, name, key_length))
            return (struct mlf_span){(size_t)(quote + 1 - text), (size_t)(closing - quote - 1)};
        at = closing + 1;
    }
    return (struct mlf_span){0, 0};
}
