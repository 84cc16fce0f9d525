/* Boxes that are written back, in every format that can: random ones, in photos from 1 x 1 to 30,000 x 20,000 pixels,
 * over numbers written in random styles. Read again they are what was asked, to a hundredth of a pixel; where the
 * format's specification has whole pixels, the nearest. Every other byte stays. */
#include <ctype.h>
#include <stdlib.h>
#include <unistd.h>

#include "check.h"
#include "mlfix/base/err.h"
#include "mlfix/base/rng.h"
#include "mlfix/dataset/dataset.h"
#include "mlfix/dataset/driver.h"
#include "mlfix/dataset/edits.h"
#include "mlfix/flags/box-in-dataset.h"
#include "mlfix/flags/targets.h"

enum { OBJECTS = 4, ROUNDS = 20, LONGEST = 4000 };

enum layout { SIZES, CORNERS, CENTRES };

/* In `line` @0 to @3 are the numbers of the box in the order of the layout, @W and @H the size of the photo. */
static const struct format {
    const char *name, *file, *head, *line, *between, *foot;
    enum layout layout;
    double unit;                                    /* 0: pixels; else what the whole photo is: 1, or 100 percent */
    enum { DECIMALS, WHOLE_FILE, WHOLE_ROW } whole; /* pixels, where all numbers of the file or the row are whole */
    const char *beside, *contents;                  /* another file, or NULL */
} formats[] = {
    {"yolo", "a.txt", "", "0 @0 @1 @2 @3", "\n", "\n", CENTRES, 1, 0, "classes.txt", "cat\n"},
    {"coco", "a.json",
     "{\"images\":[{\"id\":1,\"file_name\":\"a.jpg\"}],\"categories\":[{\"id\":3,\"name\":\"cat\"}],\"annotations\":["
     "\n",
     "{\"id\":#,\"image_id\":1,\"category_id\":3,\"bbox\":[@0, @1, @2, @3],\"score\":0.123456789}", ",\n", "]}\n",
     SIZES, 0, 0, NULL, NULL},
    {"voc", "a.xml", "<annotation><filename>a.jpg</filename>\n",
     "<object><name>cat</name><bndbox><xmin>@0</xmin><ymin>@1</ymin><xmax>@2</xmax><ymax>@3</ymax></bndbox></object>",
     "\n", "</annotation>\n", CORNERS, 0, WHOLE_FILE, NULL, NULL},
    {"kitti", "label_2/a.txt", "", "Car 0.00 0 -1.58 @0 @1 @2 @3 1.65 1.67 3.64 -0.65 1.71 46.70 -1.59", "\n", "\n",
     CORNERS, 0, 0, NULL, NULL},
    {"kittitracking", "label_02/0000.txt", "", "# 1 Car 0 0 -1.58 @0 @1 @2 @3 1.65 1.67 3.64 -0.65 1.71 46.70 -1.59",
     "\n", "\n", CORNERS, 0, 0, NULL, NULL},
    {"mot", "gt/gt.txt", "", "#,1,@0,@1,@2,@3,1,1,0.5", "\n", "\n", SIZES, 0, 0, NULL, NULL},
    {"visdrone", "annotations/a.txt", "", "@0,@1,@2,@3,1,4,0,0", "\n", "\n", SIZES, 0, WHOLE_ROW, NULL, NULL},
    {"dota", "labelTxt/a.txt", "", "@2 @1 @2 @3 @0 @3 @0 @1 plane 0", "\n", "\n", CORNERS, 0, 0, NULL, NULL},
    {"widerface", "wider_face_split/a.txt", "a.jpg\n4\n", "@0 @1 @2 @3 0 0 0 0 2 0 ", "\n", "\n", SIZES, 0, WHOLE_ROW,
     NULL, NULL},
    {"viacsv", "a.csv", "filename,file_attributes,region_shape_attributes,region_attributes\n",
     "a.jpg,{},\"{\"\"name\"\":\"\"rect\"\",\"\"x\"\":@0,\"\"y\"\":@1,\"\"width\"\":@2,\"\"height\"\":@3}\",{}", "\n",
     "\n", SIZES, 0, WHOLE_ROW, NULL, NULL},
    {"labelmexml", "a.xml", "<annotation><filename>a.jpg</filename><sourceImage/>\n",
     "<object><name>cat</name><segm><box><xmin>@0</xmin><ymin>@1</ymin><xmax>@2</xmax><ymax>@3</ymax></box></segm>"
     "</object>",
     "\n", "</annotation>\n", CORNERS, 0, 0, NULL, NULL},
    {"boxlists", "a.csv", "ImageId,PredictionString\n", "a,n01 @0 @1 @2 @3 ", "\n", "\n", CORNERS, 0, WHOLE_ROW, NULL,
     NULL},
    {"yolokeras", "train.txt", "", "a.jpg @0,@1,@2,@3,0", "\n", "\n", CORNERS, 0, WHOLE_ROW, NULL, NULL},
    {"labelme", "a.json",
     "{\"version\":\"5.0.1\",\"imagePath\":\"a.jpg\",\"imageHeight\":@H,\"imageWidth\":@W,\"shapes\":[\n",
     "{\"label\":\"cat\",\"points\":[[@0,@1],[@2,@3]],\"shape_type\":\"rectangle\",\"flags\":{}}", ",\n", "]}\n",
     CORNERS, 0, 0, NULL, NULL},
    {"cvat", "a.xml", "<annotations><version>1.1</version><image id=\"0\" name=\"a.jpg\" width=\"@W\" height=\"@H\">\n",
     "<box label=\"cat\" occluded=\"0\" xtl=\"@0\" ytl=\"@1\" xbr=\"@2\" ybr=\"@3\" z_order=\"0\"></box>", "\n",
     "</image></annotations>\n", CORNERS, 0, 0, NULL, NULL},
    {"labelstudio", "a.json", "[{\"id\":1,\"data\":{\"image\":\"a.jpg\"},\"annotations\":[{\"id\":2,\"result\":[\n",
     "{\"id\":\"r#\",\"type\":\"rectanglelabels\",\"original_width\":@W,\"original_height\":@H,\"value\":{\"x\":@0,"
     "\"y\":@1,"
     "\"width\":@2,\"height\":@3,\"rotation\":0,\"rectanglelabels\":[\"cat\"]}}",
     ",\n", "]}]}]\n", SIZES, 100, 0, NULL, NULL},
    {"mtsd", "annotations/a.json", "{\"width\":@W,\"height\":@H,\"ispano\":false,\"objects\":[\n",
     "{\"key\":\"k#\",\"label\":\"cat\",\"bbox\":{\"ymin\":@1,\"xmin\":@0,\"ymax\":@3,\"xmax\":@2},\"properties\":{}}",
     ",\n", "]}\n", CORNERS, 0, 0, NULL, NULL},
    {"csv", "a.csv", "image,xmin,ymin,xmax,ymax,label,score\n", "a.jpg,@0,@1,@2,@3,cat,0.123456789", "\n", "\n",
     CORNERS, 0, 0, NULL, NULL},
    {"csv", "b.csv", "image,x,y,width,height,label\n", "a.jpg,@0,@1,@2,@3,cat", "\n", "\n", SIZES, 0, 0, NULL, NULL},
    {"csv", "c.csv", "image,bbox,label\n", "a.jpg,\"[@0, @1, @2, @3]\",cat", "\n", "\n", SIZES, 0, 0, NULL, NULL},
    {"csv", "d.csv", "", "a.jpg,@0,@1,@2,@3,cat", "\n", "\n", CORNERS, 0, WHOLE_ROW, NULL, NULL},
    {"openimages", "train-annotations-bbox.csv",
     "ImageID,Source,LabelName,Confidence,XMin,XMax,YMin,YMax,IsOccluded,IsTruncated,IsGroupOf,IsDepiction,IsInside\n",
     "a,xclick,/m/01,1,@0,@2,@1,@3,0,0,0,0,0", "\n", "\n", CORNERS, 1, 0, NULL, NULL},
    {"createml", "a.json", "[{\"image\":\"a.jpg\",\"annotations\":[\n",
     "{\"label\":\"cat\",\"coordinates\":{\"x\":@0,\"y\":@1,\"width\":@2,\"height\":@3}}", ",\n", "]}]\n", CENTRES, 0,
     0, NULL, NULL},
    {"vott", "a.json", "{\"tags\":[],\"assets\":{\"k\":{\"asset\":{\"name\":\"a.jpg\",\"path\":\"\"},\"regions\":[\n",
     "{\"id\":\"r#\",\"tags\":[\"cat\"],\"boundingBox\":{\"height\":@3,\"width\":@2,\"left\":@0,\"top\":@1}}", ",\n",
     "]}}}\n", SIZES, 0, 0, NULL, NULL},
    {"supervisely", "a.jpg.json", "{\"size\":{\"height\":@H,\"width\":@W},\"tags\":[],\"objects\":[\n",
     "{\"classTitle\":\"cat\",\"geometryType\":\"rectangle\",\"points\":{\"exterior\":[[@0,@1],[@2,@3]],\"interior\":[]"
     "}}",
     ",\n", "]}\n", CORNERS, 0, 0, NULL, NULL},
    {"darwin", "a.json", "{\"version\":\"2.0\",\"item\":{\"name\":\"a.jpg\",\"path\":\"/\"},\"annotations\":[\n",
     "{\"name\":\"cat\",\"bounding_box\":{\"h\":@3,\"w\":@2,\"x\":@0,\"y\":@1}}", ",\n", "]}\n", SIZES, 0, 0, NULL,
     NULL},
    {"datumaro", "annotations/a.json",
     "{\"categories\":{\"label\":{\"labels\":[{\"name\":\"cat\"}]}},\"items\":[{\"id\":\"a\",\"image\":{\"path\":\"a."
     "jpg\",\"size\":[@H,@W]},\"annotations\":[\n",
     "{\"id\":#,\"type\":\"bbox\",\"label_id\":0,\"bbox\":[@0,@1,@2,@3]}", ",\n", "]}]}\n", SIZES, 0, 0, NULL, NULL},
    {"labelbox", "a.ndjson", "",
     "{\"data_row\":{\"id\":\"r#\",\"external_id\":\"a.jpg\"},\"projects\":{\"p\":{\"labels\":[{\"annotations\":{"
     "\"objects\":[{\"name\":\"cat\",\"bounding_box\":{\"top\":@1,\"left\":@0,\"height\":@3,\"width\":@2}}]}}]}}}",
     "\n", "\n", SIZES, 0, 0, NULL, NULL},
    {"bdd100k", "labels/a.json", "[{\"name\":\"a.jpg\",\"labels\":[\n",
     "{\"category\":\"cat\",\"box2d\":{\"x1\":@0,\"y1\":@1,\"x2\":@2,\"y2\":@3}}", ",\n", "]}]\n", CORNERS, 0, 0, NULL,
     NULL},
    {"crowdhuman", "a.odgt", "",
     "{\"ID\":\"a\",\"gtboxes\":[{\"tag\":\"person\",\"vbox\":[1,1,2,2],\"fbox\":[@0,@1,@2,@3],\"extra\":{}}]}", "\n",
     "\n", SIZES, 0, WHOLE_ROW, NULL, NULL},
    {"cityscapes", "a_gtBboxCityPersons.json", "{\"imgHeight\":@H,\"imgWidth\":@W,\"objects\":[\n",
     "{\"label\":\"pedestrian\",\"bbox\":[@0,@1,@2,@3],\"bboxVis\":[1,1,2,2]}", ",\n", "]}\n", SIZES, 0, WHOLE_ROW,
     NULL, NULL},
    {"scale", "a.json",
     "[{\"task_id\":\"t\",\"params\":{\"attachment\":\"https://h/a.jpg\"},\"response\":{\"annotations\":[\n",
     "{\"label\":\"cat\",\"left\":@0,\"top\":@1,\"width\":@2,\"height\":@3}", ",\n", "]}}]\n", SIZES, 0, 0, NULL, NULL},
    {"fiftyone", "samples.json",
     "{\"samples\":[{\"filepath\":\"data/a.jpg\",\"ground_truth\":{\"_cls\":\"Detections\",\"detections\":[\n",
     "{\"_cls\":\"Detection\",\"label\":\"cat\",\"bounding_box\":[@0,@1,@2,@3]}", ",\n", "]}}]}\n", SIZES, 1, 0, NULL,
     NULL},
    {"fiftyone", "samples.json",
     "{\"samples\":[{\"filepath\":\"data/"
     "a.jpg\",\"metadata\":{\"width\":@W,\"height\":@H},\"ground_truth\":{\"_cls\":\"Detections\",\"detections\":[\n",
     "{\"_cls\":\"Detection\",\"label\":\"cat\",\"bounding_box\":[@0,@1,@2,@3]}", ",\n", "]}}]}\n", SIZES, 1, 0, NULL,
     NULL},
    {"via", "a.json", "{\"a.jpg1\":{\"filename\":\"a.jpg\",\"size\":1,\"regions\":[\n",
     "{\"shape_attributes\":{\"name\":\"rect\",\"x\":@0,\"y\":@1,\"width\":@2,\"height\":@3},\"region_attributes\":{"
     "\"type\":\"cat\"}}",
     ",\n", "]}}\n", SIZES, 0, 0, NULL, NULL},
    {"sagemaker", "a.manifest", "",
     "{\"source-ref\":\"s3://b/"
     "a.jpg\",\"b\":{\"annotations\":[{\"class_id\":0,\"top\":@1,\"left\":@0,\"width\":@2,\"height\":@3}]},\"b-"
     "metadata\":{\"class-map\":{\"0\":\"cat\"}}}",
     "\n", "\n", SIZES, 0, WHOLE_ROW, NULL, NULL},
    {"azureml", "a.jsonl", "",
     "{\"image_url\":\"azureml://x/"
     "a.jpg\",\"label\":[{\"label\":\"cat\",\"topX\":@0,\"topY\":@1,\"bottomX\":@2,\"bottomY\":@3}]}",
     "\n", "\n", CORNERS, 1, 0, NULL, NULL},
    {"azureml", "a.jsonl", "",
     "{\"image_url\":\"azureml://x/"
     "a.jpg\",\"image_details\":{\"width\":\"@W\",\"height\":@H},\"label\":[{\"label\":\"cat\",\"topX\":@0,\"topY\":@1,"
     "\"bottomX\":@2,\"bottomY\":@3}]}",
     "\n", "\n", CORNERS, 1, 0, NULL, NULL},
    {"vertex", "a.jsonl", "",
     "{\"imageGcsUri\":\"gs://b/"
     "a.jpg\",\"boundingBoxAnnotations\":[{\"displayName\":\"cat\",\"xMin\":\"@0\",\"yMin\":\"@1\",\"xMax\":\"@2\","
     "\"yMax\":\"@3\"}]}",
     "\n", "\n", CORNERS, 1, 0, NULL, NULL},
    {"ultralytics", "a.ndjson", "{\"type\":\"dataset\",\"class_names\":{\"0\":\"cat\"}}\n",
     "{\"type\":\"image\",\"file\":\"a.jpg\",\"width\":@W,\"height\":@H,\"annotations\":{\"boxes\":[[0,@0,@1,@2,@3]]}}",
     "\n", "\n", CENTRES, 1, 0, NULL, NULL},
    {"huggingface", "metadata.jsonl", "",
     "{\"file_name\":\"a.jpg\",\"objects\":{\"bbox\":[[@0,@1,@2,@3]],\"categories\":[0]}}", "\n", "\n", SIZES, 0, 0,
     NULL, NULL},
    {"jsonl", "a.jsonl", "",
     "{\"id\":\"o#\",\"image\":\"a.jpg\",\"bbox\":[@0,@1,@2,@3],\"label\":\"cat\",\"score\":0.1234}", "\n", "\n", SIZES,
     0, 0, NULL, NULL},
};

