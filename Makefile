# Everything a person types. Each target sets up what it needs; a second call finds it done.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
# The tests start the command some hundred times: what one of them has compiled the others need not.
unexport PYTHONDONTWRITEBYTECODE

# The first that runs and is new enough: a name on PATH may be the empty shim of a version manager.
PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$name" && break; done)
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python deploy/packages.py
DEMO := demo
# Fills the machine by itself: beside other tests its pages would run out of their time.
ALONE := tests/end_to_end/test_hostile_sites.py
# Goes before what lint runs.
NICE :=

.PHONY: help setup demo audit test test-alone collected lint docs stress soak fuzz trials bench bench-features bench-history bench-reports bench-reuse bench-workers bench-queue bench-star bench-readers serve-hostile serve-sites lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/ready $(VENV)/browser ## the environment and a browser

# Debian's python3 comes without venv; only root may mend that.
$(VENV)/ready: pyproject.toml requirements.txt requirements-axe.txt
	@test -n "$(PYTHON)" || { echo "eindekss needs Python 3.11 or newer; name one with: make PYTHON=/path/to/python3.11"; exit 2; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || ./deploy/debian-packages.sh python3-venv
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r <(sed -n '/^uv==/,/^    # via/p' requirements.txt)
	$(INSTALL) --quiet --require-hashes -r requirements.txt
	$(INSTALL) --quiet --no-deps --no-build-isolation -e .
	$(INSTALL) --quiet --target $(VENV)/axe --python-version 3.12 --no-deps --only-binary :all: --require-hashes -r requirements-axe.txt
	@touch $@

# libatomic1: Playwright's driver needs it, and a bare Debian lacks it.
$(VENV)/browser: $(VENV)/ready
	@$(BIN)/python -m crawler.executables >/dev/null 2>&1 || ./deploy/debian-packages.sh chromium fonts-liberation libatomic1
	@touch $@

$(VENV)/postgresql: $(VENV)/ready
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || ./deploy/debian-packages.sh postgresql
	@touch $@

$(VENV)/chromedriver: $(VENV)/browser
	@command -v chromedriver >/dev/null || ./deploy/debian-packages.sh chromium-driver
	@touch $@

# Tests run what docs/ tells others to type.
$(VENV)/commands: $(VENV)/ready
	@command -v curl >/dev/null && command -v patch >/dev/null || ./deploy/debian-packages.sh ca-certificates curl patch
	@touch $@

demo: setup ## audit the bundled sample sites over real HTTP; table and reports
	@$(BIN)/python -m tests.sites.demo $(DEMO)

audit: setup ## audit the municipalities of sites.csv
	@$(BIN)/eindekss audit

serve-hostile: setup ## serve every behaviour of the hostile site at a printed address
	@$(BIN)/python -m tests.sites.hostile

serve-sites: setup ## serve the sample sites at the addresses of tests/sites/sites.csv
	@$(BIN)/python -m tests.sites

lint: setup
	$(NICE) $(BIN)/ruff check .
	$(NICE) $(BIN)/ruff format --check .
	$(NICE) $(BIN)/mypy
	$(NICE) $(BIN)/lint-imports --config pyproject.toml

# What stands alone waits much; lint has the cores when nobody else wants them. Tests with a browser wait too: four at
# once keep two cores busy.
test: setup $(VENV)/postgresql $(VENV)/chromedriver $(VENV)/commands ## lint, types, layers and all tests
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target NICE="nice -n 19" lint test-alone collected
	$(BIN)/pytest -m "not trial and not stress" -n 4 --no-loadscope-reorder --ignore $(ALONE) tests

# What one process compiles the four need not.
collected: setup
	$(NICE) $(BIN)/pytest --collect-only -q tests >/dev/null

test-alone: setup
	$(BIN)/pytest -m "not stress" $(ALONE)

docs: setup ## write the pages of docs/ that are made from code and data anew
	$(BIN)/python -m pipeline.documenting docs
	$(BIN)/python -m web.api.documenting docs

stress: setup $(VENV)/postgresql $(VENV)/chromedriver ## kill process, browser and database at 60 random moments, audit the whole hostile site, look at every page in every way
	$(BIN)/pytest -m stress -s tests

soak: setup ## 2,000 pages of 80 sites in one run: is memory flat?
	$(BIN)/python -m bench.soak

fuzz: setup ## a million inputs and more against all that reads what a site sends or says
	$(BIN)/python -m bench.fuzz

trials: setup ## long runs on pages that nobody here wrote (needs ../shared and Debian's documentation)
	$(BIN)/python -m bench.trials

bench-features: setup ## precision and recall of the feature detectors on the labelled corpus
	$(BIN)/python -m bench.features

bench-history: setup ## ten years of nights and how long each question takes; a year with planted events and their causes
	$(BIN)/python -m bench.history
	$(BIN)/python -m bench.year

bench-reports: setup ## size, time and memory of the reports of a bad site, and of 42 sites in every shape
	$(BIN)/python -m bench.reports

bench-reuse: setup ## what a night costs in which nothing changed, against a full one
	$(BIN)/python -m bench.reuse

bench-workers: setup $(VENV)/postgresql ## pages a minute with 1, 2 and 4 workers
	$(BIN)/python -m bench.workers

bench-queue: setup $(VENV)/postgresql ## a night of 100,000 sites planned and paged through without a browser
	$(BIN)/python -m bench.queue

bench-star: setup ## ten years as a star export: time, memory, size
	$(BIN)/python -m bench.star

bench-readers: setup $(VENV)/postgresql ## 50 readers of ten years, each a page every 2 s: time, memory, and a night beside them
	$(BIN)/python -m bench.readers

bench: setup ## pages a minute against the floor of a bare browser with axe
	$(BIN)/python -m bench.throughput

lock: $(VENV)/ready ## pin the dependencies anew
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --generate-hashes --python-version 3.11 --upgrade --quiet --custom-compile-command "make lock" -o requirements.txt
	$(BIN)/uv pip compile pyproject.toml --extra server --constraint requirements.txt --universal --generate-hashes --python-version 3.11 --quiet --custom-compile-command "make lock" -o deploy/requirements.txt

clean: ## remove the environment and what the demo made
	rm -rf $(VENV) $(DEMO) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
