# Prints n records: two classes, circle and square, whose vectors lie around
# two points; the one with id "wrong" carries the other's label.
# awk -v n=60 -v wrong=r007 -f vectors.awk
BEGIN {
    state = 12345
    for (i = 0; i < n; i++) {
        id = sprintf("r%03d", i)
        kind = i % 2
        label = (kind == 0) != (id == wrong) ? "circle" : "square"
        printf "{\"id\":\"%s\",\"image\":\"photos/%s.jpg\",\"label\":\"%s\",\"weight\":1.50,\"embedding\":[", id, id, label
        for (j = 0; j < 6; j++) {
            state = (state * 1103515245 + 12345) % 2147483648
            printf "%s%d", j ? "," : "", (j == kind ? 12 : 0) + int(state / 65536) % 9 - 4
        }
        print "]}"
    }
}
