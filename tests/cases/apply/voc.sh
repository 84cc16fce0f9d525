# A small Pascal VOC dataset in ds/, and seen.jsonl, the records of its objects
# as they were reviewed. a.xml holds three boxes that are twins in looks (1, 3, 4).
object() { # label xmin ymin xmax ymax
    printf '  <object>\n    <name>%s</name>\n    <bndbox><xmin>%s</xmin><ymin>%s</ymin>' "$1" "$2" "$3"
    printf '<xmax>%s</xmax><ymax>%s</ymax></bndbox>\n  </object>\n' "$4" "$5"
}
voc() { # name, then objects on stdin
    printf '<annotation>\n  <filename>%s.jpg</filename>\n  <size><width>99</width><height>99</height></size>\n' "$1"
    while read -r label xmin ymin xmax ymax; do
        object "$label" "$xmin" "$ymin" "$xmax" "$ymax"
    done
    echo '</annotation>'
}
mkdir -p ds/Annotations ds/JPEGImages
printf '%s\n' 'stop 1 1 11 21' 'yield 5 5 10 10' 'stop 30 30 40 40' 'yield 5 5 10 10' 'yield 5 5 10 10' \
    'ball 50 50 60 60' | voc a >ds/Annotations/a.xml
printf '%s\n' 'stop 2 2 12 22' 'ball 3.5 4 20 30' | voc b >ds/Annotations/b.xml
echo a >ds/JPEGImages/a.jpg
echo b >ds/JPEGImages/b.jpg
seen() { # file index label x y w h cell
    printf '{"id":"Annotations/%s.xml#%s","bbox":[%s,%s,%s,%s],"label":"%s",' "$1" "$2" "$4" "$5" "$6" "$7" "$3"
    printf '"source":{"format":"voc","file":"Annotations/%s.xml","index":%s},' "$1" "$2"
    printf '"sheet":"0001-all.jpg","cell":"%s"}\n' "$8"
}
{
    seen a 0 stop 1 1 10 20 A1
    seen a 1 yield 5 5 5 5 A2
    seen a 2 stop 30 30 10 10 A3
    seen a 3 yield 5 5 5 5 A4
    seen a 4 yield 5 5 5 5 B1
    seen a 5 ball 50 50 10 10 B2
    seen b 0 stop 2 2 10 20 B3
    seen b 1 ball 3.5 4 16.5 26 B4
} >seen.jsonl
mkdir sheets
cp seen.jsonl sheets/manifest.jsonl
cp -r ds original

labels() { # dataset: every object in order
    sed -n 's/.*<name>\(.*\)<.name>.*/\1/p' "$1"/Annotations/*.xml | tr '\n' ' '
    echo
}
actions() {
    jq -r '[.id, .action] | join(" ")'
}