static const int photos[][2] = {{1, 1},       {2, 3},       {7, 200},     {100, 33},      {333, 77},     {640, 480},
                                {1920, 1080}, {4000, 3000}, {7681, 4320}, {20000, 30000}, {30000, 20000}};

static struct mlf_rng rng;
static char folder[64], text[LONGEST * OBJECTS], lines[OBJECTS][LONGEST];

/* What a dataset reported. */
static struct {
    size_t n;
    double boxes[OBJECTS][4];
    int normalised;
    char file[256];
} seen;

static int collect(void *context, const struct mlf_object *object, struct mlf_err *err)
{
    (void)context;
    if (seen.n == OBJECTS || !object->has_bbox || object->error)
        return mlf_fail(err, "%s", object->error ? object->error : "a box is missing, or one too many");
    memcpy(seen.boxes[seen.n++], object->bbox, sizeof object->bbox);
    seen.normalised = object->normalised;
    snprintf(seen.file, sizeof seen.file, "%s", object->file);
    return 0;
}

static void path_of(const char *file, char path[512])
{
    snprintf(path, 512, "%s/%s", folder, file);
}

static void put(const char *file, const char *contents)
{
    char path[512];
    FILE *stream;

    path_of(file, path);
    stream = fopen(path, "w");
    CHECK(stream && fputs(contents, stream) >= 0 && fclose(stream) == 0);
}

