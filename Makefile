# Two commands: `make run` and `make test`. Everything else is for those who work on VendorTrack.
# Settings are environment variables (docs/settings.md): PORT=8001 make run

PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
PROCESSES ?= auto
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help run install test check format lock bench screenshots assets clean

help:
	@echo "make run          start VendorTrack here (Ctrl-C stops it)"
	@echo "make test         run every test that this machine can run"
	@echo "make check        format, lint, types, architecture, templates, migrations, deployment"
	@echo "make install      build .venv and install, nothing else"
	@echo "make bench        measure, and print each figure as a ratio to its floor"
	@echo "make screenshots  take the pictures of docs/screenshots from the demonstration"
	@echo "make assets       copy Bootstrap, htmx, fonts and icons from npm again (their results are committed)"
	@echo "make format       put the code into its format"
	@echo "make lock         compile the requirements after changing a .in file"

run: .venv/installed-to-run
	@exec $(BIN)/python -m vendortrack run

test: .venv/installed-to-develop
	$(BIN)/python -m pytest -n $(PROCESSES) --dist loadgroup $(ARGS)

install: .venv/installed-to-develop

bench: .venv/installed-to-develop
	$(BIN)/python -m bench $(ARGS)

screenshots: .venv/installed-to-develop
	$(BIN)/python -m pytest tests/journeys/test_demonstration.py -m journey --screenshots docs/screenshots $(ARGS)

assets:
	npm ci --prefix vendortrack/assets --ignore-scripts --no-fund --no-audit
	node vendortrack/assets/build.mjs

check: .venv/installed-to-develop
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet .
	$(BIN)/python manage.py makemigrations --check --dry-run
	@sh scripts/as-in-production $(BIN)/python manage.py check --deploy --fail-level WARNING

format: .venv/installed-to-develop
	$(BIN)/ruff check --quiet --fix .
	$(BIN)/ruff format --quiet .

lock:
	sh scripts/lock

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis staticfiles

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "VendorTrack needs Python 3.11 or later, and $(PYTHON) is $$($(PYTHON) --version 2>&1)." \
	       "Name another: make PYTHON=python3.12 run"; exit 1; }
	@$(PYTHON) -m venv .venv || { \
	  echo "Python could not build .venv. On Debian and Ubuntu, install the package python3-venv."; \
	  rm -rf .venv; exit 1; }

.venv/installed-to-run: requirements.txt | .venv/bin/python
	@echo "Installing what VendorTrack runs on …"
	@$(INSTALL) -r requirements.txt
	@touch $@

.venv/installed-to-develop: requirements.txt requirements-dev.txt | .venv/bin/python
	@echo "Installing what VendorTrack is built and tested with …"
	@$(INSTALL) -r requirements-dev.txt
	@touch $@ .venv/installed-to-run
