# Targets for people. Everything runs inside .venv, which `make setup` builds from requirements.lock.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
LOCKED := --generate-hashes --universal --python-version 3.11 --no-header --no-annotate

.PHONY: help setup demo bundle wheel run test check format bench chaos texts lock clean

help: ## Show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

setup: $(STAMP) ## Make .venv with the pinned dependencies

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Instep needs Python 3.11 or newer: make PYTHON=python3.11 setup"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

demo: setup ## Open the playground: Slack and Teams in a browser, without any account
	$(BIN)/instep demo

bundle: setup ## Build the playground's page, if it is older than its sources
	@$(BIN)/python -m bot.proof.bundle

wheel: bundle ## Make a wheel with the page in it, so that whoever installs it needs no Node
	rm -rf build dist
	$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation --wheel-dir dist .

run: setup ## Run the bot with the settings in .env
	$(BIN)/instep run

test: setup ## Run the tests, on SQLite and PostgreSQL; those of the page where Node and Chromium are
	@$(BIN)/python -m bot.proof.bundle || echo "The tests of the page are left out."
	@command -v chromium >/dev/null || echo "The tests in a browser are left out: apt-get install chromium"
	$(BIN)/python -m pytest -n auto --dist worksteal

check: setup ## Lint, types and import rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy bot adapters schedules
	$(BIN)/hadolint deploy/Containerfile
	$(BIN)/lint-imports --no-logo

format: setup ## Put the code into the house format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup ## Measure speed against the stand-ins, on this machine
	$(BIN)/instep bench

chaos: setup ## Kill bots and break calls at random, and judge what arrives; half an hour
	@mkdir -p var
	$(BIN)/instep chaos --json var/chaos.json --page var/chaos.html

texts: setup ## Bring the catalogues of texts up to date with the code
	$(BIN)/pybabel --quiet extract --mapping bot/locales/texts.cfg --no-location --omit-header --keyword t --keyword n:1,2 --keyword filled --output texts.pot .
	for known in bot/locales/*.po; do $(BIN)/pybabel --quiet update --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --width 120 --input-file texts.pot --locale $$(basename $$known .po) --output-file $$known; done
	rm texts.pot

lock: ## Pin the dependencies anew, for developing and for deploying (needs uv)
	uv pip compile pyproject.toml --extra dev $(LOCKED) -o requirements.lock
	uv pip compile pyproject.toml --extra build $(LOCKED) --constraint requirements.lock -o deploy/requirements.lock

clean: ## Remove .venv and caches
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache build dist *.egg-info adapters/playground/built adapters/playground/front/node_modules