/* As a record gives a number. */
static double recorded(double number)
{
    char digits[64];

    snprintf(digits, sizeof digits, "%.9g", number);
    return strtod(digits, NULL);
}

/* The box in pixels, x, y, w, h, from the numbers of the layout. */
static void to_box(const struct format *format, const int photo[2], const double numbers[4], double box[4])
{
    for (int i = 0; i < 4; i++) {
        double unit = format->unit > 0 ? photo[i % 2] / format->unit : 1;

        box[i] = numbers[i] * unit;
        if (i > 1 && format->layout == CORNERS)
            box[i] -= box[i - 2];
        if (i > 1 && format->layout == CENTRES)
            box[i - 2] -= box[i] / 2;
    }
}

/* Four numbers with so many decimals that make a box with an area. */
static void random_numbers(const struct format *format, const int photo[2], int decimals, char numbers[4][40])
{
    double box[4] = {0};

    while (!(box[2] > 0 && box[3] > 0)) {
        double values[4];

        for (int i = 0; i < 4; i++) {
            double most = format->unit > 0 ? format->unit : photo[i % 2] + 1;

            snprintf(numbers[i], 40, "%.*f", decimals, mlf_rng_uniform(&rng) * most);
            values[i] = strtod(numbers[i], NULL);
        }
        to_box(format, photo, values, box);
    }
}

