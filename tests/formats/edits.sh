# What mlfix-crop reads of ds/, and edits of it: shown as differences, read again, and taken back.

read_it() {
    mlfix-crop -q ds "$@" >seen.jsonl
    echo "status $?"
    jq -c '[.id, .image, .label, .bbox, .split, (.issues // [] | join(" ")), .error]' seen.jsonl
}
flag() { # number of the object among those read, members of the flag
    jq -nc "[inputs][$1] | {id} + $2" seen.jsonl
}
edit_it() { # flags on stdin; options of mlfix-apply
    cat >flags.jsonl
    rm -rf was
    cp -r ds was
    mlfix-apply -q ds --records seen.jsonl --flags flags.jsonl --new-labels --write "$@" >done.jsonl || echo "status $?"
    jq -r '[.id, .action] | join(" ")' done.jsonl
    diff -r -x .mlfix was ds
    mlfix-crop -q ds | jq -c '[.id, .label, .bbox, (.issues // [] | join(" "))]'
    [ ! -e ds/.mlfix/journal-0001.jsonl ] || mlfix-apply -q ds --undo ds/.mlfix/journal-0001.jsonl
    rm -rf ds/.mlfix
    diff -r was ds && echo "as before"
}
# Cuts the file after each so many bytes: what is left ends in an error, or is read as far as it says objects.
cut_it() { # file, format, bytes
    cp "$1" whole
    for n in $(seq 1 "$3" $(($(wc -c <whole) - 3))); do
        head -c "$n" whole >"$1"
        mlfix-crop -q --format "$2" ds >cut.jsonl 2>cut.err
        status=$?
        if [ $status = 0 ] && tail -n 1 "$1" | jq . >/dev/null 2>&1; then
            continue # between two lines
        fi
        [ $status = 2 ] && grep -q -e "$1" -e "format $2" cut.err || echo "cut after $n bytes: status $status"
    done
    cp whole "$1"
}
photo() { # name, width, height
    mkdir -p "$(dirname "$1")"
    echo "P3 $2 $3 255 200 30 20" | make-picture "$1"
}
