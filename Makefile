# mini: build, demo, test. `make demo` and `make test` work on a new machine that has Swift.

SWIFT   ?= swift
PREFIX  ?= /usr/local
# One configuration for the executable and the tests, so that nothing is compiled twice.
# No rpath: with one, the loader looks for each library beside mini first, 25 system calls before any work.
CONFIG  := -c release --disable-sandbox --disable-local-rpath --explicit-target-dependency-import-check error
TESTS   := $(CONFIG) --disable-testable-imports --parallel
# The testing library would take a backtrace of each error that is thrown, also of those that are caught.
export SWT_SWIFT_ERROR_BACKTRACING_ENABLED := 0
MINI    := .build/release/mini
REMOTE  := .build/remote/release/mini-remote
PROOF   := .build/proof
DOCUMENTS := Sources/mini/mini.docc
SOURCES := Package.swift $(shell find Sources -type f)

.PHONY: help setup build remote demo demo-team test test-long sanitize corruption-table proof-counts fuzz proof-figures bench bench-native bench-games bench-server bench-tests bench-team bench-figures guard guard-update runtime lint format snapshots install clean
.DEFAULT_GOAL := help

help: ## shows this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' Makefile

setup: ## installs missing packages: zlib, zstd, git, LLVM 15, tools for the tests
	@sh Tests/Scripts/setup.sh

build: setup $(MINI) ## builds .build/release/mini

$(MINI): $(SOURCES)
	$(SWIFT) build $(CONFIG) --product mini
	@touch $(MINI)

remote: build $(REMOTE) ## builds mini-remote, the program for remote caches (ten minutes), for the tests too
	@sh Tests/Scripts/remote/setup.sh

$(REMOTE): Package.swift $(shell find Sources/mini-remote Sources/MiniRemoteProtocol Sources/CZstd -type f)
	MINI_WITH_REMOTE=1 $(SWIFT) build $(CONFIG) --scratch-path .build/remote --product mini-remote
	install -m 0755 $(REMOTE) .build/release/mini-remote
	@touch $(REMOTE)

demo: build ## compiles, edits and inspects a small project
	@sh Tests/Scripts/demo.sh $(MINI)

demo-team: remote ## shows two clones that share a remote cache and a snapshot, with signatures
	@sh Tests/Scripts/demo-team.sh $(MINI) $(REMOTE) .build/remote-tests

test: build ## runs all tests (under fifteen minutes on two cores)
	$(SWIFT) test $(TESTS)

test-long: remote ## runs them with far more random inputs (MINI_FUZZ_SCALE=N), and with BuildGrid
	@sh Tests/Scripts/remote/setup.sh buildgrid
	MINI_FUZZ_SCALE=$${MINI_FUZZ_SCALE:-50} $(SWIFT) test $(TESTS)

sanitize: setup ## runs the tests that stay in one process under Address and Thread Sanitizer
	@SWIFT=$(SWIFT) sh Tests/Scripts/sanitize.sh

corruption-table: build ## prints the result of every damage to every kind of file
	@mkdir -p $(PROOF) && table=$(PROOF)/corruption-table.md && rm -f $$table && \
	  { MINI_CORRUPTION_TABLE=$$table $(SWIFT) test $(TESTS) --filter CorruptionTests > $$table.log 2>&1; \
	    status=$$?; cat $$table; [ $$status = 0 ] || cat $$table.log >&2; exit $$status; }

proof-counts: build ## runs the proof of the cache and prints how many cases it covered
	@mkdir -p $(PROOF) && SWIFT=$(SWIFT) sh Tests/Scripts/proof-counts.sh $(TESTS) > $(PROOF)/proof-counts.md; \
	  status=$$?; cat $(PROOF)/proof-counts.md; exit $$status

fuzz: ## fuzzes every decoder for FUZZ_SECONDS=20 each; prints a table of executions
	@mkdir -p $(PROOF) && { SWIFT=$(SWIFT) sh Tests/Scripts/fuzz.sh; echo $$? > $(PROOF)/fuzz.status; } | \
	  tee $(PROOF)/fuzz.md; exit $$(cat $(PROOF)/fuzz.status)

proof-figures: ## copies the last output of these three into mini.docc and the README
	@for part in corruption-table proof-counts fuzz; do \
	  [ ! -s $(PROOF)/$$part.md ] || \
	    sh Tests/Scripts/document-part.sh $(DOCUMENTS)/Proof.md $$part < $(PROOF)/$$part.md || exit 1; done
	@[ ! -s $(PROOF)/proof-counts.md ] || sh Tests/Scripts/hostile-trials.sh < $(PROOF)/proof-counts.md | \
	  sh Tests/Scripts/document-part.sh README.md hostile-trials