static void fill(const char *template, const int photo[2], size_t object, char numbers[4][40], char *line)
{
    for (; *template; template ++) {
        if (*template == '#')
            line += sprintf(line, "%zu", object);
        else if (*template != '@')
            *line++ = *template;
        else if (*++template == 'W' || *template == 'H')
            line += sprintf(line, "%d", photo[*template == 'H']);
        else
            line += sprintf(line, "%s", numbers[*template - '0']);
    }
    *line = '\0';
}

/* Whether the line is what the template makes of some numbers. */
static int is_filled(const char *template, const int photo[2], size_t object, const char *line)
{
    static char none[4][40];

    for (const char *at = template; *at; at++) {
        char piece[3] = {at[0], at[0] == '@' ? at[1] : '\0', '\0'}, wanted[40];

        if (at[0] == '@' && isdigit((unsigned char)at[1])) {
            if (!isdigit((unsigned char)line[*line == '-']))
                return 0;
            line += strspn(line, "-.0123456789");
            at++;
            continue;
        }
        fill(piece, photo, object, none, wanted);
        if (strncmp(line, wanted, strlen(wanted)) != 0)
            return 0;
        line += strlen(wanted);
        at += at[0] == '@';
    }
    return !*line;
}

/* Writes the dataset. Returns whether all numbers in it are whole, and of each object. */
static int write_dataset(const struct format *format, const int photo[2], int whole[OBJECTS])
{
    static char head[LONGEST];
    int style = (int)mlf_rng_below(&rng, 8), all_whole = 1;

    fill(format->head, photo, 0, NULL, head);
    strcpy(text, head);
    for (size_t i = 0; i < OBJECTS; i++) {
        char numbers[4][40];
        int decimals = style < 7 ? style : (int)mlf_rng_below(&rng, 5);

        random_numbers(format, photo, decimals, numbers);
        whole[i] = decimals == 0;
        all_whole &= whole[i];
        fill(format->line, photo, i, numbers, lines[i]);
        strcat(text, lines[i]);
        strcat(text, i + 1 < OBJECTS ? format->between : format->foot);
    }
    put(format->file, text);
    return all_whole;
}

