#include "crop-notes.h"

#include <stdlib.h>
#include <string.h>

#include "mlfix/base/message.h"
#include "mlfix/doctor/doctor.h"
#include "mlfix/dataset/summary.h"

static void print_lines(const char *lines)
{
    for (const char *end; (end = strchr(lines, '\n')); lines = end + 1)
        mlf_note("%.*s", (int)(end - lines), lines);
}

int crop_note_doctor(const struct mlf_objects *objects, const struct mlf_dataset *dataset, int thorough,
                     struct mlf_err *err)
{
    char *notes = mlf_doctor_notes(objects, dataset, thorough, err);

    if (!notes)
        return -1;
    print_lines(notes);
    free(notes);
    return 0;
}

int crop_note_reading(const struct mlf_objects *objects, const struct mlf_dataset *dataset, struct mlf_err *err)
{
    char *summary;
    char *left;

    if (mlf_common.quiet)
        return 0;
    if (!(summary = mlf_dataset_summary(dataset, objects, err)))
        return -1;
    mlf_note("%s", summary);
    free(summary);
    if (!(left = mlf_dataset_leftovers(dataset, err)))
        return -1;
    print_lines(left);
    free(left);
    return 0;
}
