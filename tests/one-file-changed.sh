#!/bin/sh
# Each dataset of tests/formats, with one file renamed, emptied, cut off or moved a folder down: the objects that come
# out are right, or the file is named. Prints what is not so.
#
#   tests/one-file-changed.sh BUILD [FORMAT]...     (build/release, all)
#
# The cases' own scripts make the datasets; what they would run only notes them.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
build=$(cd "${1:?the folder of the build}" && pwd)
shift
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM HUP
cd "$scratch"
mkdir shim sets
# What is called python3 may be a script that looks for one.
PYTHON=$(python3 -c 'import sys; print(sys.executable)')
export PYTHON
# A case gives two datasets, and is ended (kill 0: with all that `timeout` has started) when they are kept.
# shellcheck disable=SC2016 # for the scripts
printf '#!/bin/sh\n"$PYTHON" -S "$PROGRAM" note "$SETS" "$@"\n[ ! -e "$SETS/1" ] || kill 0\n' >shim/mlfix-crop
for tool in mlfix mlfix-apply mlfix-embed mlfix-rank mlfix-mosaic mlfix-check mlfix-boxes mlfix-join mlfix-merge; do
    printf '#!/bin/sh\nexit 0\n' >"shim/$tool"
done
chmod +x shim/*
for script in "$top"/tests/formats/*/*/cmd; do
    from=${script%/cmd}
    name=${from#"$top"/tests/formats/}
    case " $* " in
    "  " | *" ${name%%/*} "*) ;;
    *) continue ;;
    esac
    case $name in */decisions | */hostile*) continue ;; esac
    [ ! -e "$from/needs" ] || continue
    mkdir work
    for file in "$from"/*; do
        case ${file##*/} in cmd | out | err | status | slow) ;; *) cp -R "$file" work/ ;; esac
    done
    { (cd work && SETS=$scratch/sets/$(echo "$name" | tr / -) PROGRAM=$top/tests/one-file-changed.py TOP=$top \
        PATH=$scratch/shim:$build/tools:$PATH timeout 1500 sh "$script") >said 2>&1 </dev/null || :; } 2>/dev/null # where dash tells that it was ended
    chmod -R u+w work
    rm -rf work
done
PATH=$build/bin:$PATH "$PYTHON" "$top/tests/one-file-changed.py" try sets
