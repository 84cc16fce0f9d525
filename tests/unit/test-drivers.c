/* The numbers of boxes as each format means them, against values worked out by hand: centres and corners, percent,
 * fractions, the envelopes of rotated boxes. Edits are tested in test-dataset.c; which files a format consists of, in
 * the cases below tests/formats. */
#include <stdlib.h>
#include <unistd.h>

#include "check.h"
#include "mlfix/base/err.h"
#include "mlfix/base/file.h"
#include "mlfix/dataset/dataset.h"
#include "mlfix/dataset/driver.h"

enum { MOST = 16 };

/* What a dataset reported last. */
static struct {
    size_t n;
    char labels[MOST][32];
    char ids[MOST][64];
    double boxes[MOST][4], corners[MOST][8], turned[MOST];
    int has_bbox[MOST], normalised[MOST], has_corners[MOST], failed[MOST];
    int width[MOST], height[MOST];
} seen;

static char folder[64];

static void begin(void)
{
    strcpy(folder, "/tmp/mlfix-test-XXXXXX");
    CHECK(mkdtemp(folder) != NULL);
}

static void end(void)
{
    char command[128];

    snprintf(command, sizeof(command), "rm -rf '%s'", folder);
    CHECK(system(command) == 0);
}

static void put(const char *name, const char *text)
{
    char path[512];

    snprintf(path, sizeof(path), "%s/%s", folder, name);
    CHECK(mlf_file_write(path, text, strlen(text), NULL) == 0);
}

static int collect(void *context, const struct mlf_object *object, struct mlf_err *err)
{
    size_t i = seen.n++;

    (void)context;
    if (i == MOST)
        return mlf_fail(err, "too many");
    snprintf(seen.labels[i], sizeof(seen.labels[i]), "%s", object->label ? object->label : "(none)");
    snprintf(seen.ids[i], sizeof(seen.ids[i]), "%s", object->id);
    memcpy(seen.boxes[i], object->bbox, sizeof(object->bbox));
    seen.has_bbox[i] = object->has_bbox;
    seen.normalised[i] = object->normalised;
    seen.has_corners[i] = object->corners != NULL;
    if (object->corners)
        memcpy(seen.corners[i], object->corners, sizeof(seen.corners[i]));
    seen.turned[i] = object->turned;
    seen.failed[i] = object->error != NULL;
    seen.width[i] = object->width;
    seen.height[i] = object->height;
    return 0;
}

static void see(const char *format, size_t expected)
{
    struct mlf_dataset dataset;
    struct mlf_hints hints = {.format = format};
    struct mlf_err err = {""};

    memset(&seen, 0, sizeof(seen));
    if (mlf_dataset_open(&dataset, folder, &hints, &err) || dataset.driver->read(&dataset, collect, NULL, &err))
        printf("# %s: %s\n", format, err.text);
    CHECK(!err.text[0]);
    CHECK(seen.n == expected);
    mlf_dataset_close(&dataset);
}

static void check_box(size_t i, double x, double y, double w, double h, const char *what)
{
    const double expected[] = {x, y, w, h};

    for (int k = 0; k < 4; k++) {
        if (fabs(seen.boxes[i][k] - expected[k]) < 1e-4 * (seen.normalised[i] ? 1e-4 : 1))
            continue;
        printf("# %s: %.9g %.9g %.9g %.9g\n", what, seen.boxes[i][0], seen.boxes[i][1], seen.boxes[i][2],
               seen.boxes[i][3]);
        CHECK(!"the box is as worked out");
        return;
    }
    CHECK(seen.has_bbox[i] && !seen.failed[i]);
}

#define BOX(i, x, y, w, h) check_box((i), (x), (y), (w), (h), #x " " #y " " #w " " #h)

