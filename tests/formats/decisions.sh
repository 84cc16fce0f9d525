# 200 decisions on a dataset of 480 objects, an object a line, in any format: the
# case writes ds/ and `lines` (the line of each object, in the dataset's order)
# from what objects() prints, then calls decide for each way with removed objects.

# PHOTO LABEL-NUMBER X Y W H of 40 photos with 12 objects each, by a fixed generator.
objects() {
    awk 'function r(n) { seed = (seed * 16807) % 2147483647; return seed % n }
    BEGIN { seed = 4711
        for (p = 0; p < 40; p++) for (k = 0; k < 12; k++)
            printf "%03d %d %d %d %d %d\n", p, r(5), 1 + r(40), 1 + r(30), 10 + r(30), 10 + r(30) }'
}
photos() { # folder, extension
    mkdir -p "$1"
    echo 'P3 100 80 255 200 30 20' | make-picture "$1/000.$2"
    for i in $(seq 1 39); do
        cp "$1/000.$2" "$1/$(printf %03d "$i").$2"
    done
}
tree() { # folder: names and contents
    (cd "$1" && find . -type f ! -path './.mlfix/*' | LC_ALL=C sort | xargs sha256sum)
}
dataset=ds
LABELS='["car","bus","R&D","été","van"]'

# 40 each of: remove, relabel, box, both, ok. The last object of a photo is left
# alone, since removing it would change the comma behind the one before.
flags() {
    jq -nc --argjson labels "$LABELS" --arg boxes "$1" '
        [inputs | select(.error | not)] | to_entries[] | .key as $i | .value |
        select($i < 480 and $i % 12 != 11 and ($i * 5) % 12 < 5) | ((($i / 12 | floor) + $i) % 5) as $kind |
        .label as $was | ([$labels[] | . == $was] | index(true)) as $n |
        {id, i: $i, verdict: ["remove", "relabel", "box", "relabel", "ok"][$kind]} |
        if .verdict == "relabel" then .label = $labels[($n + 1) % ($labels | length)] else . end' seen.jsonl |
        jq -nc --slurpfile seen seen.jsonl --arg boxes "$1" '
        ([$seen[] | select(.error | not)]) as $seen | inputs | $seen[.i].bbox as $b |
        if $boxes == "" then if .verdict == "box" then .verdict = "ok" else . end
        elif .verdict == "box" or (.verdict == "relabel" and .i % 2 == 0)
        then .bbox = [$b[0] + 1, $b[1] + 2, $b[2] + 3, $b[3] - 4] | .bbox |= map(. * 1000 | round / 1000) else . end'
}
# What mlfix-crop must say afterwards: photo, label, box to a hundredth of a pixel, ignored.
expected() { # way with removed objects
    jq -nc --slurpfile flags flags.jsonl --arg way "$1" '
        (reduce $flags[] as $f ({}; .[$f.i | tostring] = $f)) as $of |
        [inputs] | to_entries[] | $of[.key | tostring] as $f | .value |
        if $f and $f.verdict == "remove" and $way == "remove" then empty else . end |
        [(.image | split("/") | last), $f.label // .label, (($f.bbox // .bbox) // [] | map(. * 100 | round)),
         ($f != null and $f.verdict == "remove")]' seen.jsonl | sort
}
found() {
    jq -c '[(.image | split("/") | last), .label, (.bbox // [] | map(. * 100 | round)), (.issues == ["ignored"])]' \
        now.jsonl | sort
}
decide() { # --invalid; what marked objects look like: "", or "gone"; "noboxes"
    rm -rf was patched
    cp -r ds was
    mlfix-crop -q "$dataset" >seen.jsonl || echo "crop: status $?"
    if [ "${3:-}" = noboxes ]; then flags "" >flags.jsonl; else flags 1 >flags.jsonl; fi
    echo "$1: $(jq -rs 'group_by(.verdict) | map("\(length) \(.[0].verdict)") | join(", ")' flags.jsonl)"
    mlfix-apply -q "$dataset" --records seen.jsonl --flags flags.jsonl --invalid "$1" --new-labels --diff >diff || echo "diff: status $?"
    cp -r ds patched
    (cd patched && patch -s -p1 <../diff) || echo "the diff does not apply"
    mlfix-apply -q "$dataset" --records seen.jsonl --flags flags.jsonl --invalid "$1" --new-labels --write |
        jq -r .action | sort | uniq -c
    tree ds >tree-now
    tree patched | cmp - tree-now || echo "the diff does something else"
    mlfix-crop -q "$dataset" >now.jsonl || echo "crop: status $?"
    way=$1
    [ "$2" != gone ] || way=remove
    expected "$way" >expected
    found | diff expected - | head -n 5
    # Every byte of all other lines stays.
    jq -r 'select(.verdict != "ok") | .i + 1' flags.jsonl | sort -n >numbers
    awk 'NR == FNR { wanted[$1] = 1; next } FNR in wanted' numbers lines | LC_ALL=C sort >lines-changed
    diff -r -x .mlfix -U 0 was ds | grep -a '^-' | grep -av '^--- ' | cut -c 2- | LC_ALL=C sort | cmp - lines-changed || echo "other lines changed"
    mlfix-apply -q "$dataset" --records seen.jsonl --flags flags.jsonl --invalid "$1" --new-labels --write | jq -r .action | sort | uniq -c
    tree ds | cmp - tree-now || echo "not the same when repeated"
    mlfix-apply -q "$dataset" --undo ds/.mlfix/journal-0001.jsonl
    tree was >tree-was
    tree ds | cmp - tree-was && echo "undone"
    rm -rf ds/.mlfix
}
refused() { # --invalid
    flags "" >flags.jsonl
    mlfix-apply -q "$dataset" --records seen.jsonl --flags flags.jsonl --invalid "$1" --new-labels --write
    echo "$1: status $?"
}
# A label that the dataset does not have yet: what changes, and what is read then.
fresh() {
    jq -nc 'first(inputs) | {id, verdict: "relabel", label: "tram"}' seen.jsonl >flags.jsonl
    mlfix-apply -q "$dataset" --records seen.jsonl --flags flags.jsonl --new-labels --write | jq -c '[.action, .label]'
    diff -r -x .mlfix -U 0 was ds | grep -a '^+' | grep -av '^+++ ' | sed 's/\r$//'
    mlfix-crop -q "$dataset" | jq -r 'select(.label == "tram").id'
}
