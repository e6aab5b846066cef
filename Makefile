# Two commands matter to a newcomer: `make run` and `make test`. Every other target is listed by `make help`.
SHELL  := /bin/bash
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
DEMO   := var/demo/clientcomms.toml

.DEFAULT_GOAL := help
.PHONY: help run test install dev check format test-all servers soak bench lock clean

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: $(VENV)/.installed  ## load the example projects, start daemon and console on http://127.0.0.1:8025
	@exec $(BIN)/clientcomms demo

test: $(VENV)/.dev  ## the tests (five minutes at most)
	@$(BIN)/python -m pytest -n auto -m "not slow and not soak"

install: $(VENV)/.installed  ## only the environment: .venv/bin/clientcomms

dev: $(VENV)/.dev

check: $(VENV)/.dev  ## format, lint, types, import contract, documents
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m pytest -q -p no:cacheprovider tests/docs

format: $(VENV)/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix-only .

test-all: $(VENV)/.dev  ## with real servers, the browser and short crash runs
	@$(BIN)/python -m pytest -n 2 --dist loadgroup -m "not soak"

servers:  ## installs the servers that the slow tests use (Debian, root)
	tests/servers/install.sh

soak: $(VENV)/.dev  ## the long crash and clock runs, and an hour of broken mail
	@CLIENTCOMMS_SOAK=1 $(BIN)/python -m pytest -n 2 --dist loadgroup -m soak

bench: $(VENV)/.dev  ## measurements as JSON Lines on stdout
	@$(BIN)/python benchmarks/run.py

lock:  ## renew the hashed lock files (needs uv)
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -o requirements.lock -q
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --group dev -c requirements.lock -o requirements-dev.lock -q

clean:
	rm -rf $(VENV) var .pytest_cache .mypy_cache .ruff_cache .import_linter_cache

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-dev.lock
	@touch $@
