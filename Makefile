# Each target brings what it needs into .venv; the machine needs Python 3.11 or newer and make.

PORT ?= 8000
# Options for pytest, e.g.  make test ARGS="-x tests/apps/registry"
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: demo test test-long check fix screenshots bench docs lock clean help

RUN := .venv/run.ready
DEV := .venv/dev.ready
LOCKED := requirements/bootstrap.lock pyproject.toml tools/bootstrap.sh

$(RUN): requirements/run.lock $(LOCKED)
	@PYTHON="$(PYTHON)" sh tools/bootstrap.sh run

$(DEV): requirements/dev.lock $(LOCKED)
	@PYTHON="$(PYTHON)" sh tools/bootstrap.sh dev

demo: $(RUN) ## start a fictional district on this machine (PORT=8000)
	@.venv/bin/mashangban demo --port $(PORT)

test: $(DEV) ## run the tests, browser tests included (ARGS="…" for pytest)
	@.venv/bin/python tools/browser.py
	@.venv/bin/pytest -m "not long" $(ARGS)

test-long: $(DEV) ## run the tests that take over a minute
	@.venv/bin/python tools/browser.py
	@.venv/bin/pytest -m long $(ARGS)

check: $(DEV) ## format, lint, types, layers, migrations, strings, docs: all must be in step
	@.venv/bin/python tools/check.py

fix: $(DEV) ## mend what can be mended by itself: format, catalogues, generated pages
	@.venv/bin/ruff check --quiet --fix-only .
	@.venv/bin/ruff format --quiet .
	@.venv/bin/python tools/messages.py update
	@.venv/bin/python tools/messages.py compile
	@.venv/bin/python tools/generate_docs.py

screenshots: $(DEV) ## photograph the pages into docs/images
	@.venv/bin/python tools/browser.py
	@.venv/bin/python tools/screenshots.py

bench: $(DEV) ## measure pages and engines into docs/benchmarks.md (ARGS=large for a large city)
	@.venv/bin/python -m benchmarks $(ARGS)

docs: $(DEV) ## build the documentation into docs/_build
	@.venv/bin/sphinx-build -q -W --keep-going docs docs/_build
	@echo "Open docs/_build/index.html"

lock: $(DEV) ## write the lock files anew from pyproject.toml (UPGRADE=1 for newer versions)
	@.venv/bin/python tools/locks.py $(if $(UPGRADE),--upgrade)

clean: ## remove what the targets above made; the demo's data in .data stays
	rm -rf .venv .mypy_cache .ruff_cache .import_linter_cache .hypothesis docs/_build build dist

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
