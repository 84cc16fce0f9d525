/* The drivers: what they report, and that edits change the named bytes and
 * nothing else. Every edit is read again. */
#include <stdlib.h>
#include <unistd.h>

#include "check.h"
#include "mlfix/dataset/mapping.h"
#include "mlfix/base/buf.h"
#include "mlfix/base/err.h"
#include "mlfix/base/file.h"
#include "mlfix/dataset/dataset.h"
#include "mlfix/dataset/driver.h"
#include "mlfix/dataset/edits.h"

static char folder[64];

/* folder/name; one of four buffers. */
static const char *in_folder(const char *name)
{
    static char paths[4][512];
    static int next;
    char *path = paths[next++ % 4];

    snprintf(path, sizeof(paths[0]), "%s/%s", folder, name);
    return path;
}

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
    CHECK(mlf_file_write(in_folder(name), text, strlen(text), NULL) == 0);
}

static int collect(void *context, const struct mlf_object *object, struct mlf_err *err)
{
    (void)err;
    mlf_buf_printf(context, "%s=%s", object->id, object->label ? object->label : "(none)");
    if (object->has_bbox)
        mlf_buf_printf(context, "[%g %g %g %g]", object->bbox[0], object->bbox[1], object->bbox[2], object->bbox[3]);
    if (object->error)
        mlf_buf_puts(context, "!");
    mlf_buf_puts(context, "; ");
    return 0;
}

/* What the dataset holds, as "id=label[x y w h]; ..."; the error where it cannot be read. */
static const char *summary(const char *path, const char *format)
{
    static struct mlf_buf buf;
    struct mlf_dataset dataset;
    struct mlf_hints hints = {.format = format};
    struct mlf_err err = {""};

    mlf_buf_clear(&buf);
    mlf_buf_puts(&buf, "");
    if (mlf_dataset_open(&dataset, path, &hints, &err) || dataset.driver->read(&dataset, collect, &buf, &err)) {
        mlf_buf_clear(&buf);
        mlf_buf_printf(&buf, "error: %s",
                       strncmp(err.text, folder, strlen(folder)) ? err.text : err.text + strlen(folder) + 1);
    }
    mlf_dataset_close(&dataset);
    return buf.data;
}

/* The file after the changes; "error: ..." where they cannot be made. */
static char *edited(const char *format, const char *file, const char *before, const struct mlf_change *changes,
                    size_t n)
{
    struct mlf_dataset dataset;
    struct mlf_hints hints = {.format = format};
    struct mlf_edits edits = {0};
    struct mlf_err err = {""};
    char *after = NULL;
    size_t length;

    if (!mlf_dataset_open(&dataset, folder, &hints, &err) &&
        !dataset.driver->edit(&dataset, file, changes, n, &edits, &err))
        after = mlf_edits_apply(&edits, file, before, strlen(before), &length, &err);
    mlf_dataset_close(&dataset);
    mlf_edits_free(&edits);
    return after ? after : strdup(err.text);
}

static void check_edit(const char *format, const char *file, const char *before, const struct mlf_change *changes,
                       size_t n, const char *after, const char *read_again)
{
    char *text;

    begin();
    put(file, before);
    text = edited(format, file, before, changes, n);
    CHECK_TEXT(text, after);
    put(file, text);
    if (read_again)
        CHECK_TEXT(summary(folder, format), read_again);
    free(text);
    end();
}

#define RELABEL(i, to)                                                                                                 \
    {                                                                                                                  \
        .index = i, .action = MLF_RELABEL, .label = to                                                                 \
    }
#define REMOVE(i)                                                                                                      \
    {                                                                                                                  \
        .index = i, .action = MLF_REMOVE                                                                               \
    }
#define EDIT(format, file, before, after, again, ...)                                                                  \
    do {                                                                                                               \
        const struct mlf_change changes_[] = {__VA_ARGS__};                                                            \
        check_edit(format, file, before, changes_, sizeof(changes_) / sizeof(*changes_), after, again);                \
    } while (0)

/* ---- VOC ---- */

#define OBJECT(name)                                                                                                   \
    "<object>\n  <name>" name "</name><bndbox><xmax>30</xmax><xmin>10</xmin><ymin>20</ymin>"                           \
    "<ymax>60</ymax></bndbox></object>\n"

