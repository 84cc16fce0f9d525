# mlfix: build, test, install. `make demo` and `make check` install what they
# need themselves (as root, through scripts/setup); everything else expects the
# packages to be there.

BUILD   ?= build
VARIANT ?= release
PREFIX  ?= /usr/local
BINDIR  ?= $(PREFIX)/bin
MANDIR  ?= $(PREFIX)/share/man
JOBS    ?= $(shell nproc 2>/dev/null || echo 1)

CC     ?= cc
CFLAGS ?= -O2 -g
FUZZCC ?= clang
PKGS   := vips jansson openblas expat libjpeg libpng yaml-0.1 pangocairo gmodule-no-export-2.0

O := $(BUILD)/$(VARIANT)

# Without contraction every compiler comes to the same numbers; without the name of the folder two builds are the same.
ours_cppflags := -Iinclude -D_GNU_SOURCE
ours_cflags   := -std=c11 -pthread -fno-strict-aliasing -ffp-contract=off -ffile-prefix-map=$(CURDIR)=.
warnings      := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith \
                 -Wwrite-strings -Wvla -Wformat=2 -Wundef
ifeq ($(DEV),1)
warnings += -Werror
endif
ifeq ($(VARIANT),asan)
ours_cflags  += -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
ours_ldflags += -fsanitize=address,undefined
endif
ifeq ($(VARIANT),tsan)
ours_cflags  += -fsanitize=thread -fno-omit-frame-pointer
ours_ldflags += -fsanitize=thread
endif
# libFuzzer comes with clang; the sanitizers find what a parser does wrong without a crash. NULL + 0, which clang counts
# as an overflow and gcc does not, is what an empty array gives.
ifeq ($(VARIANT),fuzz)
CC           := $(FUZZCC)
ours_cflags  += -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize=pointer-overflow \
                -fno-sanitize-recover=undefined -fno-omit-frame-pointer
ours_ldflags += -fsanitize=address,undefined
endif
# Against faults that are still in it: checked copies, guarded stacks, addresses that nobody knows, tables that are
# read-only. `make HARDENING=` does without. The sanitizers check more, and do not go with it.
ifeq ($(VARIANT),release)
hardening_links := $(shell echo 'int main(void) { return 0; }' | $(CC) -x c -fstack-protector-strong -fPIE -pie \
                     -Wl,-z,relro,-z,now -o /dev/null - 2>/dev/null && echo yes)
HARDENING ?= $(hardening_links)
endif
ifeq ($(HARDENING),yes)
ours_cflags  += -fstack-protector-strong -fPIE $(if $(findstring -O0,$(CFLAGS)),,\
                  $(if $(findstring -O,$(CFLAGS)),-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2))
ours_ldflags += -Wl,-z,relro,-z,now
pie          := -pie
endif
# Each program is linked to the libraries that it uses, and to no other: a hundred that nobody calls take longer to
# start than most of the work. Some compilers ask for that by themselves, but not under the sanitizers.
as_needed := $(shell echo 'int main(void) { return 0; }' | $(CC) -x c -Wl,--as-needed -o /dev/null - 2>/dev/null && \
               echo -Wl,--as-needed)
# The packages may be installed by the very make that reads this (scripts/setup),
# so they are asked about when a rule runs, not when the file is read.
pkg_cflags = $(shell pkg-config --cflags $(PKGS) | sed 's/-I/-isystem /g')
pkg_libs   = $(as_needed) $(shell pkg-config --libs $(PKGS)) $(server_libs)

# The server is built where libmicrohttpd is; nothing else wants it.
server_libs    := $(shell pkg-config --libs libmicrohttpd 2>/dev/null)
server_sources := $(if $(server_libs),,lib/serve/%.c cmd/mlfix-serve.c tests/unit/test-serve-%.c tests/fuzz/targets/serve.c)

