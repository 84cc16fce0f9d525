# Sourced by tests of the review page: drives a real browser over WebDriver (W3C
# "WebDriver", level 2), with chromedriver, curl and jq.
#
# What a step leads to is waited for (js_until, wait_until) wherever the browser
# comes to it in its own time: no test may depend on how fast the machine is.
# shellcheck shell=sh

# Seconds that anything may take: so many that only what never happens exceeds them.
patience=${PATIENCE:-300}

# Waits until a command succeeds, and says so where it never does.
wait_until() {
    give_up=$(($(date +%s) + patience))
    until "$@"; do
        [ "$(date +%s)" -lt $give_up ] || { echo "never: $*"; return 1; }
        sleep 0.1
    done
}
driver_listens() {
    port=$(sed -n 's/.*started successfully on port \([0-9]*\).*/\1/p' driver.log)
    [ -n "$port" ]
}

# With TRACED, categories of Chromium's traces, the performance log holds a trace.
browser_open() { # address, width, height
    mkdir -p downloads profile
    : >driver.log
    HOME=$PWD/profile chromedriver --port=0 >driver.log 2>&1 &
    driver=$!
    trap browser_close EXIT
    wait_until driver_listens || { cat driver.log; exit 1; }
    at=http://127.0.0.1:$port/session
    # shellcheck disable=SC2016 # jq's variables
    session=$(jq -nc --arg here "$PWD" --arg width "$2" --arg height "$3" --arg traced "${TRACED:-}" --argjson ms $((patience * 1000)) '{capabilities: {alwaysMatch: {
        timeouts: {script: $ms, pageLoad: $ms}, "goog:loggingPrefs": {browser: "ALL", performance: "ALL"},
        "goog:chromeOptions": ((if $traced == "" then {} else {perfLoggingPrefs: {traceCategories: $traced, enableNetwork: false, enablePage: false}} end) + {args: ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-extensions", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--user-data-dir=\($here)/profile/chromium",
        "--window-size=\($width),\($height)"], prefs: {"session.restore_on_startup": 4, "session.startup_urls": ["about:blank"], "download.default_directory": "\($here)/downloads"}})}}}' |
        curl -s -d @- "$at" | jq -r '.value.sessionId // .value.message')
    at=$at/$session
    wd POST url "$(jq -nc --arg url "$1" '{$url}')" >/dev/null
}
browser_close() {
    [ -z "${at:-}" ] || curl -s -X DELETE "$at" >/dev/null
    kill "$driver" 2>/dev/null
    wait "$driver" 2>/dev/null || [ $? = 143 ] # that of SIGTERM, by which the driver ended
}
wd() { # method, what, body
    curl -s -X "$1" ${3:+-d "$3"} "$at/$2" | jq -c .value
}
# The value of an expression in the page, as JSON.
js() {
    wd POST execute/sync "$(jq -nc --arg script "return ($1)" '{$script, args: []}')"
}
js_holds() {
    [ "$(js "!!($1)")" = true ]
}
# Waits until an expression is true.
js_until() {
    wait_until js_holds "$1"
}
# A command of the browser's own protocol: name, parameters.
cdp() {
    wd POST goog/cdp/execute "$(jq -nc --arg cmd "$1" --argjson params "$2" '{$cmd, $params}')" | jq -c 'select(.error?)'
}
# Pointer actions: words "move X Y", "down", "up", "rightclick", "pause MS", "shift", "unshift";
# with POINTER=touch those of a finger.
pointer() {
    printf '%s\n' "$@" | jq -Rnc --arg kind "${POINTER:-mouse}" '[inputs | split(" ")] as $words |
        {actions: [{type: "pointer", id: $kind, parameters: {pointerType: $kind}, actions: [$words[] |
            if .[0] == "move" then {type: "pointerMove", duration: 60, x: (.[1] | tonumber), y: (.[2] | tonumber)}
            elif .[0] == "down" then {type: "pointerDown", button: 0} elif .[0] == "up" then {type: "pointerUp", button: 0}
            elif .[0] == "rightclick" then ({type: "pointerDown", button: 2}, {type: "pointerUp", button: 2})
            elif .[0] == "pause" then {type: "pause", duration: (.[1] | tonumber)} else {type: "pause", duration: 0} end]},
        {type: "key", id: "keys", actions: [$words[] |
            if .[0] == "rightclick" then ({type: "pause", duration: 0}, {type: "pause", duration: 0}) elif .[0] == "shift" then {type: "keyDown", value: "\ue008"} elif .[0] == "unshift" then {type: "keyUp", value: "\ue008"}
            else {type: "pause", duration: 0} end]}]}' >actions.json
    curl -s -d @actions.json "$at/actions" | jq -c 'select(.value != null).value'
}
# Types words into what has the focus: characters, or names of keys.
keys() {
    # shellcheck disable=SC2016 # jq's variables
    jq -nc '{Enter: "\ue007", Escape: "\ue00c", Left: "\ue012", Up: "\ue013", Right: "\ue014", Down: "\ue015", Space: " ", Delete: "\ue017", Backspace: "\ue003", Tab: "\ue004", Home: "\ue011", End: "\ue010"} as $names |
        {actions: [{type: "key", id: "keys", actions: [$ARGS.positional[] | ($names[.] // .) | split("")[] | {type: "keyDown", value: .}, {type: "keyUp", value: .}]}]}' --args -- "$@" |
        curl -s -d @- "$at/actions" | jq -c 'select(.value != null).value'
}
# "X Y" of the middle of the element that an expression gives.
middle_of() {
    js "(() => { const r = ($1).getBoundingClientRect(); return Math.round(r.left + r.width / 2) + ' ' + Math.round(r.top + r.height / 2); })()" | jq -r .
}
click() { # an expression that gives an element
    pointer "move $(middle_of "$1")" down up
}
screenshot() { # file
    wd GET screenshot | jq -r . | base64 -d >"$1"
}
# Turns the wheel over a point: X, Y, pixels.
wheel() {
    wd POST actions "{\"actions\": [{\"type\": \"wheel\", \"id\": \"wheel\", \"actions\": [{\"type\": \"scroll\", \"x\": $1, \"y\": $2, \"deltaX\": 0, \"deltaY\": $3, \"duration\": 0}]}]}" | jq -c 'select(. != null)'
}
# Tabs of the same browser, by names of the test's own: tab_name NAME names the present one,
# tab_open NAME ADDRESS opens one and goes there, tab NAME goes to one.
tab_name() {
    wd GET window >"tab-$1"
}
tab() {
    wd POST window "{\"handle\": $(cat "tab-$1")}" >/dev/null
}
tab_open() {
    wd POST window/new '{"type": "tab"}' | jq .handle >"tab-$1"
    tab "$1"
    wd POST url "$(jq -nc --arg url "$2" '{$url}')" >/dev/null
}