/* Whether the corners that were told are these, from whichever on and either way around. */
static int has_corners(size_t i, const double expected[8])
{
    for (int first = 0; first < 8; first++) {
        int same = seen.has_corners[i];

        for (int k = 0; k < 4 && same; k++) {
            int at = (first < 4 ? first + k : first - k + 4) % 4;

            same = fabs(seen.corners[i][2 * k] - expected[2 * at]) < 1e-4 &&
                   fabs(seen.corners[i][2 * k + 1] - expected[2 * at + 1]) < 1e-4;
        }
        if (same)
            return 1;
    }
    return 0;
}

/* ---- YOLO: class, centre and size in fractions ---- */

static void test_yolo(void)
{
    static const double diamond[] = {0.5, 0.25, 0.75, 0.5, 0.5, 0.75, 0.25, 0.5};

    begin();
    put("classes.txt", "cat\ndog\n");
    put("a.png", "");
    put("a.txt", "0 0.5 0.25 0.2 0.1\n"                    /* a box */
                 "1 5e-1 .5 1 1 0.9\n"                     /* and a confidence */
                 "0 0.9996 0.5 0.0016 1\n"                 /* 1.0004: beyond the photo, and not cut */
                 "0 0.5 0.5 -0.2 0\n"                      /* no area: as it stands */
                 "1 0.1 0.2 0.5 0.9 0.3 0.1\n"             /* a polygon: its envelope */
                 "1 0.5 0.25 0.75 0.5 0.5 0.75 0.25 0.5\n" /* four corners: the envelope, and the corners */
                 "1 0 0 0.25 0 0.25 0.5 0.1 0.6 0 0.5\n"
                 "0 0.5 0.25 0.2\n");
    see("yolo", 8);
    BOX(0, 0.4, 0.2, 0.2, 0.1);
    BOX(1, 0, 0, 1, 1);
    BOX(2, 0.9988, 0, 0.0016, 1);
    BOX(3, 0.6, 0.5, -0.2, 0);
    BOX(4, 0.1, 0.1, 0.4, 0.8);
    BOX(5, 0.25, 0.25, 0.5, 0.5);
    BOX(6, 0, 0, 0.25, 0.6);
    CHECK(has_corners(5, diamond) && !has_corners(6, diamond));
    CHECK(seen.failed[7] && !seen.has_bbox[7]);
    CHECK(seen.normalised[0] && seen.normalised[5]);
    CHECK_TEXT(seen.labels[1], "dog");
    end();
}

/* ---- Open Images: XMin, XMax, YMin, YMax in fractions ---- */

static void test_openimages(void)
{
    begin();
    put("boxes.csv", "ImageID,Source,LabelName,Confidence,XMin,XMax,YMin,YMax,IsGroupOf\n"
                     "a,x,/m/1,1,0.1,0.6,0.25,0.75,0\n"
                     "a,x,/m/1,1,0.5,1.0004,0,0.999375,0\n"
                     "a,x,/m/1,1,0.6,0.5,0.5,0.5,0\n");
    see("openimages", 3);
    BOX(0, 0.1, 0.25, 0.5, 0.5);
    BOX(1, 0.5, 0, 0.5004, 0.999375);
    BOX(2, 0.6, 0.5, -0.1, 0);
    CHECK(seen.normalised[0] && seen.width[0] == 0);
    end();
}

/* ---- KITTI: left, top, right, bottom in pixels from 0 ---- */

static void test_kitti(void)
{
    begin();
    put("training/label_2/000001.txt",
        "Truck 0.00 0 -1.57 599.41 156.40 629.75 189.25 2.85 2.63 12.34 0.47 1.49 69.44 -1.56\n"
        "DontCare -1 -1 -10 503.89 169.71 590.61 190.13 -1 -1 -1 -1000 -1000 -1000 -10\n"
        "Cyclist 0.50 3 -1.65 -2.5 163.95 1242 193.93 1.86 0.60 2.02 4.59 1.32 45.84 -1.55 0.87\n");
    see("kitti", 2);
    BOX(0, 599.41, 156.40, 30.34, 32.85);
    BOX(1, -2.5, 163.95, 1244.5, 29.98);
    CHECK(strstr(seen.ids[1], "#2") != NULL); /* regions to be ignored count */
    CHECK(!seen.normalised[0]);
    end();
}