static int read_dataset(const struct format *format, struct mlf_dataset *dataset)
{
    struct mlf_hints hints = {.format = format->name};
    struct mlf_err err = {""};
    static char path[512]; /* outlives the dataset */

    path_of(format->file, path);
    memset(&seen, 0, sizeof seen);
    if (mlf_dataset_open(dataset, !strcmp(format->name, "jsonl") ? path : folder, &hints, &err) ||
        dataset->driver->read(dataset, collect, NULL, &err))
        printf("# %s: %s\n", format->name, err.text);
    if (seen.n != OBJECTS)
        printf("# %s: %zu objects\n", format->name, seen.n);
    CHECK(!err.text[0] && seen.n == OBJECTS);
    return err.text[0] || seen.n != OBJECTS;
}

/* A flag's new box of an object, in pixels; some sides are those that it has. */
static void random_box(const int photo[2], const double shown[4], double asked[4])
{
    for (int i = 0; i < 4; i++) {
        char digits[40];
        double least = i > 1 ? 0.05 : 0;

        snprintf(digits, sizeof digits, "%.*f", (int)mlf_rng_below(&rng, 5) + (i > 1),
                 least + mlf_rng_uniform(&rng) * photo[i % 2]);
        asked[i] = mlf_rng_below(&rng, 3) ? strtod(digits, NULL) : shown[i];
        if (i > 1 && !(asked[i] > 0))
            asked[i] = 1;
    }
}

