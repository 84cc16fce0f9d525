# make: `make -f dataset.mk` draws the sheets of dataset/ anew when an annotation changed. A target appears only when
# its command succeeded; one bad box stops nothing (--tolerate), all of them do.
.DELETE_ON_ERROR:

sheets/manifest.jsonl: ranked.jsonl
	mlfix-mosaic -q --html -o sheets/ $< > /dev/null

ranked.jsonl: objects.jsonl
	mlfix-embed -q $< | mlfix-rank -q > $@

objects.jsonl: $(if $(shell find dataset -type f -newer objects.jsonl -print -quit 2>/dev/null),changed)
	mlfix-crop -q --tolerate 1% dataset/ -o crops/ > $@

changed:

check: ranked.jsonl
	mlfix-check --max wrong=10% $<

.PHONY: changed check