/* ---- Rows of words: sequences, corners ---- */

static void test_tracking(void)
{
    begin();
    put("label_02/0003.txt", "7 -1 DontCare -1 -1 -10 1 2 3 4 1 1 1 1 1 1 1\n"
                             "7 2 Car 0 0 -1.5 10.25 20 40 60.5 1 1 1 1 1 1 1\n");
    see("kittitracking", 1);
    BOX(0, 10.25, 20, 29.75, 40.5);
    end();
    begin();
    put("s/gt/gt.txt", "1,1,10.5,20,30,40.25,1,3,1\n");
    see("mot", 1);
    BOX(0, 10.5, 20, 30, 40.25);
    CHECK(!strcmp(seen.labels[0], "car"));
    end();
    begin();
    put("annotations/a.txt", "1,2,30,40,1,0,0,0\n5,6,7,8,1,10,0,0,\n");
    see("visdrone", 1);
    BOX(0, 5, 6, 7, 8);
    CHECK(!strcmp(seen.labels[0], "motor"));
    end();
}

static void test_dota(void)
{
    begin();
    put("labelTxt/a.txt", "imagesource:x\ngsd:1\n"
                          "60 20 60 50 10 50 10 20 plane 0\n"
                          "100 10 120 30 100 50 80 30 ship 1\n");
    see("dota", 2);
    BOX(0, 10, 20, 50, 30);
    CHECK(!seen.has_corners[0]);
    BOX(1, 80, 10, 40, 40);
    CHECK(seen.has_corners[1] && seen.corners[1][0] == 100 && seen.corners[1][7] == 30);
    end();
}

/* ---- keras-yolo3: left,top,right,bottom,class ---- */

static void test_yolokeras(void)
{
    begin();
    put("train.txt", "a.jpg 10,20,40,60,1 0.5,1,0,2,0\n");
    see("yolokeras", 2);
    BOX(0, 10, 20, 30, 40);
    BOX(1, 0.5, 1, -0.5, 1);
    CHECK(!seen.normalised[0]);
    CHECK_TEXT(seen.labels[0], "1");
    end();
}

/* ---- WIDER FACE: left, top, width, height; ImageNet of Kaggle: corners ---- */

static void test_faces_and_lists(void)
{
    begin();
    put("train.txt", "a.jpg\n2\n10 20 30 40 0 0 0 0 0 0 \n-1.5 2 0 4\n");
    see("widerface", 2);
    BOX(0, 10, 20, 30, 40);
    BOX(1, -1.5, 2, 0, 4);
    put("t.csv", "ImageId,PredictionString\na,n01 10 20 40 60 n02 1 2 0 1.5\n");
    see("boxlists", 2);
    BOX(0, 10, 20, 30, 40);
    BOX(1, 1, 2, -1, -0.5);
    CHECK_TEXT(seen.labels[1], "n02");
    end();
}

/* ---- VIA: shapes as JSON in a field; the LabelMe web tool: points ---- */

static void test_viacsv(void)
{
    begin();
    put("a.csv",
        "filename,file_attributes,region_shape_attributes,region_attributes\n"
        "a.jpg,{},\"{\"\"name\"\":\"\"rect\"\",\"\"x\"\":1,\"\"y\"\":2,\"\"width\"\":3,\"\"height\"\":4}\",{}\n"
        "a.jpg,{},\"{\"\"name\"\":\"\"circle\"\",\"\"cx\"\":10,\"\"cy\"\":20,\"\"r\"\":2.5}\",{}\n");
    see("viacsv", 2);
    BOX(0, 1, 2, 3, 4);
    BOX(1, 7.5, 17.5, 5, 5);
    end();
}