/* The edges rounded: 1, or 0 where nothing is left. *moved: rounding changes something. */
static int round_edges(double box[4], int *moved)
{
    int left = 1;

    for (int i = 0; i < 2; i++) {
        double low = round(box[i]), high = round(box[i] + box[i + 2]);

        *moved |= fabs(low - box[i]) > 0.001 || fabs(high - box[i] - box[i + 2]) > 0.001;
        left &= high > low;
        box[i] = low;
        box[i + 2] = high - low;
    }
    return left;
}

struct asked {
    double boxes[OBJECTS][4]; /* in pixels, what shall be read */
    int is[OBJECTS];          /* the object gets a box */
    size_t n, rounded;
    int gone; /* nothing is left of one */
    struct mlf_change changes[OBJECTS];
};

/* Asks for boxes of some objects, as mlfix-apply does from records. */
static void ask(const int photo[2], const int whole[OBJECTS], struct asked *asked)
{
    *asked = (struct asked){.n = 0};
    for (size_t i = 0; i < OBJECTS; i++) {
        struct mlf_change *change = &asked->changes[asked->n];
        struct mlf_target target = {.id = "x", .has_bbox = 1};
        double shown[4];
        struct mlf_err err = {""};
        int moved = 0;

        for (int k = 0; k < 4; k++) {
            target.bbox[k] = recorded(seen.boxes[i][k]);
            shown[k] = recorded(seen.boxes[i][k] * (seen.normalised ? photo[k % 2] : 1));
        }
        target.shown = seen.normalised ? shown : NULL;
        memcpy(asked->boxes[i], shown, sizeof shown);
        if (mlf_rng_below(&rng, 2))
            continue;
        asked->is[i] = 1;
        random_box(photo, shown, asked->boxes[i]);
        *change = (struct mlf_change){.index = i, .action = MLF_REBOX};
        CHECK(!mlf_box_in_dataset(&target, seen.normalised, asked->boxes[i], change->bbox, change->pixels, &err));
        asked->n++;
        if (whole[i] && !round_edges(asked->boxes[i], &moved))
            asked->gone |= moved;
        asked->rounded += moved != 0;
    }
}