static void test_voc_reads_only_the_object_itself(void)
{
    begin();
    put("Annotations/a.xml",
        "<annotation><filename>a.jpg</filename>"
        "<object><part><name>head</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>2</xmax>"
        "<ymax>2</ymax></bndbox></part><name> man &amp; dog\n</name>"
        "<bndbox><xmin>1.5</xmin><ymin>2</ymin><xmax>11.5</xmax><ymax>22</ymax></bndbox></object>"
        "<object><name>cat</name><bndbox><xmin>1</xmin></bndbox></object>"
        "<object><bndbox><xmin>1</xmin><ymin>2</ymin><xmax>3</xmax><ymax>x</ymax></bndbox></object>"
        "</annotation>");
    CHECK_TEXT(summary(folder, NULL), "Annotations/a.xml#0=man & dog[1.5 2 10 20]; Annotations/a.xml#1=cat!; "
                                      "Annotations/a.xml#2=(none)!; ");
    end();
}

static void test_voc_edits(void)
{
    EDIT("voc", "Annotations/a.xml",
         "<annotation>\r\n" OBJECT("cat") "\t" OBJECT("dog") OBJECT(" owl ") "</annotation>\r\n",
         "<annotation>\r\n" OBJECT("a &lt;b&gt; &amp; \xc3\xbc") OBJECT(" crow ") "</annotation>\r\n",
         "Annotations/a.xml#0=a <b> & \xc3\xbc[10 20 20 40]; Annotations/a.xml#1=crow[10 20 20 40]; ",
         RELABEL(0, "a <b> & \xc3\xbc"), REMOVE(1), RELABEL(2, "crow"));
    /* On one line nothing but the element goes; no name and an empty name get one. */
    EDIT("voc", "a.xml", "<annotation><object/><object><name/></object><object><name>x</name></object></annotation>",
         "<annotation><object/><object><name>y</name></object></annotation>", NULL, RELABEL(1, "y"), REMOVE(2));
    EDIT("voc", "a.xml", "<annotation><object><pose/></object></annotation>",
         "<annotation><object><name>y</name><pose/></object></annotation>", "a.xml#0=y!; ", RELABEL(0, "y"));
    /* In another encoding than UTF-8 characters are written as references. */
    EDIT("voc", "a.xml",
         "<?xml version='1.0' encoding='ISO-8859-1'?><annotation><object><name>\xfc</name></object></annotation>",
         "<?xml version='1.0' encoding='ISO-8859-1'?><annotation><object><name>&#233;</name></object></annotation>",
         "a.xml#0=\xc3\xa9!; ", RELABEL(0, "\xc3\xa9"));
    EDIT("voc", "a.xml", "<annotation><object/></annotation>", "'a.xml' has no object 1", NULL, REMOVE(1));
    EDIT("voc", "a.xml", "<annotation><object><name>a</name></object></annotation>", "'\x01' cannot be written in XML",
         NULL, RELABEL(0, "\x01"));
}

static void test_voc_refuses(void)
{
    begin();
    put("a.xml", "<annotation>\n<object><name>a</nam></object></annotation>");
    CHECK_TEXT(summary(folder, "voc"), "error: a.xml:2:18: mismatched tag");
    put("a.xml",
        "<!DOCTYPE annotation [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;\">]><annotation>&b;</annotation>");
    CHECK(strstr(summary(folder, "voc"), "declares an entity ('a')") != NULL);
    put("a.xml", "<html/>");
    CHECK(strstr(summary(folder, "voc"), "the root element is 'html'") != NULL);
    put("a.xml", "");
    CHECK(strstr(summary(folder, "voc"), "error: a.xml:1") != NULL);
    end();
}

/* ---- COCO ---- */

#define COCO_HEAD                                                                                                      \
    "{\"images\": [{\"id\": 7, \"file_name\": \"a/b.jpg\", \"width\": 640, \"height\": 480},"                          \
    " {\"file_name\": \"c.jpg\", \"id\": \"x\"}], "
