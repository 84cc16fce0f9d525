# A few street scenes, judged: ranked.jsonl, and sorted lines of image, label and box of the objects
# of photos that have a doubtful label: doubtful.txt. Python as Debian has it.
make-demo-data -q --photos 24 demo
mlfix-crop -q demo/dataset -o crops | mlfix-embed -q --preset fast --vectors own.npy >embedded.jsonl
mlfix-rank -q --preset fast --vectors own.npy --probs-out probs.npy --classes-out classes.json embedded.jsonl >ranked.jsonl
# Hostile and long names, and a decision for photos that have none.
jq -c --argjson n 0 '.label |= (if . == "yield" then "a<b & \"c\"" else . end)' ranked.jsonl >named.jsonl
mv named.jsonl ranked.jsonl
round='map(. * 100 | round / 100)'
jq -rs "[.[] | select(.label and .bbox)] | group_by(.image)[] | select(any(.[]; .issues | index(\"label\"))) | .[] |
    [(.image | split(\"/\")[-1]), .label, (.bbox | $round | tostring)] | @tsv" ranked.jsonl | sort >doubtful.txt
example() { program=$1 && shift && PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 "$TOP/scripts/examples/$program" "$@"; }