/* What stands in the file now: the old lines, but for the numbers of the objects that were asked for. */
static void check_text_of(const struct format *format, const int photo[2], const struct asked *asked, char *after)
{
    char *at = strstr(text, lines[0]) - text + after, *foot = after + strlen(after) - strlen(format->foot);

    CHECK(strncmp(text, after, (size_t)(at - after)) == 0);
    for (size_t i = 0; i < OBJECTS; i++) {
        const char *behind = i + 1 < OBJECTS ? format->between : format->foot;
        char *end = strchr(at, '\n') - (*behind == ',');

        if (i + 1 == OBJECTS)
            end = foot;
        CHECK(strncmp(end, behind, strlen(behind)) == 0);
        *end = '\0';
        if (asked->is[i] ? !is_filled(format->line, photo, i, at) : strcmp(at, lines[i]) != 0) {
            printf("# %s of %d x %d: '%s' was '%s'\n", format->name, photo[0], photo[1], at, lines[i]);
            CHECK(!"only the numbers of the box change");
        }
        at = end + strlen(behind);
    }
}

static void check_boxes(const struct format *format, const int photo[2], const struct asked *asked)
{
    for (size_t i = 0; i < OBJECTS; i++)
        for (int k = 0; k < 4; k++) {
            double now = seen.boxes[i][k] * (seen.normalised ? photo[k % 2] : 1);

            if (fabs(now - asked->boxes[i][k]) <= 0.01)
                continue;
            printf("# %s of %d x %d, object %zu, number %d: %.9g, asked %.9g\n", format->name, photo[0], photo[1], i, k,
                   now, asked->boxes[i][k]);
            CHECK(!"the box is what was asked");
        }
}

static void try(const struct format *format, const int photo[2])
{
    int whole[OBJECTS], all_whole = write_dataset(format, photo, whole), failed;
    struct mlf_dataset dataset;
    struct mlf_edits edits = {0};
    struct mlf_err err = {""};
    struct asked asked;
    size_t length;
    char *after;

    if (read_dataset(format, &dataset))
        return;
    for (size_t i = 0; i < OBJECTS; i++)
        whole[i] &= format->whole == WHOLE_ROW || (format->whole == WHOLE_FILE && all_whole);
    ask(photo, whole, &asked);
    failed = dataset.driver->edit(&dataset, seen.file, asked.changes, asked.n, &edits, &err);
    mlf_dataset_close(&dataset);
    if (failed || asked.gone) {
        CHECK(failed && asked.gone);
        if (!asked.gone)
            printf("# %s: %s\n", format->name, err.text);
        mlf_edits_free(&edits);
        return;
    }
    CHECK(edits.rounded == asked.rounded);
    after = mlf_edits_apply(&edits, seen.file, text, strlen(text), &length, &err);
    CHECK(after != NULL);
    put(format->file, after);
    if (!read_dataset(format, &dataset))
        check_boxes(format, photo, &asked);
    mlf_dataset_close(&dataset);
    check_text_of(format, photo, &asked, after);
    free(after);
    mlf_edits_free(&edits);
}

static void try_format(const struct format *format)
{
    const char *slash = strchr(format->file, '/');
    char command[256];

    strcpy(folder, "/tmp/mlfix-test-XXXXXX");
    CHECK(mkdtemp(folder) != NULL);
    snprintf(command, sizeof command, "mkdir -p '%s/%.*s'", folder, slash ? (int)(slash - format->file) : 0,
             format->file);
    CHECK(system(command) == 0);
    put("a.jpg", ""); /* YOLO begins with the photos */
    if (format->beside)
        put(format->beside, format->contents);
    for (size_t i = 0; i < sizeof photos / sizeof *photos; i++)
        for (int round = 0; round < ROUNDS; round++)
            try(format, photos[i]);
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    CHECK(system(command) == 0);
}

static void every_format(void)
{
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        try_format(&formats[i]);
}

/* No format that can write boxes is left out. */
static void none_is_left_out(void)
{
    for (size_t i = 0; mlf_drivers[i]; i++) {
        int tried = !mlf_drivers[i]->boxes;

        for (size_t k = 0; k < sizeof formats / sizeof *formats; k++)
            tried |= !strcmp(mlf_drivers[i]->name, formats[k].name);
        if (!tried)
            printf("# %s\n", mlf_drivers[i]->name);
        CHECK(tried);
    }
}

int main(void)
{
    mlf_rng_seed(&rng, 17);
    RUN(every_format);
    RUN(none_is_left_out);
    return check_done();
}
