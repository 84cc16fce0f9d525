# kill -9 at random moments of a --write over annotation files, and of an
# --undo; then the same command again. $1 is how often, $2 how many files (500).
files=${2:-500}
work=$(mktemp -d /dev/shm/mlfix-killed-XXXXXX 2>/dev/null) || work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP
cd "$work" || exit 2
mkdir -p original/labels original/images
awk -v files="$files" 'function r(n) { seed = (seed * 16807) % 2147483647; return seed % n }
BEGIN { seed = 42
    print "names: [a, b, c]\ntrain: images" > "original/data.yaml"
    for (p = 0; p < files; p++) {
        file = sprintf("original/labels/%03d.txt", p)
        for (k = 0; k < 4; k++) printf "%d 0.%06d 0.%06d 0.1 0.1\n", r(2), 100000 + r(700000), 100000 + r(700000) > file
        close(file)
        file = sprintf("original/images/%03d.jpg", p)
        printf "x" > file
        close(file)
    } }'
mlfix-crop -q original >seen.jsonl
jq -r 'select(.source.index == 1) | .id + (if .label == "a" then " = c" else " remove" end)' seen.jsonl >flags.txt
cp -r original done
mlfix-apply -q done --records seen.jsonl --flags flags.txt --write >/dev/null || echo "undisturbed: status $?"
# The ledger tells what was decided once, however often it was tried.
ledger() { # folder: without the times, and the journals' numbers
    jq -c 'del(.written, .journal)' "$1/.mlfix/ledger.jsonl"
}
same_ledger() { # folder, whose ledger it should be
    ledger "$1" >one
    ledger "$2" >two
    cmp one two
}
same() { # folder, what it should be
    diff -r -x .mlfix "$1" "$2" >differences 2>&1 || { echo "differs:"; head -n 3 differences; }
}
nothing_left() { # folder: nothing begun, nothing hidden
    left=$(find "$1" -name '.mlfix-*' -o -name pending.jsonl)
    [ -z "$left" ] || echo "left: $left"
}
milliseconds() {
    echo $(($(date +%s%N) / 1000000))
}
began=$(milliseconds)
cp -al original ds
mlfix-apply -q ds --records seen.jsonl --flags flags.txt --write >/dev/null
took=$(($(milliseconds) - began + 1))
same ds done
# The moments: a fixed sequence of fractions of the time that a run takes.
moments() { # how many, seed
    awk -v n="$1" -v seed="$2" -v took="$took" 'BEGIN { for (; n > 0; n--) {
        seed = (seed * 16807) % 2147483647; printf "%.4f\n", took / 1000 * seed / 2147483647 } }'
}
# One that has ended may be a zombie for a while.
runs() {
    { read -r state <"/proc/$process/stat"; } 2>/dev/null && case $state in *") Z "*) return 1 ;; esac
}
strike() { # seconds, or nothing for as soon as its journal is there; command
    pause=$1
    shift
    fresh
    "$@" >/dev/null 2>&1 &
    process=$!
    if [ -z "$pause" ]; then
        while [ ! -f ds/.mlfix/pending.jsonl ] && runs; do :; done
    else
        sleep "$pause"
    fi
    kill -9 $process 2>/dev/null
    wait $process 2>/dev/null
    [ $? != 137 ] || caught=$((caught + 1))
    [ ! -f ds/.mlfix/pending.jsonl ] || halves=$((halves + 1))
}
# Every other one is killed between its renames: where a busy machine lets it slip away, once more.
kill_after() { # seconds, command
    pause=$1
    shift
    count=$((count + 1))
    if [ $((count % 2)) != 0 ]; then
        strike "$pause" "$@"
        return
    fi
    before=$halves
    for _ in $(seq 100); do
        strike '' "$@"
        [ "$halves" = "$before" ] || return
    done
    echo "never killed between its renames: $*"
}
caught=0 halves=0 count=0
fresh() {
    rm -rf ds
    cp -al original ds
}
for pause in $(moments "$1" $((7 * ${SEED:-1}))); do
    kill_after "$pause" mlfix-apply -q ds --records seen.jsonl --flags flags.txt --write
    mlfix-apply -q ds --records seen.jsonl --flags flags.txt --write >/dev/null 2>err || { echo "again: status $?"; cat err; }
    same ds done
    same_ledger ds done
    nothing_left ds
done
fresh() {
    rm -rf ds
    cp -al done ds
    rm -rf ds/.mlfix
    cp -r done/.mlfix ds/.mlfix
}
for pause in $(moments $(($1 / 8)) $((8 * ${SEED:-1}))); do
    kill_after "$pause" mlfix-apply -q ds --undo ds/.mlfix/journal-0001.jsonl
    mlfix-apply -q ds --undo ds/.mlfix/journal-0001.jsonl >/dev/null 2>err || { echo "undo again: status $?"; cat err; }
    same ds original
    nothing_left ds
    [ "$(ledger ds | tail -n "$files" | jq -s 'map(select(.action == "undone") | .id) | unique | length')" = "$files" ] ||
        echo "the ledger does not tell that all is undone"
done
[ "$halves" -ge $((count / 2)) ] || echo "only $halves of $count were killed between their renames"
echo "caught $caught, halves $halves, took $took ms" >&3
