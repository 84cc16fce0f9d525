# Sourced by tests of mlfix-serve, behind browser.sh: a server, and requests to it by curl.
# shellcheck shell=sh

# Serves a review; its address is in $here, what it says in the file `said`.
serve() { # arguments
    : >address
    # shellcheck disable=SC2086 # words
    mlfix-serve --no-browser "$@" >address 2>said &
    server=$!
    trap browser_close EXIT
    wait_until test -s address || exit 1
    here=$(head -n 1 address)
    origin=${here%/*/}
}
serve_end() { # signal
    kill "-${1:-TERM}" "$server"
    wait "$server" 2>/dev/null
    echo "the server ended with status $?"
}
# The status of a request, and what is said to it.
ask() { # path behind the token, further arguments of curl
    where=$1
    shift
    curl -sS -o answer -w '%{http_code} ' "$here$where" "$@"
    head -c 300 answer
    case $(tail -c 1 answer | od -An -c) in *'\n') ;; *) echo ;; esac
    rm -f answer
}
# A page's own request.
tell() { # path, lines of JSON, further arguments
    where=$1 lines=$2
    shift 2
    ask "$where" -H "Origin: $origin" -H 'Content-Type: application/json' --data-binary "$lines" "$@"
}
# The checksums by which a page knows the first so many objects.
objects() { # n, page
    sed -n 's/.*"objects":\["\([^]]*\)"\].*/\1/p' "$2" | sed 's/","/\n/g' | head -n "$1"
}

# What browser_open has done at the end of a test ends the server, too.
browser_close() {
    [ -z "${at:-}" ] || curl -s -X DELETE "$at" >/dev/null
    for process in ${driver:-} ${server:-}; do kill -9 "$process" 2>/dev/null; done
    wait 2>/dev/null
}
