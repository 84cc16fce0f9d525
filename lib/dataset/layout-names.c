/* See layout-names.h. */

#include "mlfix/dataset/layout-names.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "mlfix/dataset/split-names.h"

/* "job1", "task_12", "part-3": one of the words, and a number. */
static int is_numbered_piece(const char *folder)
{
    static const char *const words[] = {"job", "task", "part", "batch", "shard", "chunk", "project", "fold", "split"};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t length = strlen(words[i]);
        const char *rest = folder + length;

        if (strncasecmp(folder, words[i], length) != 0)
            continue;
        rest += strspn(rest, "_- ");
        if (strspn(rest, "0123456789") == strlen(rest))
            return 1;
    }
    return 0;
}

/* With a blank around each. */
static const char names[] = " images image img imgs jpegimages jpeg jpegs jpg png pngs photos photo pictures pics "
                            "frames frame data dataset datasets labels label labeltxt annotations annotation anns ann "
                            "gt ground_truth groundtruth masks mask imagesets segmentation segmentationclass "
                            "segmentationobject panoptic obj_train_data obj_valid_data obj_test_data "
                            "obj_validation_data default upload uploads media raw original originals crops thumbnails "
                            "thumbs previews samples training_images test_images train_images val_images images_train "
                            "images_val images_test image_2 image_02 image_3 label_2 leftimg8bit gtfine gtcoarse "
                            "unlabeled unlabelled dev eval holdout __macosx bounding_boxes bboxes depth disparity "
                            "input output source src ";

int mlf_is_layout_name(const char *folder)
{
    char word[40] = " ";
    size_t n = 1;

    if (mlf_split_of(folder) || is_numbered_piece(folder))
        return 1;
    for (; folder[n - 1] && n < sizeof word - 2; n++)
        word[n] = (char)tolower((unsigned char)folder[n - 1]);
    word[n] = ' ';
    return !folder[n - 1] && n > 1 && !strchr(folder, ' ') && strstr(names, word) != NULL;
}