lib_sources  := $(filter-out $(server_sources),$(wildcard lib/*/*.c))
cmd_sources  := $(filter-out $(server_sources),$(wildcard cmd/mlfix-*.c))
unit_sources := $(filter-out $(server_sources),$(wildcard tests/unit/*.c))
stub_sources := $(wildcard tests/tools/stub-*.c)
tool_sources := $(filter-out $(stub_sources),$(wildcard tests/tools/*.c scripts/bench/*.c scripts/eval/*.c))
fuzz_sources := $(filter-out $(server_sources),$(wildcard tests/fuzz/targets/*.c))
manuals      := $(wildcard cmd/*.1 cmd/*.5 cmd/*.7)

lib_objects := $(lib_sources:%.c=$(O)/%.o)
commands    := $(cmd_sources:cmd/%.c=$(O)/bin/%)
units       := $(unit_sources:tests/unit/%.c=$(O)/unit/%)
tools       := $(patsubst scripts/eval/%.c,$(O)/tools/eval-%,$(patsubst scripts/bench/%.c,$(O)/tools/bench-%,\
                 $(tool_sources:tests/tools/%.c=$(O)/tools/%)))
fuzzers     := $(fuzz_sources:tests/fuzz/targets/%.c=$(O)/fuzz/%)
stubs       := $(stub_sources:tests/tools/%.c=$(O)/tools/%.so)

.PHONY: all programs setup demo check check-run wild check-browser recipes test rules asan ubsan tsan valgrind bench install uninstall dist deb sbom clean
# Objects are kept. With .SECONDARY make would not build an object that is missing where the library is newer than its
# source, as the server's are when libmicrohttpd is installed after the first build.
.PRECIOUS: $(O)/%.o

all: programs

programs: $(commands) $(tools) $(stubs) $(O)/bin/mlfix

$(O)/%.o: %.c | $(O)/packages
	@mkdir -p $(@D)
	$(CC) $(ours_cppflags) $(CPPFLAGS) $(pkg_cflags) $(ours_cflags) $(warnings) $(CFLAGS) -MMD -MP -c -o $@ $<

# Without the packages one sentence says which, rather than the compiler a hundred.
$(O)/packages:
	@pkg-config --exists $(PKGS) 2>/dev/null || sh scripts/setup tell
	@mkdir -p $(@D)
	@touch $@

# The version of all programs.
version := $(shell cat VERSION)
$(O)/lib/base/cli.o: ours_cppflags += -DMLFIX_VERSION='"$(version)"'
$(O)/lib/base/cli.o: VERSION

# The review page's files stand in the program.
$(O)/lib/page/embedded-files.o: $(wildcard lib/page/web/*)

# Tests and tools see the headers that only a room itself uses.
$(O)/tests/% $(O)/scripts/%: ours_cppflags += -Ilib

$(O)/libmlfix.a: $(lib_objects)
	@rm -f $@
	ar rcs $@ $^

# cmd/mlfix-rank.c is a program; cmd/rank-*.c are its further parts.
.SECONDEXPANSION:
command_parts = $(patsubst %.c,$(O)/%.o,$(wildcard cmd/$(1)-*.c))

$(O)/bin/mlfix-%: $(O)/cmd/mlfix-%.o $$(call command_parts,$$*) $(O)/libmlfix.a
	@mkdir -p $(@D)
	$(CC) $(ours_cflags) $(CFLAGS) $(pie) $(ours_ldflags) $(LDFLAGS) -o $@ $(filter %.o,$^) $(O)/libmlfix.a $(pkg_libs) -lm -ldl

$(O)/unit/%: $(O)/tests/unit/%.o $(O)/libmlfix.a
	@mkdir -p $(@D)
	$(CC) $(ours_cflags) $(CFLAGS) $(pie) $(ours_ldflags) $(LDFLAGS) -o $@ $< $(O)/libmlfix.a $(pkg_libs) -lm -ldl

# A parser of tests/fuzz: with libFuzzer, which looks for inputs, or with plain.c, which runs those that were found.
fuzz_driver := $(if $(filter fuzz,$(VARIANT)),,$(O)/tests/fuzz/plain.o)
fuzz_wraps  := -Wl,--wrap=mmap,--wrap=munmap,--wrap=madvise,--wrap=mlf_warn
fuzz_shared := $(patsubst %.c,$(O)/%.o,$(filter-out %/plain.c,$(wildcard tests/fuzz/*.c)))
$(O)/fuzz/boxes-masks: fuzz_wraps += -Wl,--wrap=mlf_vips_start,--wrap=mlf_vips_stop
$(O)/fuzz/boxes-masks: $(patsubst %,$(O)/cmd/boxes-%.o,masks network scene)
$(O)/fuzz/%: $(O)/tests/fuzz/targets/%.o $(fuzz_shared) $(fuzz_driver) $(O)/libmlfix.a
	@mkdir -p $(@D)
	$(CC) $(ours_cflags) $(if $(fuzz_driver),,-fsanitize=fuzzer) $(fuzz_wraps) $(CFLAGS) $(pie) $(ours_ldflags) $(LDFLAGS) -o $@ $(filter %.o,$^) \
		$(O)/libmlfix.a $(pkg_libs) -lm -ldl

# Makers of test data keep their names; scripts/bench/floor.c becomes bench-floor,
# scripts/eval/neighbours.c eval-neighbours.
define link_tool
@mkdir -p $(@D)
$(CC) $(ours_cflags) $(CFLAGS) $(pie) $(ours_ldflags) $(LDFLAGS) -o $@ $< $(O)/libmlfix.a $(pkg_libs) -lm -ldl
endef

$(O)/tools/bench-%: $(O)/scripts/bench/%.o $(O)/libmlfix.a
	$(link_tool)

$(O)/tools/eval-%: $(O)/scripts/eval/%.o $(O)/libmlfix.a
	$(link_tool)

# Libraries in the place of others, which tests have the programs open.
$(O)/tests/tools/stub-%.o $(O)/tests/tools/faults/%.o: ours_cflags += -fPIC
$(O)/tools/stub-faults.so: $(O)/tests/tools/faults/paths.o
$(O)/tools/stub-%.so: $(O)/tests/tools/stub-%.o
	@mkdir -p $(@D)
	$(CC) $(ours_cflags) $(CFLAGS) $(ours_ldflags) $(LDFLAGS) -shared -o $@ $^

$(O)/tools/%: $(O)/tests/tools/%.o $(O)/libmlfix.a
	$(link_tool)

# The driver is a script; it stands beside the programs so that one folder in
# PATH is enough.
$(O)/bin/mlfix: scripts/mlfix
	@mkdir -p $(@D)
	install -m 755 $< $@

-include $(wildcard $(O)/*/*.d $(O)/*/*/*.d $(O)/*/*/*/*.d)

setup:
	@sh scripts/setup

demo: setup
	@$(MAKE) --no-print-directory -s -j$(JOBS) programs
	@sh scripts/demo $(O)/bin $(O)/tools

# All tests, also under the sanitizers; ends in "N passed, N failed".
check:
	@sh scripts/setup check
	@$(MAKE) --no-print-directory check-run

check-run:
	@$(MAKE) --no-print-directory -s -j$(JOBS) VARIANT=release programs units
	@$(MAKE) --no-print-directory -s -j$(JOBS) VARIANT=asan CFLAGS="-O1 -g1" programs units
	@sh tests/run --rules --build $(BUILD)/release --build $(BUILD)/asan

.PHONY: units
units: $(units) $(if $(filter asan,$(VARIANT)),$(fuzzers))

# Datasets as people have them, of ../shared/wild where that is there. NAMES="..." narrows.
wild: programs
	@sh tests/wild $(O)/bin $(NAMES)

# The tests once, without sanitizers: for work on the code. FILTER=crop narrows.
test: programs units
	@sh tests/run --build $(O) $(if $(FILTER),--filter $(FILTER))

# The review page in a real browser (Debian's chromium), which `check` does too.
check-browser: programs
	@sh tests/run --build $(O) --filter browser/

# The recipes for clusters, by what they are for, which `check` does too where that is installed.
recipes: programs
	@sh scripts/setup recipes
	@sh tests/run --build $(O) --filter recipes/

rules:
	@sh scripts/check-rules

asan ubsan:
	@$(MAKE) --no-print-directory -j$(JOBS) VARIANT=asan CFLAGS="-O1 -g1" programs units
	@sh tests/run --build $(BUILD)/asan

tsan:
	@$(MAKE) --no-print-directory -j$(JOBS) VARIANT=tsan CFLAGS="-O1 -g1" programs units
	@sh tests/run --build $(BUILD)/tsan $(if $(FILTER),--filter $(FILTER))

# The threads' own code under ThreadSanitizer: what lies below pictures and numbers, whose libraries know no TSan.
.PHONY: threads
threads_sources := $(wildcard lib/base/*.c lib/json/*.c lib/record/*.c)
threads:
	@mkdir -p $(BUILD)/threads
	@for test in threads tar base record; do \
		$(CC) $(ours_cppflags) -Ilib -std=c11 -pthread -fno-strict-aliasing -g -O1 -fsanitize=thread -DMLFIX_VERSION='"$(version)"' \
			$(threads_sources) tests/unit/test-$$test.c -ljansson -lm -o $(BUILD)/threads/test-$$test && \
		TSAN_OPTIONS=allocator_may_return_null=1 $(BUILD)/threads/test-$$test || exit 1; done

# Every call that fails, on every program's main way: hours. `make faults WAYS="apply undo" CALLS="rename fsync"` narrows;
# with PATHS=1 only the first call that comes by each path through the functions above it fails.
.PHONY: faults kills
faults: programs
	@rm -rf $(BUILD)/faults && mkdir -p $(BUILD)/faults
	@cd $(BUILD)/faults && sh $(CURDIR)/tests/faults --build $(abspath $(O)) $(if $(PATHS),--paths) $(WAYS) -- $(CALLS)

# Looks for inputs that a parser does not bear (clang's libFuzzer): `make fuzz TARGET=json SECONDS=60`; all targets, one
# after the other, is a night's work: `make fuzz-all SECONDS=600`. tests/fuzz/README.md says more.
.PHONY: fuzz fuzz-all
fuzz fuzz-all:
	@$(MAKE) --no-print-directory -s -j$(JOBS) VARIANT=fuzz CFLAGS="-O1 -g1" fuzzers
	@sh tests/fuzz/run --build $(BUILD)/fuzz --seconds $(or $(SECONDS),600) $(if $(filter fuzz-all,$@),,$(or $(TARGET),missing))

.PHONY: fuzzers
fuzzers: $(fuzzers)

# SIGKILL at random moments, KILLS of them.
KILLS ?= 500
kills: programs
	@sh tests/kills $(O) $(KILLS)

# All benchmarks and evaluations, and of what they print the report scripts/bench/report: an hour and a half. ONLY="crop start" makes
# some parts anew.
bench: programs
	@ONLY="$(ONLY)" sh scripts/bench/all $(O)

valgrind: programs units
	@sh tests/run --build $(O) --wrap "valgrind -q --error-exitcode=99 --leak-check=full" $(if $(FILTER),--filter $(FILTER))

completions := $(O)/completions
shell_dirs   = "$(to)/bash-completion/completions" "$(to)/zsh/site-functions" "$(to)/fish/vendor_completions.d"
to           = $(DESTDIR)$(PREFIX)/share

$(completions)/mlfix: scripts/packaging/completions scripts/options $(commands) $(O)/bin/mlfix
	scripts/packaging/completions $(O) $(completions)

# Bash and fish look for a file of the command's name: the programs share one.
install: programs $(completions)/mlfix
	install -d "$(DESTDIR)$(BINDIR)" "$(DESTDIR)$(MANDIR)/man1" "$(DESTDIR)$(MANDIR)/man5" "$(DESTDIR)$(MANDIR)/man7" $(shell_dirs)
	install -m 755 $(commands) $(O)/bin/mlfix "$(DESTDIR)$(BINDIR)"
	install -m 644 $(filter %.1,$(manuals)) "$(DESTDIR)$(MANDIR)/man1"
	install -m 644 $(filter %.5,$(manuals)) "$(DESTDIR)$(MANDIR)/man5"
	install -m 644 $(filter %.7,$(manuals)) "$(DESTDIR)$(MANDIR)/man7"
	install -m 644 $(completions)/mlfix "$(to)/bash-completion/completions"
	install -m 644 $(completions)/_mlfix "$(to)/zsh/site-functions"
	install -m 644 $(completions)/mlfix.fish "$(to)/fish/vendor_completions.d"
	for program in $(notdir $(commands)); do \
		ln -sf mlfix "$(to)/bash-completion/completions/$$program" && \
		ln -sf mlfix.fish "$(to)/fish/vendor_completions.d/$$program.fish" || exit; done

# With DESTDIR the folders go, too, where they are empty.
uninstall:
	for program in $(notdir $(commands)) mlfix; do \
		rm -f "$(DESTDIR)$(BINDIR)/$$program" "$(to)/bash-completion/completions/$$program" \
			"$(to)/fish/vendor_completions.d/$$program.fish"; done
	rm -f "$(to)/zsh/site-functions/_mlfix"
	for page in $(notdir $(manuals)); do rm -f "$(DESTDIR)$(MANDIR)/man$${page##*.}/$$page"; done
	[ -z "$(DESTDIR)" ] || [ ! -d "$(DESTDIR)" ] || find "$(DESTDIR)" -depth -type d -empty -delete

# The source as it is committed: the same bytes wherever it is made.
dist:
	git archive --format=tar --prefix=mlfix-$(version)/ HEAD | gzip -9n > mlfix-$(version).tar.gz

deb:
	@scripts/packaging/deb $(BUILD)/deb

# What the programs are made of, as SPDX.
sbom: programs
	@scripts/packaging/sbom $(O)

clean:
	rm -rf $(BUILD)
