/* Pascal VOC annotation files (M. Everingham and J. Winn, "The PASCAL Visual
 * Object Classes Challenge 2012 Development Kit", section 9) read with byte
 * offsets. See voc-parse.h. */
#include "voc-parse.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <expat.h>

#include "mlfix/array.h"
#include "mlfix/err.h"
#include "private.h"

/* Elements deeper than this (part/bndbox/xmin) say nothing about the object itself. */
#define DEPTH 4

struct state {
    struct voc_file *voc;
    XML_Parser parser;
    const char *text;
    char names[DEPTH][16]; /* of the open elements */
    int depth;
    size_t tag_end;   /* behind the start tag of the element whose text is collected */
    size_t tag_begin; /* before it */
    struct mlf_buf words;
    struct mlf_err *err;
    int failed;
};

static void stop(struct state *state)
{
    state->failed = 1;
    XML_StopParser(state->parser, XML_FALSE);
}

static int is_at(const struct state *state, int depth, const char *outer, const char *name)
{
    return state->depth == depth && !strcmp(state->names[depth - 1], name) &&
           (depth < 3 || !strcmp(state->names[depth - 2], outer));
}

static int in_object(const struct state *state)
{
    return state->depth >= 2 && !strcmp(state->names[1], "object");
}

static void XMLCALL start_element(void *data, const XML_Char *name, const XML_Char **attributes)
{
    struct state *state = data;
    struct voc_file *voc = state->voc;
    size_t at = (size_t)XML_GetCurrentByteIndex(state->parser);

    (void)attributes;
    state->depth++;
    if (state->depth > DEPTH)
        return;
    /* Names that do not fit are none that are looked for. */
    strncpy(state->names[state->depth - 1], name, sizeof(state->names[0]) - 1);
    if (state->depth == 1 && strcmp(name, "annotation") != 0) {
        mlf_fail(state->err, "the root element is '%s', not 'annotation'", name);
        stop(state);
        return;
    }
    state->tag_begin = at;
    state->tag_end = at + (size_t)XML_GetCurrentByteCount(state->parser);
    mlf_buf_clear(&state->words);
    if (is_at(state, 2, NULL, "object")) {
        if (mlf_grow(&voc->objects, &voc->capacity, voc->n + 1, sizeof(*voc->objects), state->err)) {
            stop(state);
            return;
        }
        voc->objects[voc->n++] = (struct voc_object){.element = {at, 0}, .inside = state->tag_end};
    }
}

/* The collected text without blanks around it. */
static char *take_words(struct state *state)
{
    char *words = mlf_buf_take(&state->words, state->err);
    size_t length;
    size_t skip;

    if (!words) {
        stop(state);
        return NULL;
    }
    length = strlen(words);
    skip = strspn(words, " \t\r\n");
    while (length > skip && strchr(" \t\r\n", words[length - 1]))
        length--;
    memmove(words, words + skip, length - skip);
    words[length - skip] = '\0';
    return words;
}

static void end_name(struct state *state, struct voc_object *object, size_t at)
{
    size_t end = at + (size_t)XML_GetCurrentByteCount(state->parser);

    if (object->name_tag.length > 0)
        return;
    object->label = take_words(state);
    if (object->label && !*object->label) {
        free(object->label);
        object->label = NULL;
    }
    if (state->text[state->tag_end - 2] == '/') { /* <name/> */
        object->name_tag = (struct mlf_span){state->tag_begin, state->tag_end - state->tag_begin};
        object->name = (struct mlf_span){state->tag_end, 0};
        return;
    }
    object->name_tag = (struct mlf_span){state->tag_begin, end - state->tag_begin};
    object->name = (struct mlf_span){state->tag_end, at - state->tag_end};
}

static void end_number(struct state *state, double *number, unsigned bit, unsigned *found)
{
    char *words = take_words(state);

    if (words && mlf_number(words, number))
        *found |= bit;
    free(words);
}

static void end_in_object(struct state *state, size_t at)
{
    static const char *const edges[] = {"xmin", "ymin", "xmax", "ymax"};
    struct voc_object *object = &state->voc->objects[state->voc->n - 1];

    if (is_at(state, 2, NULL, "object")) {
        size_t end = at + (size_t)XML_GetCurrentByteCount(state->parser);

        object->element.length = (end > object->inside ? end : object->inside) - object->element.offset;
    } else if (is_at(state, 3, "object", "name")) {
        end_name(state, object, at);
    } else if (state->depth == 4) {
        for (unsigned i = 0; i < 4; i++)
            if (is_at(state, 4, "bndbox", edges[i]))
                end_number(state, &object->edges[i], 1U << i, &object->found);
    }
}

static void XMLCALL end_element(void *data, const XML_Char *name)
{
    struct state *state = data;
    struct voc_file *voc = state->voc;
    size_t at = (size_t)XML_GetCurrentByteIndex(state->parser);
    unsigned found = 0;

    (void)name;
    if (state->depth <= DEPTH) {
        if (in_object(state)) {
            end_in_object(state, at);
        } else if (is_at(state, 2, NULL, "filename") && !voc->photo) {
            voc->photo = take_words(state);
        } else if (is_at(state, 3, "size", "width")) {
            end_number(state, &voc->width, 1, &found);
        } else if (is_at(state, 3, "size", "height")) {
            end_number(state, &voc->height, 1, &found);
        }
        memset(state->names[state->depth - 1], 0, sizeof(state->names[0]));
        mlf_buf_clear(&state->words);
    }
    state->depth--;
}

static void XMLCALL characters(void *data, const XML_Char *text, int length)
{
    struct state *state = data;

    if (state->depth <= DEPTH)
        mlf_buf_add(&state->words, text, (size_t)length);
}

static void XMLCALL declaration(void *data, const XML_Char *version, const XML_Char *encoding, int standalone)
{
    struct state *state = data;

    (void)version;
    (void)standalone;
    if (encoding && strcasecmp(encoding, "utf-8") != 0)
        state->voc->plain_ascii = 1;
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

    snprintf(where, sizeof(where), "%lu:%lu", (unsigned long)XML_GetCurrentLineNumber(parser),
             (unsigned long)XML_GetCurrentColumnNumber(parser) + 1);
    if (!state->failed)
        mlf_fail(state->err, "%s", XML_ErrorString(XML_GetErrorCode(parser)));
    return mlf_fail_at(state->err, "%s", where);
}

int voc_parse(struct voc_file *voc, const char *text, size_t length, struct mlf_err *err)
{
    struct state state = {.voc = voc, .text = text, .err = err};
    int status = -1;

    *voc = (struct voc_file){0};
    if (length > ((size_t)1 << 30))
        return mlf_fail(err, "the file is larger than 1 GB");
    if (!(state.parser = XML_ParserCreate(NULL)))
        return mlf_fail(err, "no memory for an XML parser");
    XML_SetUserData(state.parser, &state);
    XML_SetElementHandler(state.parser, start_element, end_element);
    XML_SetCharacterDataHandler(state.parser, characters);
    XML_SetXmlDeclHandler(state.parser, declaration);
    XML_SetEntityDeclHandler(state.parser, entity);
    if (XML_Parse(state.parser, text, (int)length, 1) == XML_STATUS_OK)
        status = 0;
    else
        fail_at_parser(&state);
    XML_ParserFree(state.parser);
    mlf_buf_free(&state.words);
    if (status)
        voc_free(voc);
    return status;
}

void voc_free(struct voc_file *voc)
{
    for (size_t i = 0; i < voc->n; i++)
        free(voc->objects[i].label);
    free(voc->objects);
    free(voc->photo);
    *voc = (struct voc_file){0};
}