#define CAT "{\"id\": 1, \"name\": \"cat\"}"
#define DOG "{\"name\": \"dog\", \"id\": 90}"
#define ONE "{\"id\": 1, \"image_id\": 7, \"category_id\": 1, \"bbox\": [1, 2, 3.5, 4.25]}"
#define TWO "{\"bbox\":[0,0,1,1],\"category_id\":90,\"image_id\":\"7\",\"id\":2,\"segmentation\":[[1,2,3,4]]}"
#define THREE "{\"id\": 2, \"image_id\": \"x\", \"category_id\": 5, \"bbox\": [0, 0, 1, 1]}"

static void test_coco_reads_keys_in_any_order(void)
{
    static const char expected[] = "a/b.jpg#1=cat[1 2 3.5 4.25]; a/b.jpg#2=dog[0 0 1 1]; c.jpg#2=(none)[0 0 1 1]!; "
                                   "a/b.jpg#2~2=dog[0 0 1 1]; ";

    begin();
    put("x.json", COCO_HEAD "\"annotations\": [" ONE "," TWO "," THREE "," TWO "], \"categories\": [" CAT "," DOG "]}");
    CHECK_TEXT(summary(folder, NULL), expected);
    put("x.json",
        "\xef\xbb\xbf{\"annotations\": [" ONE "," TWO "," THREE "," TWO "], \"categories\": [" CAT "," DOG
        "], \"images\": [{\"file_name\": \"c.jpg\", \"id\": \"x\"}, {\"id\": 7, \"file_name\": \"a/b.jpg\"}]}");
    CHECK_TEXT(summary(folder, "coco"), expected);
    put("x.json", "{\"images\": [], \"annotations\": [{\"id\": 0, \"image_id\": 3}, {}], \"categories\": []}");
    CHECK_TEXT(summary(folder, NULL), "x.json#0=(none)!; x.json#@1=(none)!; ");
    end();
}

static void test_coco_prefers_instances(void)
{
    begin();
    put("annotations/instances_val.json", COCO_HEAD "\"annotations\": [" ONE "], \"categories\": [" CAT "]}");
    put("annotations/person_keypoints_val.json", COCO_HEAD "\"annotations\": [" ONE "], \"categories\": [" CAT "]}");
    put("annotations/other.json", "{\"info\": 1}");
    CHECK_TEXT(summary(folder, NULL), "a/b.jpg#1=cat[1 2 3.5 4.25]; ");
    end();
}

static void test_coco_edits(void)
{
    EDIT("coco", "x.json", "{\"annotations\": [" ONE ",\n " TWO ", " THREE "], \"categories\": [" CAT ",\n  " DOG "]}",
         "{\"annotations\": [{\"bbox\":[0,0,1,1],\"category_id\":1,\"image_id\":\"7\",\"id\":2,"
         "\"segmentation\":[[1,2,3,4]]}], \"categories\": [" CAT ",\n  " DOG "]}",
         NULL, REMOVE(0), RELABEL(1, "cat"), REMOVE(2));
    /* A new label becomes a new category, once. */
    EDIT("coco", "x.json", "{\"annotations\": [" ONE "," THREE "], \"categories\": [" CAT ",\n  " DOG "]}\n",
         "{\"annotations\": [{\"id\": 1, \"image_id\": 7, \"category_id\": 91, \"bbox\": [1, 2, 3.5, 4.25]},"
         "{\"id\": 2, \"image_id\": \"x\", \"category_id\": 91, \"bbox\": [0, 0, 1, 1]}], \"categories\": [" CAT
         ",\n  " DOG ",\n  {\"id\": 91, \"name\": \"ow\\\"l\"}]}\n",
         NULL, RELABEL(0, "ow\"l"), RELABEL(1, "ow\"l"));
    EDIT("coco", "x.json", "{\"annotations\": [\n" ONE ",\n" TWO "\n], \"categories\": []}",
         "{\"annotations\": [], \"categories\": []}", "", REMOVE(0), REMOVE(1));
    EDIT("coco", "x.json", "{\"annotations\": [{\"id\": 3}, {}], \"categories\": []}",
         "{\"annotations\": [{\"category_id\": 1, \"id\": 3}, {\"category_id\": 2}], \"categories\": "
         "[{\"id\": 1, \"name\": \"a\"}, {\"id\": 2, \"name\": \"b\"}]}",
         "x.json#3=a!; x.json#@1=b!; ", RELABEL(0, "a"), RELABEL(1, "b"));
    EDIT("coco", "x.json", "{\"annotations\": [{\"id\": 3}], \"categories\": []}", "'x.json' has no object 1", NULL,
         REMOVE(1));
}