static void test_labelmexml(void)
{
    begin();
    put("a.xml",
        "<annotation><filename>a.jpg</filename><object><name>cat</name><polygon><pt><x>5</x><y>40</y></pt>"
        "<pt><x>30.5</x><y>10</y></pt><pt><x>1</x><y>20</y></pt></polygon></object><object><name>dog</name><segm>"
        "<box><xmin>1</xmin><ymin>2</ymin><xmax>4</xmax><ymax>6</ymax></box></segm></object></annotation>");
    see("labelmexml", 2);
    BOX(0, 1, 10, 29.5, 30);
    BOX(1, 1, 2, 3, 4);
    end();
}

/* ---- LabelMe: points, of a rectangle any two corners ---- */

static void test_labelme(void)
{
    begin();
    put("a.json",
        "{\"imagePath\": \"a.png\", \"imageWidth\": 200, \"imageHeight\": 100, \"imageData\": null, \"shapes\": ["
        "{\"label\": \"a\", \"shape_type\": \"rectangle\", \"points\": [[30, 40.5], [10, 5]]},"
        "{\"label\": \"b\", \"shape_type\": \"circle\", \"points\": [[50, 50], [53, 54]]},"
        "{\"label\": \"c\", \"shape_type\": \"polygon\", \"points\": [[1, 2], [3.5, 8], [0, 4]]},"
        "{\"label\": \"d\", \"shape_type\": \"point\", \"points\": [[7, 8]]},"
        "{\"label\": \"e\", \"points\": [[1, 2], [3]]}]}");
    see("labelme", 5);
    BOX(0, 10, 5, 20, 35.5);
    BOX(1, 45, 45, 10, 10);
    BOX(2, 0, 2, 3.5, 6);
    BOX(3, 7, 8, 0, 0);
    CHECK(seen.failed[4] && !seen.has_bbox[4]);
    CHECK(seen.width[0] == 200 && seen.height[0] == 100 && !seen.has_corners[0]);
    end();
}

/* ---- CVAT: corners in pixels, turned clockwise about the middle ---- */

static void test_cvat(void)
{
    /* 40 x 20 about (30, 30). A quarter: 20 x 40. 45 degrees: (20 + 10) / sqrt 2 to each side. 330, which is 30 the
     * other way: 20 cos 30 + 10 sin 30 = 22.3205 and 20 sin 30 + 10 cos 30 = 18.6603 to each side; the corner (10, 20)
     * goes to 30 + (-20 cos 30 - 10 sin 30), 30 + (20 sin 30 - 10 cos 30). */
    static const double corners[] = {7.679492,  31.339746, 42.320508, 11.339746,
                                     52.320508, 28.660254, 17.679492, 48.660254};

    begin();
    put("annotations.xml",
        "<annotations><version>1.1</version><image id=\"0\" name=\"a.png\" width=\"200\" height=\"100\">"
        "<box label=\"a\" xtl=\"10.00\" ytl=\"20.5\" xbr=\"50\" ybr=\"40\"/>"
        "<box label=\"b\" xtl=\"10\" ytl=\"20\" xbr=\"50\" ybr=\"40\" rotation=\"90\"/>"
        "<box label=\"c\" xtl=\"10\" ytl=\"20\" xbr=\"50\" ybr=\"40\" rotation=\"45.00\"/>"
        "<box label=\"d\" xtl=\"10\" ytl=\"20\" xbr=\"50\" ybr=\"40\" rotation=\"330\"/>"
        "<polygon label=\"e\" points=\"1,2;3.5,8;0,4\"/>"
        "<mask label=\"f\" rle=\"1, 2\" left=\"3\" top=\"4\" width=\"5\" height=\"6\"/>"
        "<ellipse label=\"g\" cx=\"30\" cy=\"30\" rx=\"20\" ry=\"10\"/>"
        "<ellipse label=\"h\" cx=\"30\" cy=\"30\" rx=\"20\" ry=\"10\" rotation=\"45\"/>"
        "<points label=\"i\" points=\"5,6\"/></image></annotations>");
    see("cvat", 9);
    BOX(0, 10, 20.5, 40, 19.5);
    BOX(1, 20, 10, 20, 40);
    BOX(2, 8.786797, 8.786797, 42.426407, 42.426407);
    BOX(3, 7.679492, 11.339746, 44.641016, 37.320508);
    BOX(4, 0, 2, 3.5, 6);
    BOX(5, 3, 4, 5, 6);
    BOX(6, 10, 20, 40, 20);
    BOX(7, 14.188612, 14.188612, 31.622777, 31.622777); /* sqrt((400 + 100) / 2) to each side */
    BOX(8, 5, 6, 0, 0);
    CHECK(has_corners(3, corners) && !seen.has_corners[0]);
    CHECK_NEAR(seen.turned[1], 90, 1e-9);
    end();
}

