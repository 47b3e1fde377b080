# Everything you can do with the Alliance Check: `make` lists it.

PYTHON ?= python3
VENV   ?= .venv
ARGS   ?=
BIN    := $(VENV)/bin

SUDO     := $(if $(filter 0,$(shell id -u)),,sudo)
BROWSERS := chromium chromium-browser google-chrome
LIGHT    := chromium-headless-shell
IN_BROWSERS := tests/browser tests/embedding
QUICK    := tests/unit tests/content tests/test_architecture.py
FIREFOX  := firefox-esr firefox
BENCHES  := $(sort $(wildcard bench/[a-z]*.py))
CHECKED  := app tests wsgi.py gunicorn.conf.py $(if $(wildcard bench/*.py),bench)

# Install Debian packages without asking: $(call apt,names)
apt = { command -v apt-get >/dev/null || { echo "Please install $(1), then try again."; exit 1; }; \
	$(SUDO) apt-get update -q; \
	$(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends $(1); }

# Two runs of the tests, so that two processors have something to do: $(call side_by_side,these,those)
side_by_side = seen=$$(mktemp); $(BIN)/pytest $(1) >$$seen 2>&1 & first=$$!; \
	$(BIN)/pytest $(2); second=$$?; \
	wait $$first; first=$$?; cat $$seen; rm $$seen; \
	exit $$((first | second))

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1
# Otherwise every test that starts a server would compile all of the code again.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help run demo test quick check format bench lock clean browser office database shell

help: ## List these targets
	@sed -nE 's/^([a-z]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

run: $(VENV)/.runs .env ## Install what is needed, then serve the check on http://localhost:8000
	@mkdir -p data
	@exec $(BIN)/gunicorn wsgi:app

demo: $(VENV)/.runs ## Serve it with invented leads and a desk account, all deleted afterwards
	@folder=$$(mktemp -d); trap 'rm -rf "$$folder"' EXIT; trap : INT TERM; \
	export DATABASE_URL="sqlite:///$$folder/leads.db" LEAD_WEBHOOK_URL= LEAD_WEBHOOK_SECRET= \
		SECRET_KEY=$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(48))'); \
	$(BIN)/flask --app wsgi demo $(ARGS) && $(BIN)/gunicorn wsgi:app

test: $(VENV)/.develops browser office database ## Run all tests, or those in ARGS: make test ARGS=tests/unit
	@if [ -n "$(ARGS)" ]; then exec $(BIN)/pytest $(ARGS); fi; \
	$(call side_by_side,$(IN_BROWSERS),tests $(IN_BROWSERS:%=--ignore=%))

quick: $(VENV)/.develops ## Run the tests that need no other program: the method, the leads, the words
	@$(call side_by_side,-q --quick tests/unit/leads,-q --quick $(QUICK) --ignore=tests/unit/leads)

check: $(VENV)/.develops ## Check style and types, change nothing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy $(CHECKED)

format: $(VENV)/.develops ## Put the code in the house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.develops shell database ## Measure: run every benchmark in bench/
	@set -e; for file in $(BENCHES:.py=); do \
		echo "== $$file"; $(BIN)/python -m $$(echo $$file | tr / .) $(ARGS); done

lock: $(VENV)/.develops ## Pin requirements*.in afresh; ARGS=--upgrade for newer versions
	CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/pip-compile $(ARGS) requirements.in
	CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/pip-compile $(ARGS) requirements-dev.in

clean: ## Remove what can be rebuilt; .env and data/ stay
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

browser:
	@for name in $(BROWSERS); do command -v $$name >/dev/null && exit; done; \
	$(call apt,chromium fonts-liberation)
	@command -v $(LIGHT) >/dev/null || ! command -v apt-get >/dev/null || { $(call apt,$(LIGHT)); } || \
		echo "Without $(LIGHT), the tests use the whole browser and take longer."
	@for name in $(FIREFOX); do command -v $$name >/dev/null && exit; done; \
	$(call apt,firefox-esr)

database:
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || \
		$(call apt,postgresql)

office:
	@command -v soffice >/dev/null || $(call apt,libreoffice-calc)

shell:
	@command -v sqlite3 >/dev/null || $(call apt,sqlite3)

# The key that signs links: made once, kept from git and from other users.
.env:
	@umask 077 && $(PYTHON) -c 'import secrets; print("SECRET_KEY=" + secrets.token_urlsafe(48))' > $@
	@echo "Made $@ with a new SECRET_KEY. Keep it: result links are signed with it."

# Stamps in the virtual environment: packages are installed again only when the pins have changed.
$(VENV)/.runs: requirements.txt | $(VENV)/.made
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.develops: requirements.txt requirements-dev.txt | $(VENV)/.made
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.txt -r requirements-dev.txt
	@touch $@

# Debian's python3 comes without venv and ensurepip.
$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed: make PYTHON=python3.12 …"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || $(call apt,python3-venv)
	$(PYTHON) -m venv $(VENV)
	@touch $@