static void test_coco_names_the_place_of_an_error(void)
{
    begin();
    put("x.json", COCO_HEAD "\n\"annotations\": [{\"id\": 1,}]}");
    CHECK(strstr(summary(folder, NULL), "error: x.json:2:26: ") != NULL);
    put("x.json", COCO_HEAD "\"annotations\": []} x");
    CHECK(strstr(summary(folder, NULL), "error: x.json:1:") != NULL);
    put("x.json", COCO_HEAD "\"annotations\": [");
    CHECK(strstr(summary(folder, NULL), "error: x.json:1:") != NULL);
    end();
}

/* ---- MTSD ---- */

#define SIGN(key, label, box) "{\"key\": \"" key "\", \"label\": \"" label "\", \"bbox\": {" box "}}"
#define BOX "\"xmin\": 1.5, \"ymin\": 2, \"xmax\": 11.5, \"ymax\": 22"

static void test_mtsd(void)
{
    EDIT("mtsd", "annotations/k.json",
         "{\"width\": 100, \"height\": 50, \"ispano\": true, \"objects\": [" SIGN("a", "stop", BOX) ", " SIGN(
             "a", "yield", "\"xmin\": 95, \"ymin\": 2, \"xmax\": 10, \"ymax\": 22") "]}",
         "{\"width\": 100, \"height\": 50, \"ispano\": true, \"objects\": [" SIGN("a", "go", BOX) ", " SIGN(
             "a", "yield", "\"xmin\": 95, \"ymin\": 2, \"xmax\": 10, \"ymax\": 22") "]}",
         "k#a=go[1.5 2 10 20]; k#a~2=yield[95 2 15 20]; ", RELABEL(0, "go"));
    EDIT("mtsd", "annotations/k.json", "{\"objects\": [" SIGN("a", "x", BOX) "," SIGN("b", "y", BOX) "]}",
         "{\"objects\": [" SIGN("a", "x", BOX) "]}", "k#a=x[1.5 2 10 20]; ", REMOVE(1));
}

/* ---- CSV ---- */

static void test_csv_dialects(void)
{
    begin();
    put("x.csv", "\xef\xbb\xbfLabel;File_Name;x;y;width;height\r\n\"a;\"\"b\"\"\";p.jpg;1;2;3;4\r\n\r\nc;p.jpg;;;;\r\n"
                 "d;p.jpg;1;2;z;4\r\ne\r\n");
    CHECK_TEXT(summary(folder, NULL), "p.jpg#0=a;\"b\"[1 2 3 4]; p.jpg#1=c; p.jpg#2=d!; #0=e; ");
    put("x.csv", "a.jpg,1,2,11,22,cat\nb.jpg,1,2,11,22,dog");
    CHECK_TEXT(summary(folder, NULL), "a.jpg#0=cat[1 2 10 20]; b.jpg#0=dog[1 2 10 20]; ");
    put("x.csv", "image\tlabel\na.jpg\tcat\na.jpg\tdog\n");
    CHECK_TEXT(summary(folder, NULL), "a.jpg=cat; a.jpg#2=dog; ");
    put("x.csv", "filename,width,height,class,xmin,ymin,xmax,ymax\na.jpg,640,480,cat,1,2,3,4\n");
    CHECK_TEXT(summary(folder, NULL), "a.jpg#0=cat[1 2 2 2]; ");
    put("x.csv", "image,label\na.jpg,\"cat\n");
    CHECK_TEXT(summary(folder, NULL), "error: x.csv:2:7: a quoted field does not end");
    put("x.csv", "image,label\na.jpg,c\xff\n");
    CHECK_TEXT(summary(folder, NULL),
               "error: x.csv:2: the text is not UTF-8: say with --encoding how it is written (such as GB18030, "
               "SHIFT_JIS or WINDOWS-1252)");
    end();
}

