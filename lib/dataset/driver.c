/* The list of all drivers. A driver's descriptor is declared here only, so that nothing else can ask
 * which one it has. */
#include "mlfix/dataset/driver.h"

/* In the order they are asked. A new format is one more line, and mlf_driver_NAME in its own file. */
#define DRIVERS(DRIVER)                                                                                                \
    DRIVER(coco)                                                                                                       \
    DRIVER(yolo)                                                                                                       \
    DRIVER(voc)                                                                                                        \
    DRIVER(labelmexml)                                                                                                 \
    DRIVER(cvat)                                                                                                       \
    DRIVER(labelstudio)                                                                                                \
    DRIVER(mtsd)                                                                                                       \
    DRIVER(dota)                                                                                                       \
    DRIVER(kitti)                                                                                                      \
    DRIVER(kittitracking)                                                                                              \
    DRIVER(mot)                                                                                                        \
    DRIVER(visdrone)                                                                                                   \
    DRIVER(labelme)                                                                                                    \
    DRIVER(openimages)                                                                                                 \
    DRIVER(createml)                                                                                                   \
    DRIVER(vott)                                                                                                       \
    DRIVER(bdd100k)                                                                                                    \
    DRIVER(crowdhuman)                                                                                                 \
    DRIVER(cityscapes)                                                                                                 \
    DRIVER(scale)                                                                                                      \
    DRIVER(fiftyone)                                                                                                   \
    DRIVER(via)                                                                                                        \
    DRIVER(sagemaker)                                                                                                  \
    DRIVER(azureml)                                                                                                    \
    DRIVER(vertex)                                                                                                     \
    DRIVER(ultralytics)                                                                                                \
    DRIVER(huggingface)                                                                                                \
    DRIVER(supervisely)                                                                                                \
    DRIVER(labelbox)                                                                                                   \
    DRIVER(datumaro)                                                                                                   \
    DRIVER(darwin)                                                                                                     \
    DRIVER(jsonl)                                                                                                      \
    DRIVER(widerface)                                                                                                  \
    DRIVER(vocclasses)                                                                                                 \
    DRIVER(imagenet)                                                                                                   \
    DRIVER(viacsv)                                                                                                     \
    DRIVER(multihot)                                                                                                   \
    DRIVER(csvlists)                                                                                                   \
    DRIVER(boxlists)                                                                                                   \
    DRIVER(yolokeras)                                                                                                  \
    DRIVER(photolist)                                                                                                  \
    DRIVER(csv)                                                                                                        \
    DRIVER(masks)                                                                                                      \
    DRIVER(webdataset)                                                                                                 \
    DRIVER(folder)                                                                                                     \
    DRIVER(flat)

#define DECLARE(name) extern const struct mlf_driver mlf_driver_##name;
#define ADDRESS(name) &mlf_driver_##name,

DRIVERS(DECLARE)

const struct mlf_driver *const mlf_drivers[] = {DRIVERS(ADDRESS) NULL};
