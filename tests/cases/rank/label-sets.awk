# Writes ds/t.csv, ninety photos with sets of labels, as pictures for make-picture named picture-*, and what of them is
# planted: patches of one colour for each class in a corner of their own, of which a photo shows one to three.
BEGIN { seed = 11; print "image,red,green,blue" > "ds/t.csv"; print "" > "truth"
    for (n = 0; n < 90; n++) {
        m = 1 + (n * 5) % 7; for (k = 0; k < 3; k++) has[k] = int(m / 2 ^ k) % 2
        name = sprintf("%03d.jpg", n)
        printf "P3 32 32 255" > "picture-" name
        for (y = 0; y < 32; y++) for (x = 0; x < 32; x++) {
            seed = (seed * 16807) % 2147483647; g = 100 + seed % 40
            r = gr = b = g
            if (has[0] && x < 14 && y < 14) r += 110
            if (has[1] && x >= 18 && y < 14) gr += 110
            if (has[2] && x < 14 && y >= 18) b += 110
            printf " %d %d %d", r, gr, b > "picture-" name
        }
        close("picture-" name)
        for (k = 0; k < 3; k++) given[k] = has[k]
        if (n == 20) given[0] = !given[0]
        if (n == 41) given[1] = !given[1]
        if (n == 62) given[2] = !given[2]
        if (n == 70) given[1] = !given[1]
        for (k = 0; k < 3; k++) if (has[k] != given[k])
            print name, k == 0 ? "red" : k == 1 ? "green" : "blue", given[k] ? "wrong" : "missing" > "planted"
        print name "," given[0] "," given[1] "," given[2] > "ds/t.csv"
    } }