bench: build ## times mini against git and ninja; tables, JSON and a plot in .build/bench
	@python3 -B Tests/Scripts/bench $(MINI) .build/bench

bench-native: build ## times native builds and programs against clang on the whole main.ll
	@mkdir -p .build/bench && python3 -B Tests/Scripts/bench_native.py $(MINI) > .build/bench/native.md; \
	  status=$$?; cat .build/bench/native.md; exit $$status

bench-games: build ## the part of bench-native that times eight programs in Mini against C
	@python3 -B Tests/Scripts/bench/games.py $(MINI)

bench-server: build ## times the language server on 10,001 files, from outside
	@mkdir -p .build/bench && python3 -B Tests/Scripts/bench/server.py $(MINI) > .build/bench/server.md; \
	  status=$$?; cat .build/bench/server.md; exit $$status

bench-tests: build ## times an edit's tests on 10,001 files, also with Go where it is installed
	@mkdir -p .build/bench && python3 -B Tests/Scripts/bench/tests.py $(MINI) > .build/bench/tests.md; \
	  status=$$?; cat .build/bench/tests.md; exit $$status

bench-team: remote ## times remote caches, workers and snapshots on 10,001 files, and peers on fewer
	@sh Tests/Scripts/bench/team_setup.sh
	@mkdir -p .build/bench && for part in team team_peers; do \
	  python3 -B Tests/Scripts/bench/$$part.py $(MINI) $(REMOTE) .build/remote-tests > .build/bench/$$part.md; \
	  status=$$?; cat .build/bench/$$part.md; [ $$status = 0 ] || exit $$status; done

bench-figures: ## copies the results of the last benches into the README and mini.docc
	@[ ! -s .build/bench/bench.md ] || python3 -B Tests/Scripts/bench/figures.py .build/bench
	@[ ! -s .build/bench/native.md ] || \
	  sh Tests/Scripts/document-part.sh $(DOCUMENTS)/NativePerformance.md bench-native < .build/bench/native.md
	@[ ! -s .build/bench/server.md ] || \
	  sh Tests/Scripts/document-part.sh README.md bench-server < .build/bench/server.md
	@[ ! -s .build/bench/tests.md ] || \
	  sh Tests/Scripts/document-part.sh README.md bench-tests < .build/bench/tests.md

guard: build ## counts instructions, system calls and bytes; fails if they changed
	@python3 -B Tests/Scripts/bench/guard.py $(MINI)

guard-update: build ## rewrites these counts; commit them with the change that caused them
	@python3 -B Tests/Scripts/bench/guard.py $(MINI) --update

runtime: setup ## translates the run-time library of Mini programs from C to LLVM IR
	@python3 -B Tests/Scripts/runtime.py

lint: setup ## checks format, warnings, layering, house rules
	@sh Tests/Scripts/lint.sh
	$(SWIFT) build $(CONFIG) --product mini

format: ## formats all Swift sources in place
	$(SWIFT) format --in-place --parallel --recursive Package.swift Sources Tests

snapshots: build ## rewrites the goldens; review them like code
	MINI_SNAPSHOTS=1 $(SWIFT) test $(TESTS)

install: build ## installs mini (and mini-remote if it is built), completion scripts, manual pages, files for editors
	install -D -m 0755 $(MINI) $(DESTDIR)$(PREFIX)/bin/mini
	@[ ! -x $(REMOTE) ] || install -D -m 0755 $(REMOTE) $(DESTDIR)$(PREFIX)/bin/mini-remote
	install -d $(DESTDIR)$(PREFIX)/share/bash-completion/completions \
	  $(DESTDIR)$(PREFIX)/share/zsh/site-functions $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
	$(MINI) --generate-completion-script bash > $(DESTDIR)$(PREFIX)/share/bash-completion/completions/mini
	$(MINI) --generate-completion-script zsh > $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_mini
	$(MINI) --generate-completion-script fish > $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/mini.fish
	python3 -B Tests/Scripts/manual.py $(MINI) $(DESTDIR)$(PREFIX)/share/man
	@for editor in neovim vscode; do \
	  XDG_DATA_HOME=$(abspath $(DESTDIR)$(PREFIX)/share) $(MINI) editor $$editor --install || exit; done

clean: ## removes the build folder
	rm -rf .build
