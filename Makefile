# Two commands on a fresh machine with Python 3.11, make and git: `make demo` and `make test`.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PARTS ?= 2
CHECK_ENV := CASEWRIGHT_SECRET_KEY=only-for-checks-and-nothing-else-0123456789-abcdefghijklm CASEWRIGHT_HOME=$(CURDIR)/build/check-home
# The tests have a folder of their own: what a demo left behind is not their business.
TEST_HOME := CASEWRIGHT_HOME=$(CURDIR)/build/test-home
DEMO_HOME := $(if $(CASEWRIGHT_HOME),$(CASEWRIGHT_HOME),$(CURDIR)/var)

help: ## What can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 18

$(VENV)/main-is-set: requirements.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $@

$(VENV)/dev-is-set: requirements-dev.txt $(VENV)/main-is-set
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	touch $@

setup: $(VENV)/main-is-set ## Install what is needed to run

demo: setup ## The demo organization, its server and its logins (SERVE=0 stops after loading)
	CASEWRIGHT_HOME=$(DEMO_HOME) $(BIN)/casewright demo $(if $(filter 0,$(SERVE)),--no-serve,--serve) $(DEMO)

test: $(VENV)/dev-is-set ## Every test but the browser's, on SQLite (or CASEWRIGHT_DATABASE_URL)
	$(TEST_HOME) $(BIN)/pytest --quiet -n $(PARTS) $(TESTS)

test-postgres: $(VENV)/dev-is-set ## The same on PostgreSQL: starts one of its own when none is named
	$(TEST_HOME) .ci/with-postgres $(BIN)/pytest --quiet -n $(PARTS) $(TESTS)

check: $(VENV)/dev-is-set ## Format, lint, floors, types, deployment, migrations
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports --no-cache
	$(CHECK_ENV) $(BIN)/mypy casewright tests bench bars conftest.py
	$(CHECK_ENV) $(BIN)/python -m django check --deploy --fail-level WARNING --settings casewright.config.settings
	$(CHECK_ENV) $(BIN)/python -m django makemigrations --check --dry-run --settings casewright.config.settings

journeys: $(VENV)/dev-is-set ## What people do, in Debian's Chromium
	$(BIN)/pytest --quiet -m journey $(TESTS)

bench: $(VENV)/dev-is-set ## Speed as ratios measured in one run
	$(BIN)/python -m bench $(BENCH)

bars: $(VENV)/dev-is-set ## What is tried and what is lost (BARS="names --quick"); writes docs/figures.md
	$(BIN)/python -m bars $(BARS)

locks: ## Write the hashed requirements anew (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate pyproject.toml -o requirements.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate --extra dev pyproject.toml -o requirements-dev.txt

.PHONY: help setup demo test test-postgres check journeys bench bars locks
