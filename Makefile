# Needs: Rust >= 1.88, Python >= 3.11, Node >= 20.17, a C linker. Nothing else; all set-up stays in this folder.
#   make demo   sets everything up and does the main job
#   make test   sets everything up and runs every test
SHELL   := /bin/bash
PYTHON  ?= python3
VENV    := .venv
PY      := $(VENV)/bin/python
PROFILE ?= fastrel
export CARGO_TERM_COLOR ?= auto
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYO3_PYTHON := $(CURDIR)/$(PY)
export NO_UPDATE_NOTIFIER := 1

RUST_SRC := $(shell find core/src bindings-python/src bindings-node/src -type f) \
            Cargo.toml Cargo.lock $(wildcard */Cargo.toml) bindings-node/build.rs
SCHEMAS   := docs/schemas
PY_TYPES  := bindings-python/python/caselink/_schemas.py
TS_TYPES  := bindings-node/schemas.d.ts
GENERATED := $(SCHEMAS) $(PY_TYPES) $(TS_TYPES) bindings-node/native.js bindings-node/native.d.ts

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help demo test test-rust test-python test-node test-pages lint generate check-generated bench fuzz deny docs measure \
        lock-node clean

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: .make/python-$(PROFILE) .make/node-$(PROFILE)  ## set up, link two files from Python and from Node, write target/demo/index.html
	$(PY) docs/demo/demo.py

test: test-rust test-python test-node  ## set up, then every test in the three languages

# Properties are tried on the same values in each run; `make fuzz` draws anew.
test-rust: .make/venv  ## the core's tests, with all its features
	PROPTEST_RNG_SEED=20261130 cargo test --locked -p caselink --all-features

test-python: .make/python-$(PROFILE)  ## the Python package's tests, and the notebooks
	cd bindings-python && ../$(PY) -m pytest
	cd bindings-python && ../$(PY) -m pytest -q --nbmake ../docs/notebooks

