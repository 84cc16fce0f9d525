/* Prints limits of the programs (limits.h), by which tests make what is just within them and what is just beyond:
 *
 *   limits [NAME]
 *
 * The number of NAME, such as FLAG_LINE; without NAME a line "NAME NUMBER" each. */

#include <stdio.h>
#include <string.h>

#include "mlfix/base/limits.h"

#define LIMIT(name)                                                                                                    \
    {                                                                                                                  \
#name, (double)MLF_LIMIT_##name                                                                                \
    }

static const struct {
    const char *name;
    double number;
} limits[] = {
    LIMIT(LINE),         LIMIT(DEPTH),          LIMIT(CONDITION_DEPTH), LIMIT(JOIN_COLUMNS),    LIMIT(TABLE_FILE),
    LIMIT(FLAG_LINE),    LIMIT(FLAG_DECISIONS), LIMIT(REVIEWERS),       LIMIT(ANNOTATION_FILE), LIMIT(XML_FILE),
    LIMIT(YAML_FILE),    LIMIT(YAML_DEPTH),     LIMIT(YAML_ANCHORS),    LIMIT(YOLO_CLASSES),    LIMIT(ROW_WORDS),
    LIMIT(FOLDERS_DEEP), LIMIT(FILE_NAME),      LIMIT(TAR_NAME),        LIMIT(SHARD_JSON),      LIMIT(SHARD_TEXT),
    LIMIT(PHOTO_FILE),   LIMIT(PHOTO_PIXELS),   LIMIT(SHEET_SIDE),      LIMIT(SHEET_FILE),      LIMIT(ICON_FILE),
    LIMIT(NPY_COLUMNS),  LIMIT(NPY_HEADER),     LIMIT(IDS_FILE),        LIMIT(CLASSES_FILE),    LIMIT(MODEL_FILE),
    LIMIT(NETWORK_SIDE), LIMIT(NETWORK_BATCH),  LIMIT(PLACES_FILE),     LIMIT(CONFIG_FILE),     LIMIT(SERVED_REQUEST),
    LIMIT(SERVED_STATE), LIMIT(DECISIONS_FILE), LIMIT(VECTOR_NUMBER),   LIMIT(MASK_RUNS),       LIMIT(MASK_OBJECTS),
};

int main(int argc, char **argv)
{
    int found = 0;

    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        if (argc < 2)
            printf("%s %.0f\n", limits[i].name, limits[i].number);
        else if (strcmp(argv[1], limits[i].name) == 0 && (found = 1))
            printf("%.0f\n", limits[i].number);
    }
    if (argc >= 2 && !found)
        fprintf(stderr, "limits: there is no limit '%s'\n", argv[1]);
    return argc >= 2 && !found;
}
