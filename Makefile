# `make book` builds the site, `make test` checks everything. Both prepare what they need; the second time they are quick.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := bash
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready

help: ## what can be made here
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

$(READY): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed, and $(PYTHON) is older. Try: make PYTHON=python3.11 $(MAKECMDGOALS)" >&2; exit 1; }
	@echo "── Installing the pinned packages into .venv (a few minutes, once)"
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

book: $(READY) ## run stale chapters, build the site into _build/html
	@echo "── Running chapters whose outputs are out of date"
	@$(BIN)/bookpress run
	@$(BIN)/bookpress report
	@echo "── Building the site"
	@$(BIN)/bookpress build

serve: $(READY) ## show the book in a browser, rebuilt as you write
	@$(BIN)/bookpress serve

test: $(READY) ## everything: code, notebooks, site, browser
	@echo "── Style"
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@echo "── Notebooks: every stored output against a fresh run"
	@$(BIN)/bookpress verify
	@echo "── Chapters"
	@$(BIN)/bookpress report --check
	@$(BIN)/bookpress check
	@echo "── Site"
	@$(BIN)/bookpress build
	@echo "── JavaScript"
	@node --test tests/theme/*.test.mjs tests/widgets/*.test.mjs
	@echo "── Browser"
	@$(BIN)/python -m pytest -n 2 -m browser
	@echo "── App"
	@$(BIN)/python -m pytest -n 2 -m app
	@echo "── Python"
	@$(BIN)/python -m pytest -n 2

exports: $(READY) ## the book for Word, paper, readers and Colab, into _build/exports
	@$(BIN)/bookpress export all

verify: $(READY) ## only the notebooks
	@$(BIN)/bookpress verify

bench: $(READY) ## the paper's way of loading and running models against the book's
	@$(BIN)/python bench/loading.py

lock: ## write requirements.txt anew from the ranges in pyproject.toml
	@$(PYTHON) -m venv --clear _build/lock
	@_build/lock/bin/pip install --quiet --editable '.[book,onnx]'
	@{ sed '/^[^#]/,$$d' requirements.txt; _build/lock/bin/pip list --format freeze --exclude-editable --exclude pip | sed 's/+cpu$$//'; } > requirements.new
	@mv requirements.new requirements.txt

newest: ## the newest version of every package, into .venv-newest, to see what breaks: .venv-newest/bin/bookpress verify
	@$(PYTHON) -m venv --clear .venv-newest
	@sed 's/==.*//' requirements.txt | .venv-newest/bin/pip install --quiet --disable-pip-version-check --requirement /dev/stdin
	@.venv-newest/bin/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .

clean: ## remove what was built; the packages in .venv stay
	rm -rf _build .pytest_cache .ruff_cache

.PHONY: help book serve test exports verify bench lock newest clean