static void test_csv_edits(void)
{
    EDIT("csv", "x.csv", "image,label\r\na.jpg,cat\r\nb.jpg,\"dog\"\r\nc.jpg,owl", "image,label\r\na.jpg,\"c,t\"",
         "a.jpg=c,t; ", RELABEL(0, "c,t"), REMOVE(1), REMOVE(2));
    EDIT("csv", "x.csv", "image,label\na.jpg,cat\nb.jpg,\"dog\"\n\nc.jpg,owl\n",
         "image,label\nb.jpg,\"a \"\"b\"\"\"\n\n", "b.jpg=a \"b\"; ", REMOVE(0), RELABEL(1, "a \"b\""), REMOVE(2));
    EDIT("csv", "x.csv", "a.jpg,cat\nb.jpg,\n", "a.jpg,cat\nb.jpg,dog\n", "a.jpg=cat; b.jpg=dog; ", RELABEL(1, "dog"));
    EDIT("csv", "x.csv", "image,label\na.jpg,cat\n", "'x.csv' has no row 1", NULL, REMOVE(1));
}

/* ---- Mapping ---- */

/* Also behind a file that fills its last page of memory there is a NUL. */
static void test_mapping_ends_in_nul(void)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *text = malloc(2 * page);

    begin();
    memset(text, 'x', 2 * page);
    for (size_t length = page - 1; length <= 2 * page; length += length == page + 1 ? page - 1 : 1) {
        struct mlf_mapping mapping;

        CHECK(mlf_file_write(in_folder("a.txt"), text, length, NULL) == 0);
        CHECK(mlf_map_path(&mapping, in_folder("a.txt"), NULL) == 0);
        CHECK(mapping.length == length && mapping.data[0] == 'x' && mapping.data[length - 1] == 'x' &&
              mapping.data[length] == '\0');
        mlf_unmap(&mapping);
    }
    free(text);
    end();
}

/* ---- Descriptors ---- */

static void test_descriptors(void)
{
    for (size_t i = 0; mlf_drivers[i]; i++) {
        const struct mlf_driver *driver = mlf_drivers[i];

        CHECK(driver->probe && driver->locate && driver->read && driver->edit && *driver->description);
        CHECK(!driver->mark || !driver->no_mark);
        for (size_t k = 0; k < i; k++)
            CHECK(strcmp(driver->name, mlf_drivers[k]->name) != 0);
    }
}

/* ---- Folders ---- */

static const char *move_of(const char *file, enum mlf_action action, const char *label, struct mlf_edits *edits)
{
    struct mlf_dataset dataset;
    struct mlf_change change = {.action = action, .label = label};
    static struct mlf_err err;

    mlf_err_clear(&err);
    if (mlf_dataset_open(&dataset, folder, NULL, &err))
        return err.text;
    if (!dataset.driver->edit(&dataset, file, &change, 1, edits, &err)) {
        mlf_dataset_close(&dataset);
        return edits->items[edits->n - 1].move_to;
    }
    mlf_dataset_close(&dataset);
    return err.text;
}

static void test_folders(void)
{
    struct mlf_edits edits = {0};

    begin();
    put("images/stop/a.png", "");
    put("images/stop/deep/b.png", "");
    put("images/go/a.png", "");
    put("images/_invalid/x/c.png", "");
    put("images/loose.png", "");
    put("images/go/readme.txt", "");
    CHECK_TEXT(summary(folder, NULL), "images/go/a.png=go; images/loose.png=(none); images/stop/a.png=stop; "
                                      "images/stop/deep/b.png=stop; ");
    CHECK_TEXT(move_of("images/stop/deep/b.png", MLF_RELABEL, "go", &edits), "images/go/deep/b.png");
    CHECK_TEXT(move_of("images/stop/a.png", MLF_RELABEL, "go", &edits), "images/go/a-2.png");
    CHECK_TEXT(move_of("images/loose.png", MLF_RELABEL, "new", &edits), "images/new/loose.png");
    CHECK_TEXT(move_of("images/go/a.png", MLF_REMOVE, NULL, &edits), "_invalid/go/a.png");
    CHECK_TEXT(move_of("images/go/a.png", MLF_REMOVE, NULL, &edits), "_invalid/go/a-2.png");
    CHECK_TEXT(move_of("images/go/a.png", MLF_RELABEL, "../x", &edits),
               "label '../x' cannot be the name of a class folder");
    CHECK_TEXT(move_of("images/go/a.png", MLF_RELABEL, "_invalid", &edits),
               "label '_invalid' cannot be the name of a class folder");
    mlf_edits_free(&edits);
    end();
}

