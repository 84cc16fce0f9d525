#include "mlfix/record/known-fields.h"

#include <string.h>

#include "mlfix/json/json.h"

enum {
    AN_ARRAY = 1 << MLF_JSON_ARRAY,
    AN_OBJECT = 1 << MLF_JSON_OBJECT,
    A_STRING = 1 << MLF_JSON_STRING,
    A_NUMBER = 1 << MLF_JSON_NUMBER,
    A_NULL = 1 << MLF_JSON_NULL,
    SELDOM = 1,
};

const struct mlf_known_field mlf_known_fields[] = {
    {"id", A_STRING, "is not a string", 0},
    {"image", A_STRING | A_NULL, "is not a string", 0},
    {"bbox", AN_ARRAY | A_NULL, "is not an array of four numbers", 0},
    {"obb", AN_ARRAY | A_NULL, "is not an array of five numbers", 0},
    {"label", A_STRING | A_NULL, "is not a string", 0},
    {"source", AN_OBJECT | A_NULL, "is not an object", 0},
    {"crop", A_STRING | A_NULL, "is not a string", 0},
    {"issues", AN_ARRAY | A_NULL, "is not an array of strings", SELDOM},
    {"embedding", A_STRING | AN_ARRAY | A_NULL, "is neither base64 nor an array of numbers", 0},
    {"score", A_NUMBER | A_NULL, "is not a number", 0},
    {"group", A_STRING | A_NULL, "is not a string", 0},
    {"error", A_STRING | A_NULL, "is not a string", SELDOM},
    /* Of any kind from here. */
    {.name = "split"},
    {.name = "class_share", .seldom = SELDOM},
    {.name = "rotation"},
    {.name = "track"},
    {.name = "frame"},
    {.name = "difficult", .seldom = SELDOM},
    {.name = "confidence"},
    {.name = "annotator"},
    {.name = "class"},
    {.name = "labels"},
    {.name = "beside", .seldom = SELDOM},
    {.name = "caption"},
    {.name = "doctor", .seldom = SELDOM},
    {.name = "parts"},
    {.name = "row"},
    {.name = "embedded_by"},
    {.name = "shard"},
    {.name = "hash"},
    {.name = "quality"},
    {.name = "quality_z"},
    {.name = "pred"},
    {.name = "prob"},
    {.name = "probs"},
    {.name = "loss"},
    {.name = "outlier"},
    {.name = "duplicate", .seldom = SELDOM},
    {.name = "lookalike", .seldom = SELDOM},
    {.name = "wrong"},
    {.name = "wrong_high"},
    {.name = "wrong_low"},
    {.name = "likely"},
    {.name = "nearest"},
    {.name = "map_xy"},
    {.name = "suggest", .seldom = SELDOM},
    {.name = "cluster", .seldom = SELDOM},
    {.name = "detection"},
    {.name = "image_score"},
    {.name = "reasons", .seldom = SELDOM},
    {.name = "position"},
    {.name = "sheet"},
    {.name = "cell"},
    {.name = "sheet_hash"},
    {.name = "cell_rect"},
    {.name = "fingerprint"},
    {.name = "folded", .seldom = SELDOM},
    {.name = "honeypot", .seldom = SELDOM},
    {.name = "honeypot_label", .seldom = SELDOM},
    {.name = "honeypot_of", .seldom = SELDOM},
    {.name = "verdict", .seldom = SELDOM},
    {.name = "by", .seldom = SELDOM},
    {.name = "at", .seldom = SELDOM},
    {.name = "note", .seldom = SELDOM},
    {.name = "votes", .seldom = SELDOM},
    {.name = "said", .seldom = SELDOM},
    {.name = "label_was", .seldom = SELDOM},
    {.name = "bbox_was", .seldom = SELDOM},
};
const size_t mlf_known_fields_n = sizeof mlf_known_fields / sizeof *mlf_known_fields;