/* ---- Label Studio: percent, turned clockwise about the top left corner ---- */

static void test_labelstudio(void)
{
    static const char *const values[] = {
        "\"x\": 5, \"y\": 10, \"width\": 20, \"height\": 50, \"rotation\": 0",
        "\"x\": 50, \"y\": 20, \"width\": 20, \"height\": 20, \"rotation\": 90",
        "\"x\": 50, \"y\": 20, \"width\": 20, \"height\": 20, \"rotation\": 30",
        "\"x\": 50, \"y\": 50, \"radiusX\": 10, \"radiusY\": 10, \"rotation\": 0",
        "\"x\": 50, \"y\": 50, \"radiusX\": 10, \"radiusY\": 10, \"rotation\": 90",
        "\"x\": 50, \"y\": 50, \"radiusX\": 10, \"radiusY\": 10, \"rotation\": 45",
        "\"points\": [[10, 20], [30, 5], [25.5, 90]]",
    };
    char text[4096] = "[{\"id\": 1, \"data\": {\"image\": \"a.png\"}, \"annotations\": [{\"id\": 11, \"result\": [";
    size_t n = strlen(text);

    begin();
    for (int i = 0; i < 7; i++)
        n += (size_t)snprintf(text + n, sizeof(text) - n,
                              "%s{\"id\": \"%c\", \"original_width\": 200, \"original_height\": 100, "
                              "\"value\": {%s, \"rectanglelabels\": [\"x\"]}}",
                              i ? "," : "", 'a' + i, values[i]);
    snprintf(text + n, sizeof(text) - n, "]}]}]");
    put("export.json", text);
    see("labelstudio", 7);
    BOX(0, 10, 10, 40, 50);
    /* 40 x 20 pixels at (100, 20): its width goes down, its height to the left. */
    BOX(1, 80, 20, 20, 40);
    /* (40 cos 30, 40 sin 30) and (-20 sin 30, 20 cos 30) from the corner. */
    BOX(2, 90, 20, 44.641016, 37.320508);
    /* Half axes of 20 and 10 pixels about (100, 50). */
    BOX(3, 80, 40, 40, 20);
    BOX(4, 90, 30, 20, 40);
    BOX(5, 84.188612, 34.188612, 31.622777, 31.622777);
    BOX(6, 20, 5, 40, 85);
    CHECK(has_corners(2, (const double[]){100, 20, 134.641016, 40, 124.641016, 57.320508, 90, 37.320508}));
    CHECK(seen.width[0] == 200 && seen.height[0] == 100);
    end();
}

int main(void)
{
    RUN(test_yolo);
    RUN(test_openimages);
    RUN(test_kitti);
    RUN(test_tracking);
    RUN(test_dota);
    RUN(test_yolokeras);
    RUN(test_faces_and_lists);
    RUN(test_viacsv);
    RUN(test_labelmexml);
    RUN(test_labelme);
    RUN(test_cvat);
    RUN(test_labelstudio);
    return check_done();
}