static void test_folders_below_splits(void)
{
    begin();
    put("train/cat/a.png", "");
    put("val/cat/b.png", "");
    put("val/dog/c.png", "");
    CHECK_TEXT(summary(folder, NULL), "train/cat/a.png=cat; val/cat/b.png=cat; val/dog/c.png=dog; ");
    end();
    begin();
    put("photos/cat/a.png", "");
    put("photos/dog/b.png", "");
    CHECK_TEXT(summary(folder, NULL), "photos/cat/a.png=cat; photos/dog/b.png=dog; ");
    end();
}

/* ---- Finding the format, and edits as such ---- */

static void test_ambiguity_is_an_error(void)
{
    begin();
    put("a.csv", "image,label\n");
    put("b.csv", "image,label\n");
    put("truth.csv", "image,label\n");
    put("prices.csv", "thing,price\n");
    CHECK(strstr(summary(folder, NULL), "several CSV files (a.csv, b.csv): name the one") != NULL);
    CHECK_TEXT(summary(in_folder("a.csv"), NULL), "");
    put("cat/a.png", "");
    CHECK(strstr(summary(folder, NULL), "several CSV files") != NULL);
    put("dog/a.png", "");
    CHECK(strstr(summary(folder, NULL), "may be several formats: csv (a.csv, b.csv), folder") != NULL);
    put("Annotations/a.xml", "<annotation/>");
    CHECK_TEXT(summary(folder, NULL), "");
    CHECK(strstr(summary(folder, "yo"), "unknown format 'yo'") != NULL);
    end();
    begin();
    CHECK(strstr(summary(folder, NULL), "no known dataset format") != NULL);
    CHECK(strstr(summary(in_folder("none"), NULL), "cannot open dataset") != NULL);
    end();
}

static void test_edits_that_overlap_are_refused(void)
{
    struct mlf_edits edits = {0};
    struct mlf_err err = {""};
    size_t length;
    char *text;

    CHECK(!mlf_edits_replace(&edits, "a", 4, 2, "xyz", 3, &err));
    CHECK(!mlf_edits_replace(&edits, "a", 0, 1, "", 0, &err));
    CHECK(!mlf_edits_replace(&edits, "b", 0, 9, "", 0, &err));
    CHECK(!mlf_edits_replace(&edits, "a", 4, 0, "-", 1, &err));
    text = mlf_edits_apply(&edits, "a", "0123456789", 10, &length, &err);
    CHECK_TEXT(text, "123-xyz6789");
    CHECK(length == 11);
    free(text);
    CHECK(mlf_edits_apply(&edits, "b", "01234567", 8, &length, &err) == NULL);
    mlf_err_clear(&err);
    CHECK(!mlf_edits_replace(&edits, "a", 5, 1, "", 0, &err));
    CHECK(mlf_edits_apply(&edits, "a", "0123456789", 10, &length, &err) == NULL);
    CHECK(strstr(err.text, "overlap") != NULL);
    mlf_edits_free(&edits);
}

int main(void)
{
    RUN(test_voc_reads_only_the_object_itself);
    RUN(test_voc_edits);
    RUN(test_voc_refuses);
    RUN(test_coco_reads_keys_in_any_order);
    RUN(test_coco_prefers_instances);
    RUN(test_coco_edits);
    RUN(test_coco_names_the_place_of_an_error);
    RUN(test_mtsd);
    RUN(test_csv_dialects);
    RUN(test_csv_edits);
    RUN(test_mapping_ends_in_nul);
    RUN(test_descriptors);
    RUN(test_folders);
    RUN(test_folders_below_splits);
    RUN(test_ambiguity_is_an_error);
    RUN(test_edits_that_overlap_are_refused);
    return check_done();
}