test-node: .make/node-$(PROFILE)  ## the Node package's tests and types
	cd bindings-node && node --test test/*.test.mjs
	cd bindings-node && npx --no-install tsc -p .

# What released pages are in a real browser. On Debian and Ubuntu the browser is installed when there is none.
CHROMIUM ?= $(firstword $(shell command -v chromium chromium-browser google-chrome 2>/dev/null))
test-pages: .make/node-$(PROFILE) .make/browser  ## released pages in real Chromium: axe, silence, the marking on each printed sheet
	cd bindings-node && CHROMIUM=$$(command -v $(or $(CHROMIUM),chromium)) node --test pages/*.test.mjs

.make/browser:
	@mkdir -p .make
	@{ test -n "$(CHROMIUM)" && command -v pdftotext pdfinfo > /dev/null; } || { \
	  command -v apt-get > /dev/null || { echo "Chromium and poppler-utils are needed: install them, or name the browser with CHROMIUM=..."; exit 1; }; \
	  $(if $(filter 0,$(shell id -u)),,sudo) apt-get update -q && \
	  $(if $(filter 0,$(shell id -u)),,sudo) apt-get install -y -q --no-install-recommends chromium poppler-utils; }
	@touch $@

lint: .make/venv  ## formatting, clippy, rustdoc, ruff, mypy, spelling
	cargo fmt --all --check
	# not --all-targets: built as a test, the Node crate exports nothing and all of it looks unused
	cargo clippy --locked --workspace -- -D warnings
	cargo clippy --locked -p caselink-benches --all-targets -- -D warnings
	cargo clippy --locked -p caselink --no-default-features -- -D warnings
	cargo clippy --locked -p caselink --all-features --all-targets -- -D warnings
	RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps -p caselink --all-features
	$(VENV)/bin/ruff check
	$(VENV)/bin/ruff format --check
	cd bindings-python && ../$(PY) -m mypy
	$(VENV)/bin/typos

# --- set-up: each step leaves a stamp and runs again only when what it depends on has changed

.make/venv: bindings-python/requirements-dev.txt bindings-python/requirements-data.txt
	@mkdir -p .make
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv $(VENV)
	$(PY) -m pip install -q -r bindings-python/requirements-dev.txt
	$(PY) -m pip install -q --no-deps -r bindings-python/requirements-data.txt
	@touch $@

# There is one virtual environment and one add-on file, so the stamp of one profile undoes that of the other:
# after `make measure` (release) the next `make test` (fastrel) puts its own build back, which is quick.
.make/python-%: .make/venv bindings-python/pyproject.toml $(RUST_SRC)
	@rm -f .make/python-*
	cd bindings-python && VIRTUAL_ENV=$(CURDIR)/$(VENV) ../$(VENV)/bin/maturin develop -q --locked --profile $*
	@touch $@

.make/node-%: .make/npm bindings-node/package.json $(RUST_SRC)
	@rm -f .make/node-*
	$(call napi_build,$*)
	@touch $@

napi_build = cd bindings-node && npx --no-install napi build --platform --esm --js native.js --dts native.d.ts --profile $(1) -- --locked

.make/npm: bindings-node/package.json bindings-node/package-lock.json
	@mkdir -p .make
	@node -e 'const [a, b] = process.versions.node.split(".").map(Number); if (a < 20 || (a === 20 && b < 17)) { console.error("Node 20.17 or newer is needed"); process.exit(1) }'
	# not `npm ci`: npm leaves optional platform packages of @napi-rs/cli out of the lock file that it writes, then refuses it
	cd bindings-node && npm install --no-save --no-audit --no-fund --loglevel=error
	@touch $@

lock-node:  ## write bindings-node/package-lock.json anew, without addresses
	cd bindings-node && npm install --package-lock-only --no-audit --no-fund --loglevel=error
	cd bindings-node && node -e 'const fs = require("fs"), f = "package-lock.json", l = JSON.parse(fs.readFileSync(f)); for (const p of Object.values(l.packages)) { delete p.funding; delete p.resolved }; fs.writeFileSync(f, JSON.stringify(l, null, 2) + "\n")'

# --- what is generated from the Rust types and committed

generate: .make/venv .make/npm  ## JSON Schemas, Python and TypeScript types, Node loader
	@mkdir -p $(SCHEMAS) .make && rm -f $(SCHEMAS)/*.json
	cargo run -q --locked -p caselink --features synth --example schemas -- $(SCHEMAS)
	$(PY) docs/generate_types.py $(SCHEMAS) $(PY_TYPES) $(TS_TYPES)
	$(VENV)/bin/ruff check -q --fix $(PY_TYPES) && $(VENV)/bin/ruff format -q $(PY_TYPES)
	$(call napi_build,$(PROFILE))

check-generated: .make/python-$(PROFILE) generate  ## fail if a generated file or the Python stub is out of date
	git diff --exit-code -- $(GENERATED)
	@new=$$(git ls-files --others --exclude-standard -- $(GENERATED)); \
	  test -z "$$new" || { echo "generated, but not committed:"; echo "$$new"; exit 1; }
	cd bindings-python && ../$(PY) -m mypy.stubtest caselink --allowlist stubtest-allow.txt

# --- figures

bench:  ## benchmarks of the core (criterion)
	cargo bench --locked -p caselink-benches

measure: .make/python-release $(if $(PEER),.make/venv-peers)  ## make measure NAME=febrl4 [PEER=splink]: one JSON line each
	@test -n "$(NAME)" || { echo "usage: make measure NAME=febrl4 [PEER=splink]"; exit 2; }
	@$(PY) benches/measure.py $(NAME)
	@$(if $(PEER),.venv-peers/bin/python benches/peers/run.py $(PEER) $(NAME))

.make/venv-peers: benches/peers/requirements.txt bindings-python/requirements-data.txt
	@mkdir -p .make
	$(PYTHON) -m venv .venv-peers
	.venv-peers/bin/python -m pip install -q -r benches/peers/requirements.txt
	.venv-peers/bin/python -m pip install -q --no-deps -r bindings-python/requirements-data.txt
	@touch $@

# --- now and then

FUZZ_SECONDS ?= 60
FUZZ_TARGETS ?= $(basename $(notdir $(wildcard fuzz/fuzz_targets/*.rs)))
fuzz: .make/tools/bin/cargo-fuzz  ## the properties on new values, then each fuzz target for FUZZ_SECONDS (60)
	PROPTEST_CASES=5000 cargo test --locked -p caselink --all-features --test properties
	set -e; for target in $(FUZZ_TARGETS); do \
	  RUSTC_BOOTSTRAP=1 PATH="$(CURDIR)/.make/tools/bin:$$PATH" cargo fuzz run $$target -- -max_total_time=$(FUZZ_SECONDS); done

deny: .make/tools/bin/cargo-deny  ## licences, duplicates and sources of the dependencies
	$< --locked --offline check bans licenses sources

.make/tools/bin/cargo-fuzz:
	cargo install -q --locked --root .make/tools cargo-fuzz@0.13.2

.make/tools/bin/cargo-deny:
	cargo install -q --locked --root .make/tools cargo-deny@0.20.2

docs: .make/python-$(PROFILE)  ## the book, with the Rust documentation beside it, in site/
	$(PY) -m mkdocs build -q --strict
	cargo doc --locked --no-deps -p caselink --all-features
	rm -rf site/rust && cp -r target/doc site/rust

clean:  ## remove everything that was built or set up
	rm -rf .make $(VENV) .venv-peers target site fuzz/target bindings-node/node_modules bindings-node/*.node \
	  bindings-python/python/caselink/*.so
