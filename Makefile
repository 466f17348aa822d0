# The front door. Everything is installed into .venv from files locked with hashes.

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
# Tests at once: half as many again as there are cores, for many of them wait for other processes.
WORKERS := $(shell n=$$(nproc 2>/dev/null || echo 2); echo $$((n + (n + 1) / 2)))
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --custom-compile-command "make lock"

.PHONY: help setup demo run test check docs bench soak eval format messages lock clean

help: ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(VENV)/.pip: requirements/pip.txt
	$(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/pip.txt
	touch $@

$(VENV)/.demo: $(VENV)/.pip requirements/demo.txt
	$(PY) -m pip install --quiet --require-hashes -r requirements/demo.txt
	touch $@

$(VENV)/.dev: $(VENV)/.pip requirements/dev.txt
	$(PY) -m pip install --quiet --require-hashes -r requirements/dev.txt
	touch $@ $(VENV)/.demo

setup: $(VENV)/.dev ## install everything a developer needs into .venv

demo: $(VENV)/.demo ## watch the bot follow a small invented strike, in the browser
	$(PY) -m bot demo

run: $(VENV)/.demo ## start the service (posts go to the terminal without DISCORD_TOKEN)
	$(PY) -m bot run

test: $(VENV)/.dev ## run all tests, with branch coverage of core and services
	$(PY) -m pytest --numprocesses=$(WORKERS) --dist=worksteal --cov=bot/core --cov=bot/services --cov-branch --cov-report=
	$(PY) -m coverage report --fail-under=100 --include='bot/core/*,bot/services/*'

check: $(VENV)/.dev docs ## formatting, lint, types, layers, the shipped feeds.yaml, the documentation
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy
	$(VENV)/bin/lint-imports
	$(PY) -m bot check feeds.yaml

docs: $(VENV)/.dev ## build the documentation as a site, into site/; a warning is an error
	NO_MKDOCS_2_WARNING=1 $(PY) -m mkdocs build --quiet

bench: $(VENV)/.dev ## measure speed and memory as ratios, side by side
	$(PY) -m benchmarks

soak: $(VENV)/.dev ## the long runs, which end deliveries in every way (SEED= SEEDS= SECONDS= PARTS=)
	$(PY) -W ignore::DeprecationWarning -m tests.soak $(if $(SEED),--seed $(SEED)) $(if $(SEEDS),--seeds $(SEEDS)) $(if $(SECONDS),--seconds $(SECONDS)) $(PARTS)

eval: $(VENV)/.dev ## measure how right the rules are on the labelled set
	$(PY) -m evaluation

format: $(VENV)/.dev ## put the code into shape
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .

messages: $(VENV)/.dev ## bring the catalogues in bot/locales up to date with the source
	$(PY) -m tests.messages

lock: ## resolve the dependencies anew (needs uv on the PATH)
	$(LOCK) requirements/pip.in -o requirements/pip.txt
	$(LOCK) --extra demo --extra dev pyproject.toml -o requirements/dev.txt
	$(LOCK) --extra demo -c requirements/dev.txt pyproject.toml -o requirements/demo.txt
	$(LOCK) -c requirements/dev.txt pyproject.toml -o requirements/runtime.txt

clean: ## remove the virtual environment and what tools leave behind
	rm -rf $(VENV) site .mypy_cache .ruff_cache .pytest_cache .coverage .import_linter_cache