const char *const mlf_known_members[] = {
    "source.format",
    "source.file",
    "source.key",
    "source.index",
    "source.bbox",
    "source.frame",
    "quality.light",
    "quality.shade",
    "quality.entropy",
    "quality.blur",
    "quality.size",
    "quality.aspect",
    "quality_z.light",
    "quality_z.shade",
    "quality_z.entropy",
    "quality_z.blur",
    "quality_z.size",
    "quality_z.aspect",
    "duplicate.twin",
    "duplicate.cosine",
    "duplicate.bits",
    "lookalike.id",
    "lookalike.label",
    "lookalike.cosine",
    "detection.finding",
    "detection.class",
    "detection.label",
    "detection.prob",
    "detection.bbox",
    "detection.iou",
    "detection.distance",
    "detection.own",
    "detection.similarity",
    "reasons.given",
    "reasons.best",
    "reasons.kernel",
    "reasons.linear",
    "reasons.kernel_share",
    "reasons.left_out",
    "reasons.pooled",
    "reasons.pool",
    "reasons.word_share",
    "reasons.temperature",
    "reasons.threshold",
    "reasons.counted",
    "reasons.joint",
    "reasons.sets",
    "shard.part",
    "shard.at",
    "shard.of",
    "shard.twin",
    "detection.boundary_iou",
    "detection.quality",
};
const size_t mlf_known_members_n = sizeof mlf_known_members / sizeof *mlf_known_members;

const char *const mlf_known_issues[] = {
    "bbox-degenerate",  "bbox-outside",
    "bbox-seam",        "crowd",
    "ignored",          "image-missing",
    "image-unreadable", "image-outside",
    "image-size",       "label-missing",
    "image-twice",      "image-unlabelled",
    "bbox-duplicate",   "bbox-fractions",
    "bbox-frame",       "bbox-corners",
    "label-spelling",   "bbox-conflict",
    "bbox-tiny",        "bbox-size",
    "bbox-aspect",      "dark",
    "bright",           "plain",
    "blurred",          "unusual-size",
    "unusual-aspect",   "label",
    "class-too-small",  "class-not-told",
    "outlier",          "duplicate",
    "duplicate-label",  "duplicate-split",
    "bbox-missing",     "bbox-shifted",
    "label-swapped",    "track-label",
    "track-twice",      "track-gap",
    "track-jump",       "track-switch",
    "mask-empty",       "mask-broken",
    "mask-crossing",    "mask-box",
    "mask-overlap",     "mask-hole",
    "mask-island",      "mask-area",
    "keypoint-outside", "keypoint-visible",
    "keypoint-swapped", "keypoint-limb",
    "obb-angle",        "obb-shape",
    "mask-shifted",     "label-omitted",
};
const size_t mlf_known_issues_n = sizeof mlf_known_issues / sizeof *mlf_known_issues;

static int is_listed(const char *const *list, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(list[i], name) == 0)
            return 1;
    return 0;
}

static const struct mlf_known_field *find(const char *name, size_t length)
{
    for (size_t i = 0; i < mlf_known_fields_n; i++)
        if (strlen(mlf_known_fields[i].name) == length && memcmp(mlf_known_fields[i].name, name, length) == 0)
            return &mlf_known_fields[i];
    return NULL;
}

int mlf_known_issue(const char *name)
{
    return is_listed(mlf_known_issues, mlf_known_issues_n, name);
}

/* Whether it can be a place in an array. */
static int is_place(const char *text)
{
    return *text && text[strspn(text, "0123456789")] == '\0';
}

const struct mlf_known_field *mlf_known_path(const char *path)
{
    const char *dot = strchr(path, '.');
    const struct mlf_known_field *field = find(path, dot ? (size_t)(dot - path) : strlen(path));
    if (!field || !dot)
        return field;
    if (is_listed(mlf_known_members, mlf_known_members_n, path) ||
        (strcmp(field->name, "doctor") == 0 && mlf_known_issue(dot + 1)))
        return field;
    return field->kinds & AN_ARRAY && is_place(dot + 1) ? field : NULL;
}
